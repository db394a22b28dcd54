"""Files of notes: written before their note is committed, shared by the notes that cite them, gone with the last."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from priorities import exceptions
from priorities.checks import files_are_out_of_reach
from priorities.models import AuditEntry, Evidence, ProgressNote
from priorities.services import notes
from priorities.services.evidence_files import (
    StoredFile,
    keep_file,
    open_file,
    redeem_ticket,
    ticket_of,
)
from tests.conftest import NOON
from tests.files import PDF, PNG, stored, stored_words, upload

LINK = notes.EvidenceWords("Communiqué", "https://example.org/communique")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What a block does, and then its commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def files_in(folder) -> list[str]:
    """Every file under `folder` and every mark of one that waits, by path."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_random_name_with_what_it_was(folder):
    kept, again = stored("minutes.pdf"), stored("minutes.pdf")

    assert (kept.file_name, kept.size, kept.media_type) == ("minutes.pdf", len(PDF), "application/pdf")
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (folder / kept.storage_name).read_bytes() == PDF
    assert kept.storage_name != again.storage_name
    assert "minutes" not in " ".join(files_in(folder))


def test_only_its_owner_reads_the_file_on_the_disk(folder):
    kept = stored()

    assert (folder / kept.storage_name).stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_refused_leaves_nothing(folder):
    with pytest.raises(exceptions.FileRefused):
        keep_file(upload("scan.png", PDF), now=NOON)

    assert not folder.exists()


def test_a_note_with_a_file_holds_all_that_is_known_of_it(cast, commitment, committed, folder):
    words = stored_words("minutes.pdf", title="Minutes")

    with committed():
        note = cast.draft(commitment, evidence=(words, LINK))

    file, link = note.evidence.all()
    assert (StoredFile.of(file), file.title, file.url) == (words.file, "Minutes", "")
    assert (StoredFile.of(link), link.url) == (None, LINK.url)
    assert files_in(folder) == [words.file.storage_name]
    assert str(words.file) in AuditEntry.objects.get(action="note.draft").changes["evidence"][1]


@pytest.mark.parametrize(
    "words",
    [
        lambda: notes.EvidenceWords("Neither", ""),
        lambda: notes.EvidenceWords("Both", "https://example.org/", file=stored()),
    ],
)
def test_evidence_is_a_link_or_a_file(cast, commitment, words):
    with pytest.raises(exceptions.LinkOrFile):
        cast.draft(commitment, evidence=(words(),))

    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"url": "https://example.org/", "file_name": "a.pdf"},
        {"url": "https://example.org/", "storage_name": "aa/bb/aabb"},
        {"url": "https://example.org/", "size": 1},
        {"url": "javascript:alert(1)"},
        {"file_name": "a.pdf", "storage_name": "aa/bb/aabb", "sha256": "0", "size": 1, "media_type": "text/html"},
        {"file_name": "a.pdf", "storage_name": "aa/bb/aabb", "sha256": "0", "size": 0, "media_type": "text/plain"},
        {"file_name": "a.pdf", "storage_name": "aa/bb/aabb", "size": 1, "media_type": "text/plain"},
        {"file_name": "a.pdf", "sha256": "0", "size": 1, "media_type": "text/plain"},
        {"storage_name": "aa/bb/aabb", "sha256": "0", "size": 1, "media_type": "text/plain"},
    ],
)  # fmt: skip
def test_the_database_holds_a_link_or_a_whole_file_and_nothing_between(cast, commitment, columns):
    note = cast.draft(commitment)

    with pytest.raises(IntegrityError, match="evidence_is_link_or_file"), transaction.atomic():
        Evidence.objects.create(note=note, **columns)


def test_the_file_of_a_deleted_draft_is_removed_once_that_is_committed(cast, commitment, committed, folder):
    with committed():
        note = cast.draft(commitment, evidence=(stored_words(),))

    with committed():
        notes.delete_draft_note(note, by=cast.official, now=NOON)
        before = files_in(folder)

    assert (len(before), files_in(folder)) == (1, [])


def test_a_file_that_a_revision_leaves_out_is_removed_and_the_others_stay(
    cast, commitment, committed, folder
):
    kept, dropped = stored_words("kept.pdf"), stored_words("dropped.png", PNG)
    with committed():
        note = cast.draft(commitment, evidence=(kept, dropped))

    with committed():
        notes.revise_note(note, words=cast.words(evidence=(kept, LINK)), by=cast.official, now=NOON)

    assert files_in(folder) == [kept.file.storage_name]
    assert AuditEntry.objects.get(action="note.revise").changes == {
        "evidence": [[str(kept.file), str(dropped.file)], [str(kept.file), LINK.url]]
    }


