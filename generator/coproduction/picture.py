"""The picture of who has the say: a lane for each group, a band as thick as its share, moments in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from coproduction.models import CaseStudy, Share

#: How thick a band is, as a part of its lane. What the shares stand for is the author's reading, so
#: the steps only need to be told apart at a glance.
THICKNESS: dict[Share, float] = {"most": 1.0, "some": 0.5, "little": 0.16, "none": 0.0}


@dataclass(frozen=True)
class Lane:
    """One group's lane. `band` and `known` are SVG paths; both are empty where nothing is known.

    `known` is the middle line of the stretch for which there is a reading: it shows a share of none.
    """

    name: str
    name_lines: tuple[str, ...]
    x: float
    y: float
    band: str
    known: str


@dataclass(frozen=True)
class Tick:
    """One moment on the axis. `number` and `year` are empty where there is no room for them."""

    x: float
    y: float
    number: str
    year: str


@dataclass(frozen=True)
class Picture:
    """Who has the say, laid out in user units of an SVG of `width` by `height`.

    `ends` is where, along time, the picture of the first so many moments ends: half-way to the next one.
    """

    direction: Literal["across", "down", "beside"]
    width: float
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    ends: tuple[float, ...]


def shares_after(case_study: CaseStudy) -> list[dict[str, Share]]:
    """Who has the say after each moment. A group that a moment leaves out keeps what it had; unknown ones are absent."""
    shares: list[dict[str, Share]] = []
    now: dict[str, Share] = {}
    for moment in case_study.moments:
        now = {**now, **moment.say}
        shares.append(now)
    return shares


def first_and_last(shares: Sequence[Mapping[str, Share]], group_id: str) -> tuple[Share, Share] | None:
    """The first and the last reading of one group's share, from `shares_after`; None where there is none."""
    known = [one[group_id] for one in shares if group_id in one]
    return (known[0], known[-1]) if known else None


def draw_across(case_study: CaseStudy) -> Picture:
    """Time runs from left to right: for wide screens, slides and paper."""
    width, lane, band, top = 720.0, 72.0, 40.0, 26.0
    times = _spread(len(case_study.moments), 10, width)
    shares = shares_after(case_study)
    axis = lane * len(case_study.groups) + 8
    lanes = []
    for index, group in enumerate(case_study.groups):
        middle = index * lane + top + band / 2
        edges, known = _outline(shares, group.id, times, middle, band)
        lanes.append(
            Lane(group.short_name, (group.short_name,), 0, index * lane + 17, _path(edges, closed=True), _path(known))
        )
    return Picture("across", width, axis + 46, tuple(lanes), _ticks(case_study, times, axis + 10), _ends(times))


def draw_beside(case_study: CaseStudy, until: int) -> Picture:
    """The same after the first `until` moments, with each name beside its band: for slides, as wide as they are.

    Lanes and moments stand at the same place however many moments are shown. `y` of a lane is that of its middle.
    """
    width, names, height = 864.0, 230.0, 276.0
    lane = min(height / len(case_study.groups), 72.0)
    band = lane * 0.7
    times = _spread(len(case_study.moments), names, width)
    shares = shares_after(case_study)[:until]
    lanes = []
    for index, group in enumerate(case_study.groups):
        middle = index * lane + lane / 2
        edges, known = _outline(shares, group.id, times[: until + 1], middle, band)
        lanes.append(Lane(group.short_name, (group.short_name,), 0, middle, _path(edges, closed=True), _path(known)))
    axis = lane * len(case_study.groups) + 4
    return Picture("beside", width, axis + 46, tuple(lanes), _ticks(case_study, times, axis), _ends(times))


def draw_down(case_study: CaseStudy) -> Picture:
    """Time runs from top to bottom: for phones and narrow columns."""
    width, axis, row = 340.0, 70.0, 26.0
    lane = (width - axis) / len(case_study.groups)
    band = min(lane * 0.8, 56.0)
    names = [wrap(group.short_name, max(4, int(lane / 7.5))) for group in case_study.groups]
    top = 18.0 * max(map(len, names)) + 12
    times = _spread(len(case_study.moments), top, top + row * len(case_study.moments))
    shares = shares_after(case_study)
    lanes = []
    for index, group in enumerate(case_study.groups):
        middle = axis + index * lane + lane / 2
        edges, known = _outline(shares, group.id, times, middle, band)
        lanes.append(
            Lane(group.short_name, tuple(names[index]), middle, 16, _path(_turned(edges), closed=True), _path(_turned(known)))
        )
    ticks = [
        Tick(0, at + 5, str(number), year)
        for number, (at, year) in enumerate(zip(times, _years(case_study, times, 0), strict=False), 1)
    ]
    return Picture("down", width, times[-1] + 8, tuple(lanes), tuple(ticks), _ends(times))


