from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.choices import Attention
from priorities.models import AuditEntry, Plan
from priorities.selectors import attention, boards
from priorities.selectors.moments import moment
from priorities.services import notes, register
from tests.conftest import NOON

NOBODY = AnonymousUser()


def listed(cast, *, user=NOBODY, as_of=None, known_at=None):
    """The sections by reason, for this reader on this day."""
    shown = moment(cast.plan, now=NOON, as_of=as_of, known_at=known_at)
    commitments = boards.board_commitments(cast.plan, user=user, moment=shown)
    return {
        section.reason: section
        for section in attention.attention_list(commitments, plan=cast.plan, moment=shown)
    }


def references(cast, reason, **given):
    return [row.card.reference for row in listed(cast, **given)[reason].rows]


def due(cast, commitment, day):
    register.change_due_date(
        commitment, due_on=day, decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )


def obstructed(cast, commitment, **words):
    commitment.refresh_from_db()
    for language, sentence in words.items():
        setattr(commitment, f"assessment_obstacle_{language}", sentence)
    return register.revise_register(commitment, by=cast.coordinator, now=NOON)


def bilingual(cast):
    cast.plan.required_languages = "en,fr"
    register.revise_register(cast.plan, by=cast.coordinator, now=NOON)


def test_the_reasons_come_in_the_order_of_the_list_also_when_nothing_wants_attention(cast):
    sections = listed(cast)

    assert list(sections) == [
        "overdue", "stale", "never", "unowned", "differ", "reason", "unassessable", "translation",
    ]  # fmt: skip
    assert {section.total for section in sections.values()} == {0}


def test_what_is_overdue_says_for_how_long_the_longest_first(cast):
    week, month, ended = cast.commitment(), cast.commitment(), cast.commitment()
    due(cast, week, date(2025, 9, 24))
    due(cast, month, date(2025, 9, 1))
    due(cast, ended, date(2025, 9, 1))
    cast.accept(ended, lifecycle="completed", evidence=(notes.EvidenceWords("Text", "https://example.org/"),))

    rows = listed(cast)["overdue"].rows

    assert [(row.card.reference, row.days) for row in rows] == [
        (month.reference, 30),
        (week.reference, 7),
    ]
    assert references(cast, "overdue", as_of=date(2025, 9, 24)) == [month.reference]


def test_silence_is_counted_in_days_and_what_was_never_reported_from_the_promise(cast):
    silent, never = cast.commitment(), cast.commitment(made_on=date(2025, 9, 21))
    cast.accept(silent, as_of=date(2025, 3, 1))

    sections = listed(cast)

    assert [(row.card.reference, row.days) for row in sections["stale"].rows] == [(silent.reference, 214)]
    assert [(row.card.reference, row.days) for row in sections["never"].rows] == [(never.reference, 10)]


def test_a_party_without_a_lead_is_named(cast):
    commitment = cast.commitment(owners=["GAC"])
    cast.commitment()

    rows = listed(cast)["unowned"].rows

    assert [(row.card.reference, [str(name) for name in row.parties]) for row in rows] == [
        (commitment.reference, ["Japan"])
    ]


def test_positions_that_differ_are_listed(cast):
    differing, agreeing = cast.commitment(), cast.commitment()
    for commitment, theirs in ((differing, "not_started"), (agreeing, "underway")):
        cast.accept(commitment)
        cast.accept(commitment, acronym="MOFA", lifecycle=theirs)

    assert references(cast, "differ") == [differing.reference]


NOTES = [
    ({"lifecycle": "paused"}, (True, False)),
    ({"lifecycle": "not_delivered"}, (True, False)),
    ({"lifecycle": "paused", "reason": {"fr": "Élections."}}, None),
    ({"lifecycle": "paused", "confidence": "at_risk", "reason": {"en": "Votes."}}, (False, True)),
    ({"confidence": "at_risk", "reason": {"en": "No ship."}}, (False, True)),
    ({"confidence": "off_track", "reason": {"ja": "船がない。"}, "next_steps": {"ja": "借りる。"}}, None),
    ({"confidence": "on_track"}, None),
    ({"lifecycle": "not_started"}, None),
]


def test_a_note_that_stops_or_warns_says_why_and_what_comes_next(cast):
    expected = {}
    for words, lacks in NOTES:
        commitment = cast.commitment()
        cast.accept(commitment, **words)
        if lacks:
            expected[commitment.reference] = [("CA", *lacks)]

    rows = listed(cast)["reason"].rows

    assert {
        row.card.reference: [
            (unsaid.position.party, unsaid.lacks_reason, unsaid.lacks_next_steps) for unsaid in row.unsaid
        ]
        for row in rows
    } == expected


def test_only_the_note_behind_a_position_is_judged_on_its_own_day_and_as_it_was_known(
    cast, commitment, later
):
    cast.accept(commitment, as_of=date(2025, 8, 1), lifecycle="paused")
    cast.accept(commitment, as_of=date(2025, 9, 1), lifecycle="paused", reason={"en": "Votes."}, now=later(2))

    assert references(cast, "reason") == []
    assert references(cast, "reason", as_of=date(2025, 8, 15)) == [commitment.reference]
    assert references(cast, "reason", known_at=later(1)) == [commitment.reference]
    assert references(cast, "reason", known_at=later(3)) == []


