"""Words that were typed and not saved: whose they are, and how much is kept for how long."""

from datetime import timedelta

import pytest

from priorities.models import AuditEntry, KeptWords
from priorities.services.kept_words import FIELD, NotToBeKept, forget_words, keep_words, kept_words
from priorities.views.commitments import note_form
from tests.conftest import NOON

KEY = "note:CJ21-ROL-01"


def test_words_are_kept_for_their_own_person_in_place_of_the_earlier_ones(cast):
    keep_words(cast.official, KEY, {"body": "Two ships"}, NOON)
    keep_words(cast.official, KEY, {"body": "Two ships\r\nsailed."}, NOON)

    assert kept_words(cast.official, KEY).words == {"body": "Two ships\nsailed."}
    assert kept_words(cast.colleague, KEY) is None
    assert KeptWords.objects.count() == 1


def test_forgetting_takes_nobody_elses(cast):
    for person in (cast.official, cast.colleague):
        keep_words(person, KEY, {"body": "Mine"}, NOON)

    forget_words(cast.official, KEY)

    assert [kept.user for kept in KeptWords.objects.all()] == [cast.colleague]


def test_only_fields_of_the_form_are_kept_and_none_of_it_is_audited(cast):
    before = AuditEntry.objects.count()

    sent = {
        "body_fr": "Oui",
        "version": "2",
        "csrfmiddlewaretoken": "x",
        "password": "x",
        "evidence_file_1": "x",
    }
    keep_words(cast.official, KEY, sent, NOON)

    assert kept_words(cast.official, KEY).words == {"body_fr": "Oui", "version": "2"}
    assert AuditEntry.objects.count() == before


def test_every_field_of_the_form_is_known_but_its_files_and_its_submission(cast, rf):
    request = rf.get("/")
    request.user = cast.official

    fields = note_form(request, cast.commitment(), NOON).fields

    unknown = {name for name in fields if not FIELD.fullmatch(name)}
    assert unknown == {"submission_id", "evidence_file_1", "evidence_file_2", "evidence_file_3"}


@pytest.mark.parametrize("key", ["", "elsewhere", "note:", "note-edit:x", "note:" + "x" * 41, "note:a b"])
def test_a_key_of_no_form_is_refused(cast, key):
    with pytest.raises(NotToBeKept):
        keep_words(cast.official, key, {"body": "x"}, NOON)


def test_more_than_a_hundred_thousand_bytes_are_refused_and_what_was_kept_stays(cast):
    keep_words(cast.official, KEY, {"body": "short"}, NOON)

    with pytest.raises(NotToBeKept):
        keep_words(cast.official, KEY, {"body": "日" * 33_400}, NOON)

    assert kept_words(cast.official, KEY).words == {"body": "short"}


def test_fifty_forms_a_person_are_kept_and_the_oldest_goes(cast):
    keep_words(cast.colleague, KEY, {"body": "x"}, NOON - timedelta(days=1))
    for number in range(51):
        keep_words(cast.official, f"note-edit:{number}", {"body": "x"}, NOON + timedelta(minutes=number))

    assert KeptWords.objects.filter(user=cast.official).count() == 50
    assert kept_words(cast.official, "note-edit:0") is None
    assert kept_words(cast.colleague, KEY) is not None


def test_after_thirty_days_words_are_dropped_when_somebody_writes(cast, later):
    keep_words(cast.colleague, KEY, {"body": "old"}, NOON)
    keep_words(cast.colleague, "note-edit:1", {"body": "newer"}, later(2))

    keep_words(cast.official, KEY, {"body": "new"}, later(31))

    assert sorted(kept.words["body"] for kept in KeptWords.objects.all()) == ["new", "newer"]
