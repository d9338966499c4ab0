"""What a reader can do on the pages: by keyboard, without JavaScript, without another host, on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Request

from bench.browser import served
from tests.browser.conftest import addresses_of, lay_out_everything
from tests.conftest import copy_shipped, run

CHECKLIST = "checklists/before-co-commissioning/"
CASE_STUDY = "case-studies/st-marys-estate/"


def test_no_page_asks_another_host_or_writes_an_error(page: Page, built: Path, address: str) -> None:
    asked: list[str] = []
    said: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(address).netloc and not request.url.startswith("data:"):
            asked.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in addresses_of(built):
        page.goto(address + path, wait_until="networkidle")
    assert asked == []
    assert said == []


def test_every_text_is_there_without_javascript(browser: Browser, built: Path, address: str) -> None:
    with_it = browser.new_page()
    without = browser.new_context(java_script_enabled=False).new_page()
    for path in addresses_of(built):
        texts = []
        for page in (with_it, without):
            page.goto(address + path)
            lay_out_everything(page)
            # What only works with the script is taken out; all the rest must be the same.
            page.locator("article").evaluate_all(
                "all => all.forEach(one => one.querySelectorAll('[data-with-script], [data-without-script]').forEach(part => part.remove()))"
            )
            texts.append(" ".join(page.locator("article").inner_text().split()))
        assert texts[0] == texts[1], path
    with_it.close()
    without.context.close()


def test_a_checklist_can_be_answered_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + CHECKLIST)
    check = page.get_by_role("group", name="Have residents and staff agreed in plain written words")
    check.get_by_role("radio", name="Mostly").check()
    check.get_by_role("textbox").fill("The page on the wall.")
    check.get_by_text("What it looks like").click()
    assert check.get_by_role("radio", name="Mostly").is_checked()
    assert check.get_by_text("What counts as evidence").is_visible()
    context.close()


def test_no_answer_is_chosen_beforehand_and_every_check_offers_two_ways_out(page: Page, address: str) -> None:
    page.goto(address + CHECKLIST)
    assert page.locator("form input:checked").count() == 0
    checks = page.locator("fieldset[id^=check-]")
    assert checks.count() == 16
    for index in range(16):
        check = checks.nth(index)
        assert check.get_by_role("radio").count() == 6
        assert check.get_by_role("radio", name="Don’t know").is_visible()
        assert check.get_by_role("radio", name="Not for me to say").is_visible()


def test_pressing_enter_in_the_form_keeps_the_answers(page: Page, address: str) -> None:
    page.goto(address + CHECKLIST)
    radio = page.get_by_role("radio", name="Fully").first
    radio.check()
    radio.press("Enter")
    page.wait_for_timeout(200)
    assert radio.is_checked()
    assert page.url == address + CHECKLIST


def test_a_decision_point_stops_and_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + CASE_STUDY)
    decision = page.locator(".cp-decision").first
    done = decision.locator("details > p").first
    assert not done.is_visible()
    decision.locator("summary").focus()
    page.keyboard.press("Enter")
    assert done.is_visible()


def test_the_checklist_can_be_walked_by_keyboard_and_focus_is_never_hidden(page: Page, address: str) -> None:
    """WCAG 2.2, 2.4.11: what has the focus is in sight, forwards and backwards."""
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(address + CHECKLIST)
    for key, steps in (("Tab", 60), ("Shift+Tab", 60)):
        for _ in range(steps):
            page.keyboard.press(key)
            hidden = page.evaluate(
                """() => {
                    const focused = document.activeElement
                    if (!focused.closest("article")) return null
                    const box = focused.getBoundingClientRect()
                    const header = document.querySelector(".md-header").getBoundingClientRect()
                    const seen = box.bottom > header.bottom && box.top < innerHeight
                    return seen ? null : focused.outerHTML.slice(0, 100)
                }"""
            )
            assert hidden is None


def test_arrow_keys_choose_among_the_answers(page: Page, address: str) -> None:
    page.goto(address + CHECKLIST)
    check = page.locator("#check-agreed-meaning")
    check.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    assert check.get_by_role("radio", name="A little").is_checked()


def test_choices_are_large_enough_to_touch(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(address + CHECKLIST)
    heights = page.locator(".cp-choices > label, .cp-check summary").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44
    page.close()


def test_a_printed_checklist_is_a_paper_form(page: Page, address: str) -> None:
    page.goto(address + CHECKLIST)
    page.emulate_media(media="print")
    for gone in (".md-header", ".md-footer", ".md-sidebar--primary", ".cp-neighbours", ".cp-about"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.get_by_text("Three things we will do").is_visible()
    box = page.get_by_role("radio").first
    style = box.evaluate("one => { const s = getComputedStyle(one); return [s.borderTopWidth, s.borderTopStyle, s.borderRadius] }")
    assert float(style[0].removesuffix("px")) >= 1
    assert style[1:] == ["solid", "0px"]
    field = page.locator("#check-agreed-meaning .cp-note-field")
    assert field.bounding_box()["height"] > 60, "room for two lines of handwriting"


def test_a_printed_note_is_there_to_the_last_word(page: Page, address: str) -> None:
    page.goto(address + CHECKLIST)
    note = page.locator("#check-agreed-meaning textarea")
    note.fill("\n".join(f"Line {number} of a long note." for number in range(40)))
    page.emulate_media(media="print")
    assert note.evaluate("one => one.scrollHeight <= one.clientHeight + 1")


def test_a_printed_tick_is_a_cross_in_the_middle_of_its_box_and_no_background(page: Page, address: str) -> None:
    """Printers leave backgrounds out, so a tick that is one would vanish."""
    page.goto(address + CHECKLIST)
    chosen, other = (page.locator("#check-agreed-meaning input").nth(at) for at in (2, 1))
    chosen.check()
    page.emulate_media(media="print")
    page.add_style_tag(content="*, ::before, ::after { background: none !important; }")
    (left, top, right, bottom), (width, height) = _ink_inside(chosen)
    assert abs(left - (width - right)) <= 1
    assert abs(top - (height - bottom)) <= 1
    assert right - left > width / 2
    assert _ink_inside(other)[0] is None


def _ink_inside(box: Locator) -> tuple[tuple[int, int, int, int] | None, tuple[int, int]]:
    """Where the dark dots inside a box's border are (left, top, right, bottom; None without any), and how large the inside is."""
    picture = Image.open(io.BytesIO(box.screenshot())).convert("L")
    inside = picture.crop((4, 4, picture.width - 4, picture.height - 4))
    return inside.point(lambda shade: 255 * (shade < 128)).getbbox(), inside.size


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with more case studies than its index shows as cards."""
    folder = copy_shipped(tmp_path_factory.mktemp("many"))
    starter = (folder / "case_studies/lambeth-living-well.yml").read_text("utf-8")
    for number in range(40):
        name = f"{chr(97 + number % 13)}-town-{number}"
        text = starter.replace("id: lambeth-living-well", f"id: {name}", 1).replace("title: ", f"title: {name.title()} – ", 1)
        (folder / f"case_studies/{name}.yml").write_text(text, "utf-8")
    done = run("mkdocs", "build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site") as address:
        yield address


def test_many_case_studies_can_be_filtered(page: Page, many: str) -> None:
    page.goto(many + "case-studies/")
    items = page.locator("[data-group] li:visible")
    assert items.count() == 42
    page.get_by_label("Find a case study").fill("nowhere")
    page.wait_for_timeout(100)
    assert items.count() == 0
    page.get_by_label("Find a case study").fill("Town e-town-17")
    page.get_by_text("1 case study").wait_for()
    assert items.count() == 1
    assert page.locator("[data-group]:visible").count() == 1


def test_the_long_index_is_whole_without_javascript(browser: Browser, many: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(many + "case-studies/")
    assert page.locator("[data-group] li:visible").count() == 42
    assert not page.get_by_label("Find a case study").is_visible()
    context.close()


def test_the_picture_fits_the_width(browser: Browser, address: str) -> None:
    for width, shown in ((390, "cp-picture__down"), (1280, "cp-picture__across")):
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.goto(address + CASE_STUDY)
        assert page.locator(".cp-picture svg:visible").get_attribute("class") == shown
        page.close()

