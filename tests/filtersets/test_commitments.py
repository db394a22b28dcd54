from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import translation

from priorities.filtersets.commitments import CommitmentFilters
from priorities.models import Organization, PriorityArea
from priorities.selectors import boards
from priorities.selectors.moments import moment
from priorities.services import register
from tests.conftest import NOON

ANYONE = AnonymousUser()


@pytest.fixture
def shown(cast):
    """The references that a query string leaves, in the order of the board."""

    def references(query: str, *, user=ANYONE, now=NOON, as_of=None) -> list[str]:
        filterset = read(cast, query, user=user, now=now, as_of=as_of)
        return [commitment.reference for commitment in filterset.qs]

    return references


def read(cast, query: str, *, user=ANYONE, now=NOON, as_of=None) -> CommitmentFilters:
    return CommitmentFilters(
        QueryDict(query), plan=cast.plan, user=user, moment=moment(cast.plan, now=now, as_of=as_of)
    )


def due(cast, commitment, day, **given):
    given.setdefault("decided_on", date(2021, 5, 3))
    register.change_due_date(commitment, due_on=day, by=cast.coordinator, now=NOON, **given)


def test_without_a_filter_every_published_commitment_is_shown(cast, shown):
    cast.commitment()
    cast.commitment(published=False)

    assert shown("") == ["CJ21-ROL-01"]


def test_search_finds_a_word_of_the_reference_the_title_the_wording_or_a_note(cast, shown):
    by_title = cast.commitment(title_en="Joint exercises", wording="One")
    by_wording = cast.commitment(title_en="Two", wording="Stable supply of resources")
    by_note = cast.commitment(title_en="Three", wording="Three")
    cast.accept(by_note, body={"en": "Icebreakers met in Halifax."})

    assert shown("q=EXERCISES") == [by_title.reference]
    assert shown("q=stable+supply") == [by_wording.reference]
    assert shown("q=icebreakers") == [by_note.reference]
    assert shown("q=rol-02") == [by_wording.reference]


def test_search_wants_every_word(cast, shown):
    cast.commitment(title_en="Joint exercises", wording="One")

    assert shown("q=joint+exercises") == ["CJ21-ROL-01"]
    assert shown("q=joint+icebreakers") == []


def test_search_takes_percent_signs_and_quotes_as_they_stand(cast, shown):
    cast.commitment(title_en="Cut tariffs by 50%", wording="One")
    cast.commitment(title_en="Cut tariffs by 500", wording="Two")

    assert shown("q=50%25") == ["CJ21-ROL-01"]
    assert shown("q='%22%5C") == []


def test_a_search_as_long_as_it_may_be_is_answered(cast, shown):
    cast.commitment()

    assert shown("q=" + "+".join(15 * letter for letter in "abcdefghijkl")) == []


def test_more_words_than_a_search_may_have_are_refused_unless_they_are_one_phrase(cast, shown):
    commitment = cast.commitment(title_en="a b c d e f g h i j k l m")

    assert shown("q=a+b+c+d+e+f+g+h+i+j+k+l") == [commitment.reference]
    assert shown("q=a+b+c+d+e+f+g+h+i+j+k+l+l+L") == [commitment.reference]
    assert shown('q="a+b+c+d+e+f+g+h+i+j+k+l+m"') == [commitment.reference]
    refused = read(cast, "q=a+b+c+d+e+f+g+h+i+j+k+l+m")
    assert (refused.data["q"], refused.typed) == ("", "a b c d e f g h i j k l m")
    assert refused.refused == [
        (
            "q",
            "Search: 13 words are too many. Look for 12 at most, or put several in quotation marks to find them as one"
            " phrase.",
        )
    ]


def test_search_does_not_see_a_note_the_reader_may_not_see(cast, shown):
    commitment = cast.commitment()
    cast.accept(commitment, body={"en": "The marigold file."}, visibility="internal")

    assert shown("q=marigold") == []
    assert shown("q=marigold", user=cast.partner_official) == []
    assert shown("q=marigold", user=cast.viewer) == ["CJ21-ROL-01"]


def test_search_does_not_see_what_is_not_accepted_or_not_yet_true_that_day(cast, shown):
    commitment = cast.commitment()
    cast.submit(commitment, body={"en": "Waiting heron."})
    cast.accept(commitment, body={"en": "Later kingfisher."}, as_of=date(2025, 9, 20))

    assert shown("q=heron", user=cast.official) == []
    assert shown("q=kingfisher") == ["CJ21-ROL-01"]
    assert shown("q=kingfisher", as_of=date(2025, 9, 19)) == []


