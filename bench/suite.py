"""What is measured: the questions, the commands that answer them, and the targets."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from bench.content import ROOT, copy_shipped, make_site
from bench.measure import Command, Timing, run, side_by_side
from bench.save import time_saves

#: What `--only` can name.
NAMES = ("cost", "growth", "zensical", "check", "save", "inside")


@dataclass(frozen=True)
class Ratio:
    """One command's time over another's, and the most it should be."""

    name: str
    question: str
    over: str
    under: str
    most: float


@dataclass(frozen=True)
class Result:
    """An answer. `low` and `high` are its range over the repeats: the noise of the machine."""

    question: str
    value: float
    low: float
    high: float
    unit: str
    most: float

    @property
    def met(self) -> bool:
        return self.value <= self.most


@dataclass(frozen=True)
class Inside:
    """Where our own part of a build goes, in seconds, and what a page weighs, in kB."""

    load: float
    render: float
    pages: int
    markdown_kb: float
    html_kb: float


@dataclass(frozen=True)
class Measured:
    results: tuple[Result, ...]
    timings: dict[str, Timing]
    inside: Inside | None


def ratios(small: int, large: int) -> tuple[Ratio, ...]:
    """The comparisons at two sizes: numbers of case studies beside the shipped ones."""
    plugin, many = f"plugin {large}", f"{large:,} case studies"
    cost = "Plugin / plain MkDocs on the written pages"
    return (
        Ratio("cost", f"{cost}, {small:,} case studies", f"plugin {small}", f"written {small}", 1.1),
        Ratio("cost", f"{cost}, {many}", plugin, f"written {large}", 1.1),
        # Ten times the case studies may cost eleven times as much.
        Ratio("growth", f"Plugin, {many} / {small:,}", plugin, f"plugin {small}", 11 / 10 * large / small),
        Ratio("zensical", f"Plugin / Zensical cold, {many} (an aim)", plugin, f"zensical {large}", 1.0),
        Ratio("check", f"`coproduction check` / plugin, {many}", f"check {large}", plugin, 0.1),
    )


def run_suite(
    folder: Path, only: Collection[str] = NAMES, *, small: int, large: int, repeats: int, tell: Callable[[str], None]
) -> Measured:
    """Make the sites in an empty `folder` and measure what `only` names.

    `tell` hears how far it is. Raises CommandFailed when something that is measured does not work.
    """
    wanted = [ratio for ratio in ratios(small, large) if ratio.name in only]
    needed = {name for ratio in wanted for name in (ratio.over, ratio.under)}
    if "inside" in only:
        needed.add(f"plugin {large}")
    commands: dict[str, Command] = {}
    for size in (small, large):
        if any(name.endswith(f" {size}") for name in needed):
            tell(f"making a site with {size:,} more case studies")
            commands |= _commands(folder, size)
    timings = side_by_side({name: command for name, command in commands.items() if name in needed}, repeats, tell)
    results = [_result(ratio, timings) for ratio in wanted]
    if "save" in only:
        tell("saving a file under `mkdocs serve`")
        saved = timings["save"] = time_saves(copy_shipped(folder / "served"), saves=2 * repeats)
        question = "From saving a file to seeing it served, the shipped site"
        results.append(Result(question, saved.median, min(saved.seconds), max(saved.seconds), " s", 1.0))
    inside = _inside(folder / f"site-{large}", repeats) if "inside" in only else None
    return Measured(tuple(results), timings, inside)


def _commands(folder: Path, size: int) -> dict[str, Command]:
    """The commands at one size, by name, with the folders they need."""
    site, written = make_site(folder / f"site-{size}", size), folder / f"written-{size}"
    run(Command(site, ("coproduction", "write", str(written))))
    build = ("mkdocs", "build", "--quiet")
    return {
        f"plugin {size}": Command(site, build, ("site",)),
        f"written {size}": Command(written, build, ("site",)),
        f"zensical {size}": Command(written, ("zensical", "build"), ("site", ".cache")),
        f"check {size}": Command(site, ("coproduction", "check")),
    }


def _result(ratio: Ratio, timings: dict[str, Timing]) -> Result:
    over, under = timings[ratio.over], timings[ratio.under]
    rounds = [a / b for a, b in zip(over.seconds, under.seconds, strict=True)]
    return Result(ratio.question, over.median / under.median, min(rounds), max(rounds), "", ratio.most)


def _inside(site: Path, repeats: int) -> Inside:
    """Ours alone, each time in a fresh Python; the HTML is what the last build left."""
    runs = [json.loads(run(Command(ROOT, ("bench.inside", str(site)))).said) for _ in range(repeats)]
    html = [path.stat().st_size for path in (site / "site").glob("case-studies/*/index.html")]
    return Inside(
        load=median(one["load"] for one in runs),
        render=median(one["render"] for one in runs),
        pages=runs[0]["pages"],
        markdown_kb=runs[0]["markdown_kb"],
        html_kb=fmean(html) / 1000,
    )
