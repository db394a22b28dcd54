"""What each surface of the product says of a day, read back from the very bytes that a reader gets."""

import csv
import io
import json
import re
from collections import Counter
from datetime import date

from lxml import html
from openpyxl import load_workbook

# The columns of the table that a reader may choose, all of them.
COLUMNS = [
    "kind",
    "standing",
    "position_CA",
    "position_JP",
    "since",
    "leads",
    "others",
    "last_note_on",
    "freshness",
    "due_on",
    "baseline_on",
    "moves",
    "slip_days",
    "trend",
    "attention",
]


class Node:
    """An element of a page, asked by simple selectors: tag, #id, .class and descendants."""

    def __init__(self, element):
        self.element, self.attributes = element, element.attrib

    def css(self, selector: str) -> list["Node"]:
        return [Node(each) for each in self.element.xpath(_path(selector))]

    def first(self, selector: str) -> "Node | None":
        return next(iter(self.css(selector)), None)

    def text(self) -> str:
        return " ".join(self.element.text_content().split())

    def own_text(self) -> str:
        """Without that of what stands in it."""
        return (self.element.text or "").strip()

    def standing(self) -> str:
        """That of the first chip in it."""
        return self.first(".status").attributes["data-standing"]

    def day(self) -> date | None:
        """The first day in it, as machines read it."""
        found = self.first("time")
        return day_of(found.attributes["datetime"]) if found else None


def _path(selector: str) -> str:
    steps = []
    for step in selector.split():
        tag, *marks = re.findall(r"^[a-z0-9]+|[.#][\w-]+", step if step[0].isalpha() else f"any{step}")
        conditions = [
            f"[@id='{mark[1:]}']"
            if mark[0] == "#"
            else f"[contains(concat(' ', @class, ' '), ' {mark[1:]} ')]"
            for mark in marks
        ]
        steps.append(
            f".//{'*' if tag == 'any' else tag}{''.join(conditions)}".removeprefix("." if steps else "")
        )
    return "".join(steps)


def page_of(body: bytes) -> Node:
    return Node(html.document_fromstring(body.decode()))


def day_of(words: str | None) -> date | None:
    return date.fromisoformat(words[:10]) if words else None


def in_json(body: bytes) -> dict[str, dict]:
    return {
        row["reference"]: {
            "standing": row["standing"],
            "lifecycle": row["lifecycle"],
            "confidence": row["confidence"],
            "since": day_of(row["since"]),
            "last_note_on": day_of(row["last_note_on"]),
            "positions": {
                said["party"]: (said["lifecycle"], said["confidence"], day_of(said["as_of"]))
                for said in row["positions"]
                if said["as_of"]
            },
            "positions_differ": row["positions_differ"],
            "freshness": row["freshness"],
            "schedule": row["schedule"],
            "due_on": day_of(row["due_on"]),
            "baseline_on": day_of(row["baseline_on"]),
            "slip_days": row["slip_days"],
            "moves": row["moves"],
            "trend": row["trend"],
            "owners": {(owner["acronym"], owner["role"]) for owner in row["owners"]},
            "without_lead": set(row["parties_without_lead"]),
        }
        for row in json.loads(body)["commitments"]
    }


def in_rows(rows) -> dict[str, dict]:
    """CSV and XLSX: the same columns, as words or as days."""
    found = {}
    for row in rows:
        owners = {(acronym, "lead") for name in ("lead_CA", "lead_JP") for acronym in _several(row[name])} | {
            tuple(each[:-1].split(" (")) for each in _several(row["other_owners"])
        }
        found[row["reference"]] = {
            "standing": row["standing"],
            "lifecycle": row["lifecycle"],
            "confidence": row["confidence"] or "",
            "since": _day(row["since"]),
            "last_note_on": _day(row["last_note_on"]),
            "positions": {code: row[f"position_{code}"] for code in ("CA", "JP")},
            "positions_differ": str(row["positions_differ"]).lower() in ("true", "1", "yes"),
            "freshness": row["freshness"],
            "schedule": row["schedule"],
            "due_on": _day(row["due_on"]),
            "baseline_on": _day(row["baseline_on"]),
            "slip_days": int(row["slip_days"]),
            "moves": int(row["moves"]),
            "trend": row["trend"] or "",
            "owners": owners,
        }
    return found


def _several(words) -> list[str]:
    return words.split(" | ") if words else []


def _day(value) -> date | None:
    if value in (None, ""):
        return None
    return day_of(value) if isinstance(value, str) else value.date()


