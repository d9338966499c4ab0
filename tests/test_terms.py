"""The first use of each glossary term on a page becomes a link to what it means."""

from __future__ import annotations

import re

import pytest
from coproduction.models import Term
from coproduction.terms import link_terms
from hypothesis import given
from hypothesis import strategies as st

TERMS = (
    Term(id="co-production", term="co-production", also=("co-produce",), meaning="Doing it together."),
    Term(id="production", term="production", meaning="Making things."),
    Term(id="brief", term="brief", meaning="What is wanted."),
    Term(id="youth-brief", term="youth brief", meaning="What is wanted for young people."),
    Term(id="terms", term="terms & conditions", meaning='What "both" sides agreed to.'),
    Term(id="nhs", term="NHS", meaning="The health service."),
    Term(id="amp", term="AMP", meaning="The plan for buildings."),
)


def linked(page: str) -> str:
    return link_terms(page, TERMS, lambda term_id: f"g/#term-{term_id}")


def link(term_id: str, text: str) -> str:
    meaning = next(term.meaning for term in TERMS if term.id == term_id).replace('"', "&quot;")
    return f'<a class="cp-term" href="g/#term-{term_id}" title="{meaning}">{text}</a>'


@pytest.mark.parametrize(
    ("shows", "text", "made"),
    [
        ("the first use only", "A brief, then a brief.", f"A {link('brief', 'brief')}, then a brief."),
        ("the case as it is written", "Brief and nhs.", f"{link('brief', 'Brief')} and {link('nhs', 'nhs')}."),
        ("another form", "We co-produce.", f"We {link('co-production', 'co-produce')}."),
        ("the longest form", "A youth brief.", f"A {link('youth-brief', 'youth brief')}."),
        (
            "a shorter one after it",
            "A youth brief, a brief.",
            f"A {link('youth-brief', 'youth brief')}, a {link('brief', 'brief')}.",
        ),
        ("no part of a word", "Briefly debriefed.", "Briefly debriefed."),
        ("no part behind a hyphen", "Pre-production and production-line.", "Pre-production and production-line."),
        ("a form with a hyphen whole", "Co-production.", f"{link('co-production', 'Co-production')}."),
        ("no part of a longer form with a hyphen", "Co-productions.", "Co-productions."),
        ("before an apostrophe", "The NHS’s brief’s", f"The {link('nhs', 'NHS')}’s {link('brief', 'brief')}’s"),
        ("what HTML escapes", "Terms &amp; conditions.", f"{link('terms', 'Terms &amp; conditions')}."),
        ("no part of what HTML escapes", "This &amp; that AMP.", f"This &amp; that {link('amp', 'AMP')}."),
        ("across other tags", "A <em>brief</em>.", f"A <em>{link('brief', 'brief')}</em>."),
        ("not across a line break", "A youth\nbrief.", f"A youth\n{link('brief', 'brief')}."),
    ],
)
def test_what_is_linked(shows: str, text: str, made: str) -> None:
    assert linked(f"<div><p>{text}</p></div>") == f"<div><p>{made}</p></div>", shows


@pytest.mark.parametrize(
    "text",
    [
        '<a href="x">brief</a>',
        "<h2>brief</h2>",
        "<label>a <em>brief</em></label>",
        "<legend>brief</legend>",
        "<summary>brief</summary>",
        "<code>brief</code>",
        "<table><tr><th>brief</th></tr></table>",
        "<svg><text>brief</text></svg>",
        '<p title="brief">A</p>',
        "<p title='a > brief'>A</p>",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    page = f"<div>{text}</div>"
    assert linked(page) == page
    assert linked(f"<div>{text}<p>brief</p></div>") == f"<div>{text}<p>{link('brief', 'brief')}</p></div>"


def test_only_html_blocks_hold_links() -> None:
    page = "---\ntitle: brief\n---\n\n# A brief\n\n<div><div>x</div></div>\n\n## brief\n\n<div><p>{}</p></div>\n\nbrief"
    assert linked(page.format("brief")) == page.format(link("brief", "brief"))


def test_without_terms_a_page_stays_as_it_is() -> None:
    assert link_terms("<div>brief</div>", (), lambda term_id: "") == "<div>brief</div>"


@given(
    st.lists(
        st.sampled_from(
            [
                "brief",
                "youth ",
                "co-",
                "production",
                " ",
                "-",
                "NHS",
                "amp",
                "&amp;",
                "<em>",
                "</em>",
                "<a href='brief'>",
                "</a>",
                "\n",
            ]
        )
    )
)
def test_links_are_all_that_is_added(parts: list[str]) -> None:
    page = f"<div>{''.join(parts)}</div>"
    assert re.sub(r'<a class="cp-term"[^>]*>(.*?)</a>', r"\1", linked(page)) == page
