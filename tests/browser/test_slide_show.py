"""A case study as slides: shown to a room, led from a second window, read without JavaScript, printed."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
import yaml
from coproduction.library import Library
from coproduction.rich_text import Block
from coproduction.slides import Slide, slides
from playwright.sync_api import Browser, BrowserContext, Page

from bench.browser import served
from tests.browser.test_accessibility import faults
from tests.conftest import ROOT, SOUND, run

WHERE = "slides/st-marys-estate/"
QUESTION = "decision-who-oversees"
PROJECTOR = {"width": 1024, "height": 768}


@pytest.fixture(scope="module")
def made(library: Library) -> tuple[Slide, ...]:
    """The slides that the page must show."""
    return slides(library, next(case for case in library.case_studies if case.id == "st-marys-estate"))


@pytest.fixture
def show(page: Page, address: str) -> Page:
    """The first slide, on a projector."""
    return begin(page, address + WHERE + "#start")


def begin(page: Page, where: str) -> Page:
    page.set_viewport_size(PROJECTOR)
    page.goto(where)
    page.locator("slide-show[data-mode]").wait_for()
    return page


def shown(page: Page) -> str:
    """The id of the slide that is to be seen. There is one, and no other."""
    (slide,) = page.locator("slide-show > section:visible").evaluate_all("all => all.map(one => one.id)")
    return slide


def fragment(page: Page) -> str:
    return urlsplit(page.url).fragment


def texts(blocks: tuple[Block, ...] | list[Block]) -> Iterator[str]:
    for block in blocks:
        if block["kind"] == "paragraph":
            yield "".join(run["text"] for run in block["runs"])
        for inner in block.get("items", []) + [block.get("blocks", [])]:
            yield from texts(inner)


# --- Moving -----------------------------------------------------------------------------------------------


def test_the_case_study_leads_to_its_slides_and_back(page: Page, address: str) -> None:
    page.goto(address + "case-studies/st-marys-estate/")
    page.get_by_role("link", name="Show as slides").click()
    page.locator("slide-show[data-mode=present]").wait_for()
    assert shown(page) == "start"
    page.get_by_role("button", name="Leave").click()
    page.get_by_role("link", name="Read the whole case study").click()
    assert page.url == address + "case-studies/st-marys-estate/"


@pytest.mark.parametrize("key", ["ArrowRight", "PageDown", "Space", "Enter"])
def test_a_key_leads_on(show: Page, made: tuple[Slide, ...], key: str) -> None:
    for slide in made[1:5]:
        show.keyboard.press(key)
        assert shown(show) == fragment(show) == slide.id


@pytest.mark.parametrize("key", ["ArrowLeft", "PageUp", "Backspace"])
def test_a_key_leads_back(show: Page, made: tuple[Slide, ...], key: str) -> None:
    show.keyboard.press("End")
    assert shown(show) == made[-1].id
    for slide in made[-2:-5:-1]:
        show.keyboard.press(key)
        assert shown(show) == slide.id
    show.keyboard.press("Home")
    assert shown(show) == "start"
    show.keyboard.press(key)
    assert shown(show) == "start"


def test_every_slide_comes_once_and_in_order(show: Page, made: tuple[Slide, ...]) -> None:
    seen = [shown(show)]
    while show.get_by_role("button", name="Next").is_enabled():
        show.keyboard.press("PageDown")
        seen.append(shown(show))
    assert seen == [slide.id for slide in made]
    show.keyboard.press("PageDown")
    assert shown(show) == made[-1].id


def test_a_key_that_is_held_down_does_not_run_on(show: Page) -> None:
    show.keyboard.down("ArrowRight")
    for _ in range(5):
        show.keyboard.down("ArrowRight")
    assert shown(show) == "content-note"


def test_a_decision_point_stops_and_the_next_press_shows_what_was_done(page: Page, address: str) -> None:
    begin(page, address + WHERE + f"#{QUESTION}")
    slide = page.locator("slide-show > section:visible")
    assert slide.get_by_text("Stop and think").is_visible()
    assert not page.get_by_text("Oversight went to the network").is_visible()
    page.keyboard.press("PageDown")
    assert shown(page) == f"{QUESTION}_done"
    assert page.get_by_text("Oversight went to the network").is_visible()


def test_buttons_can_be_pressed_by_mouse_and_by_key(show: Page) -> None:
    show.get_by_role("button", name="Next").click()
    assert shown(show) == "content-note"
    show.get_by_role("button", name="Back", exact=True).focus()
    show.keyboard.press("Enter")
    assert shown(show) == "start"
    # The button is pressed once: the key does not lead on as well.
    show.get_by_role("button", name="Next").focus()
    show.keyboard.press("Space")
    assert shown(show) == "content-note"


@pytest.mark.parametrize("keys", ["Alt+ArrowRight", "Control+End", "Shift+Enter", "x"])
def test_other_keys_are_left_alone(show: Page, keys: str) -> None:
    show.keyboard.press(keys)
    assert shown(show) == "start"


@pytest.mark.parametrize("key", ["s", "f", "/", "n", "p", ",", "."])
def test_no_key_of_the_theme_disturbs(show: Page, key: str) -> None:
    show.keyboard.press(key)
    assert not show.locator("#__search").is_checked()
    assert urlsplit(show.url).path == f"/{WHERE}"


def test_a_finger_swipes(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    begin(page, address + WHERE + "#start")
    devtools = context.new_cdp_session(page)

    def swipe(x: int, y: int) -> None:
        devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 200, "y": 400}]})
        devtools.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 200 + x, "y": 400 + y}]})
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    for (x, y), slide in {(-150, 10): "content-note", (30, 0): "content-note", (-90, -300): "content-note", (160, -20): "start"}.items():
        swipe(x, y)
        assert shown(page) == slide, (x, y)
    context.close()


def test_what_is_touched_is_large_enough(browser: Browser, address: str) -> None:
    for width in (390, 1024):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(address + WHERE + "#start")
        page.locator("slide-show[data-mode]").wait_for()
        sizes = page.locator(".cp-slides__bar .cp-button:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])")
        assert len(sizes) >= 3
        assert min(map(min, sizes)) >= 44
        page.close()


# --- Black ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["b", "B", "."])
def test_a_clicker_makes_the_screen_black_and_any_key_brings_the_slide_back(show: Page, key: str) -> None:
    show.keyboard.press("PageDown")
    show.keyboard.press(key)
    screen = show.screenshot()
    show.evaluate("document.querySelector('slide-show').replaceChildren()")
    assert screen == show.screenshot(), "nothing of the slide, the bar or the messages is to be seen"
    begin(show, show.url.replace("#", "?again#"))
    assert show.locator("slide-show").get_attribute("data-black") is None
    show.keyboard.press(key)
    assert show.locator("slide-show").get_attribute("data-black") == ""
    show.keyboard.press("PageDown")
    assert show.locator("slide-show").get_attribute("data-black") is None
    assert shown(show) == "content-note"


def test_a_touch_brings_the_slide_back(show: Page) -> None:
    show.keyboard.press("b")
    # Where the button is that leads on: it must not.
    show.get_by_role("button", name="Next").click()
    assert shown(show) == "start"
    assert show.locator("slide-show").get_attribute("data-black") is None


# --- The address ------------------------------------------------------------------------------------------


def test_the_address_of_a_slide_leads_to_it_again(page: Page, address: str, made: tuple[Slide, ...]) -> None:
    begin(page, address + WHERE + "#moment-hall-lease")
    assert shown(page) == "moment-hall-lease"
    page.keyboard.press("PageDown")
    here = shown(page)
    page.reload()
    page.locator("slide-show[data-mode]").wait_for()
    assert shown(page) == here
    page.evaluate("location.hash = '#12'")
    page.wait_for_function("location.hash !== '#12'")
    assert shown(page) == fragment(page) == made[11].id


def test_the_back_button_leads_to_where_one_came_from(page: Page, address: str) -> None:
    page.goto(address + WHERE)
    page.get_by_role("link", name="Show the slides").click()
    for _ in range(5):
        page.keyboard.press("PageDown")
    page.go_back()
    assert page.url == address + WHERE
    assert page.locator("slide-show").get_attribute("data-mode") is None
    page.go_forward()
    page.locator("slide-show[data-mode]").wait_for()
    assert shown(page) == fragment(page) != "start"


def test_escape_leaves_for_the_same_place_on_the_long_page(page: Page, address: str) -> None:
    begin(page, address + WHERE + "#moment-hall-lease")
    page.keyboard.press("Escape")
    assert page.url == address + WHERE
    section = page.locator("#moment-hall-lease")
    assert section.evaluate("one => one === document.activeElement")
    assert 0 <= section.bounding_box()["y"] < 300
    assert page.locator("#people").is_visible()
    # All of the page can be reached again, and keys mean what they always mean.
    assert page.locator("[inert]").count() == 0
    page.keyboard.press("ArrowRight")
    assert page.locator("slide-show").get_attribute("data-mode") is None


@pytest.mark.parametrize("name", ["", "#page-title", "#0", "#1000", "#nowhere", "#%FF"])
def test_any_other_address_is_the_long_page(page: Page, address: str, made: tuple[Slide, ...], name: str) -> None:
    faulty: list[str] = []
    page.on("pageerror", lambda error: faulty.append(str(error)))
    page.goto(address + WHERE + name)
    page.locator("slide-show[data-ready]").wait_for()
    assert page.locator("slide-show").get_attribute("data-mode") is None
    assert page.locator("slide-show > section:visible").count() == len(made)
    assert faulty == []


# --- The speaker's window ---------------------------------------------------------------------------------


def open_speaker(show: Page) -> Page:
    with show.context.expect_page() as opened:
        show.keyboard.press("s")
    speaker = opened.value
    speaker.locator("slide-show[data-mode=speaker]").wait_for()
    return speaker


def test_two_windows_keep_in_step_both_ways(show: Page, made: tuple[Slide, ...]) -> None:
    speaker = open_speaker(show)
    assert shown(speaker) == "start"
    assert speaker.title().startswith("Speaker view: ")
    assert speaker.get_by_text(f"Next: {made[1].title}").is_visible()
    notes = speaker.locator("section:visible .cp-slide__notes")
    assert notes.get_by_text("Read the content note").or_(notes.locator("p")).first.is_visible()
    assert show.locator(".cp-slide__notes:visible").count() == 0
    show.keyboard.press("PageDown")
    speaker.locator(f"#{made[1].id}[data-current]").wait_for()
    speaker.keyboard.press("PageDown")
    show.locator(f"[id='{made[2].id}'][data-current]").wait_for()
    assert fragment(show) == fragment(speaker) == made[2].id
    speaker.keyboard.press("b")
    show.locator("slide-show[data-black]").wait_for()
    assert speaker.get_by_text("The screen is black").is_visible()
    show.keyboard.press("PageDown")
    speaker.get_by_text("The screen is black").wait_for(state="hidden")
    speaker.keyboard.press("End")
    show.locator(f"[id='{made[-1].id}'][data-current]").wait_for()
    assert speaker.get_by_text("This is the last slide.").is_visible()


def test_both_windows_survive_a_reload(show: Page, made: tuple[Slide, ...]) -> None:
    speaker = open_speaker(show)
    show.keyboard.press("PageDown")
    speaker.locator(f"#{made[1].id}[data-current]").wait_for()
    for page, other in ((speaker, show), (show, speaker)):
        page.reload()
        page.locator("slide-show[data-mode]").wait_for()
        assert shown(page) == shown(other)
        page.keyboard.press("PageDown")
        other.wait_for_function("id => document.querySelector('[data-current]').id === id", arg=fragment(page))
    assert not speaker.get_by_text("The window with the slides is not open").is_visible()


def test_the_speaker_is_told_when_the_slides_are_closed_and_can_open_them(show: Page) -> None:
    speaker = open_speaker(show)
    lost = speaker.get_by_text("The window with the slides is not open.")
    assert not lost.is_visible()
    show.keyboard.press("Escape")
    lost.wait_for()
    speaker.keyboard.press("PageDown")
    with speaker.context.expect_page() as opened:
        speaker.get_by_role("link", name="Open the slides").click()
    opened.value.locator("slide-show[data-mode=present]").wait_for()
    lost.wait_for(state="hidden")
    assert shown(opened.value) == shown(speaker) == "content-note"
    opened.value.close()
    lost.wait_for()


def test_a_speaker_without_slides_is_told(page: Page, address: str) -> None:
    begin(page, address + WHERE + "?speaker")
    assert shown(page) == "start"
    page.get_by_text("The window with the slides is not open.").wait_for()


def test_a_page_that_somebody_reads_stays_where_it_is(show: Page, address: str) -> None:
    reader = show.context.new_page()
    reader.goto(address + WHERE)
    reader.locator("slide-show[data-ready]").wait_for()
    show.keyboard.press("PageDown")
    reader.wait_for_timeout(100)
    assert reader.url == address + WHERE
    assert reader.locator("slide-show").get_attribute("data-mode") is None


def test_the_timer_starts_pauses_survives_and_goes_back_to_zero(page: Page, address: str) -> None:
    page.clock.install(time=1_750_000_000)
    begin(page, address + WHERE + "?speaker#start")
    timer = page.get_by_role("timer")
    assert timer.inner_text() == "00:00"
    page.get_by_role("button", name="Start").click()
    # The clock of the browser also runs by itself, so the seconds may be a few more.
    page.clock.run_for(63_000)
    assert re.fullmatch(r"01:\d\d", timer.inner_text())
    page.reload()
    page.locator("slide-show[data-mode]").wait_for()
    page.clock.run_for(3_600_000)
    assert re.fullmatch(r"01:01:\d\d", timer.inner_text())
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="Pause").click()
    paused = timer.inner_text()
    page.clock.run_for(70_000)
    assert timer.inner_text() == paused
    page.get_by_role("button", name="Set to zero").click()
    assert timer.inner_text() == "00:00"
    page.clock.run_for(10_000)
    assert timer.inner_text() == "00:00"


def test_nobody_is_taken_away_from_the_timer(show: Page) -> None:
    speaker = open_speaker(show)
    start = speaker.get_by_role("button", name="Start")
    start.focus()
    show.keyboard.press("PageDown")
    speaker.locator("#content-note[data-current]").wait_for()
    assert start.evaluate("one => one === document.activeElement")


def test_where_second_windows_are_blocked_a_link_leads_to_the_speaker_view(context: BrowserContext, address: str) -> None:
    context.add_init_script("window.open = () => null")
    page = begin(context.new_page(), address + WHERE + "#people")
    page.keyboard.press("s")
    assert page.get_by_text("Your browser did not open a second window.").is_visible()
    for name in ("Open the speaker view", "Speaker view"):
        with context.expect_page() as opened:
            page.get_by_role("link", name=name, exact=True).click()
        opened.value.locator("slide-show[data-mode=speaker]").wait_for()
        assert shown(opened.value) == "people"
        opened.value.close()


def test_nothing_is_kept_on_the_device_and_no_other_host_is_asked(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    begin(page, address + WHERE + "?speaker#start")
    page.get_by_role("button", name="Start").click()
    page.keyboard.press("PageDown")
    assert set(asked) == {urlsplit(address).netloc}
    # The theme keeps one thing, the look that was chosen, and puts the address before its name.
    keys = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [key for key in keys if "__" not in key] == []
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_it_works_offline_once_it_is_loaded(show: Page, made: tuple[Slide, ...]) -> None:
    show.context.set_offline(True)
    for _ in made[1:]:
        show.keyboard.press("PageDown")
    assert shown(show) == made[-1].id


def test_strangers_cannot_lead_the_slides_astray(show: Page) -> None:
    faulty: list[str] = []
    show.on("pageerror", lambda error: faulty.append(str(error)))
    show.evaluate(
        """() => {
            const channel = new BroadcastChannel(`slides ${location.pathname}`)
            for (const message of [null, 7, "place", {}, {kind: "place"}, {kind: "place", slide: "nowhere"}, {kind: "place", slide: {}}])
                channel.postMessage(message)
        }"""
    )
    show.wait_for_timeout(100)
    assert shown(show) == "start"
    assert faulty == []


# --- For everybody ----------------------------------------------------------------------------------------

SOME = ("start", "content-note", "people", "say-cannot-be-accepted", QUESTION, f"{QUESTION}_done", "lesson-1", "discussion")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?speaker"])
def test_no_slide_has_a_fault(browser: Browser, address: str, scheme: str, query: str) -> None:
    page = browser.new_page(viewport=PROJECTOR, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for slide in SOME:
        page.goto("about:blank")
        begin(page, f"{address}{WHERE}{query}#{slide}")
        if problems := faults(page):
            found[slide] = problems
    page.close()
    assert found == {}


def test_who_listens_hears_where_we_are_and_then_the_slide(show: Page, made: tuple[Slide, ...]) -> None:
    show.keyboard.press("PageDown")
    focused = show.evaluate("[document.activeElement.role, document.activeElement.ariaLabel]")
    assert focused == ["group", f"Slide 2 of {len(made)}: {made[1].title}"]
    # Playwright's own snapshot does not know of what is inert, so Chromium's tree is asked.
    tree = show.context.new_cdp_session(show).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    heard: list[tuple[str, str]] = []
    waiting = [tree[0]]
    while waiting:
        node = waiting.pop()
        waiting += [nodes[child] for child in reversed(node["childIds"]) if child in nodes]
        if not node["ignored"]:
            heard.append((node["role"]["value"], node.get("name", {}).get("value", "")))
    expected = [
        ("heading", "St Mary’s Estate: the slides"), ("group", f"Slide 2 of {len(made)}: {made[1].title}"), ("heading", made[1].title),
        ("button", "Back"), ("button", "Next"), ("link", "Speaker view"), ("button", "Full screen"), ("button", "Leave"),
    ]  # fmt: skip
    # One slide, and nothing of the page around it.
    assert [one for one in heard if one[0] in ("heading", "group", "button", "link", "textbox", "image")] == expected
    assert any(role == "StaticText" and name.startswith("Two teenagers") for role, name in heard)


def test_the_keyboard_reaches_the_controls_and_nothing_behind_the_slides(show: Page, made: tuple[Slide, ...]) -> None:
    names = []
    for _ in range(7):
        show.keyboard.press("Tab")
        names.append(show.evaluate("document.activeElement.closest('slide-show') && (document.activeElement.ariaLabel || document.activeElement.textContent)"))
    assert [name for name in names if name] == ["Next", "Speaker view", "Full screen", "Leave", f"Slide 1 of {len(made)}: St Mary’s Estate", "Next"]


def test_nothing_moves_by_itself(show: Page) -> None:
    show.keyboard.press("PageDown")
    assert show.evaluate("document.getAnimations().length") == 0


def test_every_text_can_be_read_without_javascript(browser: Browser, address: str, made: tuple[Slide, ...]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + WHERE)
    assert not page.get_by_role("button", name="Leave").is_visible()
    assert not page.get_by_role("link", name="Show the slides").is_visible()
    for slide in made:
        section = page.locator(f"[id='{slide.id}']")
        seen = " ".join(section.inner_text().split())
        for text in (slide.title, slide.label, *texts(slide.blocks)):
            assert " ".join(text.split()) in seen, slide.id
        if slide.notes:
            section.get_by_text("Notes for the speaker").click()
            seen = " ".join(section.inner_text().split())
            for text in texts(slide.notes):
                assert " ".join(text.split()) in seen, slide.id
        if slide.until:
            assert section.locator("svg:visible").first.bounding_box()["height"] > 100
    context.close()


# --- Room -------------------------------------------------------------------------------------------------

#: What of the current slide is cut off, overlaps the controls, or does not fit.
ROOM = """([sideways, down]) => {
    const slide = document.querySelector("[data-current]")
    const edge = slide.getBoundingClientRect()
    const wide = [...slide.querySelectorAll("*")].filter(one => {
        const box = one.getBoundingClientRect()
        return box.width && !one.closest("svg") && (box.left < edge.left - 1 || box.right > edge.right + 1)
    })
    const found = []
    if (sideways && (wide.length || slide.scrollWidth > slide.clientWidth)) found.push(`${slide.id} is too wide`)
    if (down && slide.scrollHeight > slide.clientHeight) found.push(`${slide.id} is too high by ${slide.scrollHeight - slide.clientHeight}`)
    if (edge.bottom > document.querySelector(".cp-slides__bar").getBoundingClientRect().top + 1) found.push(`${slide.id} covers the controls`)
    if (parseFloat(getComputedStyle(slide).fontSize) < 16) found.push(`${slide.id} has small letters`)
    return found
}"""


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1280, 720), (1920, 1080), (390, 844), (320, 256)])
def test_every_slide_has_room(browser: Browser, address: str, made: tuple[Slide, ...], width: int, height: int) -> None:
    """Nothing is cut off. On a phone, and on 1280 × 1024 at 400 %, a long slide scrolls; on a screen none needs to."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address + WHERE + "#start")
    page.locator("slide-show[data-mode]").wait_for()
    found = []
    for slide in made:
        page.evaluate("id => { location.hash = id }", slide.id)
        page.locator(f"[id='{slide.id}'][data-current]").wait_for()
        found += page.evaluate(ROOM, [True, width > 400])
    page.close()
    assert found == []