def test_a_correction_and_a_confirmation_share_the_file(cast, commitment, committed, folder):
    with committed():
        first = cast.accept(commitment, evidence=(stored_words(),))
        confirmed = notes.confirm_no_change(
            commitment,
            organization=cast.organizations["GAC"],
            as_of=NOON.date(),
            by=cast.official,
            now=NOON,
        )
        words = cast.words(evidence=notes.evidence_of(first))
        correction = notes.correct_note(first, words=words, by=cast.official, now=NOON)

    with committed():
        notes.delete_draft_note(correction, by=cast.official, now=NOON)

    assert confirmed.evidence.get().storage_name == first.evidence.get().storage_name
    assert files_in(folder) == [first.evidence.get().storage_name]


def test_what_is_rolled_back_leaves_nothing_but_a_file_that_waits_for_a_day(cast, commitment, folder):
    words = stored_words()

    with transaction.atomic():
        cast.draft(commitment, evidence=(words,))
        transaction.set_rollback(True)
    waiting = files_in(folder)
    next_day = stored("next.pdf", now=NOON + timedelta(days=1, seconds=1))

    assert not Evidence.objects.exists()
    assert waiting == sorted([words.file.storage_name, f"waiting/{words.file.storage_name[6:]}"])
    assert files_in(folder) == sorted([next_day.storage_name, f"waiting/{next_day.storage_name[6:]}"])


def test_a_file_of_a_note_stays_though_its_mark_was_left_behind(cast, commitment, folder):
    """As after a crash between the commit and what follows it."""
    words = stored_words()
    cast.draft(commitment, evidence=(words,))  # in this test nothing is ever committed, so the mark stays

    next_day = stored("next.pdf", now=NOON + timedelta(days=2))

    assert files_in(folder) == sorted(
        [words.file.storage_name, next_day.storage_name, f"waiting/{next_day.storage_name[6:]}"]
    )


def test_a_file_that_another_note_is_about_to_use_is_not_removed(cast, commitment, committed, folder):
    words = stored_words()
    with committed():
        note = cast.draft(commitment, evidence=(words,))

    with committed():
        notes.delete_draft_note(note, by=cast.official, now=NOON)
        (folder / "waiting" / words.file.storage_name[6:]).touch()

    assert words.file.storage_name in files_in(folder)


def test_a_file_that_is_gone_is_given_to_no_note(cast, commitment, folder):
    words = stored_words()
    (folder / words.file.storage_name).unlink()

    with pytest.raises(exceptions.FileNotKept):
        cast.draft(commitment, evidence=(words,))

    assert (ProgressNote.objects.count(), files_in(folder)) == (0, [])


def test_a_ticket_serves_its_holder_alone_and_cannot_be_made_up(cast):
    kept = stored()
    ticket = ticket_of(kept, holder=cast.official)

    assert redeem_ticket(ticket, holder=cast.official) == kept
    for wrong, person in [
        (ticket, cast.colleague),
        (ticket, None),
        (ticket[:-1], cast.official),
        ("x", None),
    ]:
        with pytest.raises(exceptions.FileNotKept):
            redeem_ticket(wrong, holder=person)


def test_an_altered_or_missing_file_is_not_given_out(cast, commitment, folder):
    evidence = cast.draft(commitment, evidence=(stored_words(),)).evidence.get()
    with open_file(evidence) as file:
        whole = file.read()

    (folder / evidence.storage_name).write_bytes(PDF + b" ")
    altered = open_file(evidence)
    (folder / evidence.storage_name).unlink()

    assert (whole, altered, open_file(evidence)) == (PDF, None, None)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "waiting/x", "ab/cd/abce" + "0" * 28])
def test_a_storage_name_from_elsewhere_leads_nowhere(name):
    assert open_file(Evidence(storage_name=name)) is None


@pytest.mark.parametrize(("place", "found"), [("static/evidence", ["priorities.E005"]), ("evidence", [])])
def test_a_folder_that_a_web_server_serves_is_reported(tmp_path, settings, place, found):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.EVIDENCE_DIR = tmp_path / place

    assert [each.id for each in files_are_out_of_reach(None)] == found
