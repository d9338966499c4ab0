"""Text from YAML becomes safe HTML, and what may not stand in it is told to the author."""

from __future__ import annotations

import re
from html import unescape

import nh3
import pytest
from coproduction.text import SCHEMES, TAGS, faults, to_html, to_inline_html
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One line.", "<p>One line.</p>"),
        ("One\nline.", "<p>One\nline.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("*soft* **loud** `code`", "<p><em>soft</em> <strong>loud</strong> <code>code</code></p>"),
        ("A line.  \nA break.", "<p>A line.<br>\nA break.</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("    indented", "<pre><code>indented\n</code></pre>"),
        ("one\n\n---\n\ntwo", "<p>one</p>\n<hr>\n<p>two</p>"),
        ("[a](https://example.org/?a=1&b=2)", '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>'),
        ('[a](http://example.org "A title")', '<p><a href="http://example.org" title="A title">a</a></p>'),
        ("[a][1]\n\n[1]: https://example.org", '<p><a href="https://example.org">a</a></p>'),
        ("<https://example.org>", '<p><a href="https://example.org">https://example.org</a></p>'),
        ("[us](mailto:us@example.org)", '<p><a href="mailto:us@example.org">us</a></p>'),
        ("<us@example.org>", '<p><a href="mailto:us@example.org">us@example.org</a></p>'),
        # Raw HTML is shown as the text that it is.
        ("<b>kind</b>", "<p>&lt;b&gt;kind&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('<img src=x onerror="alert(1)">', '<p>&lt;img src=x onerror="alert(1)"&gt;</p>'),
        ("<div>\n\n*a*\n\n</div>", "<p>&lt;div&gt;</p>\n<p><em>a</em></p>\n<p>&lt;/div&gt;</p>"),
        ("<!-- a comment -->", "<p>&lt;!-- a comment --&gt;</p>"),
        ("5 < 6 & 7 > 4", "<p>5 &lt; 6 &amp; 7 &gt; 4</p>"),
        ("&copy; &amp;lt;b&gt;", "<p>© &amp;lt;b&gt;</p>"),
        # What `faults` refuses is harmless even if it gets here.
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        ("[a](JAVASCRIPT&colon;alert(1))", "<p><a>a</a></p>"),
        ("![a](https://example.org/a.png)", "<p></p>"),
        ("# Heading", "Heading"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One *line*.", "One <em>line</em>."),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("- one", "<ul>\n<li>one</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("One.\n\n- two", "<p>One.</p>\n<ul>\n<li>two</li>\n</ul>"),
    ],
)
def test_one_paragraph_inside_a_list_item_needs_no_tag(text: str, html: str) -> None:
    assert to_inline_html(text) == html


LINK = "The link to “{}” cannot stand here. Link to an address that starts with https://, http:// or mailto:"
PICTURE = "A picture cannot stand in a text. Take it out, or link to it instead"
HEADING = "A heading cannot stand in a text. Write the words in **bold**, or put a \\ before the #"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nothing wrong: *soft*, **loud**, 1 < 2, #hashtag-in-a-line", []),
        ("[a](https://example.org) <http://example.org> <us@example.org>", []),
        ("[Not a link] and [neither](", []),
        ("`[a](javascript:alert(1))`", []),
        ("\\# no heading", []),
        ("<a href='javascript:alert(1)'>text, not a link</a>", []),
        ("[a](javascript:alert(1))", [LINK.format("javascript:alert(1)")]),
        ("[a](JavaScript:alert(1))", [LINK.format("JavaScript:alert(1)")]),
        ("[a](&#106;avascript:alert(1))", [LINK.format("javascript:alert(1)")]),
        ("[a]( javascript:alert(1))", [LINK.format("javascript:alert(1)")]),
        ("<javascript:alert(1)>", []),  # no link to Markdown: shown as text
        ("<ftp://example.org>", [LINK.format("ftp://example.org")]),
        ("[a][1]\n\n[1]: data:text/html,x", [LINK.format("data:text/html,x")]),
        ("[a](../index.md)", [LINK.format("../index.md")]),
        ("[a](#moment)", [LINK.format("#moment")]),
        ("[a](//example.org)", [LINK.format("//example.org")]),
        ("[a](ftp://example.org)", [LINK.format("ftp://example.org")]),
        ("[a](http://[example)", [LINK.format("http://[example")]),
        ("[a]()", [LINK.format("")]),
        ("[a](https://)", [LINK.format("https://")]),
        ("[a](https://example.org:port)", [LINK.format("https://example.org:port")]),
        ("![a](https://example.org/a.png)", [PICTURE]),
        ("![a][1]\n\n[1]: https://example.org/a.png", [PICTURE]),
        ("# Heading", [HEADING]),
        ("#Heading", [HEADING]),
        ("###### Heading ######", [HEADING]),
        ("Heading\n=======", [HEADING]),
        ("Heading\n---", [HEADING]),
        ("> # Heading\n>\n> ![a](b)", [HEADING, PICTURE]),
    ],
)
def test_faults(text: str, found: list[str]) -> None:
    assert faults(text) == found


