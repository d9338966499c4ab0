"""The style sheet, scripts and data of the site, and what an engine must switch on to show its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from coproduction.addresses import ASSETS
from coproduction.library import Library
from coproduction.shapes import shapes

STYLE_SHEET = f"{ASSETS}/coproduction.css"

#: Markdown extensions that the pages need: anchors on headings, Markdown inside HTML of hand-written pages.
MARKDOWN_EXTENSIONS = ("attr_list", "md_in_html")

#: A comment in a script or a style sheet that has its lines to itself.
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)


def assets(library: Library, directory_urls: bool) -> Iterator[tuple[str, bytes]]:
    """Each file as its path below the docs folder and its content.

    Comments with lines of their own are left out: more than a quarter of what every reader would load, and of use only
    to those who have the source. Everything else stays as it is written.
    """
    # Fetched when a code or a copy of answers turns out to belong elsewhere.
    yield f"{ASSETS}/checklists.json", json.dumps(shapes(library, directory_urls), ensure_ascii=False, separators=(",", ":")).encode()
    for file in sorted(resources.files("coproduction").joinpath("browser").iterdir(), key=lambda file: file.name):
        yield f"{ASSETS}/{file.name}", text(file.name).encode()


@cache
def text(name: str) -> str:
    """A style sheet or script as readers get it."""
    return _COMMENT.sub("", resources.files("coproduction").joinpath("browser", name).read_text("utf-8"))
