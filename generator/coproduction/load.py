"""Folders of YAML become a Library, or one ContentError that lists everything to mend."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from coproduction.explain import explain
from coproduction.library import Library, bring_together
from coproduction.models import (
    BESIDE_THE_SCALE,
    FILE_MODELS,
    CaseStudy,
    Checklist,
    Content,
    Glossary,
    Scale,
    Scales,
)
from coproduction.problems import ContentError, Problem, did_you_mean
from coproduction.references import references
from coproduction.yaml_file import YamlFile, parse

#: The files of the words folder, by what they hold.
WORDS = {"glossary.yml": "glossary", "scales.yml": "scales", "standpoints.yml": "standpoints"}


@dataclass(frozen=True)
class Folders:
    """Where the YAML is, relative to the project's folder."""

    principles: str = "principles"
    checklists: str = "principles/checklists"
    case_studies: str = "case_studies"
    words: str = "words"


@dataclass
class _Read:
    """One file that could be read, and what it says."""

    file: YamlFile
    model: Content

    def problem(self, keys: tuple[str | int, ...], message: str, remedy: str, *, at_key: bool = False) -> Problem:
        return self.file.problem(keys, message, remedy, at_key=at_key)


@dataclass
class _Content:
    """Everything read so far, by kind of file. `refused` are the kinds of which a file could not be used."""

    files: dict[str, list[_Read]] = field(default_factory=lambda: {kind: [] for kind in FILE_MODELS})
    refused: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def models(self, kind: str) -> tuple[Any, ...]:
        return tuple(read.model for read in self.files[kind])


def load(
    root: Path, folders: Folders = Folders(), *, complete: bool = True, cannot_print: CannotPrint | None = None
) -> Library:
    """Read all YAML below `root`.

    Files are taken in the order of their names, and that is the order in which a site shows them.
    Raises ContentError with the problems of all files at once; `complete` says whether it is one
    that a folder is missing or empty, or that no checklist asks a check. `cannot_print` tells which of some characters
    no font of the handouts has; without it, none is looked for.
    """
    with _no_garbage_yet():
        return _load(root, folders, complete, cannot_print)


CannotPrint = Callable[[set[str]], set[str]]


def _load(root: Path, folders: Folders, complete: bool, cannot_print: CannotPrint | None) -> Library:
    content = _Content()
    missing: list[Problem] = []
    for path, kind in _files(root, folders, missing):
        _read(path, _shown(path, root), kind, content)
    if complete:
        content.problems += missing
    default_scales = _read_default_scales(content)
    _check_across_files(content, default_scales, complete=complete)
    if cannot_print:
        content.problems.extend(_without_a_glyph(content, cannot_print))
    if content.problems:
        raise ContentError(content.problems)
    return bring_together(
        principles=content.models("principle"),
        checklists=content.models("checklist"),
        case_studies=content.models("case-study"),
        terms=tuple(term for glossary in content.models("glossary") for term in glossary.terms),
        scales=_all_scales(content, default_scales),
        standpoints=tuple(one for file in content.models("standpoints") for one in file.standpoints),
        files=_origins(content),
    )


@contextmanager
def _no_garbage_yet() -> Iterator[None]:
    """Everything that is read stays: looking for garbage meanwhile takes a third of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- Which files ------------------------------------------------------------------------------


def _files(root: Path, folders: Folders, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    kinds = {folders.principles: "principle", folders.checklists: "checklist", folders.case_studies: "case-study"}
    others = {root / name for name in (*kinds, folders.words)}
    for name, kind in kinds.items():
        folder = root / name
        if not folder.is_dir():
            if kind == "principle" or name not in vars(Folders()).values():
                problems.append(_no_folder(name))
            continue
        found = [path for path in _yaml_below(folder) if not (others - {folder}) & set(path.parents) - set(folder.parents)]
        if not found:
            remedy = f"Run `coproduction new {kind} my-{kind}`" + ("." if kind == "principle" else ", or delete the folder.")
            problems.append(Problem(name, 1, 1, "There is no YAML in this folder", remedy))
        yield from ((path, kind) for path in found)
    words = root / folders.words
    if not words.is_dir():
        if folders.words != Folders().words:
            problems.append(_no_folder(folders.words))
        return
    for path in _yaml_below(words):
        if path.name in WORDS and path.parent == words:
            yield path, WORDS[path.name]
        else:
            problems.append(Problem(_shown(path, root), 1, 1, "This file has no meaning in the folder of words", did_you_mean(path.name, WORDS)))


def _shown(path: Path, root: Path) -> str:
    """A path as the author would write it, from the project's folder."""
    return Path(os.path.relpath(path, root)).as_posix()


