"""The style sheet and scripts of the site, and what an engine must switch on to show its pages."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from coproduction.addresses import ASSETS

STYLE_SHEET = f"{ASSETS}/coproduction.css"

#: Markdown extensions that the pages need: anchors on headings, Markdown inside HTML of hand-written pages.
MARKDOWN_EXTENSIONS = ("attr_list", "md_in_html")


def assets() -> Iterator[tuple[str, bytes]]:
    """Each file as its path below the docs folder and its content."""
    for file in sorted(resources.files("coproduction").joinpath("browser").iterdir(), key=lambda file: file.name):
        yield f"{ASSETS}/{file.name}", file.read_bytes()