def in_csv(body: bytes) -> dict[str, dict]:
    return in_rows(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def in_xlsx(body: bytes) -> dict[str, dict]:
    header, *rows = load_workbook(io.BytesIO(body), read_only=True).worksheets[0].iter_rows(values_only=True)
    return in_rows(dict(zip(header, row, strict=True)) for row in rows)


def in_board(body: bytes) -> tuple[dict[str, dict], dict[str, int]]:
    """The cards, and the number over each column."""
    found, numbers = {}, {}
    for column in page_of(body).css(".board section.col"):
        standing = column.standing()
        numbers[standing] = int(column.first("h2 .n").text())
        for card in column.css("li.tick"):
            found[card.first("p.ref span").text()] = {
                "standing": standing,
                "flags": _flags(card),
                "owners": {
                    (org.own_text(), "lead" in org.attributes["class"].split())
                    for org in card.css(".orgs .org")
                },
                "says": [each.attributes["data-standing"] for each in card.css(".says .status")],
            }
    return found, numbers


def _flags(node: Node) -> set[str]:
    return {each.attributes["data-kind"] for each in node.css(".flag")}


def in_table(body: bytes) -> dict[str, dict]:
    found = {}
    for line in page_of(body).css("table.cards tbody tr"):
        cells = dict(zip(COLUMNS, line.css("td")[2:], strict=True))
        trend = cells["trend"].first(".delta")
        found[line.first("td.ref").text()] = {
            "standing": cells["standing"].standing(),
            "positions": {code: cells[f"position_{code}"].standing() for code in ("CA", "JP")},
            **{name: cells[name].day() for name in ("since", "last_note_on", "due_on", "baseline_on")},
            "freshness": cells["freshness"].text(),
            "moves": _number(cells["moves"]),
            "slip_days": _number(cells["slip_days"]),
            "trend": trend.attributes["data-trend"] if trend else "",
            "leads": {each.text() for each in cells["leads"].css(".org")},
            "others": {each.text() for each in cells["others"].css(".org")},
            "flags": _flags(cells["attention"]),
        }
    return found


def _number(cell: Node) -> int:
    words = cell.text()
    return 0 if words == "—" else int(words.replace("−", "-"))


def in_matrix(body: bytes) -> tuple[list[list[int]], list[int]]:
    """The numbers of each row, and those of the last; the sum of each stands at its end."""
    page = page_of(body)

    def numbers(row: Node) -> list[int]:
        found = [re.findall(r"\d+", _seen(cell)) for cell in row.css("td")]
        return [int(each[-1]) if each else 0 for each in found]

    return [numbers(row) for row in page.css("table.matrix tbody tr")], numbers(
        page.first("table.matrix tfoot tr")
    )


def _seen(cell: Node) -> str:
    """Without what only a screen reader says."""
    hidden = "ancestor-or-self::*[contains(@class, 'visually-hidden')]"
    return " ".join(cell.element.xpath(f".//text()[not({hidden})]"))


def in_timeline(body: bytes) -> dict[str, list[tuple[str, date, date | None]]]:
    """Each stretch of each commitment, as (standing, from, until); the last is still so."""
    found = {}
    for lines in page_of(body).css("#lanes-table tbody"):
        rows = [row.css("td") for row in lines.css("tr")]
        found[lines.first(".ref").text()] = [
            (standing.standing(), begins.day(), ends.day()) for standing, begins, ends, _notes in rows
        ]
    return found


def in_overview(body: bytes) -> dict[str, tuple]:
    """(commitments, overdue, stale, where they stand) of each area, by its number; "all" has the sums of the top."""
    page, found = page_of(body), {}
    for area in page.css("li.card.area"):
        tail = area.first("p.tail").text()
        named = [re.search(rf"(\d+) {word}", tail) for word in ("commitment", "overdue", "stale")]
        counts = Counter()
        for part in area.css("svg.bar rect"):
            counts[part.attributes["data-standing"]] = int(
                re.search(r"\d+", part.first("title").text()).group()
            )
        number = re.search(r"\d+", area.first(".no").text()).group()
        found[number] = (*(int(it.group(1)) if it else 0 for it in named), counts)
    first, *_, last = (int(card.first("b").text()) for card in page.css("a.card.kpi"))
    found["all"] = (first, last)
    return found


def in_changes(body: bytes) -> set[tuple]:
    days = ("slipped", "brought_forward", "gone_quiet")
    return {
        (
            row["reference"],
            row["change"],
            row["party"] or "",
            (row["days"] or 0) if row["change"] in days else 0,
        )
        for row in json.loads(body)["changes"]
    }
