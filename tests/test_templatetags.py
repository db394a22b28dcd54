"""The words, shapes and dates that templates share."""

from datetime import UTC, date, datetime

import pytest
from django.http import HttpRequest, QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from priorities.choices import Lifecycle, Standing
from priorities.reports.content import Text
from priorities.selectors import moments
from priorities.templatetags import priorities as tags

DAY = date(2025, 7, 8)


def rendered(source: str, **context) -> str:
    return Template("{% load priorities %}" + source).render(Context(context))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def plain_static(settings):
    """Pages can be drawn without having collected the static files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


# Standings


@pytest.mark.parametrize("code", Standing.values)
def test_a_chip_says_its_standing_by_word_shape_and_code(code):
    html = rendered("{% standing_chip code %}", code=code)

    assert f'data-standing="{code}"' in html
    assert "<svg" in html
    assert str(Standing(code).label) in html


def test_each_standing_has_a_shape_of_its_own():
    shapes = {rendered("{% standing_icon code %}", code=code) for code in Standing.values}

    assert len(shapes) == len(Standing.values)


def test_an_icon_is_for_the_eye_only():
    assert 'aria-hidden="true"' in rendered('{% standing_icon "paused" %}')


@pytest.mark.parametrize(
    ("lifecycle", "confidence", "standing", "words"),
    [
        ("not_reported", "", "not_reported", "Not reported"),
        ("not_started", "", "not_started", "Not started"),
        ("not_started", "at_risk", "not_started", "Not started · At risk"),
        ("underway", "on_track", "on_track", "On track"),
        ("underway", "off_track", "off_track", "Off track"),
        ("paused", "at_risk", "paused", "Paused · At risk"),
        ("completed", "", "completed", "Completed as worded"),
        ("completed_modified", "", "completed", "Completed with changes"),
        ("not_delivered", "", "closed", "Not delivered"),
        ("discontinued", "", "closed", "Discontinued"),
        ("superseded", "", "closed", "Superseded"),
    ],
)
def test_a_lifecycle_wears_the_look_of_its_standing_and_keeps_its_own_words(
    lifecycle, confidence, standing, words
):
    html = rendered("{% lifecycle_chip lifecycle confidence %}", lifecycle=lifecycle, confidence=confidence)

    assert f'data-standing="{standing}"' in html
    assert f"{words}</span>" in html


def test_every_lifecycle_has_a_chip():
    for lifecycle in Lifecycle.values:
        assert "status" in rendered("{% lifecycle_chip lifecycle %}", lifecycle=lifecycle)


def test_a_bar_says_its_counts_in_words_best_first():
    html = rendered("{% standing_bar counts %}", counts=[("on_track", 1), ("completed", 3), ("paused", 0)])

    assert 'role="img" aria-label="Completed: 3, On track: 1"' in html


def test_the_parts_of_a_bar_follow_each_other_and_fill_it():
    html = rendered("{% standing_bar counts %}", counts=[("on_track", 1), ("completed", 3)])

    assert '<rect data-standing="completed" x="0.000%" width="75.000%"' in html
    assert '<rect data-standing="on_track" x="75.000%" width="25.000%"' in html
    assert html.count("<line") == 1


def test_a_bar_is_drawn_with_decimal_points_in_french_too():
    with translation.override("fr"):
        html = rendered("{% standing_bar counts %}", counts=[("on_track", 1), ("completed", 2)])

    assert 'x="66.667%"' in html


def test_a_bar_of_nothing_says_so():
    assert 'aria-label="No commitments"' in rendered("{% standing_bar counts %}", counts=[("on_track", 0)])


def test_a_flag_says_what_it_is_about():
    assert (
        rendered('{% flag "unowned" "JP" %}') == '<span class="flag" data-kind="unowned">unowned: JP</span>'
    )


def test_the_detail_of_a_flag_is_escaped():
    assert "<b>" not in rendered('{% flag "unowned" detail %}', detail="<b>JP</b>")


# Words and their language


def test_words_in_the_language_of_the_page_carry_no_mark():
    assert rendered("{{ text|text_lang }}", text=Text("Signed", "en")) == "Signed"


def test_words_in_another_language_are_marked_with_it():
    assert rendered("{{ text|text_lang }}", text=Text("署名", "ja")) == '<span lang="ja">署名</span>'


def test_words_of_unknown_language_carry_no_mark():
    assert rendered("{{ text|text_lang }}", text=Text()) == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_are_escaped_whatever_their_language(language):
    html = rendered("{{ text|text_lang }}", text=Text("<i>x</i>", language))

    assert "&lt;i&gt;x&lt;/i&gt;" in html


def test_markdown_in_another_language_is_marked_with_it():
    html = rendered("{{ text|markdown }}", text=Text("**署名**", "ja"))

    assert html == '<div class="prose" lang="ja"><p><strong>署名</strong></p>\n</div>'


def test_markdown_of_a_plain_string_works_and_is_harmless():
    html = rendered("{{ text|markdown }}", text="<script>x</script>")

    assert "<script" not in html


# Days


@pytest.mark.parametrize(
    ("language", "precision", "words"),
    [
        ("en", "day", "8 Jul 2025"),
        ("en", "month", "Jul 2025"),
        ("en", "quarter", "Q3 2025"),
        ("en", "year", "2025"),
        ("fr", "day", "8 juill. 2025"),
        ("fr", "month", "juill. 2025"),
        ("fr", "quarter", "T3 2025"),
        ("fr", "year", "2025"),
        ("ja", "day", "2025年7月8日"),
        ("ja", "month", "2025年7月"),
        ("ja", "quarter", "2025年第3四半期"),
        ("ja", "year", "2025年"),
    ],
)
def test_a_day_is_written_as_the_language_does_and_no_more_exactly_than_it_is_known(
    language, precision, words
):
    with translation.override(language):
        assert tags.day(DAY, precision) == words


def test_a_day_is_exact_where_nothing_else_is_said():
    assert rendered("{{ on|day }}", on=DAY) == "8 Jul 2025"


def test_the_first_of_a_month_is_an_ordinal_in_french():
    with translation.override("fr"):
        assert tags.day(date(2025, 4, 1)) == "1er avr. 2025"


def test_no_day_is_no_words():
    assert tags.day(None) == ""
    assert tags.days_ago(None, DAY) == ""


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2025, 7, 8), "today"),
        (date(2025, 7, 7), "1 day ago"),
        (date(2025, 2, 20), "138 days ago"),
        (date(2025, 7, 9), "in 1 day"),
        (date(2025, 7, 11), "in 3 days"),
        (datetime(2025, 7, 7, 23, 59, tzinfo=UTC), "1 day ago"),
    ],
)
def test_how_long_ago_is_counted_from_the_day_given(on, words):
    assert tags.days_ago(on, DAY) == words


# Addresses


def request_for(query: str) -> HttpRequest:
    request = HttpRequest()
    request.GET = QueryDict(query)
    return request


def test_one_chosen_value_leaves_the_address_and_the_first_page_comes_back():
    html = rendered(
        '{% querystring_without "area" "ROL" %}', request=request_for("area=ROL&area=ENS&view=table&page=3")
    )

    assert html == "?area=ENS&amp;view=table"


def test_a_whole_key_leaves_the_address():
    assert rendered('{% querystring_without "area" %}', request=request_for("area=ROL&area=ENS")) == "?"


def test_the_links_to_useful_days_keep_what_else_is_asked_for():
    plan_day = moments.UsefulDay(DAY, Text("Adoption <1>", "en"))
    shown = moments.Moment(
        on=DAY, days=(), is_past=True, now=datetime(2026, 1, 1, tzinfo=UTC), names_a_day=True
    )
    html = Template("{% load moments %}{% day_links %}").render(
        Context(
            {
                "moment": shown,
                "moment_days": [plan_day],
                "request": request_for("area=R%26B&as_of=2025-07-08&page=3"),
            }
        )
    )

    assert 'href="?as_of=2025-07-08&amp;area=R%26B" aria-current="date"' in html
    assert "Adoption &lt;1&gt;" in html
    assert 'href="?area=R%26B">Back to today' in html


def test_what_is_kept_of_a_template_is_kept_by_language_and_knows_nothing_of_the_page():
    source = Template("{% load i18n kept %}{% kept %}{% translate 'Home' %}{{ secret }}{% endkept %}")

    said = []
    for language in ("en", "fr", "ja", "en"):
        with translation.override(language):
            said.append(source.render(Context({"secret": "for one reader"})))

    assert said == ["Home", "Accueil", "ホーム", "Home"]


# Pages that must stand on nothing


def test_the_error_page_can_be_drawn_without_a_request(plain_static):
    html = render_to_string(
        "error.html",
        {"status": 500, "title": "Something went wrong", "sentence": "Nothing was saved halfway."},
    )

    assert "<h1>Something went wrong</h1>" in html
    assert "Nothing was saved halfway." in html


def test_the_error_page_of_a_broken_server_asks_for_no_person(plain_static):
    class Unreachable:
        @property
        def is_authenticated(self):
            raise ConnectionError

    html = render_to_string(
        "error.html", {"status": 500, "title": "x", "sentence": "y", "user": Unreachable()}
    )

    assert "Sign in" not in html


def test_no_page_of_the_foundation_has_inline_style_or_script(plain_static):
    html = render_to_string("error.html", {"status": 404, "title": "x", "sentence": "y"})

    assert "style=" not in html
    assert "<style" not in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("language", "clock", "label"),
    [("en", "09:05", "State:"), ("fr", "9\u00a0h\u00a005", "State\u00a0:"), ("ja", "09:05", "State：")],
)
def test_each_language_sets_its_hours_and_colons(language, clock, label):
    with translation.override(language):
        said = (tags.clock(datetime(2026, 5, 20, 9, 5, tzinfo=UTC)), tags.colon("State"))

    assert said == (clock, label)
