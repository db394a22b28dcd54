"""Where commitments stand: the stored spans against the answer computed from the notes, day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from priorities.choices import Confidence
from priorities.models import StandingSpan
from priorities.selectors import standings
from priorities.selectors.standings import NoteFact
from priorities.services import notes
from priorities.services.visibility import change_visibility
from tests.conftest import NOON

FIRST = date(2025, 1, 1)
AUDIENCES = ["public", "CA", "JP"]


@st.composite
def facts(draw):
    """Up to eight accepted notes of two parties, some corrected, withdrawn or hidden, around one month."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        lifecycle = draw(st.sampled_from(["underway", "not_started", "paused", "completed", "not_delivered"]))
        accepted = datetime(2025, 2, 1, tzinfo=UTC) + timedelta(hours=number)
        corrected = draw(st.booleans())
        visibility = draw(st.sampled_from(["public", "shared", "internal"]))
        found.append(
            NoteFact(
                id=number,
                party=draw(st.sampled_from(["CA", "JP"])),
                as_of=FIRST + timedelta(days=draw(st.integers(-5, 20))),
                accepted_at=accepted,
                withdrawn_at=accepted + timedelta(days=1) if draw(st.booleans()) and not corrected else None,
                lifecycle=lifecycle,
                confidence=draw(st.sampled_from(Confidence.values)) if lifecycle == "underway" else "",
                visibility=visibility,
                replaced=((accepted + timedelta(hours=1), None, visibility),) if corrected else (),
                once_visible=draw(
                    st.sampled_from(
                        [(), ((accepted + timedelta(hours=2), "internal"),), ((accepted, "shared"),)]
                    )
                ),
            )
        )
    return found


@given(facts(), st.sampled_from(AUDIENCES))
@settings(max_examples=200, deadline=None)
def test_spans_answer_every_day_as_the_notes_do(notes_given, audience):
    spans = standings.spans(notes_given, made_on=FIRST, audience=audience)

    for offset in range(25):
        day = FIRST + timedelta(days=offset)
        [span] = [
            each for each in spans if each.from_on <= day and (each.until_on is None or day < each.until_on)
        ]
        positions = standings.positions_on(notes_given, on=day, audience=audience)
        expected = standings.joint(positions.values())
        assert (span.standing, span.lifecycle, span.confidence) == expected
        assert {position.party: position for position in span.positions} == positions


@given(facts(), st.sampled_from(AUDIENCES), st.integers(-2, 60))
@settings(max_examples=100, deadline=None)
def test_what_was_known_at_a_moment_is_kept_as_it_was(notes_given, audience, hours):
    known_at = datetime(2025, 2, 1, tzinfo=UTC) + timedelta(hours=hours)

    kept = [
        known.span
        for known in standings.known_spans(notes_given, made_on=FIRST, audience=audience)
        if (known.known_from is None or known.known_from <= known_at)
        and (known.known_until is None or known_at < known.known_until)
    ]

    then = standings.spans(notes_given, made_on=FIRST, audience=audience, known_at=known_at)
    assert sorted(kept, key=lambda span: span.from_on) == then


@given(facts(), st.sampled_from(AUDIENCES))
@settings(max_examples=100, deadline=None)
def test_since_is_the_first_day_of_the_unbroken_standing(notes_given, audience):
    spans = standings.spans(notes_given, made_on=FIRST, audience=audience)

    for place, span in enumerate(spans):
        unbroken = [span.from_on]
        for earlier in reversed(spans[:place]):
            if earlier.standing != span.standing:
                break
            unbroken.append(earlier.from_on)
        assert span.since_on == min(unbroken)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["report", "correct", "withdraw", "return", "confirm", "hide", "show"]),
        st.sampled_from(["GAC", "MOFA"]),
        st.sampled_from(["public", "shared", "internal"]),
        st.sampled_from(Confidence.values),
        st.integers(0, 30),
    ),
    max_size=6,
)


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stored_spans_equal_the_notes_after_any_sequence_of_services(cast, steps):
    commitment = cast.commitment(made_on=FIRST)

    for number, step in enumerate(steps):
        take(cast, commitment, step, now=NOON + timedelta(minutes=number))

    found = standings.facts_of(commitment)
    moments = [
        None,
        NOON - timedelta(days=1),
        *(NOON + timedelta(minutes=each) for each in range(len(steps))),
    ]
    for audience in AUDIENCES:
        stored = list(StandingSpan.objects.filter(commitment=commitment, audience=audience))
        for known_at in moments:
            for offset in range(-1, 33, 1 if known_at is None else 8):
                day = FIRST + timedelta(days=offset)
                positions = standings.positions_on(found, on=day, audience=audience, known_at=known_at)
                expected = standings.joint(positions.values())
                on_that_day = [
                    (span.standing, span.lifecycle, span.confidence)
                    for span in stored
                    if span.from_on <= day < span.until_on and was_known(span, known_at)
                ]
                assert on_that_day == ([expected] if day >= FIRST else [])


