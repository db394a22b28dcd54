"""Bad input: a clear message beside its field, status 4xx, what was typed still there, and nothing half-saved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from priorities.models import AuditEntry, ProgressNote

SENTENCE = "The frigate left Yokosuka."
RLM, EMOJI = "\u200f", "\U0001f6a2"


@pytest.fixture
def desk(cast, commitment):
    """The official at a commitment's page: post(**fields) sends the log form, `errors(response, field)` reads it."""
    client = Client()
    client.force_login(cast.official)
    address = f"{commitment.get_absolute_url()}notes/"

    def post(**fields):
        given = {
            "as_of": "2025-09-01",
            "status": "underway/on_track",
            "body": SENTENCE,
            "language": "en",
            "visibility": "public",
            "act": "submit",
            "organization": cast.organizations["GAC"].pk,
        }
        return client.post(address, given | fields)

    return post


def kept_and_unsaved(response, *words):
    """The page came back with what was typed, and the record is as it was."""
    page = response.content.decode()
    assert ProgressNote.objects.count() == 0
    assert not AuditEntry.objects.filter(object_type="progressnote").exists()
    return all(word in page for word in words)


def test_a_good_note_passes_so_that_the_refusals_below_mean_something(desk):
    response = desk()

    assert (response.status_code, ProgressNote.objects.get().state) == (303, "submitted")


def test_a_note_dated_tomorrow_everywhere_on_earth_is_refused(desk):
    day_after = timezone.now().date() + timedelta(days=2)

    response = desk(as_of=day_after.isoformat())

    assert response.status_code == 422
    assert kept_and_unsaved(response, "has not begun anywhere on Earth", 'id="id_as_of_error"', SENTENCE)


@pytest.mark.parametrize("day", ["2025-02-30", "yesterday", "2025-13-01", "99999-01-01", ""])
def test_a_date_that_is_none_is_refused_beside_its_field(desk, day):
    response = desk(as_of=day)

    assert response.status_code == 422
    assert kept_and_unsaved(response, 'id="id_as_of_error"', SENTENCE)


def test_full_width_digits_are_refused_with_words_on_how_to_write_the_day(desk):
    response = desk(as_of="２０２５-０９-０１")

    assert response.status_code == 422
    assert kept_and_unsaved(response, 'id="id_as_of_error"', "２０２５-０９-０１", SENTENCE)


@pytest.mark.parametrize("status", ["underway/at_risk", "underway/off_track"])
def test_trouble_without_a_reason_is_refused_beside_the_reason(desk, status):
    response = desk(status=status)

    assert response.status_code == 422
    assert kept_and_unsaved(response, 'id="id_reason_error"', "Say why", SENTENCE)


def test_completed_without_evidence_is_refused_beside_the_evidence(desk):
    response = desk(status="completed")

    assert response.status_code == 422
    assert kept_and_unsaved(response, "at least one piece of evidence", SENTENCE)


def test_superseded_without_a_successor_is_refused(desk):
    response = desk(status="superseded")

    assert response.status_code == 422
    assert kept_and_unsaved(response, "Name the commitment that takes this one over", SENTENCE)


@pytest.mark.parametrize(
    "status", ["not_reported", "finished", "underway", "underway/", "completed/on_track", ""]
)
def test_a_status_that_is_none_is_refused(desk, status):
    response = desk(status=status)

    assert response.status_code == 422
    assert kept_and_unsaved(response, 'id="id_status_error"', SENTENCE)


def test_a_megabyte_of_words_is_refused_and_comes_back_whole(desk):
    words = "Ships. " * 150_000

    response = desk(body=words)

    assert response.status_code == 422
    assert kept_and_unsaved(response, 'id="id_body_error"', words[:10_000])


def test_a_nul_is_refused_beside_its_field(desk):
    response = desk(body="Ships\x00and more")

    assert response.status_code == 422
    assert kept_and_unsaved(response, 'id="id_body_error"')


