"""Files among the evidence of a note, in the editor."""

import re

import pytest

from priorities.models import Evidence, ProgressNote
from tests.files import PDF, stored_words, upload

from .conftest import address, typed


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def commitment(office):
    return office.commitment()


def new(client, commitment, **columns) -> dict:
    words = {
        "commitment": commitment.pk,
        "as_of": "2025-09-01",
        "lifecycle": "underway",
        "confidence": "on_track",
        "body_en": "The first exercise was held.",
    }
    return typed(client, address(ProgressNote, "add"), **(words | columns))


def kept_in(response, row=0) -> str:
    [ticket] = re.findall(rf'name="evidence-{row}-file-kept" value="([^"]*)"', response.content.decode())
    return ticket


def test_a_file_is_given_beside_a_title(office, commitment):
    official = office.client("official")
    given = {"evidence-0-title": "Minutes", "evidence-0-file": upload("minutes.pdf")}

    response = official.post(address(ProgressNote, "add"), new(official, commitment, _submit="1", **given))

    evidence = Evidence.objects.get()
    download = official.get(evidence.address)
    assert response.status_code == 302
    assert (evidence.title, evidence.file_name, evidence.url) == ("Minutes", "minutes.pdf", "")
    assert b"".join(download.streaming_content) == PDF


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"file": ("scan.png", PDF)}, "file", "“scan.png” is named like PNG, but its content is PDF."),
        ({"title": "Nothing to see"}, "url", "Give a link or a file, one of the two."),
        (
            {"file": ("a.pdf", PDF), "url": "https://example.org/"},
            "url",
            "Give a link or a file, one of the two.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_its_row(office, commitment, given, field, sentence):
    official = office.client("official")
    row = {f"evidence-0-{name}": upload(*value) if name == "file" else value for name, value in given.items()}

    response = official.post(address(ProgressNote, "add"), new(official, commitment, **row))

    [inline] = response.context["inline_admin_formsets"]
    assert response.status_code == 422
    assert sentence in inline.formset.forms[0].errors[field][0]
    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize("wrong", [{"as_of": "soon"}, {"as_of": "2999-01-01", "_submit": "1"}])
def test_a_note_refused_for_another_reason_keeps_the_file(office, commitment, wrong):
    """The first is the form's to refuse, the second the service's, which has the whole page made twice."""
    official, page = office.client("official"), address(ProgressNote, "add")
    data = new(official, commitment)
    refused = official.post(page, data | wrong | {"evidence-0-file": upload("minutes.pdf")})

    official.post(page, data | {"evidence-0-file-kept": kept_in(refused)})

    assert refused.status_code == 422
    assert "Kept: <bdi>minutes.pdf</bdi>" in refused.content.decode()
    assert Evidence.objects.get().file_name == "minutes.pdf"


def test_a_draft_revised_for_its_words_keeps_its_file_and_may_be_rid_of_it(office, commitment):
    official = office.client("official")
    note = office.draft(commitment, evidence=(stored_words("minutes.pdf"),))
    ticket = kept_in(official.get(address(note)))
    sent = {"evidence-0-file-kept": ticket}

    official.post(address(note), typed(official, address(note), body_en="Work went on well.", **sent))
    kept = note.evidence.get().file_name
    link = {"evidence-0-file-drop": "on", "evidence-0-url": "https://example.org/1"}
    # The rows were written anew, so the page that removes the file is a fresh one.
    fresh = {"evidence-0-file-kept": kept_in(official.get(address(note)))}
    official.post(address(note), typed(official, address(note), **fresh, **link))

    evidence = note.evidence.get()
    assert (kept, evidence.file_name, evidence.url) == ("minutes.pdf", "", "https://example.org/1")


def test_a_colleague_reads_the_file_where_nothing_can_be_typed(office, commitment):
    note = office.accepted(commitment, evidence=(stored_words("minutes.pdf"),))

    page = office.client("colleague").get(address(note)).content.decode()

    assert f'<a href="{note.evidence.get().address}">minutes.pdf</a>' in page


def test_a_correction_made_by_the_button_shares_the_file(office, commitment):
    note = office.accepted(commitment, evidence=(stored_words("minutes.pdf"),))

    office.client("official").post(address(note, "correct"), {"seen_version": note.version})

    correction = ProgressNote.objects.get(corrects=note)
    assert correction.evidence.get().storage_name == note.evidence.get().storage_name
