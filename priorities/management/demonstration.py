"""Puts the Canada-Japan data into an empty database, through the same services that people use."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from priorities.choices import CommitmentState, GapKind, Language, PeriodKind, Role
from priorities.models import (
    Commitment,
    DocumentText,
    Instrument,
    Membership,
    Milestone,
    Organization,
    Party,
    Plan,
    PriorityArea,
    ReportingPeriod,
    SourceDocument,
    User,
)
from priorities.reports.drafts import draft_document
from priorities.reports.gaps import gaps_of
from priorities.services import notes, periods, register, reports

from .demonstration_assessments import load_assessments
from .demonstration_words import ACCEPTED_GAPS, EXAMPLES_FR, EXAMPLES_JA

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "canada_japan"

# (account, given name, family name, organization, role, language)
ACCOUNTS = [
    ("official", "Marie", "Tremblay", "GAC", Role.OFFICIAL, "en"),
    ("reviewer", "David", "Chen", "GAC", Role.REVIEWER, "en"),
    ("coordinator", "Amélie", "Gagnon", "GAC", Role.COORDINATOR, "en"),
    ("viewer", "Noah", "Singh", "GAC", Role.VIEWER, "en"),
    ("assessor", "Ruth", "Okafor", "DAO-CA", Role.ASSESSOR, "en"),
    ("partner-official", "Haruka", "Satō", "MOFA-JP", Role.OFFICIAL, "ja"),
    ("partner-reviewer", "Kenji", "Mori", "MOFA-JP", Role.REVIEWER, "ja"),
    ("partner-coordinator", "Yūko", "Tanabe", "MOFA-JP", Role.COORDINATOR, "ja"),
    ("admin", "Alex", "Roy", None, None, "en"),
]
MEMBERS_SINCE = date(2021, 4, 1)
# Public sources are read into the record by two accounts for each party, one that writes and one that accepts.
# Nobody can sign in to them.
DESK = {"CA": ("desk-official-ca", "desk-reviewer-ca"), "JP": ("desk-official-jp", "desk-reviewer-jp")}
ACCEPTED_AFTER = timedelta(days=6)
PERIODS_FROM, PERIODS_TO = 2021, 2026
GRACE_DAYS = 14
# The two fiscal years whose reports are sealed, and when that was: some weeks after the notes were due.
REPORTS = (
    ("2024-25", datetime(2025, 5, 26, 14, 5, tzinfo=UTC)),
    ("2025-26", datetime(2026, 5, 25, 13, 40, tzinfo=UTC)),
)


def words(values: dict[str, str], field: str) -> dict[str, str]:
    return {f"{field}_{language}": values.get(language, "") for language in Language.values}


class Demonstration:
    """One loading. `password` opens every account of ACCOUNTS."""

    def __init__(self, *, password: str, now: datetime):
        self.now, self.password = now, make_password(password)
        self.data = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))

    @transaction.atomic
    def load(self) -> Plan:
        self.admin = User.objects.create(
            username="admin", first_name="Alex", last_name="Roy", is_superuser=True, password=self.password
        )
        self.load_parties()
        self.load_accounts()
        self.load_plan()
        self.load_documents()
        self.load_periods()
        for given in self.data["commitments"]:
            self.load_commitment(given)
        for given in self.data["commitments"]:
            for link in given["links"]:
                target = Commitment.objects.get(reference=link["to"])
                commitment = Commitment.objects.get(reference=given["reference"])
                register.link_commitments(
                    commitment, kind=link["kind"], target=target, by=self.coordinator, now=self.now
                )
        self.load_notes()
        self.load_examples()
        load_assessments(self.plan, now=self.now)
        self.load_reports()
        return self.plan

    def keep(self, record, by=None):
        return register.revise_register(record, by=by or self.admin, now=self.now)

    def load_parties(self):
        self.parties = {
            given["code"]: self.keep(
                Party(code=given["code"], time_zone=given["time_zone"], **words(given["name"], "name"))
            )
            for given in self.data["plan"]["parties"]
        }
        self.organizations = {
            given["acronym"]: self.keep(
                Organization(
                    acronym=given["acronym"],
                    party=self.parties[given["party"]],
                    **words(given["name"], "name"),
                )
            )
            for given in self.data["organizations"]
        }

    def load_accounts(self):
        for username, given_name, family_name, acronym, role, language in ACCOUNTS:
            if acronym is None:
                continue
            user = self.keep(
                User(
                    username=username,
                    first_name=given_name,
                    last_name=family_name,
                    language=language,
                    password=self.password,
                )
            )
            self.join(user, acronym, role)
        for code, (official, reviewer) in DESK.items():
            for username, role, name in (
                (official, Role.OFFICIAL, "reading"),
                (reviewer, Role.REVIEWER, "checking"),
            ):
                user = User(
                    username=username,
                    first_name="Public sources",
                    last_name=f"({name}, {code})",
                    password=make_password(None),
                )
                self.keep(user)
                for acronym, organization in self.organizations.items():
                    if organization.party.code == code and acronym != "DAO-CA":
                        self.join(user, acronym, role)
        self.coordinator = User.objects.get(username="coordinator")

    def join(self, user, acronym, role):
        self.keep(
            Membership(
                user=user, organization=self.organizations[acronym], role=role, valid_from=MEMBERS_SINCE
            )
        )

    def load_plan(self):
        given = self.data["plan"]
        self.plan = self.keep(
            Plan(
                slug=given["slug"],
                adopted_on=date.fromisoformat(given["adopted_on"]),
                cadence_days=given["cadence_days"],
                fiscal_year_starts=given["fiscal_year_starts"],
                required_languages=",".join(given["required_languages"]),
                **words(given["title"], "title"),
                **words(given["summary"], "summary"),
                **words(self.data["notice"], "notice"),
            )
        )
        for position, party in enumerate(given["parties"], start=1):
            register.set_participation(
                self.plan,
                party=self.parties[party["code"]],
                secretariat=self.organizations.get(party["secretariat"]),
                by=self.admin,
                now=self.now,
                position=position,
            )
        self.areas = {
            area["code"]: self.keep(
                PriorityArea(
                    plan=self.plan, number=area["number"], code=area["code"], **words(area["name"], "name")
                ),
                self.coordinator,
            )
            for area in self.data["areas"]
        }
        self.instruments = {
            instrument["code"]: self.keep(
                Instrument(code=instrument["code"], **words(instrument["name"], "name")), self.coordinator
            )
            for instrument in self.data["instruments"]
        }

    def load_documents(self):
        self.documents, self.texts = {}, {}
        for given in self.data["documents"]:
            document = SourceDocument(
                plan=self.plan,
                code=given["code"],
                slug=given["slug"],
                kind=given["kind"],
                publisher=given["publisher"],
                published_on=date.fromisoformat(given["published_on"]),
                url=given["url"],
                **words(given["title"], "title"),
            )
            self.documents[given["code"]] = self.keep(document, self.coordinator)
            for text in given["texts"]:
                body = (FOLDER / text["file"]).read_text(encoding="utf-8")
                self.texts[given["code"]] = self.keep(
                    DocumentText(document=document, language=text["language"], body=body), self.coordinator
                )

    def load_periods(self):
        """A period for each fiscal year, April to March; notes are due 30 days after it ends."""
        for year in range(PERIODS_FROM, PERIODS_TO + 1):
            periods.add_periods(
                self.plan,
                kind=PeriodKind.YEAR,
                starting=year,
                grace_days=GRACE_DAYS,
                by=self.coordinator,
                now=self.now,
            )

    def load_commitment(self, given):
        by = self.coordinator
        commitment = self.keep(
            Commitment(
                plan=self.plan,
                area=self.areas[given["area"]],
                document=self.documents[given["document"]],
                reference=given["reference"],
                kind=given["kind"],
                made_on=date.fromisoformat(given["made_on"]),
                wording=given["wording"],
                wording_language=given["wording_language"],
                **words(given["title"], "title"),
                **words(given.get("assessment_obstacle", {}), "assessment_obstacle"),
            ),
            by,
        )
        chosen = [self.instruments[code] for code in given["instruments"]]
        register.set_instruments(commitment, instruments=chosen, by=by, now=self.now)
        for owner in given["owners"]:
            register.assign_owner(
                commitment,
                organization=self.organizations[owner["organization"]],
                role=owner["role"],
                valid_from=date.fromisoformat(owner["valid_from"]),
                by=by,
                now=datetime.combine(date.fromisoformat(owner["valid_from"]), time(12), UTC),
            )
        if text := self.texts.get(given["document"]):
            register.place_span(commitment, text=text, quote=given["wording"], by=by, now=self.now)
        for line in given["due_dates"]:
            register.change_due_date(
                commitment,
                due_on=date.fromisoformat(line["due_on"]),
                precision=line["precision"],
                reason=line["reason"],
                reason_language=line["reason_language"],
                decided_on=date.fromisoformat(line["decided_on"]),
                by=User.objects.get(username=line["typed_by"]),
                now=datetime.combine(date.fromisoformat(line["decided_on"]), time(12), UTC),
            )
        for step in given["milestones"]:
            self.keep(
                Milestone(
                    commitment=commitment,
                    due_on=step["due_on"] and date.fromisoformat(step["due_on"]),
                    reached_on=step["reached_on"] and date.fromisoformat(step["reached_on"]),
                    **words(step["title"], "title"),
                ),
                by,
            )
        register.publish_commitment(commitment, by=by, now=self.now)

    def load_notes(self):
        """Notes in the order of their dates, each accepted some days after it was true, as a real record would be."""
        desk = {username: User.objects.get(username=username) for pair in DESK.values() for username in pair}
        given = [
            (note["as_of"], place, commitment["reference"], note)
            for commitment in self.data["commitments"]
            for place, note in enumerate(commitment["notes"])
        ]
        for as_of, _, reference, note in sorted(given, key=lambda each: each[:3]):
            commitment = Commitment.objects.get(reference=reference, state=CommitmentState.PUBLISHED)
            organization = self.organizations[note["organization"]]
            official, reviewer = DESK[organization.party.code]
            day = max(date.fromisoformat(as_of), commitment.made_on) + ACCEPTED_AFTER
            at = datetime.combine(day, time(15, 0), tzinfo=UTC)
            draft = notes.draft_note(
                commitment,
                organization=organization,
                words=note_words(note),
                by=desk[official],
                now=at,
            )
            notes.submit_note(draft, by=desk[official], now=at)
            notes.accept_note(draft, by=desk[reviewer], now=at + timedelta(hours=2))

    def load_examples(self):
        """Work in progress of the demonstration accounts, marked as examples; none of it is on the public board."""
        official, reviewer = (User.objects.get(username=name) for name in ("official", "reviewer"))
        partner = User.objects.get(username="partner-official")
        self.example("CJ21-ROL-03", "GAC", official, "A draft: only the organization sees it.")
        returned = self.example("CJ21-ROL-04", "GAC", official, "A note that came back.")
        notes.submit_note(returned, by=official, now=self.now)
        notes.return_note(
            returned,
            reason="De quelle réunion s’agit-il? Veuillez fournir le lien vers son compte rendu.",
            by=reviewer,
            now=self.now,
            language="fr",
        )
        waiting = self.example("CJ21-HLS-03", "GAC", official, "A note that waits for a reviewer.")
        notes.submit_note(waiting, by=official, now=self.now)
        theirs = self.example("CJ21-PKO-03", "MOFA-JP", partner, "A note of the other government, waiting.")
        notes.submit_note(theirs, by=partner, now=self.now)
        internal = self.example(
            "CJ21-TRD-02", "GAC", official, "An internal note: Canada reads it, nobody else.", "internal"
        )
        notes.submit_note(internal, by=official, now=self.now)
        notes.accept_note(internal, by=reviewer, now=self.now)
        notes.confirm_no_change(
            Commitment.objects.get(reference="CJ21-ROL-01"),
            organization=self.organizations["GAC"],
            as_of=self.now.date(),
            by=official,
            now=self.now,
        )

    def load_reports(self):
        """The reports of the years that are over, frozen and published some weeks after their cut-off, oldest first."""
        for slug, frozen_at in REPORTS:
            if frozen_at > self.now:
                continue
            period = ReportingPeriod.objects.select_related("plan").get(plan=self.plan, slug=slug)
            draft = draft_document(period, user=self.coordinator, now=frozen_at, site=settings.SITE_URL)
            for gap in gaps_of(draft):
                for language, reason in ACCEPTED_GAPS[GapKind(gap.kind)].items():
                    reports.accept_gap(
                        period,
                        kind=gap.kind,
                        reference=gap.reference,
                        reason=reason,
                        by=self.coordinator,
                        now=frozen_at - timedelta(hours=2),
                        language=language,
                    )
            report = reports.freeze_report(period, by=self.coordinator, now=frozen_at)
            reports.publish_report(report, by=self.coordinator, now=frozen_at + timedelta(days=9))

    def example(self, reference, acronym, author, sentence, visibility="public"):
        """A draft that repeats where the commitment stands, so that no example says anything of the world."""
        commitment, organization = Commitment.objects.get(reference=reference), self.organizations[acronym]
        last = notes.latest_note(commitment, organization=organization, as_of=self.now.date())
        return notes.draft_note(
            commitment,
            organization=organization,
            words=notes.NoteWords(
                as_of=self.now.date(),
                lifecycle=last.lifecycle if last else "not_started",
                confidence=last.confidence if last else "",
                visibility=visibility,
                body={
                    "en": f"Example. {sentence}",
                    "fr": f"Exemple. {EXAMPLES_FR[sentence]}",
                    "ja": f"（例）{EXAMPLES_JA[sentence]}",
                },
            ),
            by=author,
            now=self.now,
        )


def note_words(given: dict) -> notes.NoteWords:
    return notes.NoteWords(
        as_of=date.fromisoformat(given["as_of"]),
        as_of_precision=given["precision"],
        lifecycle=given["lifecycle"],
        confidence=given["confidence"],
        reason=given["reason"],
        body=given["body"],
        evidence=tuple(
            notes.EvidenceWords(each["title"], each["url"], title_language="en") for each in given["evidence"]
        ),
    )