def _yaml_below(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in (".yml", ".yaml") and not any(part.startswith(".") for part in path.relative_to(folder).parts) and path.is_file()
    )


def _no_folder(name: str) -> Problem:
    return Problem(name, 1, 1, "There is no such folder", "Make it, or change its name under `plugins: coproduction` in mkdocs.yml.")


# --- One file -----------------------------------------------------------------------------------


def _read(path: Path, name: str, kind: str, content: _Content) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        content.problems.append(
            Problem(name, 1, 1, f"This file cannot be opened: {error.strerror}", "Check that you may read it.")
        )
        content.refused.add(kind)
        return
    try:
        file = parse(data, name)
    except ContentError as error:
        content.problems.extend(error.problems)
        content.refused.add(kind)
        return
    content.problems.extend(file.problems)
    model = FILE_MODELS[kind]
    try:
        content.files[kind].append(_Read(file, model.model_validate(file.value)))
    except ValidationError as error:
        content.problems.extend(explain(error, file, model))
        content.refused.add(kind)


def _read_default_scales(content: _Content) -> Scales:
    shipped = resources.files("coproduction").joinpath("defaults/scales.yml")
    return Scales.model_validate(parse(shipped.read_bytes(), "scales.yml").value)


def _all_scales(content: _Content, default_scales: Scales) -> dict[str, Scale]:
    return {scale.id: scale for file in (default_scales, *content.models("scales")) for scale in file.scales}


# --- Across files -------------------------------------------------------------------------------


def _check_across_files(content: _Content, default_scales: Scales, *, complete: bool) -> None:
    known = _known_ids(content, default_scales)
    # The ids of a file that could not be used are not known, so references to its kind are left for the next run.
    sought = {kind: ids for kind, ids in known.items() if _DEFINED_IN[kind] not in content.refused}
    for kind in FILE_MODELS:
        for read in content.files[kind]:
            content.problems.extend(_dangling(read, sought))
            content.problems.extend(_PROBLEMS_WITHIN.get(kind, lambda _: ())(read))
    content.problems.extend(_anchors_off_scale(content, default_scales))
    content.problems.extend(_check_ids_used_again(content, known["check"]))
    # A checklist that could not be used may be the one that asks a check: do not send the author looking.
    if complete and "checklist" not in content.refused:
        content.problems.extend(_checks_on_no_checklist(content))


#: The kind of file that gives each kind of thing its id.
_DEFINED_IN = {
    "principle": "principle",
    "check": "principle",
    "checklist": "checklist",
    "case-study": "case-study",
    "moment": "case-study",
    "scale": "scales",
    "standpoint": "standpoints",
    "term": "glossary",
}


def _named(content: _Content) -> Iterator[tuple[str, str, _Read, tuple[str | int, ...]]]:
    """Everything that has an id for the whole site: kind, id, and where the id stands."""
    for kind in ("principle", "checklist", "case-study"):
        for read in content.files[kind]:
            yield kind, read.model.id, read, ("id",)
    for kind, holder, inside in (
        ("check", "principle", "checks"),
        ("scale", "scales", "scales"),
        ("standpoint", "standpoints", "standpoints"),
        ("term", "glossary", "terms"),
    ):
        for read in content.files[holder]:
            for index, one in enumerate(getattr(read.model, inside)):
                yield kind, one.id, read, (inside, index, "id")


