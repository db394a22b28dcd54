"""A board as JSON."""

import json

import pytest

from priorities.reports.content import Text
from priorities.reports.exporters.json import board_json

from .builders import a_note, a_row, an_export


def read(*rows, **export):
    return json.loads(b"".join(board_json(an_export(**export), rows)))


def test_the_head_says_what_the_board_is():
    board = read(a_row())

    assert {key: value for key, value in board.items() if key != "commitments"} == {
        "plan": {"text": "Canada-Japan shared priorities", "language": "en"},
        "parties": ["CA", "JP"],
        "on": "2025-09-30",
        "known_at": None,
        "made_at": "2025-10-14T09:12:00Z",
        "audience": "public",
        "filters": [{"label": "Priority area", "value": "Rule of law"}],
        "notice": {"text": "Illustrative data", "language": "en"},
        "url": "https://tracker.example/canada-japan/board/?area=ROL",
    }


def test_a_commitment_is_codes_dates_and_nested_facts():
    (commitment,) = read(a_row(due_on=None, due_precision=""))["commitments"]

    assert commitment == {
        "reference": "CJ21-ROL-01",
        "area": "ROL",
        "area_number": 1,
        "area_name": {"text": "Rule of law", "language": "en"},
        "title": {"text": "Deepen security cooperation", "language": "en"},
        "kind": "continuing",
        "standing": "on_track",
        "lifecycle": "underway",
        "confidence": "on_track",
        "since": "2025-07-08",
        "last_note_on": "2025-07-08",
        "due_on": None,
        "due_precision": "",
        "schedule": "on_time",
        "baseline_on": "2025-12-29",
        "moves": 1,
        "slip_days": 92,
        "freshness": "fresh",
        "trend": "unchanged",
        "owners": [
            {
                "acronym": "GAC",
                "name": {"text": "Global Affairs Canada", "language": "en"},
                "party": "CA",
                "role": "lead",
            },
            {
                "acronym": "DND/CAF",
                "name": {"text": "Department of National Defence", "language": "en"},
                "party": "CA",
                "role": "co_lead",
            },
            {
                "acronym": "MOFA-JP",
                "name": {"text": "Ministry of Foreign Affairs of Japan", "language": "en"},
                "party": "JP",
                "role": "lead",
            },
        ],
        "parties_without_lead": [],
        "positions": [
            {
                "party": "CA",
                "party_name": {"text": "Canada", "language": "en"},
                "standing": "not_reported",
                "lifecycle": "not_reported",
                "confidence": "",
                "as_of": None,
            },
            {
                "party": "JP",
                "party_name": {"text": "Japan", "language": "en"},
                "standing": "on_track",
                "lifecycle": "underway",
                "confidence": "on_track",
                "as_of": "2025-07-08",
            },
        ],
        "positions_differ": False,
        "last_note": {
            "as_of": "2025-07-08",
            "precision": "day",
            "organization": "MOFA-JP",
            "party": "JP",
            "kind": "report",
            "lifecycle": "underway",
            "confidence": "on_track",
            "standing": "on_track",
            "visibility": "public",
            "body": {"text": "Ministers signed the agreement in Tokyo.", "language": "en"},
            "reason": {"text": "", "language": ""},
            "next_steps": {"text": "", "language": ""},
            "evidence": [{"title": "Jiji Press", "url": "https://www.nippon.com/en/news/1/"}],
        },
        "wording": {"text": "Enhance political, security and defence cooperation", "language": "en"},
        "url": "https://tracker.example/canada-japan/commitments/CJ21-ROL-01/",
    }


@pytest.mark.parametrize("number", [0, 1, 3])
def test_any_number_of_commitments_is_valid(number):
    board = read(*[a_row(reference=f"CJ21-ROL-{index:02}", last_note=None) for index in range(number)])

    assert [commitment["reference"] for commitment in board["commitments"]] == [
        f"CJ21-ROL-{index:02}" for index in range(number)
    ]


def test_any_text_is_valid_utf_8():
    title = Text('東京 "quoted" \\ back\x00slash \ud800 😀\n=1', "ja")

    (commitment,) = read(a_row(title=title, last_note=a_note(body=title)))["commitments"]

    assert commitment["title"] == {"text": '東京 "quoted" \\ backslash \ufffd 😀\n=1', "language": "ja"}


def test_streaming_is_lazy():
    def rows():
        yield a_row()
        yield a_row()
        raise LookupError("the third row")

    stream = board_json(an_export(), rows())
    pieces = [next(stream) for _ in range(3)]

    assert [piece[:14] for piece in pieces] == [b'{"plan":{"text', b'\n{"reference":', b',\n{"reference"']
    with pytest.raises(LookupError):
        next(stream)
