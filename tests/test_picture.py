"""The picture of who has the say: what it draws from a case study, and that all of it lies inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from coproduction.models import CaseStudy, Share
from coproduction.picture import THICKNESS, Lane, Picture, Tick, draw_across, draw_down, shares_after
from coproduction.yaml_file import parse
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = parse((Path(__file__).parent / "cases" / "case_study.yml").read_bytes(), "case_study.yml").value


def case(
    says: Sequence[dict[str, str]], groups: Sequence[str] = ("visitors", "helpers"), names: Sequence[str] = ()
) -> CaseStudy:
    """A case study with a moment a month for each of `says`, from January 2000."""
    first = SMALL["moments"][0] | {"people": []}
    moments = [
        first | {"id": f"m-{n}", "date": f"{2000 + n // 12}-{n % 12 + 1}", "say": say} for n, say in enumerate(says)
    ]
    named = names or [name.capitalize() for name in groups]
    return CaseStudy.model_validate(
        SMALL
        | {"people": [], "moments": moments, "decision_points": []}
        | {
            "groups": [
                SMALL["groups"][0] | {"id": group, "short_name": name}
                for group, name in zip(groups, named, strict=True)
            ]
        }
    )


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


# --- Shares ---------------------------------------------------------------------------------------


def test_every_share_has_a_thickness_and_more_say_is_thicker() -> None:
    assert tuple(THICKNESS) == get_args(Share)
    assert sorted(THICKNESS.values(), reverse=True) == list(THICKNESS.values())
    assert THICKNESS["none"] == 0
    assert len(set(THICKNESS.values())) == len(THICKNESS)


def test_a_group_keeps_its_share_until_a_moment_changes_it_and_is_unknown_before_the_first() -> None:
    said = [{}, {"visitors": "little"}, {}, {"helpers": "most"}, {"visitors": "some", "helpers": "none"}]
    assert shares_after(case(said)) == [
        {},
        {"visitors": "little"},
        {"visitors": "little"},
        {"visitors": "little", "helpers": "most"},
        {"visitors": "some", "helpers": "none"},
    ]


shares = st.sampled_from(sorted(THICKNESS))
groups = ("a", "b", "c")
says = st.lists(st.dictionaries(st.sampled_from(groups), shares), min_size=1, max_size=30)


@given(says)
def test_the_share_after_a_moment_is_the_last_one_said(said: list[dict[str, str]]) -> None:
    for number, after in enumerate(shares_after(case(said, groups))):
        assert after == {group: share for one in said[: number + 1] for group, share in one.items()}


def test_nothing_is_drawn_for_a_group_of_which_nothing_is_known() -> None:
    for picture in (draw_across(case([{"helpers": "some"}, {}])), draw_down(case([{"helpers": "some"}, {}]))):
        visitors, helpers = picture.lanes
        assert (visitors.band, visitors.known) == ("", "")
        assert helpers.band != ""
        assert helpers.known != ""


def test_a_band_starts_at_the_first_moment_with_a_reading() -> None:
    picture = draw_across(case([{}, {"visitors": "most"}, {}]))
    assert min(x for x, _ in points(picture.lanes[0].band)) == picture.ticks[1].x
    picture = draw_down(case([{}, {"visitors": "most"}, {}]))
    assert min(y for _, y in points(picture.lanes[0].band)) == picture.ticks[1].y - 5


# --- Geometry -------------------------------------------------------------------------------------


def test_a_small_case_from_left_to_right() -> None:
    assert draw_across(CaseStudy.model_validate(SMALL)) == Picture(
        direction="across",
        width=720,
        height=198,
        lanes=(
            Lane(
                name="Visitors",
                name_lines=("Visitors",),
                x=0,
                y=17,
                # None until the second moment: no thickness. Then some: half of 40, around the middle at 46.
                band="M102.6 46 L401.3 46 C411.3 46 411.3 36 421.3 36 L720 36 "
                "L720 56 L421.3 56 C411.3 56 411.3 46 401.3 46 L102.6 46Z",
                known="M102.6 46 L720 46",
            ),
            Lane(
                name="Helpers",
                name_lines=("Helpers",),
                x=0,
                y=89,
                band="M102.6 98 L720 98 L720 138 L102.6 138Z",
                known="M102.6 118 L720 118",
            ),
        ),
        ticks=(Tick(x=102.6, y=162, number="1", year="2019"), Tick(x=411.3, y=162, number="2", year="2020")),
        # Half-way between the two moments, and the right edge.
        ends=(256.9, 720.0),
    )


def test_a_small_case_from_top_to_bottom() -> None:
    assert draw_down(CaseStudy.model_validate(SMALL)) == Picture(
        direction="down",
        width=340,
        height=90,
        lanes=(
            Lane(
                name="Visitors",
                name_lines=("Visitors",),
                x=137.5,
                y=16,
                band="M137.5 36.8 L137.5 51.49 C137.5 59.4 123.5 59.4 123.5 67.31 L123.5 82 "
                "L151.5 82 L151.5 67.31 C151.5 59.4 137.5 59.4 137.5 51.49 L137.5 36.8Z",
                known="M137.5 36.8 L137.5 82",
            ),
            Lane(
                name="Helpers",
                name_lines=("Helpers",),
                x=272.5,
                y=16,
                band="M244.5 36.8 L244.5 82 L300.5 82 L300.5 36.8Z",
                known="M272.5 36.8 L272.5 82",
            ),
        ),
        ticks=(Tick(x=0, y=41.8, number="1", year="2019"), Tick(x=0, y=64.4, number="2", year="2020")),
        ends=(48.1, 82.0),
    )


def check_bounds(picture: Picture, strips: list[tuple[float, float]]) -> None:
    """Everything lies in the picture, and each band in the strip of its lane."""
    for lane, (start, end) in zip(picture.lanes, strips, strict=True):
        assert 0 <= lane.x <= picture.width
        assert 0 <= lane.y + 18 * (len(lane.name_lines) - 1) <= picture.height
        assert "".join(lane.name_lines).replace(" ", "") == lane.name.replace(" ", "")
        for x, y in points(lane.band) + points(lane.known):
            assert 0 <= x <= picture.width
            assert 0 <= y <= picture.height
            assert start <= (y if picture.direction == "across" else x) <= end
            if picture.direction == "down":
                # No band runs through the names above it.
                assert y > lane.y + 18 * (len(lane.name_lines) - 1)
    for tick in picture.ticks:
        assert 0 <= tick.x <= picture.width
        assert 0 <= tick.y <= picture.height


@pytest.mark.parametrize("count", [1, 2, 21, 300])
def test_any_number_of_moments_fits(count: int) -> None:
    said = [
        {"visitors": get_args(Share)[number % 4], "helpers": get_args(Share)[number // 3 % 4]}
        for number in range(count)
    ]
    across, down = draw_across(case(said)), draw_down(case(said))
    check_bounds(across, [(0, 72), (72, 144)])
    check_bounds(down, [(70, 205), (205, 340)])
    assert len(across.ticks) == len(down.ticks) == count
    assert [tick.x for tick in across.ticks] == sorted({tick.x for tick in across.ticks})
    assert [tick.number for tick in down.ticks] == [str(number) for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 2, 21, 300])
def test_numbers_and_years_have_room_on_the_axis(count: int) -> None:
    ticks = draw_across(case([{}] * count)).ticks
    numbers = [tick.x for tick in ticks if tick.number]
    years = [tick.x for tick in ticks if tick.year]
    assert ticks[0].number == "1"
    assert ticks[0].year == "2000"
    # Places are rounded to a tenth.
    assert min((after - before for before, after in pairwise(numbers)), default=26) >= 25.9
    assert min((after - before for before, after in pairwise(years)), default=44) >= 43.9
    assert all(tick.number in ("", str(place)) for place, tick in enumerate(ticks, 1))


names = st.text(st.characters(categories=["L", "N"], include_characters=" -’"), min_size=1, max_size=24).filter(
    str.strip
)


@given(st.lists(names.map(str.strip), min_size=1, max_size=8), st.integers(1, 40), st.data())
@settings(max_examples=60)
def test_any_groups_fit(named: list[str], count: int, data: st.DataObject) -> None:
    ids = [f"group-{number}" for number in range(len(named))]
    said = data.draw(
        st.lists(st.dictionaries(st.sampled_from(ids), shares, max_size=3), min_size=count, max_size=count)
    )
    study = case(said, ids, named)
    check_bounds(draw_across(study), [(72 * number, 72 * (number + 1)) for number in range(len(ids))])
    lane = 270 / len(ids)
    check_bounds(draw_down(study), [(70 + lane * number, 70 + lane * (number + 1)) for number in range(len(ids))])
