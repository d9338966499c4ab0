"""A case study as one HTML file with everything inside: it opens from a USB stick, without a network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from markupsafe import Markup

from coproduction import assets
from coproduction.addresses import built
from coproduction.bare import NOT_PLACED
from coproduction.handouts import Values
from coproduction.markup import environment


def one_file(values: Values, frame: dict[str, Any]) -> bytes:
    """The file. The same input gives the same bytes."""
    return whole_page(values, frame, ["opened-details.js"]).encode()


def whole_page(values: Values, frame: dict[str, Any], scripts: Sequence[str], *, course: bool = False) -> str:
    """A page that loads nothing: style and scripts stand in it, and its content policy allows these alone."""
    style, script = assets.text("bare.css"), "\n".join(assets.text(name) for name in scripts)
    return environment().get_template("bare/whole.html.j2").render(
        title=values["title"], body=Markup(_placed(values["body"], frame)), style=Markup(style), script=Markup(script),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
        lines=[line for line in (frame["publisher"], frame["contact"], frame["footer"]) if line],
        online=frame["online"] and frame["online"]["address"], course=course,
    )  # fmt: skip


def _hash(text: str) -> str:
    """What a content policy calls a script or a style that stands in the page (CSP Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_LINK = re.compile(rf'<a href="{NOT_PLACED}([^"#]*)(#[^"]*)?">(.*?)</a>')


def _placed(body: str, frame: dict[str, Any]) -> str:
    """The body with links that lead to the site, or with their words alone where nobody knows the site's address."""

    def placed(found: re.Match[str]) -> str:
        page, fragment, words = found.groups()
        if not frame["site"]:
            return words
        return f'<a href="{urljoin(frame["site"], built(page, frame["directory_urls"]))}{fragment or ""}">{words}</a>'

    return _LINK.sub(placed, body)
