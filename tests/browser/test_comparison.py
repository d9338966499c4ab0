"""Two case studies side by side: any two, on every screen, without JavaScript, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.browser import served
from tests.browser.conftest import words_on_paper
from tests.browser.test_accessibility import faults
from tests.conftest import copy_shipped, run

COMPARISON = "case-studies/side_by_side/"
BAKERY = """\
id: side-by-side
title: The bakery & its <b>queue</b>
place: A street
period: {start: 2001, end: 2002}
voice: ours
account: We stood in it.
summary: A bakery asked its queue.
groups:
  - {id: bakers, name: The bakers, short_name: Bakers, how_things_get_done: Early., what_counts: Flour., what_earns_respect: Crust.}
moments:
  - id: asked
    date: 2001
    title: Somebody asks
    what_happened: Somebody asked.
    evidence: [{kind: interview, source: talk}]
    principles: [{principle: clarity, how: The sign was plain.}]
not_known: ["Who was [last](https://example.org/queue)."]
sources: [{id: talk, kind: interview, citation: A talk}]
"""
ROWS = ["On one page", "Who tells this", "Who had the say", "The groups", "What it says about the principles", "What came of it", "What we do not know"]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shipped site with a third case study. Its id is as close to the address of the comparison as an id can be."""
    folder = copy_shipped(tmp_path_factory.mktemp("three"))
    (folder / "case_studies/the-bakery.yml").write_text(BAKERY, "utf-8")
    done = run("mkdocs", "build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site") as address:
        yield address


@pytest.fixture
def comparison(page: Page, three: str) -> Page:
    page.goto(three + COMPARISON)
    page.locator("case-comparison[data-ready]").wait_for()
    return page


def row(page: Page, name: str, title: str):
    """What one case study says in one row."""
    return page.get_by_role("region", name=name).get_by_role("group", name=title)


def choose(page: Page, which: str, title: str) -> None:
    page.get_by_label(f"{which} case study").select_option(label=title)
    expect(page.get_by_role("status").filter(has_text="side by side")).to_contain_text(title)


def test_the_first_two_stand_side_by_side_row_by_row(comparison: Page) -> None:
    expect(comparison.locator("article h2")).to_have_text(ROWS)
    for name in ROWS:
        boxes = [row(comparison, name, title).bounding_box() for title in ("Lambeth Living Well", "St Mary’s Estate")]
        assert boxes[0]["y"] == boxes[1]["y"]
        assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    short = row(comparison, "On one page", "St Mary’s Estate")
    expect(short.get_by_role("row", name="The Residents’ Committee")).to_have_text("The Residents’ Committeemostlittle")
    expect(short.get_by_role("listitem").first).to_have_text("5")
    assert "Do not pick a winner." in comparison.locator("article").inner_text()
    assert "Please do not try to work out where the estate is" in row(comparison, "Who tells this", "St Mary’s Estate").inner_text()


def test_any_two_can_be_chosen_and_look_as_if_they_had_come_with_the_page(comparison: Page, three: str) -> None:
    """What is fetched from the page of a case study is the same as what this page is made with."""
    before = comparison.locator('[data-side="0"]').evaluate_all("all => all.map(one => one.innerText)")
    links = "all => all.map(one => one.href)"
    linked = comparison.locator('[data-side="0"] a:not(.cp-term)').evaluate_all(links)
    choose(comparison, "First", "St Mary’s Estate")
    assert comparison.locator('[data-side="0"]').evaluate_all("all => all.map(one => one.innerText)") != before
    choose(comparison, "First", "Lambeth Living Well")
    assert comparison.locator('[data-side="0"]').evaluate_all("all => all.map(one => one.innerText)") == before
    assert comparison.locator('[data-side="0"] a:not(.cp-term)').evaluate_all(links) == linked
    ids = comparison.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_a_case_study_that_is_silent_is_shown_as_silent_and_markup_in_its_title_stays_text(comparison: Page, three: str) -> None:
    title = "The bakery & its <b>queue</b>"
    choose(comparison, "Second", title)
    assert row(comparison, "What came of it", title).get_by_text("This case study says nothing about it.").is_visible()
    assert not comparison.locator("article b").count()
    expect(row(comparison, "On one page", title).get_by_role("row", name="The bakers")).to_have_text("The bakersnot knownnot known")
    moment = row(comparison, "What it says about the principles", title).get_by_role("link", name="1. Somebody asks")
    assert moment.evaluate("one => one.href") == f"{three}case-studies/side-by-side/#moment-asked"
    moment.click()
    expect(comparison.get_by_role("heading", name="Somebody asks")).to_be_in_viewport()


