"""What stands around the words of a handout: who made it, which edition it is, and where it is on a screen."""

from __future__ import annotations

import hashlib
import json
from textwrap import shorten
from typing import Any

from coproduction import addresses
from coproduction.handouts import Values
from coproduction.handouts.catalogue import Handout
from coproduction.handouts.imprint import Imprint
from coproduction.interface import interface

_PAGES = {
    "checklist": addresses.checklist_page, "principle": addresses.principle_page, "case-study": addresses.case_study_page,
}  # fmt: skip


#: In letters: so much of a title stands in a footer, which has one line in large print and should not have many.
LONGEST_TITLE = 60


def frame(handout: Handout, values: Values, imprint: Imprint, *, directory_urls: bool = True) -> dict[str, Any]:
    """As plain values: `publisher`, `contact`, `footer`, `card_footer`, `date`, `paper`, `colour`, `large`, `logo`, `online`,
    `site` and `directory_urls`.

    `paper` is the name that Typst has for it, and `date` is written as 2026-11-24. `logo` has its `kind` and its
    `content`: an SVG's text, or the bytes of another picture. `online` has the `address` of the page, and the
    same as people would type it (`shown`); it is None where no address is known. Then `site`, the address of the site, is
    "". `directory_urls` says how pages are found below that (addresses.built).
    """
    say = interface()
    mark = edition_mark(values)
    edition = (say.handout_version if handout.version else say.handout_edition).format(version=handout.version, mark=mark)
    return {
        "publisher": imprint.publisher,
        "contact": say.handout_contact.format(contact=imprint.contact) if imprint.contact else "",
        "footer": say.handout_footer.format(title=shorten(values["title"], LONGEST_TITLE, placeholder=" …"), edition=edition, date=imprint.day),
        "card_footer": say.card_footer.format(edition=edition, date=imprint.day),
        "date": imprint.date.isoformat(),
        "paper": "us-letter" if imprint.paper == "letter" else imprint.paper,
        "colour": imprint.colour,
        "large": handout.large,
        "logo": _logo(imprint),
        "online": _online(handout, imprint, directory_urls),
        "site": imprint.address,
        "directory_urls": directory_urls,
    }


def edition_mark(values: Values) -> str:
    """Five letters and digits that change with the words, whatever the day: they tell two printouts apart."""
    written = json.dumps(values, ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(written.encode()).hexdigest()[:5].upper()


def _logo(imprint: Imprint) -> dict[str, Any] | None:
    if not (logo := imprint.logo):
        return None
    content = logo.content.decode("utf-8", "replace") if logo.kind == "svg" else list(logo.content)
    return {"kind": logo.kind, "content": content}


def _online(handout: Handout, imprint: Imprint, directory_urls: bool) -> dict[str, str] | None:
    if not imprint.address or not handout.about:
        return None
    kind, name = handout.about
    address = imprint.address + addresses.built(_PAGES[kind](name), directory_urls)
    return {"address": address, "shown": address.partition("://")[2].removesuffix("/")}