def test_area_keeps_the_commitments_of_those_areas(cast, shown):
    cast.commitment()
    energy = register.revise_register(
        PriorityArea(plan=cast.plan, number=2, code="ENS", name_en="Energy"), by=cast.coordinator, now=NOON
    )
    cast.commitment(area=energy, reference="CJ21-ENS-01")

    assert shown("area=ENS") == ["CJ21-ENS-01"]
    assert shown("area=ROL&area=ENS") == ["CJ21-ROL-01", "CJ21-ENS-01"]


def test_standing_keeps_what_stands_there_for_the_reader_on_the_day(cast, shown):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 9, 1))
    cast.accept(
        commitment, as_of=date(2025, 9, 10), confidence="at_risk", reason={"en": "x"}, visibility="internal"
    )

    assert shown("standing=on_track") == ["CJ21-ROL-01"]
    assert shown("standing=at_risk", user=cast.viewer) == ["CJ21-ROL-01"]
    assert shown("standing=on_track", user=cast.viewer) == []
    assert shown("standing=not_reported", as_of=date(2025, 8, 31)) == ["CJ21-ROL-01"]


def test_owner_keeps_what_the_organization_owned_that_day_in_any_role(cast, shown):
    cast.commitment(owners=["MOFA"])
    commitment = cast.commitment(owners=["GAC"])
    register.assign_owner(
        commitment,
        organization=cast.organizations["DND"],
        role="contributor",
        valid_from=date(2025, 1, 1),
        by=cast.coordinator,
        now=NOON,
    )

    assert shown("owner=DND") == ["CJ21-ROL-02"]
    assert shown("owner=DND", as_of=date(2024, 12, 31)) == []
    assert shown("owner=DND&owner=MOFA") == ["CJ21-ROL-01", "CJ21-ROL-02"]


def test_party_keeps_what_an_organization_of_it_leads(cast, shown):
    cast.commitment(owners=["MOFA"])
    cast.commitment(owners=["GAC"])

    assert shown("party=JP") == ["CJ21-ROL-01"]
    assert shown("party=CA") == ["CJ21-ROL-02"]


def test_kind_keeps_commitments_of_that_kind(cast, shown):
    cast.commitment(kind="continuing")
    cast.commitment(kind="deliverable")

    assert shown("kind=continuing") == ["CJ21-ROL-01"]


def test_due_tells_overdue_due_soon_on_time_and_no_date_apart(cast, shown):
    for day in (date(2025, 9, 29), date(2025, 10, 20), date(2026, 10, 1)):
        due(cast, cast.commitment(), day)
    cast.commitment()

    assert shown("due=overdue") == ["CJ21-ROL-01"]
    assert shown("due=due_soon") == ["CJ21-ROL-02"]
    assert shown("due=on_time") == ["CJ21-ROL-03"]
    assert shown("due=no_date") == ["CJ21-ROL-04"]
    assert shown("due=overdue&due=no_date") == ["CJ21-ROL-01", "CJ21-ROL-04"]


def test_what_is_completed_is_never_overdue(cast, shown):
    commitment = cast.commitment(owners=["GAC"])
    due(cast, commitment, date(2025, 9, 1))
    from priorities.services.notes import EvidenceWords

    cast.accept(
        commitment, lifecycle="completed", evidence=(EvidenceWords("Statement", "https://example.org/"),)
    )

    assert shown("due=overdue") == []


def test_overdue_begins_when_the_day_has_ended_for_every_party_that_leads(cast, shown):
    """31 March has ended in Tokyo at 15:00 UTC, in Toronto only at 04:00 UTC on 1 April."""
    both, japan_only = cast.commitment(), cast.commitment(owners=["MOFA"])
    due(cast, both, date(2025, 3, 31))
    due(cast, japan_only, date(2025, 3, 31))

    evening = datetime(2025, 3, 31, 16, 0, tzinfo=UTC)
    morning = datetime(2025, 4, 1, 5, 0, tzinfo=UTC)

    assert shown("due=overdue", now=datetime(2025, 3, 31, 14, 0, tzinfo=UTC)) == []
    assert shown("due=overdue", now=evening) == [japan_only.reference]
    assert shown("due=overdue", now=morning) == [both.reference, japan_only.reference]


