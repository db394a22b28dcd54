"""A document in pages: every word on one of them, none too long, headings with what they head."""

import re

import pytest

from priorities.sources.outlines import outline
from priorities.sources.paragraphs import paragraphs

SENTENCE = "They will meet each year and say what was done. "


def document(*, sections: int, sentences: int) -> str:
    parts = ["Shared priorities"]
    for number in range(1, sections + 1):
        parts += [f"Section {number}", *[SENTENCE.strip()] * sentences]
    return "\n\n".join(parts)


def words_of(body: str, pages) -> str:
    return re.sub(r"\s+", "", "".join(body[start:end] for start, end in pages))


def test_a_short_document_is_one_page():
    body = f"\n\n{document(sections=3, sentences=3)}\n"

    found = outline(body)

    assert found.pages == ((2, len(body) - 1),)
    assert [(section.words, section.page) for section in found.sections][:2] == [
        ("Shared priorities", 1),
        ("Section 1", 1),
    ]


def test_a_document_without_words_has_no_page():
    assert outline(" \n\n ").pages == ()


def test_a_long_one_is_divided_where_its_sections_begin():
    body = document(sections=8, sentences=6)

    found = outline(body, page_length=500)

    assert [body[start:end].split("\n")[0] for start, end in found.pages] == [
        "Shared priorities",
        *(f"Section {number}" for number in range(2, 9)),
    ]
    assert [section.page for section in found.sections] == [1, 1, 2, 3, 4, 5, 6, 7, 8]
    assert words_of(body, found.pages) == re.sub(r"\s+", "", body)


def test_a_section_longer_than_a_page_is_continued_on_the_next():
    body = document(sections=2, sentences=40)

    found = outline(body, page_length=500)

    assert max(end - start for start, end in found.pages) <= 500
    assert words_of(body, found.pages) == re.sub(r"\s+", "", body)
    assert not [end for start, end in found.pages if paragraphs(body[start:end])[-1].is_heading]


@pytest.mark.parametrize(
    "body",
    [SENTENCE * 200, "A promise to meet each year\n" * 300, "毎年会合を開く。" * 900, "x" * 9000],
    ids=["sentences", "lines", "no spaces", "one word"],
)
def test_a_paragraph_longer_than_a_page_is_divided_too(body):
    found = outline(body, page_length=500)

    assert max(end - start for start, end in found.pages) <= 500
    assert words_of(body, found.pages) == re.sub(r"\s+", "", body)
    assert not [end for start, end in found.pages if paragraphs(body[start:end])[0].is_heading]
    assert "".join(body[start:end] for start, end in found.pages)[:400] == body[:400]


def test_every_place_is_found_on_its_page():
    body = document(sections=8, sentences=6)
    found = outline(body, page_length=500)

    places = [found.page_at(body.index(f"Section {number}")) for number in range(1, 9)]

    assert places == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (found.page_at(0), found.page_at(len(body) + 99)) == (1, 8)


def test_a_page_names_the_section_that_goes_on_there():
    body = document(sections=3, sentences=16)
    found = outline(body, page_length=500)

    named = [[section.words for section in found.sections_on(page)] for page in (1, 2, 3)]

    assert named == [["Shared priorities", "Section 1"], ["Section 1"], ["Section 2"]]
