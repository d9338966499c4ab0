"""Text for the XML of office documents: what it cannot hold, where links lead, which way it runs."""

from __future__ import annotations

import re
from unicodedata import bidirectional
from urllib.parse import quote, urlsplit

#: What XML 1.0 cannot hold at all (section 2.2): it is left out.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def address_of(link: str) -> str:
    """A link as an address without any character that an address cannot have; "" where it is none."""
    address = quote(clean(link), safe="%/:?#[]@!$&'()*+,;=~")
    try:
        urlsplit(address).port  # noqa: B018 - raises where host or port are none
    except ValueError:
        return ""
    return address


def clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def escaped(text: str) -> str:
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("\r", "")


def is_from_the_right(text: str) -> bool:
    """Whether the first letter with a direction goes from right to left (Unicode Standard Annex 9, P2 and P3)."""
    return next((way for way in map(bidirectional, text) if way in ("L", "R", "AL")), "L") != "L"
