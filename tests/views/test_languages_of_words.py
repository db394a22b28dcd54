"""Words that are typed once, in the language of whoever types: every page says which language that was."""

from datetime import date

import pytest
from django.utils import translation

from priorities.models import DueDate, Evidence
from priorities.services import notes, register
from tests.admin.conftest import address as admin_address
from tests.admin.conftest import typed as typed_there
from tests.conftest import NOON

from .building import client_of, typed, words_of

pytestmark = pytest.mark.usefixtures("at_noon")
ASKED = "Quelle réunion?\nMerci."
MARKED = '<span lang="fr">Quelle réunion?<br>Merci.</span>'
PLAIN = "</b> Quelle réunion?<br>Merci.</div>"


def page_of(person, commitment, prefix="") -> str:
    return words_of(client_of(person).get(f"{prefix}/canada-japan/commitments/{commitment.reference}/"))


def editor_of(record, prefix) -> str:
    """Its address, whatever language the request before was in."""
    with translation.override("en"):
        return f"{prefix}{admin_address(record)}"


@pytest.mark.parametrize("way", ["/fr/review/{pk}/return/", "/fr/canada-japan/notes/{pk}/return/"])
def test_the_reason_for_a_return_is_in_the_language_of_the_page_it_was_typed_on(
    cast, commitment, period, way
):
    note = cast.submit(commitment)
    sent = {"reason": ASKED, "version": note.version}

    client_of(cast.reviewer).post(way.format(pk=note.pk), sent)
    note.refresh_from_db()

    assert (note.state, note.return_reason_language) == ("returned", "fr")
    assert MARKED in page_of(cast.official, commitment)
    assert PLAIN in page_of(cast.official, commitment, "/fr")
    updates = words_of(client_of(cast.official).get("/ja/updates/"))
    assert MARKED in updates
    editor = client_of(cast.official).get(editor_of(note, "/ja"))
    assert MARKED in words_of(editor)


def test_the_reason_for_a_withdrawal_too(cast, commitment):
    note = cast.accept(commitment)

    client_of(cast.reviewer).post(
        f"/ja/canada-japan/notes/{note.pk}/withdraw/", {"reason": "日付の誤り", "version": note.version}
    )

    assert '<span lang="ja">日付の誤り</span>' in page_of(cast.official, commitment)
    assert '<span lang="ja">日付の誤り</span>' not in page_of(cast.official, commitment, "/ja")


def test_in_the_editor_the_reasons_are_in_the_language_of_the_editor(cast, commitment):
    note = cast.submit(commitment)
    client = client_of(cast.reviewer)
    page = editor_of(note, "/fr")
    version = client.get(page).context["original"].version

    client.post(page.replace("/change/", "/return/"), {"reason": "Source?", "seen_version": version})
    note.refresh_from_db()

    assert (note.return_reason, note.return_reason_language) == ("Source?", "fr")


def test_why_a_due_date_moved_is_in_the_language_of_the_editor(cast, commitment):
    register.change_due_date(
        commitment, due_on=date(2026, 3, 31), decided_on=date(2025, 1, 1), by=cast.coordinator, now=NOON
    )
    client, page = client_of(cast.coordinator), editor_of(commitment, "/ja")
    row = {
        "due_dates-TOTAL_FORMS": 1,
        "due_dates-0-due_on": "2026-09-30",
        "due_dates-0-precision": "day",
        "due_dates-0-reason": "協議の延期",
        "due_dates-0-decided_on": "2025-09-01",
        "due_dates-0-commitment": commitment.pk,
    }
    index = int(typed_there(client, page).get("due_dates-INITIAL_FORMS", 0))
    row = {name.replace("-0-", f"-{index}-"): value for name, value in row.items()}

    client.post(page, typed_there(client, page) | row | {"due_dates-TOTAL_FORMS": index + 1})

    line = DueDate.objects.get(is_baseline=False)
    assert (line.reason, line.reason_language) == ("協議の延期", "ja")
    english, japanese = page_of(None, commitment), page_of(None, commitment, "/ja")
    assert '<span lang="ja">協議の延期</span> <span class="tag shown-in">in Japanese</span>' in english
    assert '<p class="small">協議の延期 </p>' in japanese
    changes = words_of(client.get("/canada-japan/changes/?from=2025-08-01&to=2025-09-30"))
    assert '<span lang="ja">協議の延期</span>' in changes


def test_a_title_of_evidence_is_in_the_language_of_its_note(cast, commitment):
    client = client_of(cast.official)
    given = typed(
        language="fr",
        body="Les pourparlers ont repris.",
        evidence_url_1="https://example.org/a",
        evidence_title_1="Déclaration commune",
    )

    client.post(f"/canada-japan/commitments/{commitment.reference}/notes/", given)
    evidence = Evidence.objects.get()

    assert (evidence.title_language, evidence.language) == ("fr", "")
    notes.accept_note(evidence.note, by=cast.reviewer, now=NOON)
    assert '<bdi><span lang="fr">Déclaration commune</span></bdi>' in page_of(None, commitment)
    assert "<bdi>Déclaration commune</bdi>" in page_of(None, commitment, "/fr")
    board = "/canada-japan/board/?q=declaration"
    assert '<span lang="fr"><mark>Déclaration</mark> commune</span>' in words_of(client.get(board))
    review = cast.submit(commitment, as_of=date(2025, 9, 20))
    pane = words_of(client_of(cast.reviewer).get(f"/review/{review.pk}/"))
    assert '<span lang="fr">Déclaration commune</span></a> <span class="tag">no longer cited</span>' in pane


def test_a_title_keeps_its_language_when_a_colleague_revises_the_note_in_another(cast, commitment):
    cited = notes.EvidenceWords("Déclaration", "https://example.org/a", title_language="fr")
    note = cast.draft(commitment, evidence=(cited,))
    given = typed(
        version=note.version,
        act="draft",
        evidence_url_1="https://example.org/a",
        evidence_title_1="Déclaration",
        evidence_url_2="https://example.org/b",
        evidence_title_2="Statement",
        evidence_url_3="https://example.org/c",
    )

    client_of(cast.official).post(f"/canada-japan/notes/{note.pk}/edit/", given)

    assert list(note.evidence.values_list("title", "title_language")) == [
        ("Déclaration", "fr"),
        ("Statement", "en"),
        ("", ""),
    ]


def test_words_of_a_time_before_languages_were_kept_are_marked_as_none(cast, commitment):
    note = cast.submit(commitment)
    notes.return_note(note, reason="Which meeting?", by=cast.reviewer, now=NOON)

    assert "</b> Which meeting?</div>" in page_of(cast.official, commitment, "/fr")