@pytest.mark.parametrize("hour", [14, 16])
def test_every_schedule_filter_agrees_with_what_the_cards_say(cast, hour):
    now = datetime(2025, 3, 31, hour, 0, tzinfo=UTC)
    for owners in (["GAC", "MOFA"], ["MOFA"], ["GAC"], []):
        for day in (date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 1)):
            due(cast, cast.commitment(owners=owners), day)

    everything = read(cast, "", now=now)
    cards = boards.cards(everything.qs, plan=cast.plan, moment=everything.moment)

    for schedule in ("overdue", "due_soon", "on_time", "no_date"):
        said = {card.reference for card in cards if card.schedule == schedule}
        found = {each.reference for each in read(cast, f"due={schedule}", now=now).qs}
        assert (schedule, found) == (schedule, said)


def test_freshness_tells_fresh_ageing_stale_and_never_apart(cast, shown):
    for day in (date(2025, 9, 1), date(2025, 5, 1), date(2025, 1, 1)):
        cast.accept(cast.commitment(), as_of=day)
    cast.commitment()

    assert shown("freshness=fresh") == ["CJ21-ROL-01"]
    assert shown("freshness=ageing") == ["CJ21-ROL-02"]
    assert shown("freshness=stale") == ["CJ21-ROL-03"]
    assert shown("freshness=never") == ["CJ21-ROL-04"]


def test_attention_keeps_what_has_any_of_the_gaps(cast, shown):
    differs = cast.commitment()
    cast.accept(differs)
    cast.accept(differs, acronym="MOFA", lifecycle="not_started")
    unowned = cast.commitment(owners=["GAC"])
    cast.commitment()

    assert shown("gap=differ") == [differs.reference]
    assert shown("gap=unowned") == [unowned.reference]
    assert shown("gap=differ&gap=unowned") == [differs.reference, unowned.reference]


def test_filters_narrow_together(cast, shown):
    cast.commitment(kind="continuing", owners=["GAC"])
    cast.commitment(kind="continuing", owners=["MOFA"])
    cast.commitment(kind="deliverable", owners=["GAC"])

    assert shown("kind=continuing&owner=GAC") == ["CJ21-ROL-01"]


def test_a_value_that_is_no_choice_is_named_and_the_others_stay_in_force(cast):
    cast.commitment(kind="continuing")
    cast.commitment(kind="deliverable")

    filterset = read(cast, "kind=continuing&kind=purple&area=ZZZ")

    assert filterset.refused == [
        ("area", "Priority area: “ZZZ” is not one of the choices."),
        ("kind", "Kind: “purple” is not one of the choices."),
    ]
    assert [each.reference for each in filterset.qs] == ["CJ21-ROL-01"]
    assert filterset.chosen_values()["kind"] == ["continuing"]


@pytest.mark.parametrize("query", ["q=" + "a" * 201, "q=a%00b"])
def test_a_search_that_cannot_be_made_is_named_and_left_out(cast, query):
    cast.commitment()

    filterset = read(cast, query)

    assert [name for name, _sentence in filterset.refused] == ["q"]
    assert filterset.qs.count() == 1


def test_an_organization_that_only_a_draft_names_is_not_offered(cast):
    cast.commitment(owners=["GAC"])
    cast.commitment(owners=["MOFA"], published=False)

    assert list(read(cast, "").offers["owner"].words) == ["GAC", "none"]
    assert list(read(cast, "", user=cast.coordinator).offers["owner"].words) == ["GAC", "none"]
    assert Organization.objects.filter(acronym="MOFA").exists()


def test_the_filters_in_force_can_be_said_in_words(cast):
    cast.commitment()

    filterset = read(cast, "q=exercise&standing=on_track&standing=at_risk&party=JP")

    assert filterset.in_words() == (
        ("Search", "exercise"),
        ("Standing", "On track, At risk"),
        ("Party", "Japan"),
    )


@pytest.mark.parametrize("asked", ["%E2%80%8B", "%01+%7F", "%E3%80%80"])
def test_a_search_for_signs_that_nobody_sees_is_none(cast, asked):
    cast.commitment()

    filterset = read(cast, f"q={asked}")

    assert (filterset.data["q"], filterset.refused, filterset.qs.count()) == ("", [], 1)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Search: Null characters are not allowed."),
        ("fr", "Recherche\u00a0: Le caractère nul n’est pas autorisé."),
        ("ja", "検索：ヌル文字は使用できません。"),
    ],
)
def test_why_a_search_is_refused_is_said_as_each_language_is_set(cast, language, sentence):
    with translation.override(language):
        assert read(cast, "q=%00").refused == [("q", sentence)]
