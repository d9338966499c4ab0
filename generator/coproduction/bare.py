"""Pages without the theme: embeds for other sites, and the body that single files and course packages share.

A case study has one embed and so has a principle. A fragment behind its address (`#who-had-the-say`, `#moment-…`,
`#decision-…`, `#check-…`) shows that piece alone: the style sheet sees to it with `:target`, so it works in a sandboxed
frame without scripts. Files for each piece would be tens of thousands on a site of a thousand case studies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from coproduction import addresses
from coproduction.addresses import Links
from coproduction.interface import interface
from coproduction.library import Library, by_principle
from coproduction.markup import environment
from coproduction.models import CaseStudy, Principle
from coproduction.picture import draw_across, draw_down, shares_after

#: In CSS pixels: what an embed gets until it has said how high it is. WordPress cuts what is higher than 1,000.
WIDTH, HEIGHT = 720, 600
#: A page around an embed believes no other height, so that nobody can stretch it without end.
LEAST, MOST = 100, 20_000

# No storage and no navigation of the page around it. What a reader opens from the embed is a page like any other:
# without the last word it would be sandboxed as well, and a checklist could keep no answers.
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"

_HEIGHT_SCRIPT = (
    '<script>addEventListener("message",function(e){document.querySelectorAll("iframe.coproduction-embed").forEach('
    f'function(f){{if(e.source===f.contentWindow&&typeof e.data==="number"&&e.data>={LEAST}&&e.data<={MOST})'
    "f.height=Math.ceil(e.data)})})</script>"
)


def embeds(library: Library, site_name: str, address: str, *, directory_urls: bool) -> Iterator[tuple[str, bytes]]:
    """Each file as its path below the docs folder and its content.

    `address` is where the site is published, with a slash at the end. Where it is "", there are no descriptions for
    programs: oEmbed needs whole addresses.
    """
    things: list[tuple[str, CaseStudy | Principle, str, dict[str, Any]]] = [
        *((addresses.case_study_page(case.id), case, "bare/case-study.html.j2", of_case_study(library, case)) for case in library.case_studies),
        *((addresses.principle_page(one.id), one, "bare/principle.html.j2", {"principle": one}) for one in library.principles),
    ]
    for page, thing, template, values in things:
        path = addresses.embed(page)
        link = Links(path, directory_urls)
        made = environment().get_template("bare/embed.html.j2").render(
            library=library, link=link, title=thing.title, site_name=site_name, template=template, here=link.page(page),
            canonical=address and address + addresses.built(page, directory_urls),
            oembed=address and address + addresses.oembed(page), **values,
        )  # fmt: skip
        yield path, made.encode()
        if address:
            yield addresses.oembed(page), _oembed(thing.title, site_name, address, address + path)


#: What an address begins with that is not known yet: its page follows, named by its Markdown file, and its fragment.
NOT_PLACED = "page:"


class _Outward(Links):
    """Links of a page that leaves the site: places on it stay places, and everything else is not placed yet."""

    def page(self, page: str, anchor: str = "") -> str:
        inside = super().page(page, anchor)
        fragment = f"#{anchor}" if anchor else ""
        return inside if inside.startswith("#") else NOT_PLACED + page + fragment


def leaving(library: Library, case: CaseStudy) -> dict[str, Any]:
    """A case study to take away, as plain values: its `id`, its `title` and its `body`, which is HTML.

    Links out of it begin with NOT_PLACED.
    """
    link = _Outward(addresses.case_study_page(case.id))
    body = environment().get_template("bare/case-study.html.j2").render(library=library, link=link, **of_case_study(library, case))
    return {"id": case.id, "title": case.title, "body": body}


def of_case_study(library: Library, case: CaseStudy) -> dict[str, Any]:
    """What the templates of a case study need besides the library."""
    return {
        "case": case,
        "pictures": (draw_across(case), draw_down(case)),
        "shares_after": shares_after(case),
        "by_principle": by_principle(library, case),
    }


@dataclass(frozen=True)
class Offer:
    """What a page says of its embed: where it is below the docs folder, its whole address and that of its description,
    what a frame with it is called, and the code that shows it."""

    path: str
    address: str
    oembed: str
    title: str
    code: str


def offer(page: str, title: str, site_name: str, address: str) -> Offer | None:
    """The embed of a page, to be offered there; None where nobody knows the site's address: code needs a whole one."""
    if not address:
        return None
    path = addresses.embed(page)
    named = interface().embed_title.format(title=title, site=site_name)
    code = f"{_frame(address + path, named)}\n{_HEIGHT_SCRIPT}"
    return Offer(path, address + path, address + addresses.oembed(page), named, code)


def _frame(address: str, title: str) -> str:
    return (
        f'<iframe class="coproduction-embed" src="{escape(address)}" title="{escape(title)}" sandbox="{_SANDBOX}" '
        f'loading="lazy" width="100%" height="{HEIGHT}" style="border:0"></iframe>'
    )


def _oembed(title: str, site_name: str, site: str, embed: str) -> bytes:
    """A description of an embed (https://oembed.com, 2.3.4). Only the frame: many systems take out scripts."""
    values = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": site_name,
        "provider_url": site,
        "html": _frame(embed, interface().embed_title.format(title=title, site=site_name)),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return json.dumps(values, ensure_ascii=False).encode()