def test_bytes_that_are_no_text_do_not_break_the_page(cast, commitment):
    client = Client()
    client.force_login(cast.official)
    lone_surrogate = b"as_of=2025-09-01&status=underway/on_track&body=%ED%A0%80&act=submit&visibility=public"

    response = client.post(
        f"{commitment.get_absolute_url()}notes/",
        lone_surrogate,
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code in (303, 422)


def test_marks_of_other_scripts_and_emoji_are_words_like_any_other(desk):
    response = desk(body=f"{RLM}שלום {EMOJI} 護衛艦")

    assert (response.status_code, ProgressNote.objects.get().body_en) == (303, f"{RLM}שלום {EMOJI} 護衛艦")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org", "no address", "https://", "data:text/html,x"]
)
def test_an_evidence_link_that_leads_nowhere_is_refused(desk, address):
    response = desk(evidence_url_1=address)

    assert response.status_code == 422
    assert kept_and_unsaved(response, SENTENCE)


def test_the_same_form_sent_twice_makes_one_note(desk):
    form = {
        "submission": "6b1f0a52-6f2f-4c56-8c0c-0b7a5be0d2b9",
        "submission_id": "6b1f0a52-6f2f-4c56-8c0c-0b7a5be0d2b9",
    }

    first, second = desk(**form), desk(**form)

    assert (first.status_code, second.status_code, ProgressNote.objects.count()) == (303, 303, 1)


def test_an_expired_session_asks_to_sign_in_and_saves_nothing(cast, commitment):
    response = Client().post(f"{commitment.get_absolute_url()}notes/", {"body": SENTENCE})

    assert response.status_code in (302, 303)
    assert "next=" in response.headers["Location"]
    assert ProgressNote.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "standing=lost",
        "area=%00",
        "page=none&view=table",
        "page=999999&view=table",
        "sort=colour&view=table",
        "view=cube",
        "as_of=tomorrow",
        "as_of=9999-12-31",
        "as_of=0001-01-01",
        "owner=%F0%9F%9A%A2",
        "q=" + "a" * 5000,
        "q=%00",
        "due=1&due=2",
    ],
)
def test_a_board_that_cannot_be_understood_says_so(cast, commitment, query):
    response = Client().get(f"/canada-japan/board/?{query}")

    assert response.status_code in (404, 422)
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("query", ["as_of=tomorrow", "as_of=9999-12-31", "as_of=0001-01-01", "as_of=%00"])
@pytest.mark.parametrize("page", ["", "source/backgrounder/", "commitments/CJ21-ROL-01/", "board/"])
def test_a_day_that_is_none_is_never_an_error_of_ours(cast, commitment, page, query):
    response = Client().get(f"/canada-japan/{page}?{query}")

    assert response.status_code == 422
    assert "is not a day. Write it like 2025-09-30." in response.content.decode()


def test_the_way_to_the_source_text_says_there_what_is_no_day(cast):
    response = Client().get("/canada-japan/source/?as_of=%00tomorrow&known_at=2025-09-30", follow=True)

    assert (response.status_code, response.redirect_chain) == (
        422,
        [("/canada-japan/source/backgrounder/?as_of=%00tomorrow&known_at=2025-09-30", 302)],
    )


@pytest.mark.parametrize("who", [None, "official"])
@pytest.mark.parametrize("language", ["", "/fr", "/ja"])
def test_an_address_that_only_takes_forms_answers_with_a_page(cast, who, language):
    client = Client()
    if who:
        client.force_login(getattr(cast, who))

    response = client.get(f"{language}/canada-japan/views/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert response["Content-Type"].startswith("text/html")
    assert f'<html lang="{language.strip("/") or "en"}">' in response.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/canada-japan/commitments/CJ21%00/", 404),
        ("/canada-japan/commitments/%00/notes/", 405),
        ("/canada-japan/source/backgrounder/?commitment=%00", 404),
        ("/canada-japan/source/backgrounder/?text=%00", 404),
        ("/canada-japan/assessments/?period=%00&scale=%00&area=%00", 422),
        ("/canada-japan/reports/difference/?from=%00&to=%00", 200),
        ("/verify/?sha256=%00", 422),
        ("/updates/?open=%00", 200),
        ("/admin/priorities/commitment/?q=%00", 200),
    ],
)
def test_a_nul_in_an_address_is_never_an_error_of_ours(cast, commitment, address, status):
    client = Client(raise_request_exception=False)
    client.force_login(cast.official)

    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "place", ["notes/{}/edit/", "evidence/{}/", "assessments/{}/", "board/?view=table&page={}"]
)
def test_a_number_beyond_all_numbers_is_never_an_error_of_ours(cast, commitment, place):
    client = Client(raise_request_exception=False)
    client.force_login(cast.official)

    assert client.get(f"/canada-japan/{place.format('9' * 30)}").status_code in (404, 422)
