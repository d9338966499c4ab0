"""Makes handouts, each once: what has not changed since the last time is taken from where it was kept."""

from __future__ import annotations

import hashlib
import json
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
from coproduction.handouts import Values
from coproduction.handouts.archive import write_zip
from coproduction.handouts.catalogue import Form, Handout
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint
from coproduction.handouts.pdf import count_pages
from coproduction.handouts.worker import beside, make_one, write_whole
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
            job = None if file.is_file() else workers.submit(make_one, handout.form, handout.design, values, around, fonts, file)
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
        part = beside(file)
        with part.open("wb") as target:
            write_zip(target, ((one.path.removeprefix(addresses.handout("")), one.file.read_bytes()) for one in made))
        part.replace(file)
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
