"""How long the pages of a plan take, as ratios of a bare WSGI answer of the same size from the same server.

    uv run python -m tests.benchmarks.boards --commitments 10000 --also 100000

makes the sites (once; they are kept in --folder), asks for every page in turn, round after round, on connections that
are kept open, and prints a table of medians. Times are the machine's; only ratios of one run mean anything.
"""

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

from .serving import ADMINISTRATOR, OFFICIAL, PLAN, environment, make_site, serve

NOTES_EACH = 5
SLOW, SLOW_ROUNDS = 1.0, 3
PAST = date(2024, 3, 31)
BOARD = f"/{PLAN}/board/"
# A parameter that no page reads: another address each time, so that nothing was kept of it.
UNREAD = "n"
UNCHANGED, CACHED = KEPT = ("board, unchanged (304)", "board, cached")


@dataclass
class Line:
    """One page of a site, asked for by `account` (anonymously where empty) so many `times` in a round.

    `path` takes how often the page was asked for; `before` runs ahead of each request.
    """

    name: str
    path: Callable[[int], str]
    target: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    account: str = ""
    times: int = 1
    before: Callable[[], None] = lambda: None
    expected: int = 200
    took: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    length: int = 0
    failed: str = ""
    asked: int = 0

    @property
    def is_slow(self) -> bool:
        return bool(self.took) and self.took[0] > SLOW

    @property
    def ratio(self) -> float | None:
        return median(self.took) / median(self.bare) if self.took else None

    @property
    def best(self) -> float | None:
        """The shortest of all rounds against the shortest bare answer: what a machine with other work tells best."""
        return min(self.took) / min(self.bare) if self.took else None

    def against(self, other: "Line") -> float | None:
        """How many times as long as another page."""
        return median(self.took) / median(other.took) if self.took and other.took else None


@dataclass
class Site:
    """A served site, the keys of sessions by account, and the lines to be measured."""

    commitments: int
    connection: HTTPConnection
    sessions: dict[str, str]
    lines: dict[str, Line]


def pages(etag: str, touch: Callable[[], None]) -> list[Line]:
    """What is measured on every site. `touch` moves the revision of the plan, as any write does."""

    def anew(path: str) -> Callable[[int], str]:
        return lambda number: f"{path}{'&' if '?' in path else '?'}{UNREAD}={number}"

    def always(path: str) -> Callable[[int], str]:
        return lambda number: path

    def days_before(path: str) -> Callable[[int], str]:
        return lambda number: f"{path}{PAST - timedelta(days=number)}"

    admin = "/admin/priorities/commitment/"
    return [
        Line(UNCHANGED, always(BOARD), 3, {"If-None-Match": etag}, times=5, expected=304),
        Line(CACHED, always(BOARD), 4, times=5),
        Line("board, uncached", anew(BOARD), 25, times=5),
        Line("board, first after a change", always(BOARD), before=touch),
        Line("board of a past day, uncached", days_before(f"{BOARD}?as_of="), times=5),
        Line("board as known then, uncached", days_before(f"{BOARD}?known_at=")),
        Line("board, one standing, uncached", anew(f"{BOARD}?standing=on_track")),
        Line("board, overdue, uncached", anew(f"{BOARD}?due=overdue")),
        Line("board, search, uncached", anew(f"{BOARD}?q=fishing")),
        Line("table, uncached", anew(f"{BOARD}?view=table")),
        Line("matrix, uncached", anew(f"{BOARD}?view=matrix")),
        Line("timeline, uncached", anew(f"{BOARD}?view=timeline")),
        Line("overview, uncached", anew(f"/{PLAN}/")),
        Line("changes, uncached", anew(f"/{PLAN}/changes/")),
        Line("attention, uncached", anew(f"/{PLAN}/attention/")),
        Line("source text, a page, uncached", anew(f"/{PLAN}/source/statement/")),
        Line("a commitment, uncached", anew(f"/{PLAN}/commitments/BENCHMARK-PKO-000001/")),
        Line("board, signed in", always(BOARD), account=OFFICIAL),
        Line("Django’s admin list of commitments", always(admin), account=ADMINISTRATOR),
        Line("Django’s admin list, a search", always(f"{admin}?q=fishing"), account=ADMINISTRATOR),
    ]


def ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> tuple[float, int, str, int]:
    """(seconds, status, ETag, length of the body)."""
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    return time.perf_counter() - began, answer.status, answer.getheader("ETag", ""), len(body)


def measure(site: Site, bare: HTTPConnection) -> None:
    """One round of one site: each page, and a bare answer of its size right after it."""
    for line in site.lines.values():
        for _ in range(line.times):
            if not line.failed and not (line.is_slow and len(line.took) >= SLOW_ROUNDS):
                take(line, site, bare)


def take(line: Line, site: Site, bare: HTTPConnection) -> None:
    cookie = {"Cookie": f"sessionid={site.sessions[line.account]}"} if line.account else {}
    line.before()
    line.asked += 1
    try:
        took, status, _etag, line.length = ask(site.connection, line.path(line.asked), line.headers | cookie)
    except (OSError, HTTPException):
        line.failed = "no answer in time"
        site.connection.close()  # the next request opens it again
        return
    if status != line.expected:
        line.failed = f"answered {status}"
        return
    line.took.append(took)
    path = "/unchanged" if line.expected == 304 else f"/bytes/{line.length}"
    line.bare.append(ask(bare, path, {})[0])


