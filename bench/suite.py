"""What is measured: the questions, the commands that answer them, and the targets."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import fmean, median

from coproduction.addresses import built, case_study_page, checklist_page, embed, principle_page, slides_page
from coproduction.load import load
from playwright.sync_api import BrowserType, sync_playwright

from bench.browser import LAUNCH, SLOWED, served
from bench.content import LONG, ROOT, copy_shipped, make_long_checklist, make_plain_site, make_site
from bench.form import Starts, time_presses, time_starts, time_strange_files
from bench.handouts import pages_of_pdfs, time_prints
from bench.kill import kill_rounds
from bench.measure import Command, Run, Timing, run, side_by_side
from bench.save import time_saves
from bench.slides import time_slides
from bench.weight import weigh_page, weigh_surveyjs, weigh_whole

#: What `--only` can name.
NAMES = ("cost", "growth", "zensical", "check", "save", "inside", "handouts", "form", "slides", "weight", "kill")
#: How many checks the long checklist has.
CHECKS = 200


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
    #: What is known beside the figures, a sentence each.
    notes: tuple[str, ...] = ()


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
    folder: Path,
    only: Collection[str] = NAMES,
    *,
    small: int,
    large: int,
    repeats: int,
    presses: int,
    starts: int,
    kills: int,
    tell: Callable[[str], None],
) -> Measured:
    """Make the sites in an empty `folder` and measure what `only` names.

    `presses` on the long checklist, `starts` of its page and `kills` of a browser are made. `tell` hears how far it is.
    Raises CommandFailed when something that is measured does not work.
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
    notes: list[str] = []
    if {"handouts", "form", "slides", "weight", "kill"} & set(only):
        with sync_playwright() as playwright:
            if "handouts" in only:
                found, more = _handouts(playwright.chromium, folder, small, large, repeats, tell)
                results += found
                timings |= more
            if "form" in only:
                found, more = _form(playwright.chromium, folder, presses, starts, repeats, tell)
                results += found
                timings |= more
            if "slides" in only:
                found, more = _slides(playwright.chromium, folder, repeats, tell)
                results += found
                timings |= more
            if "weight" in only:
                found, said = _weight(playwright.chromium, folder, tell)
                results += found
                notes += said
            if "kill" in only:
                killed = kill_rounds(playwright.chromium, kills, tell=tell)
                question = f"Answers lost in {kills:,} kills of the browser, of {killed.kept:,} said to be kept"
                results.append(Result(question, len(killed.lost), len(killed.lost), len(killed.lost), "", 0))
    return Measured(tuple(results), timings, inside, tuple(notes))


