"""Words that are typed once, in the language of whoever types: every page says which language that was."""

import re
from datetime import date

import pytest
import time_machine
from django.utils import translation

from priorities.models import AuditEntry, DueDate, Evidence
from priorities.services import notes, register
from tests.admin.conftest import address as admin_address
from tests.admin.conftest import typed as typed_there
from tests.assessments import final, year
from tests.conftest import NOON
from tests.reporting import FROZEN, fiscal_year, published, told

from .building import client_of, typed, words_of

pytestmark = pytest.mark.usefixtures("at_noon")
ASKED = "Quelle réunion?\nMerci."
MARKED = '<span lang="fr">Quelle réunion?<br>Merci.</span>'
NOTICE = f'{MARKED} <span class="tag shown-in">in French</span>'
PLAIN = "</b> Quelle réunion?<br>Merci. </div>"


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
    assert NOTICE in page_of(cast.official, commitment)
    assert PLAIN in page_of(cast.official, commitment, "/fr")
    updates = words_of(client_of(cast.official).get("/ja/updates/"))
    assert f'{MARKED} <span class="tag shown-in">フランス語で表示</span>' in updates
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

    assert "</b> Which meeting? </div>" in page_of(cast.official, commitment, "/fr")


# Assessments, addenda, changes of visibility


def test_why_an_assessment_replaces_another_is_in_the_language_it_is_written_in(cast, commitment):
    said = final(cast, commitment, year(cast))
    client = client_of(cast.assessor)
    address = f"/canada-japan/assessments/{said.pk}/replace/"
    given = {
        "level": said.level_id,
        "sufficiency": "partial",
        "language": "fr",
        "rationale": "Deux réunions.",
        "reason": "Une source est arrivée\nen retard.",
        "source_url_1": "https://example.org/report",
        "source_title_1": "Report",
        "source_url_2": "https://example.org/autre",
        "source_title_2": "Rapport d’audit",
    }

    client.post(address, given | {"act": "draft"})
    later = said.replaced_by

    assert (later.reason_language, later.why.language) == ("fr", "fr")
    assert list(later.sources.values_list("title", "title_language")) == [
        ("Report", "fr"),
        ("Rapport d’audit", "fr"),
    ]
    form = words_of(client.get(f"/canada-japan/assessments/{later.pk}/edit/"))
    assert 'lang="fr"' in re.search(r'<textarea name="reason"[^>]*>', form)[0]
    assert 'lang="fr"' in re.search(r'<input[^>]* name="source_title_2"[^>]*>', form)[0]
    client.post(
        f"/canada-japan/assessments/{later.pk}/edit/",
        given | {"act": "final", "version": later.version, "language": "en", "source_title_2": "Other"},
    )
    later.refresh_from_db()
    assert (later.state, later.reason_language) == ("final", "fr")
    assert list(later.sources.values_list("title", "title_language")) == [("Report", "fr"), ("Other", "en")]
    marked = '<span lang="fr">Une source est arrivée<br>en retard.</span> <span class="tag shown-in">'
    here, there = (words_of(client.get(each.get_absolute_url())) for each in (said, later))
    assert (marked in here, marked in there) == (True, True)
    assert '<bdi><span lang="fr">Report</span></bdi>' in there
    french = words_of(client.get(f"/fr{said.get_absolute_url()}"))
    assert "Une source est arrivée<br>en retard. " in french
    assert marked not in french
    editor = words_of(client_of(cast.coordinator).get(editor_of(later, "/ja")))
    assert '<span lang="fr">Une source est arrivée<br>en retard.</span>' in editor
    assert '<span lang="fr">Report</span>' in editor


def test_why_there_is_an_addendum_is_in_the_language_of_its_page(cast, commitment):
    with time_machine.travel(FROZEN, tick=False):
        told(cast, commitment)
        first = published(cast, fiscal_year(cast))
        client = client_of(cast.coordinator)
        given = {"reason": "Une note erronée.", "sha256": first.sha256, "confirmed": "on"}
        client.post("/fr/canada-japan/reports/2025-26/addendum/", given)
        later = first.next

        listed, french = (words_of(client.get(f"{at}/canada-japan/reports/")) for at in ("", "/fr"))
        editor = words_of(client.get(editor_of(later, "/ja")))

    assert (later.reason_language, later.document["reason_language"]) == ("fr", "fr")
    assert '<span lang="fr">Une note erronée.</span> <span class="tag shown-in">in French</span>' in listed
    assert '<p class="small">Une note erronée. </p>' in french
    assert '<span lang="fr">Une note erronée.</span>' in editor


def test_the_first_edition_has_no_reason_and_so_no_language_of_one(cast, commitment):
    told(cast, commitment)

    assert published(cast, fiscal_year(cast)).reason_language == ""


def test_why_other_people_see_a_note_is_read_by_its_team_in_the_editor(cast, commitment):
    note = cast.accept(commitment, visibility="shared")
    client_of(cast.reviewer).post(
        f"/ja/canada-japan/notes/{note.pk}/visibility/",
        {"visibility": "public", "reason": "公表済み", "version": note.version},
    )

    [change] = note.visibility_changes.all()
    assert (change.reason, change.reason_language) == ("公表済み", "ja")
    pages = [
        words_of(client_of(person).get(editor_of(note, at)))
        for person, at in (
            (cast.official, ""),
            (cast.official, "/ja"),
            (cast.coordinator, "/fr"),
            (cast.partner_official, ""),
        )
    ]
    marked = '<span lang="ja">公表済み</span>'
    assert [marked in page for page in pages] == [True, False, True, False]
    assert ["公表済み" in page for page in pages] == [True, True, True, False]


