"""How templates are read, and what they can use: texts, addresses and filters."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coproduction import addresses
from coproduction.interface import interface
from coproduction.models import Period
from coproduction.picture import first_and_last
from coproduction.rich_text import blocks_to_html
from coproduction.text import to_html, to_inline_html
from coproduction.workshop import clock

if TYPE_CHECKING:
    from coproduction.handouts.make import Made


@cache
def environment() -> Environment:
    """The templates, with what each of them can use: `say` for the interface's texts, `address` for addresses, and filters."""
    say = interface()
    made = Environment(
        loader=PackageLoader("coproduction"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{*", comment_end_string="*}",  # {#...} is an anchor in a Markdown heading
    )
    made.globals.update(say=say, address=addresses)
    made.filters.update(
        markdown=lambda text: _block(to_html(text)),
        inline=lambda text: _block(to_inline_html(text)),
        blocks=lambda blocks: _block(blocks_to_html(blocks)),
        heading=_heading,
        tojson_text=lambda texts: json.dumps(texts, ensure_ascii=False),
        period=lambda period: _period(period),
        time=_time,
        first_and_last=first_and_last,
        size=_size,
        by_wording=_by_wording,
        by_id=lambda things: {thing.id: thing for thing in things},
        fragments=lambda things, prefix: [(prefix + one.id, getattr(one, "title", None) or one.question) for one in things],
        sum_of_checks=lambda sections: sum(len(section.checks) for section in sections),
    )
    return made


def _block(html: str) -> Markup:
    # Only the templates' own headings start a line with #.
    return Markup(html.replace("\n#", "\n&#35;"))


def _heading(text: str) -> Markup:
    """Text for a Markdown heading, in which nothing means anything to Markdown."""
    return Markup(re.sub(r"[^\w\s’“”–—,?]", lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;"))


def _by_wording(handouts: Sequence[Made]) -> dict[str, list[Made]]:
    grouped: dict[str, list[Made]] = {}
    for made in handouts:
        grouped.setdefault(made.wording, []).append(made)
    return grouped


def _time(minutes: int) -> Markup:
    """A time in a workshop, which `<workshop-plan>` turns into one of the clock."""
    return Markup('<span data-at="{}">{}</span>').format(minutes, clock(minutes))


def _size(size: int) -> str:
    """A file's size as people read it, in the units of their systems' file managers (1 kB is 1,000 bytes)."""
    say = interface()
    return say.size_kb.format(size=max(1, round(size / 1000))) if size < 1_000_000 else say.size_mb.format(size=f"{size / 1_000_000:.1f}")


def _period(period: Period) -> str:
    say = interface()
    return say.period.format(start=say.date(period.start), end=say.date(period.end))