def _handouts(
    chromium: BrowserType, folder: Path, small: int, large: int, repeats: int, tell: Callable[[str], None]
) -> tuple[list[Result], dict[str, Timing]]:
    """All handouts of the shipped content beside a browser that prints its pages; then those of many case studies."""
    site = copy_shipped(folder / "printed")
    run(Command(site, ("mkdocs", "build", "--quiet")))
    words = ("coproduction", "handouts", "out")
    paper = (*words, "--only", ".pdf", "--only", ".docx", "--only", ".csv")
    cold, again = Command(site, paper, ("out", ".cache")), Command(site, paper, ("out",))
    trainers = Command(site, (*words, "--only", ".pptx", "--only", "_one-file", "--only", "_course"), ("out", ".cache"))
    runs, unchanged, screens, prints = [], [], [], []
    pages = pages_of_pdfs(site)
    browser = chromium.launch(**LAUNCH)
    try:
        with served(site / "site") as address:
            for number in range(repeats):
                runs.append(run(cold))
                unchanged.append(run(again))
                screens.append(run(trainers))
                prints.append(time_prints(browser, address, pages, folder))
                tell(f"round {number + 1} of {repeats}: handouts took {runs[-1].seconds:.2f} s, the browser {prints[-1]:.2f} s")
    finally:
        browser.close()
    made, ratio = _timing(runs), [one.seconds / other for one, other in zip(runs, prints, strict=True)]
    timings = {
        "all handouts on paper, shipped": made,
        "the same again, unchanged": _timing(unchanged),
        "slides, single files and course packages, shipped": (shown := _timing(screens)),
        f"Chromium prints {len(pages)} pages to PDF": Timing(tuple(prints)),
    }
    for count in (small, large):
        many = folder / f"many-{count}"
        tell(f"making the handouts of {count:,} more case studies")
        timings[f"handouts of {count} case studies"] = _timing(
            [run(Command(make_site(many, count), (*words, "--only", "case-studies"), ("out", ".cache")))]
        )
    few, most = (timings[f"handouts of {count} case studies"] for count in (small, large))
    growth, memory = most.median / few.median, [one.used[0].memory for one in (few, most) if one.used]
    results = [
        Result("All handouts on paper (PDF, Word, tables), shipped content", made.median, min(made.seconds), max(made.seconds), " s", 2.0),
        Result("The same / Chromium printing its pages to PDF", median(ratio), min(ratio), max(ratio), "", 0.2),
        Result("Slides, single files and course packages", shown.median, min(shown.seconds), max(shown.seconds), " s", 2.0),
        Result(f"Handouts of {large:,} / {small:,} case studies", growth, growth, growth, "", 11 / 10 * large / small),
    ]
    if memory:
        more = memory[1] / memory[0]
        # What is read stays in memory, and grows with the content; what is made does not.
        results.append(Result("Peak memory for them", more, more, more, "", 2.0))
    return results, timings


def _timing(runs: Collection[Run]) -> Timing:
    return Timing(tuple(one.seconds for one in runs), tuple(one.used for one in runs if one.used))


def _form(
    chromium: BrowserType, folder: Path, presses: int, starts: int, repeats: int, tell: Callable[[str], None]
) -> tuple[list[Result], dict[str, Timing]]:
    """The long checklist on a slow processor, and how soon a page shows beside a plain one with the same text."""
    tell(f"making a checklist of {CHECKS} checks, and plain pages with the same text")
    long, shipped = make_long_checklist(folder / "long", CHECKS), copy_shipped(folder / "shipped")
    first = load(shipped).checklists[0].id
    plain, plain_first = make_plain_site(folder / "plain", long, LONG), make_plain_site(folder / "plain-first", shipped, first)
    for site in (long, shipped, plain, plain_first):
        run(Command(site, ("mkdocs", "build", "--quiet")))
    page, first_page = (built(checklist_page(one), directory_urls=True) for one in (LONG, first))
    browser = chromium.launch(**LAUNCH)
    try:
        with served(long / "site") as ours, served(plain / "site") as theirs:
            tell(f"pressing {presses} buttons")
            pressed = time_presses(browser, ours + page, presses)
            tell(f"opening the long page and the plain one {starts} times")
            started = time_starts(browser, ours + page, theirs + page, starts)
        with served(shipped / "site") as ours, served(plain_first / "site") as theirs:
            tell("the same with the first shipped checklist")
            short = time_starts(browser, ours + first_page, theirs + first_page, starts)
            strange = time_strange_files(browser, ours + first_page, repeats)
    finally:
        browser.close()
    slowed = f"processor slowed {SLOWED} times"
    what = f"{CHECKS} checks, {slowed}"
    timings = {
        f"press to painted, {what}": pressed.painted,
        f"press to “kept” shown, {what}": pressed.kept,
        f"own scripts at start, {what}": started.scripts,
        f"largest paint, {what}": started.largest,
        "largest paint, plain page with the same text": started.plain_largest,
        f"largest paint, the first shipped checklist, {slowed}": short.largest,
        "largest paint, plain page with its text": short.plain_largest,
        "the worst file from a stranger is refused": strange,
    }
    return [
        _milliseconds(f"Press to painted, 98th percentile, {what}", pressed.painted, 98, 50),
        _milliseconds(f"Press to “kept” shown, 98th percentile, {what}", pressed.kept, 98, 150),
        _milliseconds(f"Own scripts at start, {what}", started.scripts, 50, 50),
        _later("Largest paint / that of a plain page with the same text, the first shipped checklist", short),
        _later(f"The same, {CHECKS} checks", started),
        _milliseconds("The worst file from a stranger is refused, processor not slowed", strange, 100, 100),
    ], timings


