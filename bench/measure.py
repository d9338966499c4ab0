"""Runs commands side by side and times them from the outside, as a user would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# Material's notice about MkDocs 2 is not what is measured here.
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}


class CommandFailed(Exception):
    """A command that was to be timed did not work; the message holds what it said."""


@dataclass(frozen=True)
class Command:
    """A Python module run in a folder. `leftovers` are removed first, so that every run starts cold."""

    folder: Path
    words: tuple[str, ...]
    leftovers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """One run of a command: its seconds, what it used of the machine, and what it said."""

    seconds: float
    used: Used | None
    said: str


@dataclass(frozen=True)
class Used:
    """Seconds of processor time, which a busy machine changes less than the time that passes, and peak memory in MB."""

    processor: float
    memory: float


@dataclass(frozen=True)
class Timing:
    """The seconds of all runs in order, and what each used, where the system tells."""

    seconds: tuple[float, ...]
    used: tuple[Used, ...] = ()

    @property
    def median(self) -> float:
        return median(self.seconds)


def side_by_side(commands: Mapping[str, Command], repeats: int, tell: Callable[[str], None]) -> dict[str, Timing]:
    """Time each command `repeats` times, in rounds, so that a slow minute of the machine falls on all of them.

    Every other round runs backwards, so that none always follows the same neighbour. `tell` hears of
    each run. Raises CommandFailed.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(repeats):
        for name in reversed(commands) if number % 2 else commands:
            runs[name].append(run(commands[name]))
            tell(f"round {number + 1} of {repeats}: {name} took {runs[name][-1].seconds:.2f} s")
    return {
        name: Timing(tuple(one.seconds for one in done), tuple(one.used for one in done if one.used))
        for name, done in runs.items()
    }


def run(command: Command) -> Run:
    """Run a command once, from a cold start. Raises CommandFailed."""
    for name in command.leftovers:
        shutil.rmtree(command.folder / name, ignore_errors=True)
    # A file and not a pipe: nobody reads while the command runs.
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *command.words], cwd=command.folder, env=ENVIRONMENT, stdout=output, stderr=output
        )
        used = _wait(process)
        seconds = time.perf_counter() - start
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if process.returncode:
        raise CommandFailed(f"{' '.join(command.words)} in {command.folder} failed:\n{said}")
    return Run(seconds, used, said)


def _wait(process: subprocess.Popen) -> Used | None:
    """Wait for the end and return what the process used: None on Windows, which does not tell."""
    if not hasattr(os, "wait4"):
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # Bytes on macOS, kilobytes elsewhere.
    return Used(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))
