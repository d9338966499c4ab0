"""What Word and PowerPoint files share: text for their XML, where links lead, and what a file says of itself."""

from __future__ import annotations

import datetime
import re
from typing import Any
from unicodedata import bidirectional
from urllib.parse import quote, urlsplit

from coproduction.interface import interface

#: What XML 1.0 cannot hold at all (section 2.2): it is left out.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


#: Of a core property (ECMA-376 part 2, 11.1; python-docx and python-pptx refuse more).
_LONGEST_PROPERTY = 255


def describe(properties: Any, title: str, frame: dict[str, Any]) -> None:
    """Set a file's core properties: nothing in them comes from the clock or the machine."""
    properties.title = clean(title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = clean(frame["publisher"])[:_LONGEST_PROPERTY]
    properties.language = interface().language
    properties.created = properties.modified = datetime.datetime.fromisoformat(frame["date"])
    properties.revision = 1


def address_of(link: str) -> str:
    """A link as an address without any character that an address cannot have; "" where it is none."""
    address = quote(clean(link), safe="%/:?#[]@!$&'()*+,;=~")
    try:
        urlsplit(address).port  # noqa: B018 - raises where host or port are none
    except ValueError:
        return ""
    return address


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def escaped(text: str) -> str:
    """A text as it stands in XML, between tags or in quotes."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("\r", "")


def is_from_the_right(text: str) -> bool:
    """Whether the first letter with a direction goes from right to left (Unicode Standard Annex 9, P2 and P3)."""
    return next((way for way in map(bidirectional, text) if way in ("L", "R", "AL")), "L") != "L"