def _slides(
    chromium: BrowserType, folder: Path, repeats: int, tell: Callable[[str], None]
) -> tuple[list[Result], dict[str, Timing]]:
    """The longest shipped case study, slide by slide."""
    site = copy_shipped(folder / "shown")
    run(Command(site, ("mkdocs", "build", "--quiet")))
    longest = max(load(site).case_studies, key=lambda case: len(case.moments))
    tell("going through the slides of a case study")
    browser = chromium.launch(**LAUNCH)
    try:
        with served(site / "site") as address:
            took = time_slides(browser, address + built(slides_page(longest.id), directory_urls=True), repeats)
    finally:
        browser.close()
    what = f"processor slowed {SLOWED} times"
    question = f"Key to the next slide painted, 98th percentile, {what}"
    return [_milliseconds(question, took, 98, 50)], {f"key to the next slide painted, {what}": took}


def _later(question: str, starts: Starts) -> Result:
    """How much later the largest paint is than the plain page's. The range holds the pairs, opened one after the other."""
    pairs = [ours / plain for ours, plain in zip(starts.largest.seconds, starts.plain_largest.seconds, strict=True)]
    return Result(question, starts.largest.median / starts.plain_largest.median, min(pairs), max(pairs), "", 1.0)


def _milliseconds(question: str, timing: Timing, percentile: int, most: float) -> Result:
    ordered = sorted(1000 * seconds for seconds in timing.seconds)
    # The smallest value that so many per cent of all do not exceed.
    value = ordered[ceil(len(ordered) * percentile / 100) - 1]
    return Result(question, value, ordered[0], ordered[-1], " ms", most)


def _weight(chromium: BrowserType, folder: Path, tell: Callable[[str], None]) -> tuple[list[Result], list[str]]:
    """The first shipped checklist, as a first visit loads it."""
    tell("weighing a page")
    site = copy_shipped(folder / "weighed")
    run(Command(site, ("mkdocs", "build", "--quiet")))
    library = load(site)
    checklist = library.checklists[0]
    pages = [case_study_page(case.id) for case in library.case_studies] + [principle_page(one.id) for one in library.principles]
    browser = chromium.launch(**LAUNCH)
    try:
        with served(site / "site") as address:
            weight = weigh_page(browser, address + built(checklist_page(checklist.id), directory_urls=True))
            embeds = [weigh_whole(browser, address + embed(page)) for page in pages]
    finally:
        browser.close()
    surveyjs = weigh_surveyjs()
    results = [
        _kilobytes("Own JavaScript and CSS of a checklist, compressed", weight.own, 20),
        _kilobytes("The same with the results shown", weight.own_with_results, 20),
        _kilobytes("The whole page with the theme (HTML, CSS, JavaScript), compressed", weight.page, 110),
    ]
    results.append(Result("The heaviest embed with all that it loads, compressed", max(embeds), min(embeds), max(embeds), " kB", 30))
    notes = [f"Beside the page, the theme fetches its search index and an icon: {weight.rest:.0f} kB compressed."]
    if surveyjs is None:
        notes.append("SurveyJS was not weighed beside ours: npm is not here, or could not fetch its packages.")
    else:
        more = surveyjs / weight.own
        notes.append(f"SurveyJS weighs {surveyjs:.0f} kB compressed (engine, elements and styles): {more:.0f} times ours.")
    return results, notes


def _kilobytes(question: str, value: float, most: float) -> Result:
    return Result(question, value, value, value, " kB", most)


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
