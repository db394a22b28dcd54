"""Markdown keeps what a note needs and lets nothing else through, whoever wrote it."""

import re

import pytest
from django.utils.safestring import SafeString

from priorities.text import render_markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=https://evil.example><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed;inset:0'>over everything</p>",
    "<a href='javascript:alert(1)'>press</a>",
    "<a href='https://example.org' onclick='alert(1)'>press</a>",
    "<a href='https://example.org' style='position:fixed'>press</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt:alert(1))",
    "[press](java\tscript:alert(1))",
    "[press](&#106;avascript:alert(1))",
    "[press](javascript&colon;alert(1))",
    "[press](vbscript:msgbox(1))",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[press](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[press](file:///etc/passwd)",
    "[press](//evil.example/)",
    "[press](/admin/)",
    '[press](https://example.org "x" onmouseover="alert(1)")',
    "[press](https://example.org \"' onmouseover='alert(1)\")",
    "![picture](https://evil.example/pixel.gif)",
    "![picture](javascript:alert(1))",
    "<javascript:alert(1)>",
    '<https://example.org/"onmouseover="alert(1)>',
    "[press][1]\n\n[1]: javascript:alert(1)",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "<div id=main hx-get=/admin/ hx-trigger=load data-confirm=x>",
    "**<b onmouseover=alert(1)>bold</b>**",
]
ALLOWED_TAG = re.compile(
    r"</?(?:p|br|em|strong|ul|ol|li|blockquote|code)>|</a>"
    r'|<a(?: href="(?:https?://|mailto:)[^"<>]*")? rel="noopener noreferrer nofollow">'
)


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_yields_no_tag_or_attribute_but_the_harmless_ones(source):
    html = render_markdown(source)

    left = ALLOWED_TAG.sub("", html)

    assert "<" not in left


def test_there_are_enough_hostile_sources_to_be_of_use():
    assert len(set(HOSTILE)) >= 30


def test_emphasis_lists_and_quotations_are_kept():
    html = render_markdown("**Signed** in *Tokyo*\n\n- one\n- two\n\n> as published\n\n1. first")

    assert html == (
        "<p><strong>Signed</strong> in <em>Tokyo</em></p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<blockquote>\n<p>as published</p>\n</blockquote>\n"
        "<ol>\n<li>first</li>\n</ol>\n"
    )


def test_a_line_break_is_kept_as_it_was_typed():
    assert render_markdown("one\ntwo") == "<p>one<br>\ntwo</p>\n"


def test_a_link_leads_out_without_naming_where_it_comes_from():
    html = render_markdown("[release](https://example.org/a?b=1&c=2)")

    assert html == (
        '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">release</a></p>\n'
    )


def test_a_mail_address_is_a_link():
    assert 'href="mailto:a@example.org"' in render_markdown("[write](mailto:a@example.org)")


def test_a_link_to_anywhere_else_stays_words():
    assert render_markdown("[press](javascript:alert(1))") == "<p>[press](javascript:alert(1))</p>\n"


def test_angle_brackets_in_prose_are_shown_as_typed():
    assert render_markdown("target < 5 and > 3") == "<p>target &lt; 5 and &gt; 3</p>\n"


def test_japanese_is_left_alone():
    assert render_markdown("**両政府**は署名した。") == "<p><strong>両政府</strong>は署名した。</p>\n"


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_gives_nothing(nothing):
    assert render_markdown(nothing) == ""


def test_the_answer_is_marked_as_safe_for_a_template():
    assert isinstance(render_markdown("x"), SafeString)
