"""Sets a page's HTML blocks aside while MkDocs reads its Markdown: most of its time would go into finding their ends."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^(#{1,2} .*)$", re.MULTILINE)
_ID = re.compile(r'\bid="([^"]+)"')


def set_aside(markdown: str) -> tuple[str, list[str]]:
    """A generated page with a mark in place of each block between its headings, and the blocks."""
    # No line of a block starts with a #: the renderer sees to it.
    parts = _HEADING.split(markdown)
    blocks = parts[::2]
    parts[::2] = [_mark(number) if block.strip() else "" for number, block in enumerate(blocks)]
    return "\n\n".join(parts), blocks


def put_back(html: str, blocks: list[str]) -> str:
    """What an engine made of the Markdown, with the blocks where their marks stand."""
    for number, block in enumerate(blocks):
        html = html.replace(_mark(number), block.strip(), 1)
    return html


def anchors(blocks: list[str]) -> set[str]:
    """The places in the blocks that a link can lead to."""
    return {anchor for block in blocks for anchor in _ID.findall(block)}


def _mark(number: int) -> str:
    return f'<div data-block="{number}"></div>'