WORDS = [
    "One",
    "two",
    "(three)",
    "four.",
    "5",
    "6.",
    "7)",
    "“eight”",
    "n-ine",
    "-",
    "+",
    "=",
    "---",
    ":",
    "ten:",
    "é",
    "’",
    "%",
]
GAPS = [" ", " ", "  ", "\n", "\n", "\n\n", "\n\n\n", "\n ", "\t", "\r\n"]
plain = st.lists(st.sampled_from(WORDS) | st.sampled_from(GAPS) | st.text(max_size=3), max_size=14).map("".join)


@given(plain)
@example("One\n\ntwo")
@example("One  \ntwo")
@example("One\n    two")
@example("One\n: two")
@settings(max_examples=500)
def test_plain_texts_become_what_markdown_makes_of_them(text: str) -> None:
    text = text.strip()  # as the models do
    by_markdown = nh3.clean(
        Markdown(extensions=["sane_lists"], output_format="html").convert(text), tags=TAGS, attributes={}
    )
    if not set(text) & set("<&"):
        assert unescape(re.sub(r' start="\d+"', "", to_html(text))) == unescape(by_markdown)


SIGNS = [*"[]()<>!*_`#=\\&;:\"'@\t\x01", "\n", "\n\n", "    ", "- ", "1. ", "> ", "---", "//"]
PARTS = [
    "a",
    "b c",
    "é",
    "https://a.b",
    "javascript:",
    "java",
    "script:",
    "data:",
    "mailto:",
    "&#58;",
    "&colon;",
    "&#x0A;",
]
PARTS += [
    "<b>",
    "</b>",
    "<script>",
    "<a href='",
    " onclick=",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "[1]: ",
    "[1]",
    "[a](",
    "![a](",
]
markdown = st.lists(st.sampled_from(SIGNS) | st.sampled_from(PARTS), max_size=25).map("".join)

_ELEMENT = re.compile(r"<(/?)([a-z0-9]+)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r' (href|title)="([^"<>]*)"')
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@given(markdown | st.text(max_size=60))
@example("[a](java\nscript:alert(1))")
@example("[a](java&#x0A;script:alert(1))")
@example("[a](&#1;javascript:alert(1))")
@settings(max_examples=400)
def test_html_is_safe_whatever_the_text(text: str) -> None:
    html = to_html(text)
    assert "<" not in _ELEMENT.sub("", html)
    for _, tag, attributes in _ELEMENT.findall(html):
        assert tag in TAGS
        assert _ATTRIBUTE.sub("", attributes) == ""
        for name, value in _ATTRIBUTE.findall(attributes):
            # Browsers leave tabs and line breaks out of an address before they look at its scheme.
            scheme = _SCHEME.match(re.sub("[\t\r\n]", "", unescape(value)))
            assert name == "title" or scheme is None or scheme[1].lower() in SCHEMES


@given(markdown)
@example("[a](https://a.b@)")
@settings(max_examples=400)
def test_a_text_without_faults_loses_no_link(text: str) -> None:
    if not faults(text):
        assert re.findall("<a(?! href=.(?:https?:|mailto:))", to_html(text)) == []
