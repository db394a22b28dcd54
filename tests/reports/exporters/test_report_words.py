"""What every rendering on paper says, before it is laid out."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from priorities.choices import ChangeKind, Freshness, ReportPart, Schedule, Standing
from priorities.reports.content import AreaSection, EvidenceLine, Text
from priorities.reports.exporters.report_method import DUE_SOON_DAYS
from priorities.reports.exporters.report_words import report_words
from priorities.reports.exporters.runs import one_paragraph
from priorities.selectors import standings

from .builders import POSITIONS, a_note, a_report, a_section, english
from .sealed import PREVIOUS, a_change, a_frozen_report, a_gap, a_seal, an_assessment


def everything(**changes):
    """A frozen report that has something in each of its parts."""
    section = replace(a_section(a_note(), positions_differ=True), assessments=(an_assessment(),))
    return a_frozen_report(section, changes=(a_change(),), gaps=(a_gap(),), **changes)


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_they_are_plain_json_in_every_language(language):
    words = report_words(replace(everything(), language=language))

    assert json.loads(json.dumps(words)) == words
    assert words["language"] == language


def test_a_part_with_nothing_to_say_is_left_out():
    asked = ("summary", "assessments", "gaps", "method")

    assert report_words(a_report(a_section(), parts=asked))["parts"] == ["summary", "method"]
    assert report_words(everything(parts=asked))["parts"] == list(asked)
    assert report_words(everything())["parts"] == list(ReportPart.values)


def facts_of(content):
    return {
        fact["label"]: [line[0]["text"] for line in fact["lines"]]
        for fact in report_words(content)["cover"]["facts"]
    }


def test_the_cover_of_a_draft_says_when_it_was_made_and_that_it_is_not_sealed():
    words = report_words(a_report(a_section()))

    assert (words["cover"]["state"], words["cover"]["seal"], words["document"]["seal"]) == (
        "Live draft",
        None,
        "Live draft",
    )
    assert facts_of(a_report(a_section()))["Made"] == [
        "14 October 2025, 09:12 UTC",
        "not frozen, so not sealed",
    ]


@pytest.mark.parametrize(
    ("person", "organization", "by"),
    [
        ("Amélie Gagnon", "GAC", ["by Amélie Gagnon, GAC"]),
        ("", "GAC", ["by GAC"]),
        ("Amélie Gagnon", "", ["by Amélie Gagnon"]),
        ("", "", []),
    ],
)
def test_the_cover_names_whoever_froze_it(person, organization, by):
    content = a_frozen_report(seal=a_seal(frozen_by=person, organization=organization))

    assert facts_of(content)["Frozen"] == ["20 November 2025, 13:05 UTC", *by]


def test_a_report_for_the_eyes_of_a_party_says_whose():
    assert facts_of(replace(everything(), audience="JP"))["State"] == ["Frozen", "audience: Japan"]


def test_the_seal_is_whole_on_the_cover_and_short_at_the_foot():
    words = report_words(everything())

    assert ("".join(words["cover"]["seal"]["groups"]), words["document"]["seal"]) == (
        a_seal().sha256,
        "Seal 9f2c 41ab 77d0 5e13 …",
    )


def test_a_long_name_does_not_run_off_the_foot_of_the_page():
    words = report_words(everything(plan=english("A plan of many ministries " * 20)))

    assert (len(words["document"]["foot"]), words["document"]["foot"][-1]) == (110, "…")


def groups(*changes, **content):
    return report_words(a_frozen_report(changes=changes, **content))["changes"]["groups"]


def test_changes_are_grouped_by_kind_in_the_order_of_the_kinds():
    found = groups(
        a_change("gone_quiet", before="on_track", after="on_track"),
        a_change(),
        a_change("forward", before="at_risk", after="on_track"),
        a_change(reference="CJ21-ROL-02"),
    )

    assert [(group["kind"], group["count"]) for group in found] == [
        ("forward", 1),
        ("slipped", 2),
        ("gone_quiet", 1),
    ]


@pytest.mark.parametrize(
    ("change", "columns", "row"),
    [
        (
            a_change("forward", before="at_risk", after="on_track"),
            ["Before", "After", ""],
            ("at_risk", "on_track", ""),
        ),
        (a_change("new", before=None, after="not_started"), ["", "Standing", ""], ("", "not_started", "")),
        (a_change("gone", before="paused", after=None), ["Last standing", "", ""], ("paused", "", "")),
        (a_change(), ["Before", "After", "Days"], ("29 December 2025", "31 March 2026", "+92")),
        (
            a_change("brought_forward", before=date(2026, 3, 31), after=date(2026, 3, 1), days=-30),
            ["Before", "After", "Days"],
            ("31 March 2026", "1 March 2026", "−30"),
        ),
        (a_change("dated", before=None, days=0), ["", "Due date", ""], ("", "31 March 2026", "")),
        (a_change("undated", after=None, days=0), ["Due date", "", ""], ("29 December 2025", "", "")),
        (
            a_change("new_owner", before="GAC", after="DND/CAF, GAC", party="CA"),
            ["Before", "After", "Party"],
            ("GAC", "DND/CAF, GAC", "Canada"),
        ),
        (
            a_change("gone_quiet", before="on_track", after="on_track"),
            ["", "Standing", "Last note"],
            ("on_track", "on_track", "8 July 2025"),
        ),
    ],
)
def test_each_kind_of_change_says_what_it_moved(change, columns, row):
    group = groups(change)[0]

    said = group["rows"][0]
    assert (group["columns"], (said["before"], said["after"], said["remark"])) == (
        ["Commitment", *columns],
        row,
    )


def test_every_kind_of_change_can_be_told():
    found = groups(*(a_change(kind, before=None, after=None) for kind in ChangeKind.values))

    assert [group["kind"] for group in found] == list(ChangeKind.values)


def test_changes_name_the_report_they_are_since():
    since_a_day = report_words(everything())["changes"]
    since_a_report = report_words(everything(compared_with=PREVIOUS))["changes"]

    assert since_a_day["sentence"] == "1 thing moved between 31 March 2025 and 30 September 2025."
    assert (since_a_day["compared"], since_a_report["compared"]) == (
        "",
        "Compared with the report with the seal aa11 bb22 cc33 dd44 …",
    )


def test_coverage_gives_every_share_its_n_and_counts_each_commitment_once_in_all():
    coverage = report_words(replace(everything(), owed=33, reported=21))["coverage"]

    assert coverage["sentence"].startswith(
        "21 of the 33 commitments that owed a note have one (64%, n = 33). Notes were due on 31 October 2025"
    )
    assert [(row["acronym"], row["owed"], row["percent"], row["late"]) for row in coverage["rows"]] == [
        ("GAC", "23", "26%", "2"),
        ("MOFA-JP", "15", "53%", "0"),
    ]
    assert (coverage["total"]["owed"], coverage["total"]["percent"]) == ("33", "64%")


def test_nothing_owed_is_no_share_at_all():
    coverage = report_words(a_frozen_report(owed=0, reported=0, coverage=()))["coverage"]

    assert coverage["sentence"].startswith("No commitment owed a note in this period.")
    assert (coverage["rows"], coverage["total"]) == ([], None)


def test_an_addendum_does_not_speak_of_a_cut_off_that_it_does_not_keep():
    first, addendum = report_words(everything()), report_words(everything(edition=2, reason="A mistake."))

    assert ("is in the next report" in first["coverage"]["sentence"]) is True
    assert ("is in the next report" in addendum["coverage"]["sentence"]) is False
    assert addendum["method"]["seal"][0]["text"].startswith("This addendum knows all")


def test_sources_are_numbered_by_commitment_and_each_once():
    one, two = EvidenceLine("Jiji Press", "https://jiji.example/1"), EvidenceLine("Minutes", "box 12")
    content = a_frozen_report(
        a_section(a_note(evidence=(one, two)), a_note(evidence=(one,))),
        a_section(a_note(evidence=(one,)), reference="CJ21-ROL-02"),
    )

    words = report_words(content)

    listed = [[line["number"] for line in group["lines"]] for group in words["sources"]["groups"]]
    cited = [
        [line["number"] for line in note["evidence"]]
        for commitment in words["areas"][0]["commitments"]
        for note in commitment["notes"]
    ]
    assert (listed, cited) == ([[1, 2], [3]], [[1, 2], [1], [3]])
    assert words["sources"]["groups"][0]["lines"][1]["aside"]["text"] == "box 12"


def test_sources_of_assessments_count_only_where_assessments_are_printed():
    with_them, without = (
        report_words(everything()),
        report_words(everything(parts=("commitments", "sources"))),
    )

    assert [len(words["sources"]["groups"][0]["lines"]) for words in (with_them, without)] == [2, 1]


def test_a_late_note_says_that_it_is_of_an_earlier_period():
    late = a_note(is_late=True, accepted_on=date(2025, 5, 3))

    notes = report_words(a_report(a_section(a_note(), late)))["areas"][0]["commitments"][0]["notes"]

    assert [note["late"] for note in notes] == ["", "As of an earlier period, accepted 3 May 2025"]


def test_positions_stand_there_for_plans_of_several_parties_also_where_they_agree():
    joint = a_report(a_section(positions=POSITIONS))
    alone = replace(joint, parties=(("CA", "Canada"),))

    positions = [
        report_words(content)["areas"][0]["commitments"][0]["positions"] for content in (joint, alone)
    ]

    assert [(each["party"]["text"], each["standing"], each["day"]) for each in positions[0]] == [
        ("Canada", "not_reported", ""),
        ("Japan", "on_track", "8 July 2025"),
    ]
    assert positions[1] == []


def facts_about(**row):
    facts = report_words(a_report(a_section(**row)))["areas"][0]["commitments"][0]["facts"]
    return {fact["label"]: fact["lines"][0][0]["text"] for fact in facts}


def test_a_due_date_that_moved_says_from_where_how_often_and_how_far():
    assert facts_about()["Baseline due date"] == (
        "29 December 2025 · moved 1 time · 92 days later than first set"
    )
    assert "Baseline due date" not in facts_about(moves=0, slip_days=0)


def test_assessments_are_counted_by_level_and_never_averaged():
    assessed = replace(a_section(), assessments=(an_assessment(),))
    other = replace(
        a_section(reference="CJ21-ROL-02"),
        assessments=(an_assessment(level=english("Limited"), rank=3),),
    )

    scale = report_words(a_frozen_report(assessed, other, a_section()))["assessments"]["scales"][0]

    assert scale["columns"] == ["Priority area", "1", "2", "Limited", "Substantial", "5", "Assessed"]
    assert (scale["rows"][0]["counts"], scale["rows"][0]["assessed"]) == ([0, 0, 1, 1, 0], "2 of 3")


def test_two_scales_are_never_counted_together():
    both = replace(
        a_section(),
        assessments=(
            an_assessment(),
            an_assessment(scale=english("G7"), level=english("Partial"), levels=3, rank=2),
        ),
    )

    scales = report_words(a_frozen_report(both))["assessments"]["scales"]

    assert [(scale["name"]["text"], len(scale["rows"][0]["counts"])) for scale in scales] == [
        ("OGP completion", 5),
        ("G7", 3),
    ]


def test_a_gap_of_the_whole_report_names_no_commitment():
    rows = report_words(a_frozen_report(gaps=(a_gap(), a_gap(reference="", kind="note"))))["gaps"]["rows"]

    assert [(row["reference"], row["title"]["text"], row["kind"]) for row in rows] == [
        ("CJ21-ROL-01", "Deepen security cooperation", "No lead for a party"),
        ("", "The whole report", "No note in the period"),
    ]


def test_the_method_defines_every_status_there_is():
    method = report_words(everything())["method"]

    assert [entry["standing"] for entry in method["definitions"]] == list(Standing.values)
    assert [entry["label"] for entry in method["schedules"]] == [str(label) for label in Schedule.labels]
    assert [entry["label"] for entry in method["freshnesses"]] == [str(label) for label in Freshness.labels]


def test_the_method_counts_the_same_days_as_the_board():
    assert DUE_SOON_DAYS == standings.DUE_SOON_DAYS


def test_an_area_without_commitments_says_so_in_the_chart():
    empty = AreaSection(2, "PKO", Text("Peacekeeping", "en"), ())

    words = report_words(replace(everything(), areas=(*everything().areas, empty)))

    assert words["summary"]["chart"]["alt"].endswith("1 Rule of law: On track 1; 2 Peacekeeping: none.")


def test_sentences_follow_one_another_as_their_language_has_it():
    said = []
    for language in ("en", "ja"):
        with translation.override(language):
            said.append(one_paragraph(["一。", "二。"]))

    assert said == ["一。 二。", "一。二。"]