def test_a_slide_that_must_be_scrolled_is_scrolled_before_it_goes_on(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 256})
    page.goto(address + WHERE + "#content-note")
    page.locator("slide-show[data-mode]").wait_for()
    slide = page.locator("#content-note")
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('#content-note').scrollTop > 0")
    assert shown(page) == "content-note"
    slide.evaluate("one => one.scrollTo(0, one.scrollHeight)")
    page.keyboard.press("PageDown")
    assert shown(page) != "content-note"
    page.close()


def test_letters_grow_and_shrink_with_the_window(show: Page) -> None:
    size = lambda: show.locator("#start").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")  # noqa: E731
    before = size()
    show.set_viewport_size({"width": 1920, "height": 1080})
    assert size() > before * 1.3
    show.set_viewport_size(PROJECTOR)
    assert size() == before


@pytest.mark.parametrize("name", ["", "#moment-hall-lease"])
def test_on_paper_each_slide_has_a_page(page: Page, address: str, made: tuple[Slide, ...], name: str) -> None:
    page.goto(address + WHERE + name)
    page.locator("slide-show[data-ready]").wait_for()
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        assert len(paper.pages) == len(made)
        left, bottom, right, top = map(float, paper.pages[0].mediabox)
        assert right - left > top - bottom
    page.emulate_media(media="print")
    assert page.locator(".cp-slide__notes:visible, .cp-slides__bar:visible, .md-header:visible").count() == 0


