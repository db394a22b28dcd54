"""The harness of the boards' speed works, and boards ask the database the same questions whatever their size.

No time is asserted here: `uv run python -m tests.benchmarks.boards` measures, see docs/benchmarks.md.
"""

import pytest

from priorities.management.benchmark_data import Benchmark
from tests.benchmarks import boards, serving
from tests.conftest import NOON

VIEWS = [
    "board/",
    "board/?as_of=2024-03-31",
    "board/?known_at=2024-03-31",
    "board/?standing=on_track",
    "board/?view=table",
    "board/?view=matrix",
    "board/?view=timeline",
]


def test_every_page_is_measured_against_a_bare_answer_of_its_size(tmp_path, monkeypatch):
    monkeypatch.setenv("DEBUG", "yes")
    sessions = serving.make_site(tmp_path, commitments=210, notes=300)

    [site] = boards.compare({210: (tmp_path, sessions)}, rounds=1)

    assert {name: line.failed for name, line in site.lines.items() if line.failed} == {}
    assert all(len(line.took) == len(line.bare) > 0 for line in site.lines.values())
    lines = boards.table(site, {}).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {name}" for name in site.lines]
    assert "a past day : today, 210" in boards.comparisons([site])


@pytest.mark.django_db
def test_a_board_of_more_commitments_asks_no_more_questions():
    for slug, number in (("large", 205), ("larger", 300)):
        Benchmark(slug=slug, commitments=number, notes=2 * number, seed=7, now=NOON).fill()

    large, larger = (
        {view: boards.queries_of(f"/{slug}/{view}") for view in VIEWS} for slug in ("large", "larger")
    )

    assert larger == large
    assert (large["board/"], large["board/?as_of=2024-03-31"]) == (8, 9)  # with nothing kept
