"""Sets handouts as PDF with Typst: tagged, with every font inside, and the same bytes for the same input."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import segno
import typst

from coproduction.handouts import Values
from coproduction.interface import texts

#: ISO 14289-1: what a PDF needs so that screen readers can read it. Typst refuses to write one that has not.
STANDARD = "ua-1"


class CannotSet(Exception):
    """Typst refused a handout; the message says why."""


class Press:
    """Sets one handout after the other, much faster than a new one each time. Not for two threads at once.

    `fonts` is a folder with fonts for scripts that the built-in ones do not have. Fonts of the system are never used:
    the same content looks the same wherever it is made.
    """

    def __init__(self, fonts: Path | None = None) -> None:
        root = resources.files("coproduction").joinpath("handouts/typst")
        own = resources.files("font_source_sans_pro").joinpath("files")
        built_in = typst.Fonts(include_system_fonts=False, font_paths=[str(own)])
        everything = typst.Fonts(include_system_fonts=False, font_paths=[str(own), *([str(fonts)] if fonts else [])])
        self._added = sorted(set(everything.families()) - set(built_in.families()))
        self._compiler = typst.Compiler(root=str(root), font_paths=everything, ignore_system_fonts=True)

    def cannot_print(self, characters: set[str]) -> set[str]:
        """Those of some characters that no font has."""
        together = "".join(sorted(characters))
        if not together or self._prints(together):
            return set()
        if len(together) == 1:
            return characters
        half = len(together) // 2
        return self.cannot_print(set(together[:half])) | self.cannot_print(set(together[half:]))

    def _prints(self, characters: str) -> bool:
        try:
            self._compiler.compile(_ONE_LINE, format="pdf", sys_inputs={"text": characters}, pdf_standards=STANDARD)
        except typst.TypstError:
            return False
        return True

    def set(self, design: str, values: Values, frame: dict[str, Any]) -> bytes:
        """A handout as PDF. Raises CannotSet with Typst's own words."""
        data = json.dumps(values, default=list, ensure_ascii=False)
        # Looking for long words takes Typst a tenth of its time, and most texts have none.
        online = frame["online"]
        around = frame | {
            "fonts": self._added,
            "breaks": bool(_LONG_WORD.search(data)),
            "code": _qr_code(online["address"]) if online else "",
        }
        inputs = {"design": design, "data": data, "say": json.dumps(texts()), "frame": json.dumps(around)}
        try:
            return self._compiler.compile(_MAIN, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD)
        except typst.TypstError as error:
            # Typst's error does not survive the way from one process to another.
            raise CannotSet(" ".join([error.message, *error.hints])) from None


_ONE_LINE = b'#set document(title: "-")\n#set text(lang: "en")\n#sys.inputs.text'
_LONG_WORD = re.compile(r'[^\s"]{28}')
_MAIN = b"""\
#import "/designs.typ": designs
#designs.at(sys.inputs.design)(json(bytes(sys.inputs.data)))
"""


@lru_cache(maxsize=64)
def _qr_code(address: str) -> str:
    """As an SVG. Level M restores 15 % of a code that is folded or smudged (ISO/IEC 18004)."""
    return segno.make(address, error="m").svg_inline(border=2, omitsize=True)


def count_pages(pdf: bytes) -> int:
    """The number of pages of a PDF that Typst wrote: it stands in the root of the page tree."""
    return int(re.search(rb"/Type\s*/Pages\s*/Count (\d+)", pdf)[1])
