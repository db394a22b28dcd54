"""A plan of any size to measure with: written in bulk past the services, and yet a record they could have written.

Nothing depends on the day it is run, so the same seed makes the same record everywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import translation

from priorities.choices import CommitmentKind, CommitmentState, NoteState, OwnerRole, Role
from priorities.models import (
    Commitment,
    DueDate,
    Evidence,
    Membership,
    Milestone,
    Organization,
    Ownership,
    Participation,
    Party,
    Plan,
    PriorityArea,
    ProgressNote,
    ReportingPeriod,
    SourceDocument,
    StandingSpan,
    User,
)
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.services.audit import record_audit
from priorities.services.spans import span_rows
from priorities.services.turns import recount_turns

from . import benchmark_words as words
from .benchmark_document import MOST_IN_TEXT, publish
from .benchmark_notes import ACCEPTED_AFTER, LAST_DAY, Said, Side, Talk, weighted

ADOPTED_ON = date(2021, 10, 1)
CHUNK = 500


class Taken(Exception):
    """The plan, or references like its own, exist already."""


@dataclass
class Chunk:
    """Rows of some commitments, in the order in which they can be written."""

    commitments: list[Commitment] = field(default_factory=list)
    owners: list[Ownership] = field(default_factory=list)
    due_dates: list[DueDate] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    notes: list[list[Said]] = field(default_factory=list)  # of each commitment


class Benchmark:
    """One seeding of a new plan: `commitments` promises and `notes` accepted notes over five years."""

    def __init__(self, *, slug: str, commitments: int, notes: int, seed: int, now: datetime):
        self.slug, self.now, self.commitments, self.notes = slug, now, commitments, notes
        self.prefix = re.sub(r"[^A-Z0-9]", "", slug.upper())[:16]
        self.draw = Random(seed)  # noqa: S311 nothing secret is drawn
        self.written = dict.fromkeys(("commitments", "notes", "spans"), 0)
        self.worded: list[Commitment] = []
        self.ids = (uuid5(NAMESPACE_URL, f"{slug}/{number}") for number in count(1))

    @transaction.atomic
    @translation.override("en")
    def fill(self, tell: Callable[[int], None] = lambda done: None) -> Plan:
        """Write it all, or nothing. `tell` hears how many commitments are there. Raises Taken."""
        taken = Commitment.objects.filter(reference__startswith=f"{self.prefix}-")
        if Plan.objects.filter(slug=self.slug).exists() or taken.exists():
            raise Taken
        self.sides = [self.side(code, zone, names) for code, zone, names in words.PARTIES]
        self.make_plan()
        for first in range(0, self.commitments, CHUNK):
            self.write(self.chunk(first, min(first + CHUNK, self.commitments)))
            tell(self.written["commitments"])
        publish(self.document, self.areas, self.worded)
        recount_turns(self.plan)
        record_audit(
            self.plan,
            plan=self.plan,
            action="benchmark.seed",
            by=self.sides[0].author,
            now=self.now,
            changes={name: [0, number] for name, number in self.written.items()},
        )
        return self.plan

    # Who and where

    def side(self, code: str, zone: str, names: words.Words) -> Side:
        """Parties, organizations and accounts that exist are used as they are. Nobody can sign in to the accounts."""
        party, _ = Party.objects.get_or_create(
            code=code, defaults={"time_zone": zone, **words.columns("name", names)}
        )
        organizations = [
            Organization.objects.get_or_create(
                acronym=acronym, party=party, defaults=words.columns("name", called)
            )[0]
            for acronym, called in words.ORGANIZATIONS[code]
        ]
        author, reviewer = (
            self.account(f"benchmark-{role}-{code.lower()}", role, organizations)
            for role in (Role.OFFICIAL, Role.REVIEWER)
        )
        return Side(party, organizations, author, reviewer)

    def account(self, username: str, role: Role, organizations: list[Organization]) -> User:
        user, is_new = User.objects.get_or_create(
            username=username, defaults={"last_name": username, "password": make_password(None)}
        )
        if is_new:
            Membership.objects.bulk_create(
                Membership(user=user, organization=organization, role=role, valid_from=ADOPTED_ON)
                for organization in organizations
            )
        return user

    def make_plan(self) -> None:
        self.plan = Plan.objects.create(
            slug=self.slug,
            adopted_on=ADOPTED_ON,
            required_languages="en,fr",
            **words.columns("title", words.PLAN),
            **words.columns("notice", words.NOTICE),
        )
        Participation.objects.bulk_create(
            Participation(plan=self.plan, party=side.party, position=position)
            for position, side in enumerate(self.sides, start=1)
        )
        self.audiences = [PUBLIC_AUDIENCE, *(side.party.code for side in self.sides)]
        self.areas = [
            PriorityArea.objects.create(
                plan=self.plan, number=number, code=code, **words.columns("name", names)
            )
            for number, (code, names) in enumerate(words.AREAS, start=1)
        ]
        self.document = SourceDocument.objects.create(
            plan=self.plan,
            code=self.prefix,
            slug="statement",
            published_on=ADOPTED_ON,
            **words.columns("title", words.PLAN),
        )
        for year in range(ADOPTED_ON.year, LAST_DAY.year + 1):
            ReportingPeriod.objects.create(
                plan=self.plan,
                slug=f"{year}-{year - 1999}",
                title_en=f"Fiscal year {year}-{year - 1999}",
                title_fr=f"Exercice {year}-{year + 1}",
                title_ja=f"令和{year - 2018}年度",
                starts_on=date(year, 4, 1),
                ends_on=date(year + 1, 3, 31),
                due_on=date(year + 1, 4, 30),
            )

    # What is promised

    def chunk(self, first: int, end: int) -> Chunk:
        """Commitments number `first` to `end`, and their share of the notes: some get none, some get many."""
        rows = Chunk()
        weights = [self.draw.choice((0, 1, 1, 2, 2, 3)) for _ in range(first, end)]
        share = self.notes * end // self.commitments - self.notes * first // self.commitments
        drawn = self.draw.choices(range(end - first), weights if any(weights) else None, k=share)
        number_of_notes = [0] * (end - first)
        for place in drawn:
            number_of_notes[place] += 1
        for number, wanted in enumerate(number_of_notes, start=first + 1):
            self.promise(rows, number, wanted)
        return rows

    def promise(self, rows: Chunk, number: int, notes: int) -> None:
        draw, about = self.draw, words.Promise(self.draw)
        area = self.areas[number % len(self.areas)]
        made_on = ADOPTED_ON + timedelta(days=draw.choice((0, 0, 0, 0, draw.randint(1, 700))))
        spoken = weighted(draw, [(("en", "fr", "ja"), 8), (("en", "fr"), 1), (("en", "ja"), 1)])
        language = weighted(draw, [("en", 8), ("ja", 1), ("fr", 1)])
        commitment = Commitment(
            plan=self.plan,
            area=area,
            document=self.document,
            reference=f"{self.prefix}-{area.code}-{number:06}",
            kind=draw.choice(CommitmentKind.values),
            state=CommitmentState.PUBLISHED,
            made_on=made_on,
            wording=about.wording(language),
            wording_language=language,
            **words.columns("title", about.title(), spoken),
        )
        rows.commitments.append(commitment)
        leads = [self.owners(rows, commitment, side) for side in self.sides]
        self.deadlines(rows, commitment)
        if draw.random() < 0.2:
            day = made_on + timedelta(days=draw.randint(60, 1200))
            reached_on = day + timedelta(days=draw.randint(-30, 90)) if draw.random() < 0.6 else None
            step = words.columns("title", draw.choice(words.MILESTONES))
            rows.milestones.append(
                Milestone(commitment=commitment, due_on=day, reached_on=reached_on, **step)
            )
        voices = [(side, lead) for side, lead in zip(self.sides, leads, strict=True) if lead]
        if not voices:
            voices = [(self.sides[0], self.sides[0].organizations[0])]
        rows.notes.append(Talk(draw, commitment, about, voices, self.ids).notes(notes))

    def owners(self, rows: Chunk, commitment: Commitment, side: Side) -> Organization | None:
        """The lead of one party today: most have one, some had another before, some have contributors too."""
        draw, given = self.draw, {"commitment": commitment, "party": side.party}
        lead, other = draw.sample(side.organizations, 2)
        begins = commitment.made_on
        if draw.random() < 0.25:
            role = draw.choice((OwnerRole.CO_LEAD, OwnerRole.CONTRIBUTOR))
            rows.owners.append(Ownership(organization=other, role=role, valid_from=begins, **given))
        elif draw.random() < 0.07:
            day = begins + timedelta(days=draw.randint(90, 900))
            rows.owners.append(Ownership(organization=other, valid_from=begins, valid_until=day, **given))
            begins = day
        if draw.random() < 0.08:
            return None
        rows.owners.append(Ownership(organization=lead, valid_from=begins, **given))
        return lead

    def deadlines(self, rows: Chunk, commitment: Commitment) -> None:
        """A baseline for three in four, and a ledger of slips for some of those."""
        draw, by = self.draw, self.sides[0].author
        if draw.random() < 0.25:
            return
        due_on = commitment.made_on + timedelta(days=draw.randint(200, 2400))
        decided_on = commitment.made_on
        moves = weighted(draw, [(0, 65), (1, 25), (2, 10)])
        for move in range(moves + 1):
            rows.due_dates.append(
                DueDate(
                    commitment=commitment,
                    due_on=due_on,
                    precision=weighted(draw, [("day", 5), ("month", 3), ("quarter", 1), ("year", 1)]),
                    is_baseline=move == 0,
                    reason=draw.choice(words.SLIPS) if move else "",
                    decided_on=decided_on,
                    recorded_at=datetime.combine(decided_on, time(12), UTC),
                    recorded_by=by,
                )
            )
            decided_on += timedelta(days=draw.randint(100, 700))
            due_on += timedelta(days=draw.randint(-30, 400))
            if decided_on > LAST_DAY:
                return

    # Writing

    def write(self, rows: Chunk) -> None:
        """Submitted first, then the evidence, then accepted: the database holds notes to that order."""
        said = [each for notes in rows.notes for each in notes]
        Commitment.objects.bulk_create(rows.commitments)
        in_english = [each for each in rows.commitments if each.wording_language == "en"]
        self.worded += in_english[: MOST_IN_TEXT - len(self.worded)]
        Ownership.objects.bulk_create(rows.owners)
        DueDate.objects.bulk_create(rows.due_dates)
        Milestone.objects.bulk_create(rows.milestones)
        for corrections in (False, True):  # what is corrected comes first
            ProgressNote.objects.bulk_create(each.note for each in said if each.is_correction == corrections)
        Evidence.objects.bulk_create(each.evidence for each in said if each.evidence)
        self.accept(rows.commitments, said)
        spans = [
            span
            for commitment, notes in zip(rows.commitments, rows.notes, strict=True)
            for span in span_rows(commitment, [each.fact() for each in notes], self.audiences)
        ]
        StandingSpan.objects.bulk_create(spans)
        for name, number in (("commitments", rows.commitments), ("notes", said), ("spans", spans)):
            self.written[name] += len(number)

    def accept(self, commitments: list[Commitment], said: list[Said]) -> None:
        """All of them, by the reviewer of their party; some are withdrawn later."""
        for side in self.sides:
            ProgressNote.objects.filter(commitment__in=commitments, party=side.party).update(
                state=NoteState.ACCEPTED,
                accepted_at=F("submitted_at") + ACCEPTED_AFTER,
                accepted_by=side.reviewer,
            )
        for each in said:
            if each.withdrawn_at:
                ProgressNote.objects.filter(pk=each.note.pk).update(
                    state=NoteState.WITHDRAWN,
                    withdrawn_at=each.withdrawn_at,
                    withdrawn_by=each.side.author,
                    withdrawal_reason=self.draw.choice(words.WITHDRAWALS),
                )
