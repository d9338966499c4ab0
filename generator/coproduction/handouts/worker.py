"""Makes one handout. It runs in a process of its own for each processor, so it loads no more than that takes."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from coproduction.handouts import Values
from coproduction.handouts.pdf import Press


def make_one(form: str, design: str, values: Values, around: dict[str, Any], fonts: Path | None, file: Path) -> None:
    """Make a handout of one form (catalogue.Form) and write it, whole or not at all."""
    # Loaded when there is something to make: the libraries for office files take as long to load as ten handouts to make.
    if form == "pdf":
        content = _press(fonts).set(design, values, around)
    elif form == "docx":
        from coproduction.handouts.word import document

        content = document(design, values, around)
    elif form == "pptx":
        from coproduction.handouts.powerpoint import presentation

        content = presentation(values, around)
    elif form == "html":
        from coproduction.handouts.one_file import one_file

        content = one_file(values, around)
    elif form == "scorm":
        from coproduction.handouts.course import course_package

        content = course_package(values, around)
    else:
        from coproduction.handouts.table import csv_table

        content = csv_table(values)
    write_whole(file, content)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    part = beside(file)
    part.write_bytes(content)
    part.replace(file)


def beside(file: Path) -> Path:
    """Where a file is written until it is complete: two builds at once do not write into each other's."""
    return file.with_name(f".{file.name}.{os.getpid()}.part")


@cache
def _press(fonts: Path | None) -> Press:
    return Press(fonts)
