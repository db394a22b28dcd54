"""What no page may forget, asked of the templates themselves."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[1] / "templates"
TABLES = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if "<table" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_caption_and_every_heading_of_it_a_scope(name):
    words = (TEMPLATES / name).read_text(encoding="utf-8")

    tables = re.findall(r"<table\b.*?</table>", words, re.DOTALL)

    assert [table for table in tables if not re.search(r"<table[^>]*>\s*<caption\b", table)] == []
    assert [head for head in re.findall(r"<th\b[^>]*>", words) if "scope=" not in head] == []


def test_no_template_carries_a_style():
    styled = [
        path.name
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"<style|\sstyle=", path.read_text(encoding="utf-8"))
    ]

    assert styled == []