# The editor


def test_due_dates_in_the_editor_say_the_language_of_their_reason_and_that_of_what_is_typed(cast, commitment):
    def moved(day, **given):
        register.change_due_date(commitment, due_on=day, by=cast.coordinator, now=NOON, **given)

    moved(date(2026, 3, 31))
    moved(date(2026, 6, 30), reason="協議の延期\n国会の日程", reason_language="ja")
    moved(date(2026, 9, 30), reason="Consultations.", reason_language="")

    french, japanese = (
        words_of(client_of(cast.coordinator).get(editor_of(commitment, at))) for at in ("/fr", "/ja")
    )

    assert '<span lang="ja">協議の延期<br>国会の日程</span>' in french
    assert ("協議の延期<br>国会の日程" in japanese, '<span lang="ja">協議' in japanese) == (True, False)
    assert ("Consultations." in french, ">Consultations.</span>" in french) == (True, False)
    new = re.search(r'<textarea name="due_dates-__prefix__-reason"[^>]*>', french)[0]
    assert 'lang="fr"' in new


def test_titles_that_are_typed_over_say_their_language(cast, commitment):
    cited = notes.EvidenceWords("Déclaration", "https://example.org/a", title_language="fr")
    note = cast.draft(commitment, evidence=(cited,))
    official = client_of(cast.official)

    form = words_of(official.get(f"/canada-japan/notes/{note.pk}/edit/"))
    editor = words_of(official.get(editor_of(note, "/ja")))

    fields = [re.search(rf'<input[^>]* name="evidence_title_{row}"[^>]*>', form)[0] for row in (1, 2)]
    assert ['lang="fr"' in fields[0], 'lang="en"' in fields[1]] == [True, True]
    fields = [
        re.search(rf'<input[^>]* name="evidence-{row}-title"[^>]*>', editor)[0] for row in ("0", "__prefix__")
    ]
    assert ['lang="fr"' in fields[0], 'lang="ja"' in fields[1]] == [True, True]


# The history


def test_the_history_marks_words_with_the_language_they_were_typed_in(cast, commitment):
    note = cast.submit(commitment)
    notes.return_note(note, reason=ASKED, by=cast.reviewer, now=NOON, language="fr")
    register.change_due_date(commitment, due_on=date(2026, 3, 31), by=cast.coordinator, now=NOON)
    register.change_due_date(
        commitment,
        due_on=date(2026, 6, 30),
        reason="協議の延期",
        reason_language="ja",
        by=cast.coordinator,
        now=NOON,
    )
    commitment.title_fr = "Tenir des exercices"
    register.revise_register(commitment, by=cast.coordinator, now=NOON)
    client = client_of(cast.coordinator)

    of_note, of_commitment = (
        words_of(client.get(editor_of(each, "").replace("/change/", "/history/")))
        for each in (note, commitment)
    )
    entry = AuditEntry.objects.get(action="note.return")
    entry_page = words_of(client.get(editor_of(entry, "")))

    assert '<ins><span lang="fr">Quelle réunion?\nMerci.</span></ins>' in of_note
    assert '<span lang="fr">Quelle réunion?\nMerci.</span>' in entry_page
    assert '<ins><span lang="ja">協議の延期</span></ins>' in of_commitment
    assert '<ins><span lang="fr">Tenir des exercices</span></ins>' in of_commitment
    assert "anguage of the reason" not in of_note + of_commitment + entry_page


def test_what_nobody_may_change_in_the_editor_says_its_language_where_that_is_not_the_page_s(
    cast, commitment
):
    commitment.title_fr, commitment.title_ja = "Tenir des exercices", "共同訓練の実施"
    commitment.wording, commitment.wording_language = "Hold joint exercises", "en"
    register.revise_register(commitment, by=cast.coordinator, now=NOON)
    note = cast.accept(commitment, body={"en": "Signed.", "fr": "Signé."})
    register.place_span(
        commitment, text=cast.text, quote="including joint exercises", by=cast.coordinator, now=NOON
    )
    official = client_of(cast.official)
    of_text = words_of(official.get(editor_of(cast.text, "/ja")))

    of_commitment, of_note = (words_of(official.get(editor_of(each, "/fr"))) for each in (commitment, note))

    assert '<span lang="ja">共同訓練の実施</span>' in of_commitment
    assert '<span lang="en">Hold joint exercises</span>' in of_commitment
    assert '<span lang="en">including joint exercises</span>' in of_commitment
    assert '<span lang="en">Shared priorities<br>' in of_text
    assert '<div class="readonly">Tenir des exercices</div>' in of_commitment
    assert '<span lang="en">Signed.</span>' in of_note
    assert '<span lang="fr">' not in of_commitment + of_note
    typed_over = words_of(client_of(cast.coordinator).get(editor_of(commitment, "/fr")))
    assert 'lang="en"' in re.search(r'<textarea name="wording"[^>]*>', typed_over)[0]
