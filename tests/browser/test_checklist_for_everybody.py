"""A checklist works for everybody: by keyboard, by touch, enlarged, in high contrast, from right to left, without motion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_accessibility import faults
from tests.browser.test_checklist_form import answer, check, expect_status, opened

DIALOGS = ("My other answers", "Hand in by code", "Delete my answers")


def fill_in(page: Page) -> None:
    """Answers of every kind, a long note, an action, all that can be opened, and the results in sight."""
    for number, words in enumerate(("Not at all", "Mostly", "Don’t know", "Not for me to say", "Fully"), 1):
        answer(page, number, words)
    check(page, 1).get_by_role("textbox").fill("Nobody has read it to us. https://example.org/" + "a-long-address/" * 12)
    check(page, 1).get_by_role("button", name="Make this an action").click()
    page.locator("#results").scroll_into_view_if_needed()
    page.locator("[data-results] h4").first.wait_for()
    page.locator("[data-action]").first.wait_for()
    page.evaluate("document.querySelectorAll('checklist-form details').forEach(one => one.open = true)")


def states(page: Page) -> Iterator[str]:
    """Leads a page through every state that a person can meet, and names each."""
    yield "start"
    answer(page, 1, "Mostly")
    yield "half-filled"
    fill_in(page)
    yield "results"
    for name in DIALOGS:
        page.get_by_role("button", name=name).click()
        page.locator("dialog.cp-dialog").wait_for()
        yield name
        if name == "Hand in by code":
            page.locator("dialog.cp-dialog").get_by_role("textbox").fill("17CJ")
            page.get_by_role("button", name="Open this code").click()
            page.locator("[aria-invalid]").wait_for()
            yield "a code that is wrong"
        page.keyboard.press("Escape")
    page.evaluate("() => { IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') } }")
    page.get_by_role("radio", name="Yes, keep my answers").check()
    page.get_by_role("alert").wait_for()
    yield "an error"


def sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


#: What has the focus if all of it that could be seen lies under something else; nothing if some of it is in sight.
COVERED = """() => {
    const focused = document.activeElement;
    const whole = focused.closest("label") ?? focused;
    const under = new Set();
    for (const box of whole.getClientRects()) {
        for (const [along, down] of [[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]]) {
            const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
            const seen = document.elementFromPoint(box.left + box.width * along, top + (bottom - top) * down);
            if (seen && (whole.contains(seen) || seen.contains(whole))) return null;
            under.add(seen?.outerHTML.slice(0, 100));
        }
    }
    return `${focused.outerHTML.slice(0, 100)} under ${[...under]}`;
}"""


def covered_on_a_walk(page: Page, steps: int) -> list[str]:
    """Each stop of a walk by Tab through the checklist, forwards and backwards, that lies under something."""
    page.evaluate("document.querySelector('checklist-form input').focus()")
    found = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(steps):
            page.keyboard.press(key)
            if page.evaluate("document.activeElement.closest('checklist-form') !== null") and (hidden := page.evaluate(COVERED)):
                found.append(f"{key}: {hidden}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_state_has_a_fault(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = opened(browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"), address)
    found = {state: [*faults(page), *(["sideways"] if sideways(page) else [])] for state in states(page)}
    page.close()
    assert len(found) == 8
    assert {state: problems for state, problems in found.items() if problems} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_everything_that_says_something_is_drawn(browser: Browser, address: str, scheme: str) -> None:
    """With forced colours a browser drops backgrounds and shadows: what only they show is gone."""
    page = opened(browser.new_page(viewport={"width": 1280, "height": 800}, forced_colors="active", color_scheme=scheme), address)
    found = {state: problems for state in states(page) if (problems := faults(page))}
    assert found == {}
    style = "(one, of) => { const s = getComputedStyle(one, of); return { ...s, paper: getComputedStyle(document.body).backgroundColor, border: s.borderTopColor, width: s.borderTopWidth, fill: s.backgroundColor } }"
    radios = [check(page, 1).get_by_role("radio").nth(number).evaluate(style, None) for number in (0, 1)]
    for radio in radios:
        assert radio["border"] != radio["paper"]
        assert float(radio["width"].removesuffix("px")) > 1
    chosen, other = radios
    assert chosen["width"] != other["width"], "a chosen answer is told by its shape"
    arrow = check(page, 1).locator("summary").first.evaluate(style, "::after")
    assert arrow["fill"] != arrow["paper"], "the arrow that says what is open"
    for place in (".cp-status", ".cp-banner", ".cp-button", ".cp-note-field textarea", ".cp-number"):
        one = page.locator(place).first.evaluate(style, None)
        assert float(one["width"].removesuffix("px")) > 0, place
        assert one["border"] != one["paper"], place
    page.close()


def test_the_filled_form_can_be_used_at_400_per_cent(browser: Browser, address: str) -> None:
    """WCAG 2.2, 1.4.10 and 2.4.11: 1280 × 1024 at 400 % is 320 × 256. Nothing scrolls sideways or covers what has the focus."""
    page = opened(browser.new_page(viewport={"width": 320, "height": 256}, reduced_motion="reduce"), address)
    wide = [state for state in states(page) if sideways(page)]
    assert wide == []
    assert covered_on_a_walk(page, 50) == []
    page.get_by_role("button", name="Hand in by code").click()
    # Until then the buttons of the dialog before are there.
    expect(page.locator("dialog.cp-dialog[open] .cp-code")).to_be_visible()
    for button in page.locator("dialog.cp-dialog button").all():
        button.scroll_into_view_if_needed()
        assert button.evaluate("one => one.contains(document.elementFromPoint(...(box => [box.x + box.width / 2, box.y + box.height / 2])(one.getBoundingClientRect())))")
    page.close()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
def test_nothing_that_has_the_focus_is_covered(browser: Browser, address: str, width: int, height: int) -> None:
    page = opened(browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce"), address)
    assert list(states(page))[-1] == "an error", "the banner is there as well"
    assert covered_on_a_walk(page, 70) == []
    expect(page.locator(".md-top")).to_be_hidden()
    page.close()


def test_from_right_to_left_the_form_is_mirrored(browser: Browser, address: str) -> None:
    page = opened(browser.new_page(viewport={"width": 390, "height": 844}), address)
    page.evaluate("document.documentElement.dir = 'rtl'; document.body.dir = 'rtl'")
    fill_in(page)
    assert not sideways(page)
    page.emulate_media(reduced_motion="reduce")

    def box(place: str) -> dict[str, float]:
        return check(page, 1).locator(place).first.bounding_box()

    assert box(".cp-choices input")["x"] > box(".cp-choices span")["x"]
    assert box(".cp-number")["x"] > box("[data-question]")["x"]
    summary = box("summary")
    arrow = check(page, 1).locator("summary").first.evaluate("one => getComputedStyle(one, '::after').right")
    assert arrow == "0px"
    assert float(check(page, 1).locator("summary").first.evaluate("one => getComputedStyle(one).paddingRight").removesuffix("px")) > 15
    assert summary["x"] + summary["width"] <= 390
    ends = [box["x"] + box["width"] for box in (page.locator(".cp-status").bounding_box(), page.locator(".cp-status a").bounding_box())]
    assert ends[0] == pytest.approx(ends[1]), "the link under the line begins where the line does"
    page.set_viewport_size({"width": 320, "height": 700})
    assert not sideways(page)
    page.close()


def test_everything_to_press_is_large_enough_to_touch(browser: Browser, address: str) -> None:
    page = opened(browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True), address)
    places = ".cp-choices > label, checklist-form summary, checklist-form button, .cp-status a, checklist-form textarea, checklist-form input:not([type=radio]), checklist-form select"
    small = []
    for state in states(page):
        boxes = page.locator(places).evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height, one.getBoundingClientRect().width])"
        )
        assert len(boxes) > 100
        small += [(state, html) for html, height, width in boxes if min(height, width) < 43.99]
    page.close()
    assert small == []


def test_with_reduced_motion_nothing_moves(browser: Browser, address: str) -> None:
    page = opened(browser.new_page(reduced_motion="reduce"), address)
    fill_in(page)
    moving = page.locator("checklist-form *, .cp-page *").evaluate_all(
        """all => all.flatMap(one => [null, "::before", "::after"].map(part => [one, getComputedStyle(one, part)]))
            .filter(([, s]) => s.transitionDuration.split(", ").some(time => parseFloat(time) > 0.01) || s.animationName !== "none")
            .map(([one]) => one.outerHTML.slice(0, 80))"""
    )
    page.close()
    assert moving == []


def press_until(page: Page, words: str, key: str = "Tab") -> None:
    """Press a key until what has the focus is called so."""
    for _ in range(400):
        page.keyboard.press(key)
        named = page.evaluate("(document.activeElement.closest('label') ?? document.activeElement).textContent.trim()")
        if named.startswith(words):
            return
    raise AssertionError(f"No way by {key} to “{words}”")


def test_the_whole_journey_by_keyboard_alone(browser: Browser, context: BrowserContext, address: str, tmp_path: Path) -> None:
    page = opened(context.new_page(), address)
    # On a shared device first.
    press_until(page, "a resident")
    page.keyboard.press("Space")
    press_until(page, "Not at all")
    page.keyboard.press("Space")
    press_until(page, "What makes you say so?")
    page.keyboard.type("Nobody has told us.")
    expect_status(page, "1 of 16 answered · only on this page, not kept")
    # Now it is one's own.
    press_until(page, "Yes, keep my answers", "Shift+Tab")
    page.keyboard.press("Space")
    expect_status(page, "1 of 16 answered · kept on this device")
    page.reload()
    page.locator("checklist-form[data-ready]").wait_for()
    expect_status(page, "1 of 16 answered · kept on this device")
    # What it says, and what to do.
    press_until(page, "What your answers say")
    page.keyboard.press("Enter")
    expect(page.locator("[data-results]").get_by_text("What is not yet there")).to_be_visible()
    press_until(page, "Make this an action")
    page.keyboard.press("Enter")
    press_until(page, "Who in the organisation")
    page.keyboard.type("The youth service manager")
    # A copy goes elsewhere.
    press_until(page, "Save a copy")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "copy.json")
    elsewhere = browser.new_context()
    other = opened(elsewhere.new_page(), address)
    press_until(other, "Open a copy")
    with other.expect_file_chooser() as chooser:
        other.keyboard.press("Enter")
    chooser.value.set_files(tmp_path / "copy.json")
    other.locator("dialog.cp-dialog").wait_for()
    press_until(other, "Open beside")
    other.keyboard.press("Enter")
    expect_status(other, "1 of 16 answered · only on this page, not kept")
    expect(check(other, 1).get_by_role("textbox")).to_have_value("Nobody has told us.")
    other.locator("#actions").scroll_into_view_if_needed()
    expect(other.locator("[data-action]").get_by_label("Who in the organisation")).to_have_value("The youth service manager")
    elsewhere.close()
    # A code is handed in.
    press_until(page, "Hand in by code")
    page.keyboard.press("Enter")
    code = page.locator(".cp-code").inner_text()
    press_until(page, "Or type a code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_label("A name for these answers")).to_have_value("From a code")
    assert page.evaluate("document.activeElement.textContent") == "Hand in by code", "focus goes back to where it came from"
    # And everything is deleted.
    press_until(page, "Delete my answers")
    page.keyboard.press("Enter")
    press_until(page, "Delete everything")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.cp-dialog")).to_contain_text("Everything is deleted.")
    press_until(page, "Close")
    page.keyboard.press("Enter")
    expect_status(page, "0 of 16 answered · only on this page, not kept")
