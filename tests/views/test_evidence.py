"""Files on the commitment's page: given with a note, kept when the form is refused, downloaded by those who may."""

import hashlib
import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from priorities.files import LARGEST
from priorities.models import Evidence, ProgressNote
from priorities.services import notes
from priorities.services.evidence_files import ticket_of
from tests.conftest import NOON
from tests.files import DOCX, HTML, JPEG, PDF, PNG, TXT, XLSX, office, stored, stored_words, upload

from .building import client_of, htmx, typed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def create(commitment) -> str:
    return reverse("note-create", args=["canada-japan", commitment.reference])


def edit(note) -> str:
    return reverse("note-edit", args=["canada-japan", note.pk])


def kept_in(response, row=1) -> str:
    """The ticket that the page carries for the file of a row."""
    [ticket] = re.findall(rf'name="evidence_file_{row}-kept" value="([^"]*)"', words_of(response))
    return ticket


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


# Giving a file


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("minutes.pdf", PDF, "application/pdf"),
        ("scan.png", PNG, "image/png"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("minutes.docx", DOCX, f"{OFFICE}.wordprocessingml.document"),
        ("figures.xlsx", XLSX, f"{OFFICE}.spreadsheetml.sheet"),
        ("minutes.txt", TXT, "text/plain; charset=utf-8"),
        ("page.txt", HTML, "text/plain; charset=utf-8"),
    ],
)
def test_a_file_of_every_format_is_given_with_a_note_and_comes_back_as_it_was(
    cast, commitment, name, content, content_type
):
    client = client_of(cast.official)

    response = client.post(create(commitment), typed(evidence_file_1=upload(name, content)))

    evidence = Evidence.objects.get()
    download = client.get(evidence.address)
    assert response.status_code == 303
    assert (evidence.note.state, evidence.sha256) == ("submitted", hashlib.sha256(content).hexdigest())
    assert (body_of(download), download["Content-Type"]) == (content, content_type)
    assert download["Content-Disposition"] == f'attachment; filename="{name}"'
    assert download["Content-Length"] == str(len(content))


def test_the_page_sends_files_with_and_without_htmx(cast, commitment):
    client = client_of(cast.official)
    page = words_of(client.get(commitment.get_absolute_url()))
    note = cast.draft(commitment)

    form = page[page.index(f'data-keep="note-{commitment.reference}"') - 500 :]
    assert 'enctype="multipart/form-data"' in form
    assert 'hx-encoding="multipart/form-data"' in form
    assert '<input type="file" name="evidence_file_1" accept=".pdf,.png,' in form
    assert 'enctype="multipart/form-data"' in words_of(client.get(edit(note)))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("report.png", PDF, "“report.png” is named like PNG, but its content is PDF."),
        ("empty.pdf", b"", "“empty.pdf” is empty."),
        ("program.pdf", b"MZ\x90\0", "holds nothing that can be attached"),
        ("large.txt", b"x" * (LARGEST + 1), "“large.txt” is larger than 10 MB."),
        ("larger.txt", b"x" * (LARGEST * 2), "“larger.txt” is larger than 10 MB."),
        ("bomb.docx", office("word", {"word/a.bin": bytes(101 * 1024 * 1024)}), "would unpack to more"),
        ("../../fdp\u202e.html", HTML, "The content of “fdp.html” is TXT"),
    ],
    ids=["renamed", "empty", "program", "one byte over", "twice over", "bomb", "name"],
)
def test_what_cannot_be_evidence_is_said_beside_the_field_and_nothing_typed_is_lost(
    cast, commitment, folder, name, content, sentence
):
    sent = typed(next_steps="Meet in May.", evidence_file_1=upload(name, content))

    response = client_of(cast.official).post(create(commitment), sent)

    form = response.context["form"]
    assert response.status_code == 422
    assert sentence in " ".join(form.errors["evidence_file_1"])
    assert f'id="{form["evidence_file_1"].auto_id}_error"' in words_of(response)
    assert "Meet in May." in words_of(response)
    assert ProgressNote.objects.count() == 0
    assert not folder.exists()