def test_each_party_is_judged_by_its_own_note(cast, commitment):
    cast.accept(commitment)
    cast.accept(commitment, acronym="MOFA", lifecycle="paused")

    (row,) = listed(cast)["reason"].rows

    assert [str(unsaid.position.party_name) for unsaid in row.unsaid] == ["Japan"]


def test_a_note_counts_for_those_who_may_read_it_and_for_nobody_else(cast):
    public, shared, internal = (
        _paused_for(cast, visibility) for visibility in ("public", "shared", "internal")
    )

    assert references(cast, "reason") == [public]
    assert references(cast, "reason", user=cast.viewer) == [public, shared, internal]
    assert references(cast, "reason", user=cast.partner_official) == [public, shared]


def _paused_for(cast, visibility):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, lifecycle="paused", visibility=visibility)
    return commitment.reference


def test_words_that_cannot_be_assessed_stand_with_the_reason_in_the_readers_language(cast, commitment):
    cast.commitment()
    obstructed(cast, commitment, en="No measure is named.")

    (row,) = listed(cast)["unassessable"].rows

    assert (row.card.reference, str(row.obstacle)) == (commitment.reference, "No measure is named.")
    entry = AuditEntry.objects.order_by("pk").last()
    assert entry.action == "commitment.revise"
    assert entry.changes == {"assessment_obstacle_en": [None, "No measure is named."]}
    obstructed(cast, commitment, en="")
    assert listed(cast)["unassessable"].total == 0


def test_a_title_or_a_public_note_without_a_required_language_is_listed_with_it(cast):
    bilingual(cast)
    both = {"en": "Talks.", "fr": "Pourparlers."}
    titled = {"title_en": "A treaty", "title_fr": "Un traité"}
    untitled, half, whole, internal = (
        cast.commitment(title_en="A treaty"),
        cast.commitment(**titled),
        cast.commitment(**titled),
        cast.commitment(**titled),
    )
    note = cast.accept(half, body={"en": "Talks.", "ja": "協議。"})
    cast.accept(whole, body=both, lifecycle="paused", reason=both)
    cast.accept(internal, body={"en": "Talks."}, visibility="internal")

    rows = listed(cast, user=cast.viewer)["translation"].rows

    assert [(row.card.reference, row.untranslated) for row in rows] == [
        (untitled.reference, (attention.Untranslated(("fr",)),)),
        (half.reference, (attention.Untranslated(("fr",), note.pk, "GAC", date(2025, 9, 1)),)),
    ]


def test_a_field_that_nobody_filled_in_lacks_no_translation(cast):
    bilingual(cast)
    commitment = cast.commitment(title_fr="Un traité")
    both = {"en": "Talks.", "fr": "Pourparlers."}
    cast.accept(commitment, body=both, lifecycle="paused", reason={"fr": "Élections."})

    (row,) = listed(cast)["translation"].rows

    assert [each.languages for each in row.untranslated] == [("en",)]


def test_a_section_shows_twenty_and_counts_all(cast):
    for _ in range(22):
        cast.commitment(owners=[])

    section = listed(cast)["unowned"]

    assert (section.total, len(section.rows), section.hidden) == (22, 20, 2)


def test_several_reasons_together_are_those_that_have_any_of_them(cast):
    unowned, obstacle, _neither = cast.commitment(owners=["GAC"]), cast.commitment(), cast.commitment()
    obstructed(cast, obstacle, en="No measure is named.")
    shown = moment(cast.plan, now=NOON)
    commitments = boards.board_commitments(cast.plan, user=NOBODY, moment=shown)

    def found(*reasons):
        wanting = attention.wanting(commitments, reasons, plan=cast.plan, moment=shown)
        return [each.reference for each in wanting]

    assert found(Attention.UNOWNED, Attention.UNASSESSABLE) == [unowned.reference, obstacle.reference]
    assert found() == []


def test_the_list_asks_as_much_of_one_commitment_as_of_thirty(cast):
    bilingual(cast)

    def add():
        commitment = cast.commitment(owners=["GAC"])
        cast.accept(
            commitment, as_of=date(2025, 1, 1), lifecycle="paused", confidence="at_risk", reason={"en": "."}
        )
        obstructed(cast, commitment, en="No measure is named.")
        due(cast, commitment, date(2025, 9, 1))

    def queries():
        cast.plan = Plan.objects.get(pk=cast.plan.pk)
        with CaptureQueriesContext(connection) as captured:
            listed(cast)
        return len(captured)

    add()
    with_one = queries()
    for _ in range(7):
        add()

    assert queries() == with_one


def test_an_archived_commitment_wants_no_attention(cast, commitment):
    archived = register.archive_commitment(
        cast.commitment(owners=[]), on=NOON.date() - timedelta(days=1), by=cast.coordinator, now=NOON
    )

    assert references(cast, "unowned") == []
    assert references(cast, "unowned", as_of=date(2025, 9, 1)) == [archived.reference]
