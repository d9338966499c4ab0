"""ZIP files that are the same to the byte for the same content, whenever and wherever they are written."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

#: The first day that a ZIP can hold (PKWARE, APPNOTE.TXT, 4.4.6).
_DAY = (1980, 1, 1, 0, 0, 0)


def write_zip(target: BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files, each a name and its content, in the order given. Only one of them is held at a time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Which system wrote it and who may read it: fixed, because Python would write down this machine's.
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
