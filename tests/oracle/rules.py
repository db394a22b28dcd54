"""Where everything stands, worked out a second time: from the rows of notes, deadlines and the audit, by the rules as
they are written down, with none of the product's own code."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from priorities.models import (
    AuditEntry,
    Commitment,
    DueDate,
    Organization,
    Participation,
    ProgressNote,
    ReportingPeriod,
    VisibilityChange,
)

# From the weakest to the strongest, work underway by its confidence.
ORDER = [
    "not_delivered",
    "discontinued",
    "superseded",
    "not_started",
    "paused",
    "off_track",
    "at_risk",
    "on_track",
    "completed_modified",
    "completed",
]
COLUMN = dict.fromkeys(ORDER[:3], "closed") | {"completed_modified": "completed"}
ENDED = ("completed", "closed")


def place(note) -> int:
    return ORDER.index(note["confidence"] if note["lifecycle"] == "underway" else note["lifecycle"])


def column(note) -> str:
    return COLUMN.get(ORDER[place(note)], ORDER[place(note)])


class Oracle:
    """`says` answers for a day, an audience and a moment of knowing; `moved` compares two days."""

    def __init__(self, plan):
        parts = Participation.objects.filter(plan=plan).order_by("position")
        self.told: dict[tuple, dict] = {}
        self.plan, self.zones = plan, dict(parts.values_list("party__code", "party__time_zone"))
        self.commitments = list(Commitment.objects.filter(plan=plan).exclude(state="draft").values())
        self.periods = list(ReportingPeriod.objects.filter(plan=plan).values())
        self.due_dates = list(DueDate.objects.order_by("decided_on", "id").values())
        self.notes = list(ProgressNote.objects.exclude(accepted_at=None).values())
        self.corrections = {}
        for note in self.notes:
            note["party"] = Organization.objects.get(pk=note["organization_id"]).party.code
            changes = VisibilityChange.objects.filter(note=note["id"]).order_by("changed_at")
            note["was"] = list(changes.values_list("changed_at", "from_visibility"))
            self.corrections.setdefault(note["corrects_id"], []).append(note)
        entries = AuditEntry.objects.filter(object_type="ownership").order_by("sequence")
        self.owned = list(entries.values("object_id", "at", "changes"))
        self.organizations = {each.pk: each for each in Organization.objects.select_related("party")}

    def end_of(self, day) -> datetime:
        tomorrow = datetime.combine(day + timedelta(days=1), time.min)
        ends = [tomorrow.replace(tzinfo=ZoneInfo(zone)) for zone in self.zones.values()]
        return max(ends).astimezone(UTC) - timedelta(microseconds=1)

    # Notes

    def may_read(self, audience, note, visibility) -> bool:
        return {"public": True, "shared": audience != "public", "internal": audience == note["party"]}[
            visibility
        ]

    def counts(self, note, audience, known_at) -> bool:
        """It stood then, and is for eyes that see it now and saw it then."""
        then = next((was for until, was in note["was"] if known_at < until), note["visibility"])
        seen = all(self.may_read(audience, note, seen) for seen in (then, note["visibility"]))
        return seen and self.stands(note, audience, known_at)

    def stands(self, note, audience, known_at) -> bool:
        """Accepted by then, neither withdrawn nor, for this audience, corrected by then."""
        if note["accepted_at"] > known_at or (note["withdrawn_at"] and note["withdrawn_at"] <= known_at):
            return False
        return not any(
            each["accepted_at"] <= known_at
            and not (each["withdrawn_at"] and each["withdrawn_at"] <= known_at)
            and self.may_read(audience, each, each["visibility"])
            for each in self.corrections.get(note["id"], [])
        )

    def positions(self, counting, day) -> dict:
        """The latest note of each party as of the day."""
        said = [note for note in counting if note["as_of"] <= day]
        said.sort(key=lambda note: (note["as_of"], note["accepted_at"], note["id"]))
        return {note["party"]: note for note in said}

    # A day

    def says(self, audience, day, known_at) -> dict[str, dict]:
        """What a board of `day` says of each commitment, by its reference. `day` None is today, party by party."""
        if (audience, day, known_at) not in self.told:
            self.told[audience, day, known_at] = self.worked_out(audience, day, known_at)
        return self.told[audience, day, known_at]

    def worked_out(self, audience, day, known_at) -> dict[str, dict]:
        today = {code: day or known_at.astimezone(ZoneInfo(zone)).date() for code, zone in self.zones.items()}
        on = max(today.values())
        return {
            row["reference"]: self.commitment(row, audience, on, today, known_at)
            for row in self.commitments
            if row["made_on"] <= on and not (row["archived_on"] and row["archived_on"] <= on)
        }

    def commitment(self, row, audience, on, today, known_at) -> dict:
        counting = [
            note
            for note in self.notes
            if note["commitment_id"] == row["id"] and self.counts(note, audience, known_at)
        ]
        positions = self.positions(counting, on)
        standing, lifecycle, confidence = self.joint(positions)
        last = max((note["as_of"] for note in positions.values()), default=None)
        owners = self.owners(row, on, known_at)
        leads = {self.zone_party(pk) for pk, role in owners if role == "lead"}
        ledger = [
            line
            for line in self.due_dates
            if line["commitment_id"] == row["id"]
            and line["decided_on"] <= on
            and line["recorded_at"] <= known_at
        ]
        due, first = (
            (ledger[-1]["due_on"], next(x["due_on"] for x in ledger if x["is_baseline"]))
            if ledger
            else (None, None)
        )
        deadline = (
            min(days) if (days := [today[code] for code in leads if code in today]) else min(today.values())
        )
        return {
            "standing": standing,
            "lifecycle": lifecycle,
            "confidence": confidence,
            "since": self.since(row, counting, on),
            "last_note_on": last,
            "positions": {
                code: (note["lifecycle"], note["confidence"], note["as_of"])
                for code, note in positions.items()
            },
            "positions_differ": len({place(note) for note in positions.values()}) > 1,
            "freshness": self.freshness(standing, last, on),
            "schedule": self.schedule(standing, due, deadline),
            "due_on": due,
            "baseline_on": first,
            "slip_days": (due - first).days if due else 0,
            "moves": sum(a["due_on"] != b["due_on"] for a, b in pairwise(ledger)),
            "owners": {(self.organizations[pk].acronym, role) for pk, role in owners},
            "without_lead": {code for code in self.zones if code not in leads},
            "trend": self.trend(row, counting, positions, on),
        }

    def joint(self, positions) -> tuple[str, str, str]:
        if not positions:
            return "not_reported", "not_reported", ""
        weakest = min(positions.values(), key=place)
        return column(weakest), weakest["lifecycle"], weakest["confidence"]

    def since(self, row, counting, on) -> date:
        """The first of the days that end on `on` and all stand the same."""
        days = sorted({row["made_on"], *(max(note["as_of"], row["made_on"]) for note in counting)})
        found, before = None, None
        for day in (day for day in days if day <= on):
            standing = self.joint(self.positions(counting, day))[0]
            found, before = (found if standing == before else day), standing
        return found

    def freshness(self, standing, last, on) -> str:
        if last is None:
            return "never"
        share = (on - last).days / self.plan.cadence_days
        return "fresh" if standing in ENDED or share <= 0.75 else "ageing" if share <= 1 else "stale"

    def schedule(self, standing, due, today) -> str:
        if due is None:
            return "no_date"
        if standing in ENDED or (due - today).days > 30:
            return "on_time"
        return "overdue" if due < today else "due_soon"

    def trend(self, row, counting, positions, on) -> str:
        """Against the end of the period before that of the day."""
        holding = [each for each in self.periods if each["starts_on"] <= on <= each["ends_on"]]
        ended = [each for each in self.periods if each["ends_on"] < on]
        if not holding and not ended:
            return ""
        period = (
            min(holding, key=lambda it: it["ends_on"] - it["starts_on"])
            if holding
            else max(ended, key=lambda it: it["ends_on"])
        )
        then = self.positions(counting, period["starts_on"] - timedelta(days=1))
        if row["made_on"] >= period["starts_on"]:
            then = {}
        was, now = (min(map(place, said.values()), default=None) for said in (then, positions))
        if was is None:
            return "unchanged" if now is None else "new"
        return "unchanged" if was == now else "improved" if now is not None and now > was else "worsened"

    # Owners, by the audit

    def zone_party(self, organization_id) -> str:
        return self.organizations[organization_id].party.code

    def owners(self, row, on, known_at) -> set[tuple[int, str]]:
        read: dict[int, dict] = {}
        for entry in self.owned:
            if entry["at"] <= known_at:
                read.setdefault(entry["object_id"], {}).update(
                    {k: to for k, (_, to) in entry["changes"].items()}
                )
        return {
            (held["organization"], held["role"])
            for held in read.values()
            if held["commitment"] == row["id"]
            and held["valid_from"] <= on.isoformat()
            and not (held.get("valid_until") and held["valid_until"] <= on.isoformat())
        }

    # Two days

    def moved(self, audience, first, last, known_at) -> set[tuple]:
        """(reference, kind, party or "", days) of everything that is otherwise on `last`."""
        before, after = self.says(audience, first, known_at), self.says(audience, last, known_at)
        found = {(reference, "new", "", 0) for reference in after.keys() - before.keys()}
        found |= {(reference, "gone", "", 0) for reference in before.keys() - after.keys()}
        for reference in before.keys() & after.keys():
            was, now = before[reference], after[reference]
            for kind, party, days in (*self.steps(was, now), *self.dates(was, now), *self.leads(was, now)):
                found.add((reference, kind, party, days))
            quiet = was["freshness"] == "stale", now["freshness"] == "stale"
            heard = [it["freshness"] in ("fresh", "ageing") for it in (was, now)]
            if quiet[1] and heard[0]:
                found.add((reference, "gone_quiet", "", (last - now["last_note_on"]).days))
            if quiet[0] and heard[1]:
                found.add((reference, "heard_again", "", 0))
        return found | {
            (reference, "corrected", "", 0)
            for reference in self.taken_back(audience, first, last, known_at) & after.keys()
        }

    def steps(self, was, now):
        rank = [
            None
            if it["lifecycle"] == "not_reported"
            else ORDER.index(it["confidence"] if it["lifecycle"] == "underway" else it["lifecycle"])
            for it in (was, now)
        ]
        if rank[0] != rank[1]:
            if None in rank:
                yield "first_reported" if rank[0] is None else "unreported", "", 0
            else:
                yield "forward" if rank[1] > rank[0] else "back", "", 0

    def dates(self, was, now):
        old, new = was["due_on"], now["due_on"]
        if old != new:
            days = (new - old).days if old and new else 0
            yield (
                "dated"
                if not old
                else "undated"
                if not new
                else "slipped"
                if days > 0
                else "brought_forward",
                "",
                days,
            )

    def leads(self, was, now):
        parties = {each.acronym: each.party.code for each in self.organizations.values()}
        for code in sorted(set(parties.values())):
            old, new = (
                {a for a, role in it["owners"] if role == "lead" and parties[a] == code} for it in (was, now)
            )
            if old != new:
                yield "new_owner" if old and new else "first_owner" if new else "no_owner", code, 0

    def taken_back(self, audience, first, last, known_at) -> set[str]:
        """Of which a note counted at the end of the first day or later, and was corrected or withdrawn since, as far
        as is known."""
        since = min(self.end_of(first), known_at)
        turns = {
            moment for note in self.notes for moment in (note["accepted_at"], note["withdrawn_at"]) if moment
        }
        turns = {since, *(moment for moment in turns if since < moment <= known_at)}
        references = {row["id"]: row["reference"] for row in self.commitments}
        return {
            references[note["commitment_id"]]
            for note in self.notes
            if note["as_of"] <= last
            and note["commitment_id"] in references
            and note["accepted_at"] <= known_at
            and not self.stands(note, audience, known_at)
            and any(self.counts(note, audience, moment) for moment in turns)
        }
