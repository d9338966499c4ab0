"""Text from YAML as nested plain values."""

from __future__ import annotations

import pytest
from coproduction.library import Library
from coproduction.rich_text import Block, blocks_to_html, html_to_blocks, plain, to_blocks
from coproduction.slides import slides
from coproduction.text import TAGS, to_html
from hypothesis import given
from hypothesis import strategies as st


def test_white_space_of_the_yaml_is_one_space() -> None:
    assert plain("- One item\n  that goes on,\n     and **on**   *and* on") == "• One item that goes on, and on and on"


def test_a_list_may_stand_in_an_item_of_a_list() -> None:
    assert plain("- one\n    - two\n        1. three\n- four") == "• one\n• two\n1. three\n• four"


@pytest.mark.parametrize(
    "text",
    [
        "One.\n\nTwo & <three> \"four\" 'five'.",
        "**Strong**, *weak*, ***both***, `code <b>` and **`strong code`**.",
        "See <https://example.org/?a=1&b=2> or [a *page*](https://example.org/).",
        "One  \ntwo",
        "> A quote\n>\n> in two parts\n\n---\n\nThe end.",
        "    # code\n    <b>\n\nText",
    ],
)
def test_blocks_become_the_html_that_they_were_read_from(text: str) -> None:
    quotes = str.maketrans({"'": "&#x27;", '"': "&quot;"})
    made, expected = blocks_to_html(to_blocks(text)), to_html(text)
    assert outside_tags(made) == [part.translate(quotes) for part in outside_tags(expected)]
    assert tags(made) == tags(expected)


def test_lists_become_lists() -> None:
    text = "3. three\n4. four\n\n    - inner\n\n    and more"
    assert blocks_to_html(to_blocks(text)) == (
        '<ol start="3">\n<li>three</li>\n<li><p>four</p>\n<ul>\n<li>inner</li>\n</ul>\n<p>and more</p></li>\n</ol>'
    )


def test_whatever_stands_in_a_block_stays_text() -> None:
    hostile = "<script>\"'&amp;</script>"
    run = {"text": hostile, "strong": True, "link": 'https://example.org/"><script>'}
    made = blocks_to_html(({"kind": "paragraph", "runs": [run]}, {"kind": "code", "text": hostile}))
    assert "<script" not in made
    (paragraph, code) = html_to_blocks(made)
    assert (paragraph["runs"], code["text"]) == ([run], hostile)


_MARKS = st.fixed_dictionaries({"text": st.text("ab<>&\"' ", min_size=1).map(lambda text: f"x{' '.join(text.split())}x")}, optional=dict.fromkeys(("strong", "emphasis", "code"), st.just(True)))
_PARAGRAPH = st.builds(lambda run: {"kind": "paragraph", "runs": [run]}, _MARKS)
_CODE = st.builds(lambda text: {"kind": "code", "text": f"x{text}\n"}, st.text("a<&#\n "))
_BLOCK: st.SearchStrategy[Block] = st.recursive(
    _PARAGRAPH | _CODE | st.just({"kind": "rule"}),
    lambda inner: st.builds(
        lambda ordered, start, items: {"kind": "list", "ordered": ordered, "start": start if ordered else 1, "items": items},
        st.booleans(), st.integers(0, 30), st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3),
    ) | st.builds(lambda blocks: {"kind": "quote", "blocks": blocks}, st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)  # fmt: skip


@given(st.lists(_BLOCK, max_size=4))
def test_any_blocks_are_read_back_as_they_were(blocks: list[Block]) -> None:
    assert list(html_to_blocks(blocks_to_html(blocks))) == blocks


def test_the_blocks_of_all_slides_are_read_back_as_they_were(library: Library) -> None:
    shown = [slide for case in library.case_studies for slide in slides(library, case)]
    assert len(shown) > 50
    for slide in shown:
        made = blocks_to_html(slide.blocks)
        assert html_to_blocks(made) == slide.blocks, slide.id
        assert {tag.strip("/") for tag in tags(made)} <= TAGS


def outside_tags(html: str) -> list[str]:
    return [part for tag in html.split("<") for part in tag.partition(">")[2].split("\n") if part.strip()]


def tags(html: str) -> list[str]:
    return [part.partition(">")[0].partition(" ")[0] for part in html.split("<")[1:]]
