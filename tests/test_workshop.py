"""A workshop fits the time that people have: the same steps, in order, to the minute."""

from __future__ import annotations

import pytest
from coproduction.library import Library
from coproduction.models import Workshop
from coproduction.workshop import LEAST, SIZES, clock, fit, materials, plans
from hypothesis import given
from hypothesis import strategies as st


def workshop(*steps: tuple[str, int] | tuple[str, int, str]) -> Workshop:
    """A workshop of steps with a title, minutes and, if that matters, what becomes of each when time is short."""
    return Workshop.model_validate(
        {
            "minutes": sum(step[1] for step in steps),
            "audience": "Anyone",
            "aim": "To try it",
            "steps": [
                {"title": step[0], "minutes": step[1], "activity": "Talk.", "if_short": step[2] if len(step) > 2 else None}
                for step in steps
            ],
        }
    )


def told(plan) -> list[str]:
    """A plan as somebody would read it out."""
    return [f"{clock(slot.start)} {slot.step.title} {slot.end - slot.start}" for slot in plan.slots]


marks = st.sampled_from([None, "keep", "leave-out"])
workshops = (
    st.lists(st.tuples(st.integers(1, 120), marks), min_size=1, max_size=40)
    .filter(lambda steps: sum(minutes for minutes, _ in steps) <= 480)
    .map(lambda steps: workshop(*((f"Step {at}", minutes, mark) for at, (minutes, mark) in enumerate(steps, 1))))
)
sessions = st.integers(2, 96).map(lambda fives: fives * 5)


@given(workshops, sessions)
def test_a_session_is_filled_to_the_minute_and_in_order(plan: Workshop, minutes: int) -> None:
    made = fit(plan, minutes)
    assert [slot.start for slot in made.slots] == [0, *(slot.end for slot in made.slots[:-1])]
    assert made.slots[-1].end == made.minutes == minutes
    assert all(slot.end > slot.start for slot in made.slots)
    numbers = [slot.number for slot in made.slots]
    assert numbers == sorted(set(numbers))
    assert all(slot.step is plan.steps[slot.number - 1] for slot in made.slots)
    # What is not in it is named.
    assert made.left_out == tuple(step for at, step in enumerate(plan.steps, 1) if at not in numbers)


@given(workshops)
def test_its_own_length_has_the_author_s_own_minutes(plan: Workshop) -> None:
    made = fit(plan, plan.minutes)
    assert [slot.end - slot.start for slot in made.slots] == [step.minutes for step in plan.steps]
    assert made.left_out == ()


@given(workshops, sessions)
def test_a_shorter_session_has_no_step_under_five_minutes_and_steps_of_five(plan: Workshop, minutes: int) -> None:
    made = fit(plan, minutes)
    if minutes < plan.minutes:
        assert all((slot.end - slot.start) % 5 == 0 for slot in made.slots)
        assert min(slot.end - slot.start for slot in made.slots) >= LEAST


@given(workshops, sessions)
def test_the_opening_and_the_close_stay_and_a_longer_session_leaves_nothing_out(plan: Workshop, minutes: int) -> None:
    made = fit(plan, minutes)
    assert made.slots[0].step is plan.steps[0]
    assert made.slots[-1].step is plan.steps[-1]
    if minutes >= plan.minutes:
        assert made.left_out == ()


@given(workshops, sessions)
def test_what_must_stay_goes_only_when_nothing_else_is_left_to_go(plan: Workshop, minutes: int) -> None:
    made = fit(plan, minutes)
    if any(step.if_short == "keep" for step in made.left_out):
        assert all(slot.step.if_short == "keep" for slot in made.slots[1:-1])


@given(workshops, sessions)
def test_a_longer_step_is_never_shorter_than_a_shorter_one(plan: Workshop, minutes: int) -> None:
    made = sorted(fit(plan, minutes).slots, key=lambda slot: (slot.step.minutes, slot.end - slot.start))
    lengths = [slot.end - slot.start for slot in made]
    assert lengths == sorted(lengths)


def test_half_of_the_time_keeps_the_proportions() -> None:
    plan = workshop(("Open", 20), ("Read", 30), ("Talk", 60), ("Close", 10))
    assert told(fit(plan, 60)) == ["0:00 Open 10", "0:10 Read 15", "0:25 Talk 30", "0:55 Close 5"]


def test_what_is_too_short_goes_in_the_order_that_the_author_gave() -> None:
    plan = workshop(("Open", 10), ("Read", 8, "keep"), ("Pause", 9, "leave-out"), ("Draw", 8), ("Sing", 6), ("Talk", 29), ("Close", 10))
    made = fit(plan, 40)
    assert [step.title for step in made.left_out] == ["Pause", "Draw", "Sing"]
    assert told(made) == ["0:00 Open 10", "0:10 Read 5", "0:15 Talk 20", "0:35 Close 5"]


def test_of_equally_short_steps_the_later_goes() -> None:
    plan = workshop(("Open", 10), ("First", 5), ("Second", 5), ("Talk", 30), ("Close", 10))
    assert [step.title for step in fit(plan, 55).left_out] == ["Second"]


def test_a_step_that_may_go_stays_where_there_is_time_for_it() -> None:
    plan = workshop(("Open", 20), ("Pause", 20, "leave-out"), ("Close", 20))
    assert fit(plan, 45).left_out == ()


def test_many_short_steps_share_a_longer_session_by_the_minute() -> None:
    made = fit(workshop(*((f"Step {at}", 1) for at in range(20))), 45)
    assert sorted({slot.end - slot.start for slot in made.slots}) == [2, 3]


@pytest.mark.parametrize(("own", "sizes"), [(90, [45, 90, 180]), (30, [30, 45, 90, 180]), (480, [45, 90, 180, 480])])
def test_each_usual_size_and_the_workshop_as_written_are_offered(own: int, sizes: list[int]) -> None:
    assert [plan.minutes for plan in plans(workshop(("All", own)))] == sizes


def test_the_shipped_workshops_open_and_close_in_every_size(library: Library) -> None:
    cases = [case for case in library.case_studies if case.workshop]
    assert len(cases) == 2
    for case in cases:
        for minutes in SIZES:
            made = fit(case.workshop, minutes)
            # In three quarters of an hour, most of the steps are still there.
            assert len(made.left_out) < len(made.slots) / 2, case.id


def test_what_to_bring_is_listed_once_with_the_steps_that_need_it() -> None:
    plan = workshop(("Open", 5), ("Talk", 5))
    steps = tuple(step.model_copy(update={"materials": needs}) for step, needs in zip(plan.steps, (("Pens",), ("Paper", "Pens")), strict=True))
    assert materials(plan.model_copy(update={"steps": steps})) == {"Pens": [1, 2], "Paper": [2]}