def _known_ids(content: _Content, default_scales: Scales) -> Mapping[str, set[str]]:
    """The ids of each kind. Reports those that are given twice."""
    places: dict[tuple[str, str], _Read] = {}
    known: dict[str, set[str]] = {kind: set() for kind in _DEFINED_IN}
    for kind, name, read, keys in _named(content):
        if first := places.get((kind, name)):
            where = "in this file" if first.file.name == read.file.name else f"in {first.file.name}"
            content.problems.append(
                read.problem(keys, f"The {kind} id `{name}` is already used {where}", "Give one of them another id.")
            )
        places.setdefault((kind, name), read)
        known[kind].add(name)
    known["scale"].update(scale.id for scale in default_scales.scales)
    for case_study in content.models("case-study"):
        known["moment"].update(f"{case_study.id}#{moment.id}" for moment in case_study.moments)
    return known


def _dangling(read: _Read, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    local = _local_ids(read.model)
    for reference in references(read.model):
        ids = (local if reference.refers_to.local else known).get(reference.refers_to.kind)
        if ids is not None and reference.target not in ids:
            message = f"There is no {reference.refers_to.kind} `{reference.target}`"
            remedy = did_you_mean(reference.target, ids) if ids else "There is none yet: delete this, or write one."
            yield read.problem(reference.keys, message, remedy, at_key=reference.is_key)


def _local_ids(model: Content) -> dict[str, set[str]]:
    return {kind: {one.id for one in getattr(model, name, ())} for kind, name in _LOCAL.items()}


#: What has an id inside its own file only, by the key that lists it.
_LOCAL = {"person": "people", "group": "groups", "source": "sources", "moment": "moments"}


def _anchors_off_scale(content: _Content, default_scales: Scales) -> Iterator[Problem]:
    scales = _all_scales(content, default_scales)
    for read in content.files["principle"]:
        for index, check in enumerate(read.model.checks):
            if check.scale not in scales:
                continue
            levels = [level.id for level in scales[check.scale].levels]
            keys = ("checks", index, "anchors")
            for anchor in check.anchors:
                if anchor not in levels:
                    yield read.problem((*keys, anchor), f"The scale `{check.scale}` has no level `{anchor}`", did_you_mean(anchor, levels), at_key=True)
            for level, end in ((levels[0], "lowest"), (levels[-1], "highest")):
                if level not in check.anchors:
                    yield read.problem(
                        keys, f"The {end} level has no words here", f"Add `{level}:` and say what that answer looks like for this check.", at_key=True
                    )


def _check_ids_used_again(content: _Content, checks: set[str]) -> Iterator[Problem]:
    for read in content.files["principle"]:
        for index, check in enumerate(read.model.checks):
            for place, earlier in enumerate(check.replaces):
                if earlier in checks:
                    yield read.problem(
                        ("checks", index, "replaces", place),
                        f"The check `{earlier}` is still in use, so it cannot have been replaced",
                        "Delete the old check, or take its id out of `replaces`.",
                    )


def _checks_on_no_checklist(content: _Content) -> Iterator[Problem]:
    asked = {check for checklist in content.models("checklist") for section in checklist.sections for check in section.checks}
    for read in content.files["principle"]:
        for index, check in enumerate(read.model.checks):
            if check.id not in asked:
                yield read.problem(
                    ("checks", index, "id"), f"The check `{check.id}` is on no checklist", "Add it to a section of a checklist, or delete it."
                )


# --- What cannot be printed -----------------------------------------------------------------------


def _without_a_glyph(content: _Content, cannot_print: CannotPrint) -> Iterator[Problem]:
    printed = [read.file for kind, files in content.files.items() if kind != "glossary" for read in files]
    missing = cannot_print(set().union(*(file.unusual for file in printed)))
    for file in printed:
        for character in sorted(file.unusual & missing):
            problem = file.problem_at_character(
                character, f"No font of the handouts has the character {character} (U+{ord(character):04X})",
                "Write it in another way, or name a folder with a font that has it: `fonts: FOLDER` under the plugin in mkdocs.yml.",
            )  # fmt: skip
            if problem:
                yield problem


# --- Within one file: what the models alone cannot see --------------------------------------------


def _repeated(read: _Read, names: Iterable[tuple[tuple[str | int, ...], str]], what: str) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for keys, name in names:
        seen[name.casefold()] += 1
        if seen[name.casefold()] == 2:
            yield read.problem(keys, f"{what} `{name}` stands here a second time", "Keep one of them.")


def _in_checklist(read: _Read) -> Iterator[Problem]:
    checklist: Checklist = read.model
    asked = (
        (("sections", number, "checks", place), check)
        for number, section in enumerate(checklist.sections)
        for place, check in enumerate(section.checks)
    )
    yield from _repeated(read, asked, "The check")
    yield from _repeated(read, (((("standpoints", at)), one) for at, one in enumerate(checklist.standpoints)), "The standpoint")


def _in_scales(read: _Read) -> Iterator[Problem]:
    scales: Scales = read.model
    for number, scale in enumerate(scales.scales):
        levels = [(("scales", number, "levels", place, "id"), level.id) for place, level in enumerate(scale.levels)]
        yield from _repeated(read, levels, "The level")
        for keys, level in levels:
            if level in BESIDE_THE_SCALE:
                yield read.problem(keys, f"`{level}` stands beside every scale already", "Take this level out.")


def _in_glossary(read: _Read) -> Iterator[Problem]:
    glossary: Glossary = read.model
    words = [(("terms", number, "term"), term.term) for number, term in enumerate(glossary.terms)]
    forms = [
        (("terms", number, "also", place), form)
        for number, term in enumerate(glossary.terms)
        for place, form in enumerate(term.also)
    ]
    yield from _repeated(read, words + forms, "The word")


def _in_principle(read: _Read) -> Iterator[Problem]:
    yield from _repeated(read, _ids_in(read, "sources"), "The source")


def _in_case_study(read: _Read) -> Iterator[Problem]:
    case: CaseStudy = read.model
    for name in ("people", "groups", "moments", "decision_points", "comparisons", "sources"):
        yield from _repeated(read, _ids_in(read, name), "The id")
    reversed_period = case.period.start.earliest > case.period.end.latest
    if reversed_period:
        yield read.problem(("period", "end"), f"The story ends ({case.period.end}) before it starts ({case.period.start})", "Swap the two dates.")
    latest = case.moments[0]
    for number, moment in enumerate(case.moments):
        keys = ("moments", number, "date")
        if moment.date.latest < latest.date.earliest:
            yield read.problem(keys, f"This moment ({moment.date}) stands behind a later one ({latest.date})", f"Move it up, above `{latest.id}`, or check both dates.")
        if moment.date.earliest > latest.date.earliest:
            latest = moment
        outside = moment.date.latest < case.period.start.earliest or moment.date.earliest > case.period.end.latest
        if outside and not reversed_period:
            yield read.problem(keys, f"This moment ({moment.date}) lies outside the period {case.period.start} to {case.period.end}", "Check the date, or make the period longer.")
    for number, comparison in enumerate(case.comparisons):
        for place, row in enumerate(comparison.rows):
            if len(row.cells) != len(comparison.columns):
                yield read.problem(
                    ("comparisons", number, "rows", place, "cells"),
                    f"There are {len(row.cells)} cells here for {len(comparison.columns)} columns",
                    "Give one text for each column.",
                    at_key=True,
                )
    if case.workshop and (total := sum(step.minutes for step in case.workshop.steps)) != case.workshop.minutes:
        yield read.problem(
            ("workshop", "minutes"), f"The steps take {total} minutes, not {case.workshop.minutes}", "Change the steps or this number so that they agree."
        )


def _ids_in(read: _Read, name: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    return (((name, number, "id"), one.id) for number, one in enumerate(getattr(read.model, name)))


_PROBLEMS_WITHIN: dict[str, Callable[[_Read], Iterable[Problem]]] = {
    "principle": _in_principle,
    "checklist": _in_checklist,
    "case-study": _in_case_study,
    "scales": _in_scales,
    "glossary": _in_glossary,
}


def _origins(content: _Content) -> dict[tuple[str, str], PurePosixPath]:
    return {(kind, name): PurePosixPath(read.file.name) for kind, name, read, _ in _named(content)}
