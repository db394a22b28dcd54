"""What people might do to a record in a few weeks, at random, through the services."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

from priorities.exceptions import Refusal
from priorities.models import Commitment, Organization, Ownership, ProgressNote, User
from priorities.services import notes, register
from priorities.services.visibility import change_visibility

STATED = [
    ("underway", "on_track"),
    ("underway", "at_risk"),
    ("underway", "off_track"),
    ("not_started", ""),
    ("paused", ""),
    ("completed", ""),
    ("completed_modified", ""),
    ("not_delivered", ""),
    ("discontinued", ""),
]
DESKS = {"CA": ("desk-official-ca", "desk-reviewer-ca"), "JP": ("desk-official-jp", "desk-reviewer-jp")}


class Rewriting:
    """`steps` of them, an hour and a half apart from `begins`. What a guard refuses is not done."""

    def __init__(self, plan, *, seed: int, begins: datetime):
        self.plan, self.draw, self.now = plan, Random(seed), begins
        self.people = {user.username: user for user in User.objects.all()}
        self.done: Counter[str] = Counter()

    def take(self, steps: int) -> None:
        ways = [self.say, self.say, self.correct, self.correct, self.withdraw, self.show, self.show]
        ways += [self.hand_over, self.change_role, self.move, self.archive]
        for _ in range(steps):
            self.now += timedelta(minutes=90)
            way = self.draw.choice(ways)
            try:
                way()
                self.done[way.__name__] += 1
            except Refusal:
                self.done["refused"] += 1

    def any_commitment(self) -> Commitment:
        return self.draw.choice(list(Commitment.objects.filter(plan=self.plan, state="published")))

    def any_note(self) -> ProgressNote:
        return self.draw.choice(
            list(ProgressNote.objects.filter(commitment__plan=self.plan, state="accepted"))
        )

    def desk(self, organization: Organization) -> tuple[User, User]:
        author, reviewer = DESKS[organization.party.code]
        return self.people[author], self.people[reviewer]

    def words(self, visibility: str, **given) -> notes.NoteWords:
        lifecycle, confidence = self.draw.choice(STATED)
        return notes.NoteWords(
            lifecycle=lifecycle,
            confidence=confidence,
            visibility=visibility,
            body={"en": "As the oracle has it."},
            reason={"en": "For a reason."},
            deciding_authority="The ministers",
            evidence=(notes.EvidenceWords("Decision", "https://example.org/decision", is_end_decision=True),),
            **given,
        )

    def day(self) -> date:
        return date(2021, 5, 3) + timedelta(
            days=self.draw.randrange((self.now.date() - date(2021, 5, 3)).days)
        )

    def say(self) -> None:
        held = Ownership.objects.current(self.now.date()).filter(commitment=self.any_commitment())
        chosen = self.draw.choice(list(held.select_related("commitment", "organization__party")))
        author, reviewer = self.desk(chosen.organization)
        words = self.words(self.draw.choice(["public", "public", "shared", "internal"]), as_of=self.day())
        note = notes.draft_note(
            chosen.commitment, organization=chosen.organization, words=words, by=author, now=self.now
        )
        notes.submit_note(note, by=author, now=self.now)
        notes.accept_note(note, by=reviewer, now=self.now)

    def correct(self) -> None:
        note = self.any_note()
        author, reviewer = self.desk(note.organization)
        as_of = note.as_of if self.draw.random() < 0.7 else self.day()
        made = notes.correct_note(
            note, words=self.words(note.visibility, as_of=as_of), by=author, now=self.now
        )
        notes.submit_note(made, by=author, now=self.now)
        notes.accept_note(made, by=reviewer, now=self.now)

    def withdraw(self) -> None:
        note = self.any_note()
        notes.withdraw_note(note, reason="Wrong.", by=self.desk(note.organization)[1], now=self.now)

    def show(self) -> None:
        """To more readers, or to fewer."""
        note = self.any_note()
        others = [each for each in ("public", "shared", "internal") if each != note.visibility]
        by = self.desk(note.organization)[1]
        change_visibility(
            note, visibility=self.draw.choice(others), reason="So decided.", by=by, now=self.now
        )

    def hand_over(self) -> None:
        """An owner ends, known only now; another of its party takes its place, sometimes."""
        held = self.draw.choice(
            list(Ownership.objects.known().filter(valid_until=None).select_related("commitment__plan"))
        )
        day = max(held.valid_from + timedelta(days=1), self.day())
        by = self.people["coordinator"]
        register.end_ownership(held, valid_until=day, by=by, now=self.now)
        others = Organization.objects.filter(party=held.party).exclude(pk=held.organization_id)
        if self.draw.random() < 0.7:
            register.assign_owner(
                held.commitment,
                organization=self.draw.choice(list(others.exclude(acronym="DAO-CA"))),
                role=held.role,
                valid_from=day,
                by=by,
                now=self.now,
            )

    def change_role(self) -> None:
        held = self.draw.choice(
            list(Ownership.objects.known().select_related("commitment__plan", "organization__party"))
        )
        held.role = self.draw.choice(["lead", "co_lead", "contributor"])
        register.revise_register(held, by=self.people["coordinator"], now=self.now)

    def move(self) -> None:
        register.change_due_date(
            self.any_commitment(),
            due_on=self.day() + timedelta(days=400),
            decided_on=self.day(),
            reason="It takes longer.",
            by=self.people["coordinator"],
            now=self.now,
        )

    def archive(self) -> None:
        if self.draw.random() < 0.2:
            register.archive_commitment(
                self.any_commitment(), on=self.day(), by=self.people["coordinator"], now=self.now
            )


def moments(draw: Random, number: int, until: datetime) -> list[tuple[date | None, datetime | None]]:
    """(day, known at) to ask for: most days are past, some are ahead, one is today; half as known at some moment."""
    found: list[tuple[date | None, datetime | None]] = [(None, None)]
    while len(found) < number:
        day = date(2021, 4, 20) + timedelta(days=draw.randrange(2190))
        chance = draw.random()
        known_at = None
        if chance < 0.25:
            known_at = datetime(2021, 5, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(5 * 365 * 1440))
        elif chance < 0.5:
            known_at = until - timedelta(minutes=draw.randrange(20 * 1440))
        found.append((day, known_at))
    return found
