"""Numbers are grouped by thousands where people read them, and nowhere else."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.utils import formats, translation

from priorities.services import register
from priorities.templatetags import board
from priorities.templatetags.priorities import days_ago, standing_bar
from tests.conftest import NOON
from tests.leftovers import SPOKEN

from .building import client_of, words_of
from .crawling import PERSONS, crawl, is_page, something_of_everything

pytestmark = pytest.mark.pages

# Stands before every number that a page sets for people, so that small ones show as large ones would.
MARK = "\u2e31"
YEAR = re.compile(rf"{MARK}(19|20)\d\d\b(?! day)")
# One language has the numbers of all; in the editor one page of each record is looked at too, but not its history.
SKIPPED = re.compile(r"^/(fr|ja)/|/history/|/logout/")
# Django's own pages number the forms of a page and the rows of a list, of which there are some hundreds at most.
OF_A_FORM = re.compile(
    rf'( id|aria-labelledby)="[a-z_-]+-{MARK}\d+(-{MARK}\d+-heading)?"|data-actions-icnt=|^h{MARK}\d|^button value="{MARK}0"'
)


@pytest.fixture
def marked(monkeypatch):
    kept = [each for each in vars(board).values() if hasattr(each, "cache_clear")]
    for each in kept:
        each.cache_clear()
    monkeypatch.setattr(formats, "number_format", lambda value, *args, **named: f"{MARK}{value}")
    yield
    for each in kept:
        each.cache_clear()


class Reader(HTMLParser):
    """Collects what machines read of a page, and the numbers that people read."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tag = ""
        self.for_machines: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.tag = tag
        for name, value in attributes:
            heard = name in SPOKEN or name == "data-announce"
            (self.text if heard else self.for_machines).append(f'{tag} {name}="{value}"')

    def handle_data(self, data):
        (self.for_machines if self.tag in ("script", "style") else self.text).append(data)


@pytest.mark.parametrize("person", PERSONS)
def test_no_number_that_a_machine_reads_is_set_for_people(cast, marked, person):
    client = client_of(getattr(something_of_everything(cast), person) if person else None)
    spoilt, years, seen, files = {}, {}, 0, 0

    for address, answer in crawl(client, "", SKIPPED):
        content = answer.getvalue()
        if not is_page(answer):
            files += 1
            if MARK.encode() in content:
                spoilt[address] = answer.headers["Content-Type"]
            continue
        reader = Reader()
        reader.feed(content.decode())
        own = OF_A_FORM if address.startswith("/admin/") else re.compile("$^")
        spoilt |= {found: address for found in reader.for_machines if MARK in found and not own.search(found)}
        years |= {found: address for found in reader.text if YEAR.search(found)}
        seen += sum(found.count(MARK) for found in reader.text)

    assert spoilt == {}, "\n".join(spoilt)
    assert years == {}
    assert seen > 70
    assert files > 2


@pytest.mark.parametrize(
    ("prefix", "slip", "silence", "number"),
    [
        ("", "1,507 days after the first", "promised ", "11,0"),
        ("/fr", "décalage de 1\u00a0507 jours", "promis il y a ", "11\u00a00"),
        ("/ja", "1,507日延長", "約束から", "11,0"),
    ],
)
def test_thousands_are_set_apart_as_each_language_does(cast, prefix, slip, silence, number):
    late = cast.commitment(made_on=date(1990, 5, 3))
    for day, decided, reason in (
        (date(2021, 3, 31), date(1990, 5, 3), ""),
        (date(2025, 5, 16), date(2020, 1, 1), "Late."),
    ):
        register.change_due_date(
            late, due_on=day, decided_on=decided, reason=reason, by=cast.coordinator, now=NOON
        )
    client = client_of(None)

    ledger = words_of(client.get(f"{prefix}{late.get_absolute_url()}"))
    drawing = words_of(client.get(f"{prefix}/canada-japan/board/?view=timeline&as_of=2025-09-01"))
    attention = words_of(client.get(f"{prefix}/canada-japan/attention/?as_of=2020-07-01"))
    file = client.get(f"{prefix}/canada-japan/board.csv?as_of=2025-09-01").getvalue().decode()

    assert slip in ledger
    assert re.search(rf"{number[:1]}[,\u00a0]507", drawing)
    assert f"{silence}{number}" in attention
    assert ",1507," in file


@pytest.mark.parametrize(
    ("language", "label", "ago"),
    [
        ("en", "On track: 12,345", "1,425 days ago"),
        ("fr", "En bonne voie\u00a0: 12\u00a0345", "il y a 1\u00a0425 jours"),
        ("ja", "順調：12,345", "1,425日前"),
    ],
)
def test_counts_and_days_that_code_writes_are_set_apart_too(language, label, ago):
    with translation.override(language):
        bar = standing_bar([("on_track", 12345)])

        assert bar["label"] == label
        assert days_ago(date(2021, 11, 5), date(2025, 9, 30)) == ago
        assert bar["parts"][0]["width"] == "100.000%"