# A point of a path with the two control points that lead to it; None for a straight line.
_Curve = tuple[tuple[float, float], tuple[float, float]] | None
_Points = list[tuple[float, float, _Curve]]


def _spread(count: int, start: float, end: float) -> list[float]:
    """Where each moment stands, and behind the last one where the picture ends."""
    gap = (end - start) / (count + 0.3)
    return [round(start + gap * (0.3 + index), 1) for index in range(count)] + [end]


def _ends(times: Sequence[float]) -> tuple[float, ...]:
    """Where the picture of the first moment ends, of the first two, and so on up to all of them."""
    between = [round((here + after) / 2, 1) for here, after in zip(times, times[1:-1], strict=False)]
    return (*between, times[-1])


def _outline(
    shares: Sequence[dict[str, Share]], group: str, times: Sequence[float], middle: float, band: float
) -> tuple[_Points, _Points]:
    """The edge of a group's band and the middle line of what is known, time along x."""
    known = [(index, after[group]) for index, after in enumerate(shares) if group in after]
    if not known:
        return [], []
    halves = [(times[index], THICKNESS[share] * band / 2) for index, share in known]
    # A change takes up the space around its moment, so that it is seen as a movement and not as a step.
    ease = min(10.0, (times[1] - times[0]) * 0.35)
    upper: _Points = [(halves[0][0], middle - halves[0][1], None)]
    for (_, before), (at, after) in zip(halves, halves[1:], strict=False):
        if before != after:
            upper.append((at - ease, middle - before, None))
            upper.append((at + ease, middle - after, ((at, middle - before), (at, middle - after))))
    end = times[-1]
    upper.append((end, middle - halves[-1][1], None))
    return upper + _mirrored(upper, middle), [(halves[0][0], middle, None), (end, middle, None)]


def _mirrored(upper: _Points, middle: float) -> _Points:
    """The lower edge, from the end back to the start."""
    flip = lambda x, y: (x, 2 * middle - y)  # noqa: E731
    lower: _Points = []
    curve: _Curve = None
    for x, y, leads_here in reversed(upper):
        lower.append((*flip(x, y), curve))
        curve = (flip(*leads_here[1]), flip(*leads_here[0])) if leads_here else None
    return lower


def _turned(points: _Points) -> _Points:
    return [(y, x, curve and ((curve[0][1], curve[0][0]), (curve[1][1], curve[1][0]))) for x, y, curve in points]


def _path(points: _Points, *, closed: bool = False) -> str:
    parts = []
    for index, (x, y, curve) in enumerate(points):
        if index == 0:
            parts.append(f"M{x:g} {y:g}")
        elif curve:
            parts.append("C" + " ".join(f"{number:g}" for pair in (*curve, (x, y)) for number in pair))
        else:
            parts.append(f"L{x:g} {y:g}")
    return " ".join(parts) + ("Z" if closed and points else "")


def _ticks(case_study: CaseStudy, times: Sequence[float], y: float) -> tuple[Tick, ...]:
    """The moments along an axis that runs from left to right."""
    every = _every(times, 26)
    return tuple(
        Tick(at, y, str(number) if (number - 1) % every == 0 else "", year)
        for number, (at, year) in enumerate(zip(times, _years(case_study, times, 44), strict=False), 1)
    )


def _every(times: Sequence[float], room: float) -> int:
    """Of how many moments one number is shown, so that each has `room`."""
    return max(1, round(room / max(times[1] - times[0], 0.1) + 0.49))


def _years(case_study: CaseStudy, times: Sequence[float], room: float) -> Iterator[str]:
    """The year behind the first moment of each year, where the one before leaves room."""
    shown, free_from = None, float("-inf")
    for moment, at in zip(case_study.moments, times, strict=False):
        if moment.date.year != shown and at >= free_from:
            shown, free_from = moment.date.year, at + room
            yield str(shown)
        else:
            yield ""