def warm(site: Site, bare: HTTPConnection) -> None:
    """A round that does not count, for what a process does once."""
    measure(site, bare)
    for line in site.lines.values():
        if not line.is_slow:
            line.took.clear()
            line.bare.clear()


def compare(folders: dict[int, tuple[Path, dict[str, str]]], *, rounds: int) -> list[Site]:
    """Measure the sites side by side. `folders` are (folder, sessions) by number of commitments."""
    with ExitStack() as open_:
        first = next(iter(folders.values()))[0]
        bare = open_.enter_context(serve("tests.benchmarks.bare:application", first))
        sites = []
        for commitments, (folder, sessions) in folders.items():
            connection = open_.enter_context(serve("tracker.wsgi:application", folder))
            _, _, etag, _ = ask(connection, BOARD, {})
            connection.close()  # it would lie idle while the next server starts; the next request opens it again
            lines = pages(etag, touch=lambda folder=folder: touch(folder))
            sites.append(Site(commitments, connection, sessions, {line.name: line for line in lines}))
        for site in sites:
            warm(site, bare)
        for _ in range(rounds):
            for site in sites:
                measure(site, bare)
    return sites


def touch(folder: Path) -> None:
    """Move the revision of every plan, as the audit entry of a write would; the audit chain no longer holds after it."""
    database = sqlite3.connect(folder / "tracker.sqlite3", timeout=20)
    with database:
        database.execute("UPDATE priorities_auditchain SET length = length + 1")
    database.close()


def queries_of(path: str, account: str = "") -> int:
    """How many questions an uncached page asks the database of this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from priorities import page_cache
    from priorities.models import User

    client = Client(headers={"host": "localhost"})
    if account:
        client.force_login(User.objects.get(username=account))
    client.get(path)  # what a process does once
    page_cache.forget()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


# The table


def table(site: Site, queries: dict[str, int]) -> str:
    """The lines of a site in Markdown."""
    rows = [
        f"| {site.commitments:,} commitments | ms | bare, ms | ratio | ratio of the best | target | kB | queries |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, line in site.lines.items():
        target = f"{line.target:g}" if line.target else ""
        asked = str(queries.get(name, ""))
        if not line.took:
            rows.append(f"| {name} | {line.failed} | | | | {target} | | {asked} |")
            continue
        took, bare = median(line.took) * 1000, median(line.bare) * 1000
        size = f"{line.length / 1000:.0f}"
        rows.append(
            f"| {name} | {took:.2f} | {bare:.2f} | {line.ratio:.1f} | {line.best:.1f} | {target} | {size} | {asked} |"
        )
    return "\n".join(rows)


def comparisons(sites: list[Site]) -> str:
    """What is measured page against page."""
    rows = ["| page against page | ratio | target |", "|---|---:|---:|"]
    for site in sites:
        past, today = (site.lines[f"board{which}, uncached"] for which in (" of a past day", ""))
        rows.append(_against(f"a past day : today, {site.commitments:,}", past.against(today), 1.5))
    for other in sites[1:]:
        for name, target in (("uncached", 3), ("cached", 1), ("unchanged (304)", 1)):
            found = other.lines[f"board, {name}"].against(sites[0].lines[f"board, {name}"])
            label = f"{other.commitments:,} : {sites[0].commitments:,} commitments, {name}"
            rows.append(_against(label, found, target))
    return "\n".join(rows)


def _against(label: str, found: float | None, target: float) -> str:
    return f"| {label} | {'' if found is None else f'{found:.2f}'} | {target:g} |"


def count_queries(folder: Path, site: Site) -> dict[str, int]:
    """The queries of each page of `site` that answered, in this process."""
    os.environ.update(environment(folder))
    import django

    django.setup()

    return {
        line.name: queries_of(line.path(0), line.account)
        for line in site.lines.values()
        if line.took and line.name not in KEPT
    }


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--commitments", type=int, default=10_000)
    parser.add_argument("--notes", type=int, help="accepted notes (default: five for each commitment)")
    parser.add_argument("--also", type=int, help="a second site with so many commitments, beside the first")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "tracker-benchmark")
    asked = parser.parse_args(arguments)
    os.environ.pop("DEBUG", None)
    folders = {}
    for commitments in filter(None, (asked.commitments, asked.also)):
        notes = (asked.notes or asked.commitments * NOTES_EACH) * commitments // asked.commitments
        folder = asked.folder / f"{commitments}-{notes}"
        sys.stderr.write(f"{folder}\n")
        folders[commitments] = folder, make_site(folder, commitments=commitments, notes=notes)
    sites = compare(folders, rounds=asked.rounds)
    queries = count_queries(folders[asked.commitments][0], sites[0])
    for site in sites:
        sys.stdout.write(f"\n{table(site, queries if site is sites[0] else {})}\n")
    sys.stdout.write(f"\n{comparisons(sites)}\n")


if __name__ == "__main__":
    main()