def test_a_largest_file_is_taken(cast, commitment):
    client_of(cast.official).post(create(commitment), typed(evidence_file_1=upload("a.txt", b"x" * LARGEST)))

    assert Evidence.objects.get().size == LARGEST


def test_a_name_that_would_mislead_is_kept_without_its_tricks(cast, commitment):
    client = client_of(cast.official)

    client.post(create(commitment), typed(evidence_file_1=upload("..\\..\\議事\u202e録 “1”.pdf")))

    evidence = Evidence.objects.get()
    assert evidence.file_name == "議事録 “1”.pdf"
    assert (
        client.get(evidence.address)["Content-Disposition"]
        == "attachment; filename*=utf-8''%E8%AD%B0%E4%BA%8B%E9%8C%B2%20%E2%80%9C1%E2%80%9D.pdf"
    )


def test_a_link_and_a_file_in_one_place_are_one_too_many(cast, commitment):
    sent = typed(evidence_url_1="https://example.org/", evidence_file_1=upload())

    response = client_of(cast.official).post(create(commitment), sent)

    assert response.context["form"].errors["evidence_file_1"] == ["Give a link or a file, one of the two."]
    assert kept_in(response)


def test_twenty_identical_posts_make_one_note_with_one_file(cast, commitment):
    client, once = client_of(cast.official), typed()

    for _ in range(20):
        client.post(create(commitment), once | {"evidence_file_1": upload()})

    assert (ProgressNote.objects.count(), Evidence.objects.count()) == (1, 1)


def test_whoever_may_not_write_leaves_no_file(cast, commitment, folder):
    for person in (None, cast.viewer, cast.other_official):
        client_of(person).post(create(commitment), typed(evidence_file_1=upload()))

    assert not folder.exists()


# Keeping it


@pytest.mark.parametrize("headers", [{}, htmx("commitment")], ids=["page", "fragment"])
def test_a_form_refused_for_another_reason_keeps_the_file(cast, commitment, headers):
    client, sent = client_of(cast.official), typed()
    refused = client.post(
        create(commitment), sent | {"body": "", "evidence_file_1": upload("minutes.pdf")}, headers=headers
    )

    accepted = client.post(create(commitment), sent | {"evidence_file_1-kept": kept_in(refused)})

    assert (refused.status_code, accepted.status_code) == (422, 303)
    assert "Kept: <bdi>minutes.pdf</bdi>" in words_of(refused)
    assert (Evidence.objects.get().file_name, Evidence.objects.get().size) == ("minutes.pdf", len(PDF))


def test_a_file_refused_by_the_services_is_kept_too(cast, commitment):
    """The draft was written with its file, and all that was rolled back but the file."""
    sent = typed(status="underway/at_risk", evidence_file_2=upload("minutes.pdf"))
    client = client_of(cast.official)
    refused = client.post(create(commitment), sent)
    sent = {name: value for name, value in sent.items() if name != "evidence_file_2"}

    client.post(create(commitment), sent | {"reason": "Delay.", "evidence_file_2-kept": kept_in(refused, 2)})

    assert refused.status_code == 422
    assert Evidence.objects.get().file_name == "minutes.pdf"


def test_a_kept_file_may_be_dropped_or_replaced(cast, commitment):
    client = client_of(cast.official)
    kept = ticket_of(stored("old.pdf"), holder=cast.official)

    client.post(create(commitment), typed(**{"evidence_file_1-kept": kept, "evidence_file_1-drop": "on"}))
    client.post(
        create(commitment), typed(**{"evidence_file_1-kept": kept, "evidence_file_1": upload("new.pdf")})
    )

    assert list(Evidence.objects.values_list("file_name", flat=True)) == ["new.pdf"]


def test_a_kept_file_stays_though_the_one_to_replace_it_is_refused(cast, commitment):
    kept = ticket_of(stored("old.pdf"), holder=cast.official)

    response = client_of(cast.official).post(
        create(commitment),
        typed(**{"evidence_file_1-kept": kept, "evidence_file_1": upload("new.png", PDF)}),
    )

    assert kept_in(response) == kept