def was_known(span, known_at) -> bool:
    if known_at is None:
        return span.known_until is None
    return span.known_from <= known_at and (span.known_until is None or known_at < span.known_until)


def take(cast, commitment, step, now):
    action, acronym, visibility, confidence, days = step
    author = cast.partner_official if acronym == "MOFA" else cast.official
    reviewer = cast.partner_reviewer if acronym == "MOFA" else cast.reviewer
    given_words = {
        "as_of": FIRST + timedelta(days=days),
        "confidence": confidence,
        "reason": {"en": "Because."},
        "visibility": visibility,
    }
    last = commitment.notes.filter(organization__acronym=acronym, state="accepted").last()
    if action == "report":
        cast.accept(commitment, acronym=acronym, now=now, **given_words)
    elif action == "return":
        notes.return_note(
            cast.submit(commitment, acronym=acronym, now=now, **given_words),
            reason="No.",
            by=reviewer,
            now=now,
        )
    elif last is not None and action in ("hide", "show"):
        if last.visibility != visibility and (last.author_id, last.submitted_by_id) != (
            reviewer.pk,
            reviewer.pk,
        ):
            change_visibility(last, visibility=visibility, reason="Agreed.", by=reviewer, now=now)
    elif last is not None and action == "withdraw":
        notes.withdraw_note(last, reason="Mistake.", by=reviewer, now=now)
    elif last is not None and action == "correct" and standings.is_in_force(last):
        words = cast.words(**given_words | {"visibility": last.visibility})
        fixed = notes.correct_note(last, words=words, by=author, now=now)
        notes.submit_note(fixed, by=author, now=now)
        notes.accept_note(fixed, by=reviewer, now=now)
    elif action == "confirm" and notes.latest_note(
        commitment, organization=cast.organizations[acronym], as_of=given_words["as_of"]
    ):
        confirmed = notes.confirm_no_change(
            commitment,
            organization=cast.organizations[acronym],
            as_of=given_words["as_of"],
            by=author,
            now=now,
            body={"en": "Still so."},
        )
        notes.accept_note(confirmed, by=reviewer, now=now)


def test_a_commitment_is_on_no_board_before_the_day_it_was_made(cast):
    commitment = cast.commitment(made_on=date(2025, 5, 3))

    spans = StandingSpan.objects.filter(commitment=commitment, audience="public")

    assert ([*spans.on(date(2025, 5, 2))], [span.standing for span in spans.on(date(2025, 5, 3))]) == (
        [],
        ["not_reported"],
    )


def test_an_internal_correction_takes_nothing_from_the_public():
    fact = NoteFact(
        id=1,
        party="CA",
        as_of=FIRST,
        accepted_at=NOON,
        withdrawn_at=None,
        lifecycle="underway",
        confidence="on_track",
        visibility="public",
        replaced=((NOON, None, "internal"),),
    )

    seen = {audience: standings.counts(fact, audience, None) for audience in AUDIENCES}

    assert seen == {"public": True, "CA": False, "JP": True}


@pytest.mark.parametrize(
    ("age", "expected"), [(0, "fresh"), (135, "fresh"), (136, "ageing"), (180, "ageing"), (181, "stale")]
)
def test_freshness_follows_the_cadence(age, expected):
    last = FIRST
    day = FIRST + timedelta(days=age)

    assert standings.freshness("on_track", last, on=day, cadence_days=180) == expected


def test_what_has_ended_is_neither_stale_nor_overdue():
    day = date(2030, 1, 1)

    assert standings.freshness("completed", FIRST, on=day, cadence_days=180) == "fresh"
    assert standings.schedule("closed", FIRST, on=day) == "on_time"


@pytest.mark.parametrize(
    ("due", "expected"),
    [(-1, "overdue"), (0, "due_soon"), (30, "due_soon"), (31, "on_time"), (None, "no_date")],
)
def test_the_due_day_itself_is_still_on_time(due, expected):
    due_on = None if due is None else FIRST + timedelta(days=due)

    assert standings.schedule("on_track", due_on, on=FIRST) == expected