def test_a_page_that_cannot_be_loaded_is_named_and_the_last_one_stays(comparison: Page) -> None:
    comparison.route("**/case-studies/side-by-side/", lambda route: route.abort())
    comparison.get_by_label("Second case study").select_option(label="The bakery & its <b>queue</b>")
    status = comparison.get_by_role("status").filter(has_text="could not be loaded")
    expect(status).to_have_text("“The bakery & its <b>queue</b>” could not be loaded. Check your connection, then choose it again.")
    assert row(comparison, "On one page", "St Mary’s Estate").is_visible()
    expect(comparison.get_by_label("Second case study").locator("option:checked")).to_have_text("St Mary’s Estate")
    comparison.unroute("**/case-studies/side-by-side/")
    choose(comparison, "Second", "The bakery & its <b>queue</b>")


def test_of_two_choices_in_a_row_the_last_one_counts(comparison: Page) -> None:
    held: list = []
    comparison.route("**/case-studies/side-by-side/", lambda route: held.append(route))
    comparison.get_by_label("Second case study").select_option(label="The bakery & its <b>queue</b>")
    choose(comparison, "Second", "Lambeth Living Well")
    with comparison.expect_response("**/case-studies/side-by-side/"):
        held[0].continue_()
    comparison.evaluate("() => new Promise(done => setTimeout(done, 200))")
    expect(comparison.locator('[data-side="1"] .cp-side__title').first).to_have_text("Lambeth Living Well")


def test_it_can_be_chosen_by_keyboard(comparison: Page) -> None:
    comparison.get_by_label("First case study").focus()
    comparison.keyboard.press("ArrowDown")
    expect(comparison.get_by_role("status").filter(has_text="Now side by side")).to_have_text("Now side by side: St Mary’s Estate and St Mary’s Estate")
    comparison.keyboard.press("Tab")
    expect(comparison.get_by_label("Second case study")).to_be_focused()


def test_the_first_two_are_there_without_javascript(browser: Browser, three: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(three + COMPARISON)
    assert row(page, "What we do not know", "St Mary’s Estate").is_visible()
    assert not page.get_by_label("First case study").is_visible()
    context.close()


def test_on_a_phone_one_stands_below_the_other(browser: Browser, three: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(three + COMPARISON)
    above, below = (row(page, "Who had the say", title).bounding_box() for title in ("Lambeth Living Well", "St Mary’s Estate"))
    assert above["y"] + above["height"] <= below["y"]
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_chosen_pair_has_no_fault(browser: Browser, three: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(three + COMPARISON)
    page.locator("case-comparison[data-ready]").wait_for()
    choose(page, "First", "The bakery & its <b>queue</b>")
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.close()


def test_the_first_printed_page_is_a_slide(comparison: Page, tmp_path: Path) -> None:
    words = words_on_paper(comparison, tmp_path, pages=[0])
    with pikepdf.open(tmp_path / "printed.pdf") as pdf:
        _, _, width, height = (float(side) for side in pdf.pages[0].mediabox)
    assert width > height
    for there in ("Two case studies side by side", "Do not pick a winner.", "The Residents’ Committee", "The voluntary sector", "Reflexivity"):
        assert there in words
    assert "Who tells this" not in words
    assert "First case study" not in words


def test_the_index_of_case_studies_leads_here(page: Page, three: str) -> None:
    page.goto(three + "case-studies/")
    page.get_by_role("link", name="Two case studies side by side").click()
    expect(page).to_have_url(three + COMPARISON)
