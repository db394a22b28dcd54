"""A plan with something of everything, and a walk over one page of each kind that leads to it."""

import re
from datetime import date
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client

from priorities.models import Commitment
from priorities.services import notes, register, saved_views
from tests.assessments import final, year
from tests.boards import mixed_board
from tests.conftest import NOON, Cast
from tests.copies import copied
from tests.reporting import fiscal_year, published

PLAN = "/canada-japan/"
PERSONS = (None, "official", "reviewer", "coordinator", "assessor", "admin")
STARTS = (
    "/",
    "/updates/",
    "/review/",
    "/verify/",
    "/nowhere/",
    f"{PLAN}board/?standing=purple&as_of=soon&known_at=x&zoom=x&sort=x&columns=x&page=999",
    f"{PLAN}board/?q=zzz",
    f"{PLAN}board/?view=timeline&zoom=year&as_of=2025-09-10",
    f"{PLAN}changes/?from=soon&to=later",
    f"{PLAN}changes/?from=2021-05-03&to=2021-05-04",
    f"{PLAN}changes/?from=2025-08-15&to=2025-10-01",
    f"{PLAN}commitments/CJ21-ROL-01/",
    f"{PLAN}commitments/CJ21-ENS-01/",
    f"{PLAN}source/backgrounder/?commitment=CJ21-ROL-01",
    f"{PLAN}reports/difference/",
    f"{PLAN}reports/2025-26/prepare/",
    f"{PLAN}reports/2024-25/prepare/",
    f"{PLAN}assessments/?period=2024-25",
    "/admin/",
    "/admin/priorities/commitment/",
    "/admin/priorities/progressnote/",
)
# The editor shows records by their names, in whatever language they have one.
RECORDS = re.compile(r"/admin/.*/(change|history)/|/auditentry/")
# One page of each kind is enough for its words.
KINDS = re.compile(r"[A-Z]{2}\d{2}-[A-Z]{3}-\d{2}|\d+")


def something_of_everything(cast: Cast) -> Cast:
    """Its texts are in English alone. Sentences are made with the names of areas."""
    final(cast, _but_assessments(cast), year(cast))
    published(cast, fiscal_year(cast))
    return cast


@copied
def _but_assessments(cast: Cast) -> Commitment:
    """What is not assessed, and what will be: the record refuses an assessment that was final from the start."""
    cast.area.name_ja = "法の支配"
    register.revise_register(cast.area, by=cast.coordinator, now=NOON)
    mixed_board(cast)
    first = cast.plan.commitments.get(title_en="Joint exercises")
    register.place_span(
        first, text=cast.text, quote="including joint exercises each year", by=cast.coordinator, now=NOON
    )
    cast.submit(first, as_of=date(2025, 9, 30), body={"en": "What was promised is under way."})
    cast.draft(first, as_of=date(2025, 9, 29), body={"en": "What was promised is under way."})
    returned = cast.submit(first, as_of=date(2025, 9, 28), body={"en": "The ships will meet."})
    notes.return_note(returned, reason="Source?", by=cast.reviewer, now=NOON)
    cast.accept(first, as_of=date(2025, 9, 15), body={"en": "The ships have met."})
    saved_views.save_view(
        cast.plan, name="Late", query="view=table&freshness=stale", by=cast.official, now=NOON
    )
    return first


def links(here: str, page: str, skipped: re.Pattern = RECORDS):
    for href in re.findall(r'href="([^"#]+)', page):
        link = urlsplit(urljoin(here, href.replace("&amp;", "&")))
        if not link.netloc and not link.path.startswith("/static/") and not skipped.search(link.path):
            yield link.path + (f"?{link.query}" if link.query else "")


def kind_of(address: str) -> str:
    """Its path, and the view where it is of a board: what else is asked for changes the rows, not the words."""
    link = urlsplit(address)
    return f"{KINDS.sub('*', link.path)} {parse_qs(link.query).get('view')}"


def crawl(client: Client, prefix: str, skipped: re.Pattern = RECORDS):
    """(address, answer) of one page or file of each kind that can be reached."""
    first = [f"{prefix}{address}" for address in STARTS]
    seen, waiting = set(), list(first)
    while waiting:
        address = waiting.pop(0)
        if address in first or kind_of(address) not in seen:
            first = [each for each in first if each != address]
            seen.add(kind_of(address))
            answer = client.get(address)
            if answer.headers.get("Location"):
                waiting.insert(0, answer.headers["Location"])
                continue
            yield address, answer
            if is_page(answer):
                found = links(address, answer.content.decode(), skipped)
                waiting += [link for link in found if link.startswith(f"{prefix}/")]


def is_page(answer) -> bool:
    return answer.headers["Content-Type"].startswith("text/html")
