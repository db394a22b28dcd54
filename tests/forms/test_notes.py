"""What the log-progress form makes of what was typed."""

from datetime import date

import pytest

from priorities import exceptions
from priorities.choices import STATED_LIFECYCLES, Lifecycle
from priorities.forms.note_steps import ReasonForm
from priorities.forms.notes import NoteForm, status_choices
from priorities.models import Commitment
from priorities.services.notes import EvidenceWords
from tests.views.building import typed

pytestmark = pytest.mark.django_db
TODAY = date(2025, 10, 1)


def form_of(cast, *args, acronyms=("GAC",), **given) -> NoteForm:
    return NoteForm(
        *args,
        organizations=[cast.organizations[acronym] for acronym in acronyms],
        successors=Commitment.objects.all(),
        today=TODAY,
        **given,
    )


def test_one_choice_says_lifecycle_and_confidence():
    codes = [code for _group, choices in status_choices()[1:] for code, _label in choices]

    assert {code.partition("/")[0] for code in codes} == {choice.value for choice in STATED_LIFECYCLES}
    assert [code for code in codes if code.startswith(Lifecycle.UNDERWAY)] == [
        "underway/on_track",
        "underway/at_risk",
        "underway/off_track",
    ]


def test_an_empty_form_begins_today_with_what_was_last_said(cast):
    form = form_of(cast, stated=("underway", "at_risk"))

    assert (form["as_of"].value(), form["status"].value(), form["visibility"].value()) == (
        TODAY,
        "underway/at_risk",
        "public",
    )


def test_every_empty_form_has_a_submission_of_its_own(cast):
    assert form_of(cast)["submission_id"].value() != form_of(cast)["submission_id"].value()


def test_it_makes_words_that_the_services_take(cast):
    form = form_of(
        cast,
        typed(
            status="not_started",
            confidence="at_risk",
            reason="No money.",
            body_ja="未着手。",
            evidence_url_2="example.org/paper",
            evidence_title_2="A paper",
        ),
    )

    assert form.is_valid(), form.errors
    words = form.words()
    assert (words.lifecycle, words.confidence) == ("not_started", "at_risk")
    assert words.body == {"en": "Talks went on.", "fr": "", "ja": "未着手。"}
    assert [(each.title, each.url) for each in words.evidence] == [("A paper", "https://example.org/paper")]


@pytest.mark.parametrize(
    "day", ["２０２５-０９-０１", "2025-02-30", "1 September", "2025-09-01T12:00", "\u202e2025-09-01"]
)
def test_what_is_no_date_is_refused_as_it_was_typed(cast, day):
    form = form_of(cast, typed(as_of=day))

    assert form.errors["as_of"] == ["Enter a valid date."]
    assert form["as_of"].value() == day


def test_emoji_and_right_to_left_marks_are_kept_as_typed(cast):
    form = form_of(cast, typed(body="Done 🎉 \u202eabc"))

    assert form.is_valid(), form.errors
    assert form.words().body["en"] == "Done 🎉 \u202eabc"


def test_a_mangled_submission_is_a_new_one_and_no_error(cast):
    form = form_of(cast, typed(submission_id="not-a-uuid", version="many"))

    assert form.is_valid(), form.errors
    assert form.submission is None


@pytest.mark.parametrize(("acronyms", "asked"), [(("GAC",), False), (("GAC", "DND"), True)])
def test_the_organization_is_asked_for_where_there_are_several(cast, acronyms, asked):
    assert (form_of(cast, acronyms=acronyms).organization_field is not None) is asked


def test_an_organization_of_somebody_else_is_no_choice(cast):
    form = form_of(cast, typed(organization=cast.organizations["MOFA"].pk), acronyms=("GAC", "DND"))

    assert "organization" in form.errors


@pytest.mark.parametrize(
    ("refusal", "field"),
    [
        (exceptions.LifecycleNotStated(), "status"),
        (exceptions.ConfidenceRequired(), "status"),
        (exceptions.EvidenceRequired(), "evidence_url_1"),
        (exceptions.ReasonRequired(), "reason"),
        (exceptions.SuccessorRequired(), "successor"),
        (exceptions.NotDraft(), "__all__"),
    ],
)
def test_a_refusal_stands_beside_its_field(cast, refusal, field):
    form = form_of(cast, typed())
    form.is_valid()

    form.refuse(refusal)

    assert form.errors[field] == [str(refusal)]


def test_what_was_folded_away_opens_where_it_is_wrong(cast):
    form = form_of(cast, typed(successor="nothing", body_fr="x" * 20_001))

    form.is_valid()

    assert form.more_is_open
    assert [translation["is_open"] for translation in form.translations] == [True, False]


def test_a_note_with_many_links_keeps_them_all(cast, commitment):
    evidence = tuple(f"https://example.org/{number}" for number in range(5))
    note = cast.draft(commitment, evidence=tuple(EvidenceWords("", url) for url in evidence))

    form = form_of(cast, note=note)

    assert tuple(row["url"].value() for row in form.evidence) == evidence


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_reason_has_words(reason):
    form = ReasonForm({"reason": reason})

    assert form.errors["reason"] == ["Please give a reason."]
