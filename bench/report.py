"""What was measured as Markdown tables for people, and as plain values for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from statistics import median
from typing import Any

from bench.measure import Timing
from bench.suite import Inside, Measured, Result

ENGINES = ("mkdocs", "mkdocs-material", "zensical")


def as_markdown(measured: Measured) -> str:
    """The tables that the bench prints. Ratios first: seconds differ from machine to machine."""
    tables = []
    if measured.results:
        head = ("what", "median", "min–max", "target", "met")
        tables.append(_table(head, map(_result_row, measured.results)))
    if measured.timings:
        head = ("command and case studies", "seconds, median", "min–max", "of the processor, median", "peak memory, MB")
        tables.append(_table(head, (_timing_row(name, timing) for name, timing in measured.timings.items())))
    if measured.inside:
        tables.append(_table(("in our own code", ""), _inside_rows(measured.inside)))
    return "\n\n".join((*tables, *measured.notes))


def as_values(measured: Measured) -> dict[str, Any]:
    """Everything that was measured, and on what, ready for JSON."""
    return {
        "machine": {"system": platform.platform(), "processors": os.cpu_count(), "python": platform.python_version()},
        "engines": {name: version(name) for name in ENGINES},
        "results": [asdict(result) | {"met": result.met} for result in measured.results],
        "timings": {name: asdict(timing) for name, timing in measured.timings.items()},
        "inside": asdict(measured.inside) if measured.inside else None,
        "notes": list(measured.notes),
    }


def _result_row(result: Result) -> tuple[str, ...]:
    spread = f"{result.low:.2f}–{result.high:.2f}"
    met = "yes" if result.met else "no"
    return result.question, f"{result.value:.2f}{result.unit}", spread, f"≤ {result.most:.2f}{result.unit}", met


def _timing_row(name: str, timing: Timing) -> tuple[str, ...]:
    spread = f"{min(timing.seconds):.2f}–{max(timing.seconds):.2f}"
    processor = f"{median(used.processor for used in timing.used):.2f}" if timing.used else ""
    memory = f"{max(used.memory for used in timing.used):.0f}" if timing.used else ""
    return name, f"{timing.median:.2f}", spread, processor, memory


def _inside_rows(inside: Inside) -> Iterable[tuple[str, str]]:
    yield f"load, {inside.pages:,} pages", f"{inside.load:.2f} s"
    yield f"render, {inside.pages:,} pages", f"{inside.render:.2f} s"
    yield "Markdown of a page, mean", f"{inside.markdown_kb:.1f} kB"
    yield "HTML of a case study, mean", f"{inside.html_kb:.1f} kB"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ("---",) * len(head), *rows))
