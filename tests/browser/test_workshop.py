"""A trainer plans a workshop: how long, from when, what to bring, and a page to print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coproduction.library import Library
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import words_on_paper
from tests.browser.test_accessibility import faults

WORKSHOP = "workshops/st-marys-estate/"
WHOLE = ["How long do you have?", "When do you start?"]


@pytest.fixture
def plan(page: Page, address: str) -> Page:
    page.goto(address + WORKSHOP)
    page.locator("workshop-plan[data-ready]").wait_for()
    return page


def running_order(page: Page) -> list[str]:
    """The rows that are shown, as they are read."""
    return [" ".join(row.split()) for row in page.locator(".cp-order tbody tr:visible").all_inner_texts()]


def test_the_page_begins_with_the_workshop_as_written_and_counts_from_nought(plan: Page) -> None:
    assert plan.get_by_role("radio", name="90 minutes, as written").is_checked()
    rows = running_order(plan)
    assert len(rows) == 10
    assert rows[0] == "0:00 to 0:08 (8 minutes) Welcome, content note and care for each other"
    assert rows[-1] == "1:22 to 1:30 (8 minutes) One habit"


def test_a_shorter_length_and_a_start_give_times_of_the_clock(plan: Page) -> None:
    plan.get_by_role("radio", name="45 minutes").check()
    plan.get_by_label("When do you start?").fill("14:00")
    assert running_order(plan) == [
        "14:00 to 14:05 (5 minutes) Welcome, content note and care for each other",
        "14:05 to 14:10 (5 minutes) The story so far",
        "14:10 to 14:20 (10 minutes) First stop: the brief on the table",
        "14:20 to 14:30 (10 minutes) Third stop: two proposals",
        "14:30 to 14:35 (5 minutes) What was done, and where it led",
        "14:35 to 14:40 (5 minutes) Back to our own work",
        "14:40 to 14:45 (5 minutes) One habit",
    ]
    section = plan.get_by_role("region", name="45 minutes, from 14:00 to 14:45")
    expect(section.get_by_role("listitem")).to_have_text(["Who has the say?", "Second stop: a request that sounds odd", "Break"])
    assert plan.get_by_role("status").filter(has_text="minutes").text_content() == "45 minutes, from 14:00 to 14:45"
    # The steps below have the same times, and only those steps are there.
    steps = plan.locator(".cp-steps > li:visible")
    expect(steps).to_have_count(7)
    expect(steps.nth(2).get_by_role("heading")).to_have_text("First stop: the brief on the table 14:10 to 14:20 (10 minutes)")
    # What only a step needs that is left out need not be brought.
    assert not plan.get_by_text("One sheet per pair with three rows and two columns", exact=True).is_visible()
    assert plan.get_by_text("A slip with the three questions, one each", exact=True).first.is_visible()


def test_a_longer_length_after_a_shorter_one_has_every_step_again(plan: Page) -> None:
    plan.get_by_role("radio", name="45 minutes").check()
    plan.get_by_role("radio", name="180 minutes").check()
    plan.get_by_label("When do you start?").fill("22:30")
    rows = running_order(plan)
    assert len(rows) == 10
    # A session past midnight goes on with the hours of the next day.
    assert rows[-1] == "01:15 to 01:30 (15 minutes) One habit"
    assert plan.get_by_text("One sheet per pair with three rows and two columns", exact=True).is_visible()
    plan.get_by_label("When do you start?").fill("")
    assert running_order(plan)[-1] == "2:45 to 3:00 (15 minutes) One habit"


def test_nothing_is_remembered(plan: Page) -> None:
    kept = "JSON.stringify([localStorage, sessionStorage])"
    before = plan.evaluate(kept)
    plan.get_by_role("radio", name="45 minutes").check()
    plan.get_by_label("When do you start?").fill("14:00")
    plan.reload()
    plan.locator("workshop-plan[data-ready]").wait_for()
    assert running_order(plan)[0].startswith("0:00 to 0:08")
    assert plan.evaluate(kept) == before


def test_it_can_be_chosen_by_keyboard(plan: Page) -> None:
    plan.get_by_role("radio", name="90 minutes, as written").focus()
    plan.keyboard.press("ArrowDown")
    assert plan.get_by_role("radio", name="180 minutes").is_checked()
    assert running_order(plan)[-1].startswith("2:45 to 3:00")
    plan.keyboard.press("Tab")
    expect(plan.get_by_label("When do you start?")).to_be_focused()
    plan.keyboard.type("0930AM")
    assert running_order(plan)[0].startswith("09:30 to ")


def test_the_chosen_length_is_printed_alone_with_its_times(plan: Page, tmp_path: Path) -> None:
    plan.get_by_role("radio", name="45 minutes").check()
    plan.get_by_label("When do you start?").fill("14:00")
    words = words_on_paper(plan, tmp_path)
    assert "45 minutes, from 14:00 to 14:45" in words
    for gone in (*WHOLE, "90 minutes, from", "180 minutes, from"):
        assert gone not in words
    for there in ("Care for people in the room", "Cards to cut out", "You can say: “I will keep the time", "Questions to talk about"):
        assert there in words


def test_every_length_is_there_without_javascript(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + WORKSHOP)
    for heading in ("45 minutes, from 0:00 to 0:45", "90 minutes, from 0:00 to 1:30", "180 minutes, from 0:00 to 3:00"):
        assert page.get_by_role("heading", name=heading).is_visible()
    assert page.locator(".cp-order tbody tr:visible").count() == 7 + 10 + 10
    assert page.get_by_text("The times in this list are those of the workshop as written.").is_visible()
    for control in WHOLE:
        assert not page.get_by_text(control).is_visible()
    context.close()


def test_care_comes_first_and_the_handouts_are_where_they_are_needed(plan: Page, address: str) -> None:
    article = plan.locator("article")
    text = article.inner_text()
    assert text.index("Two teenagers are killed") < text.index("What people leave with") < text.index("Running order")
    assert "look after anyone who goes out" in text
    bring = article.get_by_role("link", name="Cards to cut out")
    with plan.expect_download() as download:
        bring.click()
    assert download.value.suggested_filename == "st-marys-estate_cards.pdf"


def test_the_case_study_leads_to_its_workshop_and_back(page: Page, address: str) -> None:
    page.goto(address + "case-studies/st-marys-estate/")
    page.get_by_role("link", name="The workshop page: times, what to bring, what to say").click()
    expect(page).to_have_url(address + WORKSHOP)
    page.get_by_role("navigation", name="You are here").get_by_role("link").click()
    expect(page).to_have_url(address + "case-studies/st-marys-estate/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_chosen_plan_has_no_fault(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address + WORKSHOP)
    page.get_by_role("radio", name="45 minutes").check()
    page.get_by_label("When do you start?").fill("14:00")
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.close()


def test_a_trainer_runs_a_workshop_of_ninety_minutes_from_these_pages_alone(page: Page, address: str, library: Library, tmp_path: Path) -> None:
    case = next(case for case in library.case_studies if case.id == "st-marys-estate")
    # The case study leads to its workshop.
    page.goto(address + "case-studies/st-marys-estate/")
    page.get_by_role("link", name="The workshop page").click()
    page.locator("workshop-plan[data-ready]").wait_for()
    # Care comes first: the content note, and what to do about it.
    care = page.get_by_role("complementary", name="Care for people in the room")
    assert care.get_by_text("killed").first.is_visible()

    # The plan, from a quarter past one to a quarter to three, on paper with all there is to say and to bring.
    page.get_by_role("radio", name="90 minutes, as written").check()
    page.get_by_label("When do you start?").fill("13:15")
    rows = running_order(page)
    assert (rows[0][:14], rows[-1][:14]) == ("13:15 to 13:23", "14:37 to 14:45")
    paper = words_on_paper(page, tmp_path)
    for step in case.workshop.steps:
        assert f"{step.title} " in paper
        for thing in step.materials:
            assert thing.replace("\n", " ") in paper
    assert "14:37 to 14:45" in paper
    for question in case.discussion_questions:
        assert question[:40] in paper

    # Everything to print and show is one press away, and is what it says.
    begins = {"pdf": b"%PDF-", "pptx": b"PK", "zip": b"PK", "html": b"<!doctype html>"}
    links = page.locator(".cp-takes a[download]").all()
    assert {link.get_attribute("href").rpartition(".")[2] for link in links} == begins.keys()
    for link in links:
        with page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        assert Path(download.value.path()).read_bytes().startswith(begins[name.rpartition(".")[2]]), name

    # The room sees the slides, without a network. The trainer leads from a second window with notes and a timer.
    page.get_by_role("link", name="Show as slides").click()
    page.locator("slide-show[data-mode]").wait_for()
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    speaker.locator("slide-show[data-mode=speaker]").wait_for()
    page.context.set_offline(True)
    speaker.get_by_role("button", name="Start").click()
    seen = []
    for _ in range(200):
        slide = speaker.locator("section[data-current]")
        seen.append(slide.get_attribute("id"))
        if speaker.get_by_text("This is the last slide.").is_visible():
            break
        speaker.keyboard.press("PageDown")
        speaker.wait_for_function("(before) => document.querySelector('section[data-current]').id !== before", arg=seen[-1])
        page.wait_for_function("(now) => document.querySelector('section[data-current]').id === now", arg=speaker.locator("section[data-current]").get_attribute("id"))
    # Each choice stops the room before it hears what was done; the questions to talk about come last.
    for point in case.decision_points:
        # A long question goes on on a second slide (".2").
        asked = [at for at, name in enumerate(seen) if name.partition(".")[0] == f"decision-{point.id}"]
        assert asked == list(range(asked[0], asked[0] + len(asked)))
        assert seen[asked[-1] + 1] == f"decision-{point.id}_done"
    assert seen[:2] == ["start", "content-note"]
    assert max(at for at, name in enumerate(seen) if name.startswith("decision-")) < seen.index("discussion")
    assert re.fullmatch(r"00:\d\d", speaker.get_by_role("timer").inner_text())
    page.keyboard.press("Escape")
    page.locator("slide-show:not([data-mode])").wait_for()
