"""Overlapping spans, cut into stretches."""

from hypothesis import given
from hypothesis import strategies as st

from priorities.sources.segments import Mark, excerpt, segments, tracked_lengths


@st.composite
def marked_bodies(draw):
    body = draw(st.text(min_size=1, max_size=60))
    edges = st.tuples(st.integers(0, len(body)), st.integers(0, len(body)))
    pairs = draw(st.lists(edges.map(sorted).filter(lambda pair: pair[0] < pair[1]), max_size=8))
    return body, [Mark(start, end, key) for key, (start, end) in enumerate(pairs)]


@given(marked_bodies())
def test_put_together_again_the_segments_are_the_body(marked):
    body, marks = marked

    cut = segments(body, marks)

    assert "".join(segment.text for segment in cut) == body
    assert [segment.start for segment in cut[1:]] == [segment.end for segment in cut[:-1]]


@given(marked_bodies())
def test_each_segment_is_covered_by_exactly_the_marks_over_all_of_it(marked):
    body, marks = marked

    for segment in segments(body, marks):
        over = {mark.key for mark in marks if mark.start <= segment.start and segment.end <= mark.end}
        touching = {mark.key for mark in marks if mark.start < segment.end and segment.start < mark.end}
        assert {mark.key for mark in segment.covering} == over == touching


@given(marked_bodies())
def test_every_mark_ends_once(marked):
    body, marks = marked

    ended = [mark for segment in segments(body, marks) for mark in segment.ending]

    assert sorted(mark.key for mark in ended) == [mark.key for mark in marks]


@given(marked_bodies())
def test_what_is_tracked_is_counted_once_however_many_marks_stand_over_it(marked):
    body, marks = marked

    middle = len(body) // 2
    within = [(0, middle), (middle, len(body))]

    lengths = tracked_lengths(marks, within)

    marked = {place for mark in marks for place in range(mark.start, mark.end)}
    assert lengths == [len(marked & set(range(*each))) for each in within]


def test_the_shortest_mark_comes_first():
    long, short = Mark(0, 20, 1), Mark(5, 12, 2)

    inner = segments("a body of some words here", [long, short])[1]

    assert (inner.text, inner.covering, inner.ending) == ("y of so", (short, long), (short,))


def test_a_paragraph_is_cut_within_its_own_edges():
    cut = segments("one two three", [Mark(0, 7, 1)], start=4, end=13)

    assert [segment.text for segment in cut] == ["two", " three"]


def test_an_excerpt_has_whole_words_and_dots_where_it_was_cut():
    body = "The first long sentence stands here and the last one ends it."

    found = excerpt(body, 15, 23, within=(0, len(body)), context=8)

    assert (found.before, found.quote, found.after) == ("…long ", "sentence", " stands…")


def test_an_excerpt_of_a_language_without_spaces_keeps_its_characters():
    body = "両国は法の支配を維持し防衛協力を強化する"

    found = excerpt(body, 11, 15, within=(0, len(body)), context=4)

    assert (found.before, found.quote, found.after) == ("…を維持し", "防衛協力", "を強化す…")
