"""Whoever reads, in whatever language: no passage is in another one than its page says."""

import re
from datetime import date

import pytest

from priorities.models import Milestone
from priorities.services import notes, register, visibility
from priorities.services.assessments import SourceWords
from tests.assessments import final, year
from tests.conftest import NOON
from tests.leftovers import language_of, strangers_in

from .building import client_of
from .crawling import PERSONS, RECORDS, crawl, is_page, something_of_everything

pytestmark = pytest.mark.pages

FRENCH = "Les ministres ont confirmé que les travaux de la deuxième phase sont en cours."
JAPANESE = "両国の閣僚は、第二段階の作業が進んでいることを確認しました。"
ENGLISH = "The ministers confirmed that the work of the second phase is under way."
OTHERS = re.compile(f"{RECORDS.pattern}|^/(fr|ja)/")
WHO_READS = [(person, "en") for person in PERSONS] + [
    (None, "fr"),
    (None, "ja"),
    ("official", "fr"),
    ("reviewer", "ja"),
    ("coordinator", "fr"),
    ("coordinator", "ja"),
    ("admin", "fr"),
]


@pytest.fixture
def whole(cast):
    """What people typed is in one language each, and no language is that of all."""
    something_of_everything(cast)
    first = cast.plan.commitments.get(title_en="Joint exercises")
    first.title_fr, first.wording, first.wording_language = (
        "Tenir des exercices avec les alliés",
        JAPANESE,
        "ja",
    )
    first.assessment_obstacle_fr = FRENCH
    register.revise_register(first, by=cast.coordinator, now=NOON)
    register.revise_register(
        Milestone(commitment=first, title_en=ENGLISH, title_ja=JAPANESE, due_on=date(2026, 1, 1)),
        by=cast.coordinator,
        now=NOON,
    )
    for day, reason, language in ((date(2026, 3, 31), FRENCH, "fr"), (date(2026, 6, 30), JAPANESE, "ja")):
        register.change_due_date(
            first,
            due_on=day,
            reason=reason,
            reason_language=language,
            decided_on=date(2025, 9, 1),
            by=cast.coordinator,
            now=NOON,
        )
    cited = (
        notes.EvidenceWords(FRENCH, "https://example.org/fr", title_language="fr"),
        notes.EvidenceWords(JAPANESE, "https://example.org/ja", title_language="ja"),
        notes.EvidenceWords(ENGLISH, "https://example.org/en", title_language="en"),
    )
    cast.accept(first, as_of=date(2025, 9, 20), body={"fr": FRENCH}, evidence=cited)
    gone = cast.accept(first, as_of=date(2025, 9, 19), body={"ja": JAPANESE}, evidence=cited)
    notes.withdraw_note(gone, reason=JAPANESE, by=cast.reviewer, now=NOON, language="ja")
    hidden = cast.accept(first, as_of=date(2025, 9, 18), body={"ja": JAPANESE}, visibility="shared")
    visibility.change_visibility(
        hidden, visibility="public", reason=FRENCH, language="fr", by=cast.reviewer, now=NOON
    )
    back = cast.submit(first, as_of=date(2025, 9, 27), body={"fr": FRENCH}, next_steps={"ja": JAPANESE})
    notes.return_note(back, reason=FRENCH, by=cast.reviewer, now=NOON, language="fr")
    cast.submit(first, as_of=date(2025, 9, 29), body={"ja": JAPANESE}, evidence=cited)
    final(
        cast,
        first,
        year(cast, 2023),
        rationale={"fr": FRENCH},
        sources=(SourceWords("https://example.org/fr", FRENCH, "fr"),),
    )
    return cast


@pytest.mark.parametrize(("person", "language"), WHO_READS)
def test_no_passage_is_in_another_language_than_it_says(whole, person, language):
    client, prefix = client_of(getattr(whole, person) if person else None), f"/{language}".replace("/en", "")
    found, shown = {}, ""

    for address, answer in crawl(client, prefix, OTHERS if language == "en" else RECORDS):
        if is_page(answer):
            page = answer.content.decode()
            shown += page
            found |= dict.fromkeys(strangers_in(page), address)

    assert found == {}
    assert [words in shown for words in (FRENCH, JAPANESE)] == [True, True]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (FRENCH, "fr"),
        (JAPANESE, "ja"),
        (ENGLISH, "en"),
        ("件名 – English", "ja"),
        ("Titre – 日本語", ""),
        ("Ministère des Forêts et des Pêches: the report of the year", ""),
        ("Voir https://example.org/la/fin/de/la/phase", ""),
        ("CPTPP", ""),
    ],
)
def test_languages_are_told_apart_by_letters_and_small_words(said, language):
    assert language_of(said) == language


def test_a_passage_is_in_the_language_of_what_it_stands_in():
    page = (
        f'<html lang="en"><p>{FRENCH}</p><p lang="fr">{FRENCH} <i lang="ja" title="{ENGLISH}">{JAPANESE}</i></p>'
        f'<textarea lang="ja" aria-label="{ENGLISH}">{JAPANESE}</textarea>'
    )

    assert strangers_in(page) == [("en", FRENCH), ("ja", ENGLISH)]
