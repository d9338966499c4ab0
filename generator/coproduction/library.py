"""The whole content, sound and frozen, with what belongs together found both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType

from coproduction.models import (
    CaseStudy,
    Check,
    Checklist,
    DecisionPoint,
    Lesson,
    Moment,
    Principle,
    Scale,
    Standpoint,
    Term,
)


@dataclass(frozen=True)
class CheckInUse:
    """A check with everything that answers “why is this question here?”."""

    check: Check
    principle: Principle
    scale: Scale
    checklists: tuple[Checklist, ...]
    moments: tuple[MomentInCase, ...]
    decision_points: tuple[DecisionPointInCase, ...]


@dataclass(frozen=True)
class MomentInCase:
    """A moment with the case study it belongs to. `number` counts from 1."""

    moment: Moment
    case_study: CaseStudy
    number: int


@dataclass(frozen=True)
class DecisionPointInCase:
    """A decision point with the case study it belongs to."""

    decision_point: DecisionPoint
    case_study: CaseStudy


@dataclass(frozen=True)
class Library:
    """All content of one site. Every id in it leads somewhere: `load` has made sure.

    Ids stay ids inside the models, because checks, moments and principles point at each other in
    circles, which frozen objects cannot do. The mappings here turn an id into the thing, with what
    points back at it. `files` says which file each principle, checklist, case study and glossary
    term came from, by (kind, id), as written from the project's folder.
    """

    principles: tuple[Principle, ...]
    checklists: tuple[Checklist, ...]
    case_studies: tuple[CaseStudy, ...]
    terms: tuple[Term, ...]
    scales: Mapping[str, Scale]
    standpoints: Mapping[str, Standpoint]
    checks: Mapping[str, CheckInUse]
    moments: Mapping[str, MomentInCase]
    checks_shown_by: Mapping[str, tuple[CheckInUse, ...]]
    moments_showing: Mapping[str, tuple[MomentInCase, ...]]
    files: Mapping[tuple[str, str], PurePosixPath]

    def principle(self, principle_id: str) -> Principle:
        """The principle with this id. Raises KeyError for an id that `load` has not seen."""
        return self._principles[principle_id]

    @cached_property
    def _principles(self) -> dict[str, Principle]:
        return {principle.id: principle for principle in self.principles}


def bring_together(
    principles: tuple[Principle, ...],
    checklists: tuple[Checklist, ...],
    case_studies: tuple[CaseStudy, ...],
    terms: tuple[Term, ...],
    scales: Mapping[str, Scale],
    standpoints: tuple[Standpoint, ...],
    files: Mapping[tuple[str, str], PurePosixPath],
) -> Library:
    """Make a Library of content whose ids are all known to lead somewhere."""
    moments: dict[str, MomentInCase] = {}
    moments_showing: dict[str, list[MomentInCase]] = {}
    raised_by: dict[str, list[DecisionPointInCase]] = {}
    asked_in: dict[str, list[Checklist]] = {}
    for case_study in case_studies:
        for number, moment in enumerate(case_study.moments, 1):
            placed = MomentInCase(moment, case_study, number)
            moments[f"{case_study.id}#{moment.id}"] = placed
            for shown in moment.principles:
                moments_showing.setdefault(shown.principle, []).append(placed)
        for decision_point in case_study.decision_points:
            for check_id in decision_point.checks:
                raised_by.setdefault(check_id, []).append(DecisionPointInCase(decision_point, case_study))
    for checklist in checklists:
        for section in checklist.sections:
            for check_id in section.checks:
                asked_in.setdefault(check_id, []).append(checklist)
    checks: dict[str, CheckInUse] = {}
    checks_shown_by: dict[str, list[CheckInUse]] = {}
    for principle in principles:
        for check in principle.checks:
            in_use = checks[check.id] = CheckInUse(
                check=check,
                principle=principle,
                scale=scales[check.scale],
                checklists=tuple(asked_in.get(check.id, ())),
                moments=tuple(moments[moment] for moment in check.moments),
                decision_points=tuple(raised_by.get(check.id, ())),
            )
            for moment_id in check.moments:
                checks_shown_by.setdefault(moment_id, []).append(in_use)
    return Library(
        principles=principles,
        checklists=checklists,
        case_studies=case_studies,
        terms=terms,
        scales=MappingProxyType(dict(scales)),
        standpoints=MappingProxyType({standpoint.id: standpoint for standpoint in standpoints}),
        checks=MappingProxyType(checks),
        moments=MappingProxyType(moments),
        checks_shown_by=_frozen(checks_shown_by),
        moments_showing=_frozen(moments_showing),
        files=MappingProxyType(dict(files)),
    )


def _frozen(lists: dict[str, list]) -> Mapping[str, tuple]:
    return MappingProxyType({key: tuple(values) for key, values in lists.items()})


def by_principle(library: Library, case: CaseStudy) -> list[tuple[Principle, list[Lesson], list[tuple[int, Moment, str]]]]:
    """What a case study says about each principle that it speaks of: lessons, and numbered moments with how they show it."""
    lessons: dict[str, list[Lesson]] = {}
    showing: dict[str, list[tuple[int, Moment, str]]] = {}
    for lesson in case.lessons:
        lessons.setdefault(lesson.principle, []).append(lesson)
    for number, moment in enumerate(case.moments, 1):
        for shown in moment.principles:
            showing.setdefault(shown.principle, []).append((number, moment, shown.how))
    return [
        (principle, lessons.get(principle.id, []), showing.get(principle.id, []))
        for principle in library.principles
        if principle.id in lessons or principle.id in showing
    ]
