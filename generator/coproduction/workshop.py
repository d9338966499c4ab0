"""A workshop in the time that people have: the author's steps, fitted into a longer or a shorter session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coproduction.models import Step, Workshop

#: The sessions that every workshop is offered in, in minutes, besides its own length.
SIZES = (45, 90, 180)
#: A step that would get fewer minutes than this is not worth beginning: people have hardly turned to each other.
LEAST = 5


@dataclass(frozen=True)
class Slot:
    """A step in a session. `number` is its place among all steps, from 1; `start` and `end` count in minutes from 0."""

    step: Step
    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Plan:
    """A session of so many minutes: what is done when, and which steps are left out."""

    minutes: int
    slots: tuple[Slot, ...]
    left_out: tuple[Step, ...]


def plans(workshop: Workshop) -> tuple[Plan, ...]:
    """The plan as written and one for each of the usual sizes, from the shortest to the longest."""
    return tuple(fit(workshop, minutes) for minutes in sorted({*SIZES, workshop.minutes}))


def fit(workshop: Workshop, minutes: int) -> Plan:
    """The steps of a workshop in a session of `minutes`: its own length, or a multiple of 5 from 10 on.

    In its own length every step has the author's minutes. Else each has its share of the time, in steps of 5 minutes
    (in a longer session with very many steps: of 1), and what is over goes to those that came off worst. In a shorter
    session steps that would get fewer than 5 minutes are left out, one after the other: first those marked
    `if_short: leave-out`, then the shortest, and of equally short ones the later. The first and the last step, which
    open and close a workshop, always stay; those marked `if_short: keep` go only when 5 minutes for each no longer fit.
    """
    steps = workshop.steps
    if minutes == workshop.minutes:
        return _plan(steps, range(len(steps)), [step.minutes for step in steps], minutes)
    kept = _worth_doing(steps, minutes) if minutes < workshop.minutes else list(range(len(steps)))
    unit = LEAST if len(kept) * LEAST <= minutes else 1
    shares = _shared_out([steps[at].minutes for at in kept], minutes // unit)
    return _plan(steps, kept, [share * unit for share in shares], minutes)


def materials(workshop: Workshop) -> dict[str, list[int]]:
    """What to bring, each once, with the numbers of the steps that need it."""
    needed: dict[str, list[int]] = {}
    for number, step in enumerate(workshop.steps, 1):
        for thing in step.materials:
            needed.setdefault(thing, []).append(number)
    return needed


def clock(minutes: int) -> str:
    """Minutes from the start as hours and minutes: 0:05, 1:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


_GOES_FIRST = {"leave-out": 0, None: 1, "keep": 2}


def _worth_doing(steps: Sequence[Step], minutes: int) -> list[int]:
    kept = list(range(len(steps)))
    while True:
        total = sum(steps[at].minutes for at in kept)
        between = kept[1:-1]
        if len(kept) * LEAST <= minutes:
            between = [at for at in between if steps[at].if_short != "keep" and steps[at].minutes * minutes < LEAST * total]
        if not between:
            return kept
        kept.remove(min(between, key=lambda at: (_GOES_FIRST[steps[at].if_short], steps[at].minutes, -at)))


def _shared_out(weights: Sequence[int], units: int) -> list[int]:
    """So many units for weights, one each at least: the next always goes to the one that is furthest below its share."""
    total = sum(weights)
    given = [1] * len(weights)
    for _ in range(units - len(weights)):
        given[max(range(len(weights)), key=lambda at: (weights[at] * units - given[at] * total, -at))] += 1
    return given


def _plan(steps: Sequence[Step], kept: Sequence[int], lengths: Sequence[int], minutes: int) -> Plan:
    slots, start = [], 0
    for at, length in zip(kept, lengths, strict=True):
        slots.append(Slot(steps[at], at + 1, start, start + length))
        start += length
    return Plan(minutes, tuple(slots), tuple(step for at, step in enumerate(steps) if at not in kept))
