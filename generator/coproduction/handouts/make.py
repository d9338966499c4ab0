"""Makes handouts, each once: what has not changed since the last time is taken from where it was kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

from coproduction import addresses, assets
from coproduction.handouts.archive import write_zip
from coproduction.handouts.catalogue import Form, Handout
from coproduction.handouts.content import Values
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint
from coproduction.handouts.pdf import Press, count_pages
from coproduction.interface import interface

#: How many handouts are begun before the first of them is waited for: enough to keep every process busy.
AHEAD = 32
DAY = 24 * 60 * 60  # seconds


class HandoutFailed(Exception):
    """A handout could not be made; the message names it and says why."""


@dataclass(frozen=True)
class Made:
    """A handout that is ready, with what a link to it says. `size` is in bytes; `pages` is 0 where it has none."""

    path: str
    about: tuple[str, str] | None
    name: str
    wording: str
    form: Form | Literal["zip"]
    file: Path
    size: int
    pages: int


def make(
    handouts: Sequence[Handout], imprint: Imprint, store: Path, *,
    fonts: Path | None = None, directory_urls: bool = True, processes: int = 1,
) -> Iterator[Made]:  # fmt: skip
    """Make handouts, and yield them in their order.

    They are kept in the folder `store` under names that say what they were made from, so that nothing is made twice.
    A file there is complete or not there. Raises HandoutFailed, which names the handout, and OSError where the folder
    cannot be written.
    """
    store.mkdir(parents=True, exist_ok=True)
    added = _state_of(fonts)
    waiting: deque[tuple[Handout, Path, Future[None] | None]] = deque()
    workers: Executor = (
        ProcessPoolExecutor(processes, mp_context=get_context("spawn")) if processes > 1 else ThreadPoolExecutor(1)
    )
    try:
        for handout in handouts:
            values = handout.values()
            around = frame(handout, values, imprint, directory_urls=directory_urls)
            file = store / f"{_fingerprint(handout, values, around, added)}.{handout.form}"
            job = None if file.is_file() else workers.submit(_make, handout.form, handout.design, values, around, fonts, file)
            waiting.append((handout, file, job))
            if len(waiting) > AHEAD:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())
    finally:
        workers.shutdown(cancel_futures=True)


def everything(made: Sequence[Made], store: Path) -> Made:
    """All of them in one ZIP, for somebody who has to carry them where there is no network."""
    say = interface()
    file = store / f"{hashlib.sha256(''.join(one.path + one.file.name for one in made).encode()).hexdigest()[:40]}.zip"
    if not file.is_file():
        beside = _beside(file)
        with beside.open("wb") as target:
            write_zip(target, ((one.path.removeprefix(addresses.handout("")), one.file.read_bytes()) for one in made))
        beside.replace(file)
    return Made(addresses.handout("all.zip"), None, say.handouts_zip, "", "zip", file, file.stat().st_size, 0)


def put_into(folder: Path, made: Iterable[Made]) -> None:
    """Copy handouts to where they go below a folder, each whole or not at all."""
    for one in made:
        target = folder / one.path.removeprefix(addresses.handout(""))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, one.file.read_bytes())


def keep_only(made: Collection[Made], store: Path, now: float) -> None:
    """Remove from the folder what no handout has needed for a day. `now` is the time, in seconds since 1970.

    Younger files stay: another build may be about to take them.
    """
    needed = {one.file for one in made}
    for file in store.iterdir():
        if file not in needed and now - file.stat().st_mtime > DAY:
            file.unlink(missing_ok=True)


def _finished(handout: Handout, file: Path, job: Future[None] | None) -> Made:
    try:
        if job:
            job.result()
    except OSError:
        raise
    except Exception as error:
        # Whatever went wrong, the author learns at which handout.
        raise HandoutFailed(f"{handout.path} could not be made: {error}") from error
    pages = count_pages(file.read_bytes()) if handout.form == "pdf" else 0
    return Made(handout.path, handout.about, handout.name, handout.wording, handout.form, file, file.stat().st_size, pages)


# --- In a process of its own ------------------------------------------------------------------------------


def _make(form: Form, design: str, values: Values, around: dict[str, Any], fonts: Path | None, file: Path) -> None:
    # Loaded when there is something to make: `check` and an unchanged site need none of them, and the libraries for
    # office files take as long to load as ten handouts to make.
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
    beside = _beside(file)
    beside.write_bytes(content)
    beside.replace(file)


def _beside(file: Path) -> Path:
    # Two builds at once do not write into each other's file.
    return file.with_name(f".{file.name}.{os.getpid()}.part")


@cache
def _press(fonts: Path | None) -> Press:
    return Press(fonts)


# --- What a handout is made from ----------------------------------------------------------------------------


def _fingerprint(handout: Handout, values: Values, around: dict[str, Any], fonts: list[tuple[str, int, int]]) -> str:
    made_from = json.dumps([handout.form, handout.design, values, around, fonts], default=list)
    return hashlib.sha256(_tools() + made_from.encode()).hexdigest()[:40]


def _state_of(fonts: Path | None) -> list[tuple[str, int, int]]:
    return [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(fonts.rglob("*"))] if fonts else []


@cache
def _tools() -> bytes:
    """Everything besides the content that decides what a handout looks like: our own files, and the programs we use."""
    sum_of_all = hashlib.sha256()
    package = resources.files("coproduction")
    for folder in ("handouts", "handouts/typst", "templates/bare"):
        for file in sorted(package.joinpath(folder).iterdir(), key=lambda one: one.name):
            if file.name.endswith((".py", ".typ", ".j2")):
                sum_of_all.update(file.read_bytes())
    for name in ("bare.css", "opened-details.js", "course.js"):
        sum_of_all.update(assets.text(name).encode())
    sum_of_all.update(package.joinpath("interface.yml").read_bytes())
    for program in ("typst", "python-docx", "python-pptx", "font-source-sans-pro", "segno"):
        sum_of_all.update(metadata.version(program).encode())
    return sum_of_all.digest()