@pytest.mark.parametrize("whose", ["colleague", "gone", "made up"])
def test_a_file_that_is_not_kept_for_this_person_is_to_be_chosen_again(cast, commitment, folder, whose):
    kept = stored()
    ticket = ticket_of(kept, holder=cast.colleague if whose == "colleague" else cast.official)
    if whose == "gone":
        (folder / kept.storage_name).unlink()

    response = client_of(cast.official).post(
        create(commitment), typed(**{"evidence_file_1-kept": "x" if whose == "made up" else ticket})
    )

    assert response.status_code == 422
    assert response.context["form"].errors["evidence_file_1"] == [
        "The file is no longer kept here. Please choose it again."
    ]
    assert ProgressNote.objects.count() == 0


def test_a_revised_draft_keeps_its_file_unless_it_is_dropped(
    cast, commitment, folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        note = cast.draft(commitment, evidence=(stored_words("minutes.pdf"),))
    client, page = client_of(cast.official), edit(note)
    ticket = kept_in(client.get(page))
    file = note.evidence.get().storage_name

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, typed(act="draft", version=1, **{"evidence_file_1-kept": ticket}))
    kept = note.evidence.get().storage_name
    with django_capture_on_commit_callbacks(execute=True):
        # A page that shows no field for files does not take them away.
        client.post(page, typed(act="draft", version=2, body="Again."))
    still_kept = note.evidence.get().storage_name
    with django_capture_on_commit_callbacks(execute=True):
        dropped = {"evidence_file_1-kept": ticket, "evidence_file_1-drop": "on"}
        client.post(page, typed(act="draft", version=3, **dropped))

    assert (kept, still_kept, note.evidence.count()) == (file, file, 0)
    assert not (folder / file).exists()


def test_a_stale_save_keeps_the_file(cast, commitment):
    note = cast.draft(commitment)
    notes.revise_note(note, words=cast.words(body={"en": "Elsewhere."}), by=cast.official, now=NOON)

    response = client_of(cast.official).post(
        edit(note), typed(version=1, evidence_file_1=upload("minutes.pdf"))
    )

    assert response.status_code == 409
    assert "Kept: <bdi>minutes.pdf</bdi>" in words_of(response)


def test_a_correction_begins_with_the_files_of_what_it_corrects(cast, commitment):
    note = cast.accept(commitment, evidence=(stored_words("minutes.pdf"),))
    client = client_of(cast.official)
    page = reverse("note-correct", args=["canada-japan", note.pk])

    client.post(page, typed(version=note.version, **{"evidence_file_1-kept": kept_in(client.get(page))}))

    correction = ProgressNote.objects.get(corrects=note)
    assert correction.evidence.get().storage_name == note.evidence.get().storage_name


# Downloading it


def test_a_download_runs_nowhere_and_is_stored_nowhere(cast, commitment):
    internal = cast.accept(commitment, visibility="internal", evidence=(stored_words("page.txt", HTML),))

    response = client_of(cast.official).get(internal.evidence.get().address)

    assert body_of(response) == HTML
    assert {name: response[name] for name in ("X-Content-Type-Options", "Content-Security-Policy")} == {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}


def test_a_public_file_is_for_everybody_and_asked_for_anew_each_time(cast, commitment):
    note = cast.accept(commitment, evidence=(stored_words(),))

    response = Client().get(note.evidence.get().address)
    head = Client().head(note.evidence.get().address)

    assert (body_of(response), response["Cache-Control"]) == (PDF, "no-cache")
    assert (head.status_code, head["Content-Length"], body_of(head)) == (200, str(len(PDF)), b"")


READERS = ["viewer", "official", "other_official", "partner_official", "coordinator", "admin"]


