"""What every handout says of who made it and when."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coproduction.dates import PartialDate
from coproduction.interface import interface

Paper = Literal["a4", "letter"]

#: The site's own, in light.
COLOUR = "#0b5a63"
#: Small letters must stand out so much from their ground (WCAG 2.2, 1.4.3).
LEAST_CONTRAST = 4.5

#: In bytes. A logo stands small on every handout; a larger file is most likely a photograph.
LARGEST_LOGO = 300_000
#: The first bytes of each kind of picture that PDF and Word both take. An SVG is told by its ending.
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}


class CannotUse(Exception):
    """A logo or a folder of fonts that the settings name cannot be used; the message says why, and what would do."""


@dataclass(frozen=True)
class Logo:
    """A picture, and its kind: `svg`, `png` or `jpg`."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class Imprint:
    """Who publishes the handouts, how to reach them, and what is printed on.

    `date` is the day that stands in each footer. `address` is where the site is published, with a slash at the end;
    "" where that is not known: then no handout has a QR code. `colour` is that of slides for PowerPoint, as #rrggbb.
    """

    publisher: str
    date: datetime.date
    contact: str = ""
    logo: Logo | None = None
    address: str = ""
    paper: Paper = "a4"
    colour: str = COLOUR

    @property
    def day(self) -> str:
        """The date as people read it."""
        return interface().date(PartialDate.parse(self.date.isoformat()))


def contrast_with_white(colour: str) -> float:
    """From 1, for white, to 21, for black (WCAG 2.2, "contrast ratio"). The colour is written as #rrggbb."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def read_logo(path: Path) -> Logo:
    """The picture in a file. Raises CannotUse."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotUse(f"The logo {path.name} cannot be opened: {error.strerror}. Check its name under the plugin in mkdocs.yml.") from None
    if len(content) > LARGEST_LOGO:
        raise CannotUse(f"The logo {path.name} has {len(content):,} bytes. Make it smaller than {LARGEST_LOGO:,} bytes.")
    kind = next((kind for kind, start in _SIGNATURES.items() if content.startswith(start)), None)
    if path.suffix.lower() == ".svg" and b"<svg" in content:
        kind = "svg"
    if kind is None:
        raise CannotUse(f"The logo {path.name} is not a picture that can be used. Save it as SVG, PNG or JPEG.")
    return Logo(kind, content)


def today(environment: Mapping[str, str] = os.environ) -> datetime.date:
    """The day to print: that of SOURCE_DATE_EPOCH where it is set, so that a build can be repeated to the byte.

    https://reproducible-builds.org/specs/source-date-epoch/ says that the number counts seconds in UTC.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.date.today()