def test_the_picture_grows(show: Page, made: tuple[Slide, ...]) -> None:
    ends = []
    for slide in made:
        if slide.until:
            ends.append(show.locator(f"#{slide.id} .cp-picture__across > svg").evaluate("one => one.width.baseVal.value"))
    assert len(ends) > 5
    assert ends == sorted(set(ends))


# --- The worst that an author can ask for -----------------------------------------------------------------


@pytest.fixture(scope="module")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site in a script from right to left, with 300 moments and texts of 2,000 characters and long words."""
    folder = shutil.copytree(SOUND, tmp_path_factory.mktemp("worst") / "site")
    (folder / "docs").mkdir()
    (folder / "case_studies").mkdir()
    case: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "cases" / "case_study.yml").read_text("utf-8"))
    long = " ".join(f"Sentence number {number} tells a little more of it." for number in range(1, 45))[:2000]
    case["title"] = "الباب المغلق"
    case["content_note"] = case["moments"][0]["what_happened"] = long
    case["moments"][0]["title"] = "تقف آدا في الخارج"
    case["moments"][1]["what_happened"] = "W" * 2000
    case["decision_points"][0]["question"] = (long[:396] + "?")
    case["decision_points"][0]["prompts"] = [long[:400], long[400:800]]
    last = case["moments"][-1]
    case["moments"] += [last | {"id": f"more-{number}", "title": f"And then, time {number}"} for number in range(298)]
    (folder / "case_studies" / "example.yml").write_text(yaml.safe_dump(case, allow_unicode=True, sort_keys=False), "utf-8")
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nextra: {generator: false}\n")
    settings_file = folder / "mkdocs.yml"
    settings_file.write_text(re.sub(r"name: material\n", "name: material\n  direction: rtl\n", settings_file.read_text("utf-8")), "utf-8")
    done = run("mkdocs", "build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site") as address:
        yield address


def test_the_worst_has_room(browser: Browser, worst: str) -> None:
    page = browser.new_page(viewport=PROJECTOR)
    page.goto(worst + "slides/example/#start")
    page.locator("slide-show[data-mode]").wait_for()
    assert page.locator("slide-show > section").count() > 600
    found = []
    for _ in range(60):
        found += page.evaluate(ROOM, [True, True])
        page.keyboard.press("Enter")
    assert found == []
    page.keyboard.press("End")
    assert page.get_by_role("button", name="Next").is_disabled()
    page.close()


def test_from_right_to_left_the_arrows_are_turned_round(browser: Browser, worst: str) -> None:
    page = browser.new_page(viewport=PROJECTOR)
    page.goto(worst + "slides/example/#start")
    page.locator("slide-show[data-mode]").wait_for()
    page.keyboard.press("ArrowLeft")
    assert shown(page) == "content-note"
    page.keyboard.press("ArrowRight")
    assert shown(page) == "start"
    back, forward = (page.get_by_role("button", name=name, exact=True).bounding_box()["x"] for name in ("Back", "Next"))
    assert back > forward
    title = page.locator("#start h2")
    assert title.evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.keyboard.press("End")
    assert page.locator("section:visible h2").evaluate("one => getComputedStyle(one).direction") == "ltr"
    page.close()