@pytest.mark.parametrize(
    ("visibility", "state", "readers"),
    [
        ("public", "accepted", {None, *READERS}),
        ("shared", "accepted", set(READERS)),
        ("internal", "accepted", set(READERS) - {"partner_official"}),
        ("public", "draft", {"official", "coordinator", "admin"}),
        ("public", "withdrawn", {"official", "coordinator", "admin"}),
    ],
)
def test_a_file_is_as_hidden_as_its_note(cast, commitment, visibility, state, readers):
    given = {"visibility": visibility, "evidence": (stored_words(),)}
    note = cast.draft(commitment, **given) if state == "draft" else cast.accept(commitment, **given)
    if state == "withdrawn":
        notes.withdraw_note(note, reason="Mistaken.", by=cast.reviewer, now=NOON)
    address = note.evidence.get().address
    missing = reverse("evidence-download", args=["canada-japan", 987654321])

    for name in [None, *READERS]:
        client = client_of(getattr(cast, name) if name else None)
        response = client.get(address)
        if name in readers:
            assert body_of(response) == PDF
        else:
            assert response.status_code == 404
            assert words_of(response) == words_of(client.get(missing))


def test_a_link_and_a_file_of_another_plan_have_no_download_here(cast, commitment):
    link = notes.EvidenceWords("A statement", "https://example.org/")
    note = cast.accept(commitment, evidence=(link, stored_words()))
    linked, file = note.evidence.all()

    statuses = [
        Client().get(f"/canada-japan/evidence/{linked.pk}/").status_code,
        Client().get(f"/no-such-plan/evidence/{file.pk}/").status_code,
        Client().get(f"/canada-japan/evidence/{10**30}/").status_code,
        Client().post(file.address).status_code,
    ]

    assert statuses == [404, 404, 404, 405]


def test_a_file_that_was_altered_is_not_given_out(cast, commitment, folder):
    note = cast.accept(commitment, evidence=(stored_words(),))
    (folder / note.evidence.get().storage_name).write_bytes(b"%PDF-1.7 forged")

    response = Client().get(note.evidence.get().address)

    assert response.status_code == 410
    assert "This file cannot be given out" in words_of(response)


# Where it is cited


def test_the_page_links_to_the_download_and_says_what_it_is(cast, commitment):
    note = cast.accept(commitment, evidence=(stored_words("minutes.pdf"),))
    evidence = note.evidence.get()
    address, path = evidence.address, commitment.get_absolute_url()

    page = words_of(Client().get(path))
    with translation.override("en"):  # which the page leaves in force otherwise
        french = words_of(Client().get(f"/fr{path}"))

    assert f'<a href="{address}" rel="noreferrer"><bdi>minutes.pdf</bdi></a> · PDF, ' in page
    assert f'href="/fr{address}"' in french
    assert evidence.storage_name not in page


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_gives_the_address_of_the_download(cast, commitment, kind):
    note = cast.accept(commitment, evidence=(stored_words("minutes.pdf"),))

    words = body_of(Client().get(f"/canada-japan/board.{kind}")).decode()

    assert "minutes.pdf" in words
    assert f"http://testserver{note.evidence.get().address}" in words


def test_a_report_gives_the_address_of_the_download(cast, commitment, period):
    note = cast.accept(commitment, evidence=(stored_words("minutes.pdf"),))
    client = client_of(cast.coordinator)

    page = words_of(client.get(reverse("report-detail", args=["canada-japan", period.slug])))
    pdf = client.get(reverse("report-export", args=["canada-japan", period.slug, "pdf"]))
    with pikepdf.open(io.BytesIO(pdf.content)) as document:
        links = {
            str(link.A.URI)
            for leaf in document.pages
            for link in leaf.get("/Annots", [])
            if "/A" in link and "/URI" in link.A
        }

    download = f"{settings.SITE_URL}{note.evidence.get().address}"
    assert f'<a href="{download}"' in page
    assert download in links


def test_the_page_asks_as_often_for_thirty_files_as_for_one(cast, commitment, client, queries_of):
    cast.accept(commitment, evidence=(stored_words(),))
    once = queries_of(commitment.get_absolute_url())

    cast.accept(commitment, evidence=tuple(stored_words() for _ in range(30)))

    assert queries_of(commitment.get_absolute_url()) == once
