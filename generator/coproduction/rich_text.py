"""Text from YAML as nested plain values, for everything that is not a web page: paper, office documents, slides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

from coproduction.text import to_html

Block = dict[str, Any]

_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
_MARKS = {"strong": "strong", "em": "emphasis", "code": "code"}


@lru_cache(maxsize=4096)
def to_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, with everything that `to_html` shows and nothing else. Do not change them.

    A block is a mapping with a `kind`: `paragraph` (with `runs`), `list` (`ordered`, `start`, and `items`, each a list
    of blocks), `quote` (`blocks`), `code` (`text`) or `rule`. A run has its `text`; `strong`, `emphasis` and `code`
    are there where they are true, and `link` where the run leads somewhere. A line break is a run of one newline.
    """
    return html_to_blocks(to_html(text))


def html_to_blocks(html: str) -> tuple[Block, ...]:
    """The blocks of HTML that holds no other tags than `to_html` leaves."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.top)


def blocks_to_html(blocks: Sequence[Block]) -> str:
    """Safe HTML of blocks, wherever they come from. `html_to_blocks` reads the same blocks from it."""
    return "\n".join(map(_html, blocks))


def _html(block: Block) -> str:
    match block["kind"]:
        case "paragraph":
            return f"<p>{_inline(block)}</p>"
        case "list":
            tag = "ol" if block["ordered"] else "ul"
            start = f' start="{block["start"]}"' if block["ordered"] and block["start"] != 1 else ""
            return f"<{tag}{start}>\n{''.join(map(_item, block['items']))}</{tag}>"
        case "quote":
            return f"<blockquote>\n{blocks_to_html(block['blocks'])}\n</blockquote>"
        case "code":
            return f"<pre><code>{escape(block['text'])}</code></pre>"
        case _:
            return "<hr>"


def _item(blocks: Sequence[Block]) -> str:
    alone = len(blocks) == 1 and blocks[0]["kind"] == "paragraph"
    return f"<li>{_inline(blocks[0]) if alone else blocks_to_html(blocks)}</li>\n"


def _inline(paragraph: Block) -> str:
    made = []
    # Words of one link that look different are still one link.
    for link, runs in groupby(paragraph["runs"], key=lambda run: run.get("link")):
        words = "".join(map(_run, runs))
        made.append(f'<a href="{escape(link)}">{words}</a>' if link else words)
    return "".join(made)


def _run(run: dict[str, Any]) -> str:
    made = "<br>" if run["text"] == "\n" else escape(run["text"])
    for tag, mark in reversed(_MARKS.items()):
        if run.get(mark):
            made = f"<{tag}>{made}</{tag}>"
    return made


def plain(text: str) -> str:
    """A Markdown text as plain text: a blank line between blocks, links without their addresses."""
    return "\n\n".join(_plain(block) for block in to_blocks(text))


def _plain(block: Block) -> str:
    match block["kind"]:
        case "paragraph":
            return "".join(run["text"] for run in block["runs"])
        case "list":
            marks = (f"{block['start'] + at}. " if block["ordered"] else "• " for at in range(len(block["items"])))
            return "\n".join(mark + "\n".join(map(_plain, item)) for mark, item in zip(marks, block["items"], strict=True))
        case "quote":
            return "\n\n".join(map(_plain, block["blocks"]))
        case "code":
            return block["text"].rstrip("\n")
        case _:
            return "—"


class _Reader(HTMLParser):
    """Reads the few tags that `to_html` leaves (text.TAGS)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top: list[Block] = []
        # The lists of blocks that are open, the innermost last.
        self._open: list[list[Block]] = [self.top]
        self._marks: list[str] = []
        self._links: list[str] = []
        self._code: Block | None = None
        # Whether the next text begins a paragraph of its own.
        self._fresh = True

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        here = self._open[-1]
        if tag == "p":
            self._fresh = True
        elif tag in ("ul", "ol"):
            start = dict(attributes).get("start") or "1"
            here.append({"kind": "list", "ordered": tag == "ol", "start": int(start) if start.isdecimal() else 1, "items": []})
            self._fresh = True
        elif tag == "li":
            if not here or here[-1]["kind"] != "list":
                return
            item: list[Block] = []
            here[-1]["items"].append(item)
            self._enter(item)
        elif tag == "blockquote":
            quote: Block = {"kind": "quote", "blocks": []}
            here.append(quote)
            self._enter(quote["blocks"])
        elif tag == "pre":
            self._code = {"kind": "code", "text": ""}
            here.append(self._code)
        elif tag == "hr":
            here.append({"kind": "rule"})
            self._fresh = True
        elif tag == "br":
            self._run("\n")
        elif tag == "a":
            self._links.append(dict(attributes).get("href") or "")
        elif tag in _MARKS:
            self._marks.append(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("li", "blockquote") and len(self._open) > 1:
            self._open.pop()
        if tag in ("p", "ul", "ol", "li", "blockquote", "pre"):
            self._fresh = True
        if tag == "pre":
            self._code = None
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in _MARKS and _MARKS[tag] in self._marks:
            self._marks.remove(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code["text"] += data
            return
        # In HTML, white space is one space; between blocks it is none.
        text = _WHITE_SPACE.sub(" ", data)
        begins = self._fresh or self._open[-1][-1]["runs"][-1]["text"] == "\n"
        if data.strip() or not begins:
            self._run(text.lstrip() if begins else text)

    def _enter(self, blocks: list[Block]) -> None:
        self._open.append(blocks)
        self._fresh = True

    def _run(self, text: str) -> None:
        here = self._open[-1]
        if self._fresh or not here or here[-1]["kind"] != "paragraph":
            here.append({"kind": "paragraph", "runs": []})
            self._fresh = False
        run: dict[str, Any] = {"text": text} | dict.fromkeys(self._marks, True)
        if self._links and self._links[-1]:
            run["link"] = self._links[-1]
        here[-1]["runs"].append(run)
