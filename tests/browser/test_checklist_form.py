"""The journey of a person who fills in a checklist: what is kept, what is not, and what comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import serve
from tests.browser.test_accessibility import faults
from tests.conftest import copy_shipped, run

PATH = "checklists/before-co-commissioning/"


@pytest.fixture
def form(page: Page, address: str) -> Page:
    return opened(page, address)


def opened(page: Page, address: str) -> Page:
    page.goto(address + PATH)
    page.locator("checklist-form[data-ready]").wait_for()
    return page


def check(page: Page, number: int) -> Locator:
    return page.locator("fieldset[data-check]").nth(number - 1)


def answer(page: Page, number: int, words: str) -> None:
    check(page, number).get_by_role("radio", name=re.compile(f"^{words}")).check()


def keep_here(page: Page) -> None:
    page.get_by_role("radio", name="Yes, keep my answers").check()


def expect_status(page: Page, text: str) -> None:
    expect(page.locator("[data-status]")).to_have_text(text)


def left_on_the_device(page: Page) -> list[object]:
    return page.evaluate("async () => [Object.keys(localStorage).filter(key => !key.includes('palette')), (await indexedDB.databases()).map(one => one.name), document.cookie]")


def reload(page: Page) -> None:
    page.reload()
    page.locator("checklist-form[data-ready]").wait_for()


# --- Where the answers are ----------------------------------------------------------------------


def test_on_a_shared_device_nothing_is_left_behind_and_leaving_warns(form: Page) -> None:
    answer(form, 1, "Mostly")
    check(form, 1).get_by_role("textbox").fill("The page on the wall.")
    expect_status(form, "1 of 16 answered · only on this page, not kept")
    assert left_on_the_device(form) == [[], [], ""]
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.close(run_before_unload=True)
    form.context.new_page().wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_on_one_s_own_device_answers_are_there_the_next_time(form: Page) -> None:
    answer(form, 1, "Mostly")
    keep_here(form)
    expect_status(form, "1 of 16 answered · kept on this device")
    check(form, 2).get_by_role("textbox").fill("Nobody has said.")
    form.get_by_role("radio", name="a resident").check()
    expect_status(form, "1 of 16 answered · kept on this device")
    reload(form)
    expect_status(form, "1 of 16 answered · kept on this device")
    expect(check(form, 1).get_by_role("radio", name="Mostly")).to_be_checked()
    expect(check(form, 2).get_by_role("textbox")).to_have_value("Nobody has said.")
    expect(form.get_by_role("radio", name="a resident")).to_be_checked()


def test_a_note_typed_just_before_the_page_closes_is_kept(form: Page, context: BrowserContext, address: str) -> None:
    keep_here(form)
    expect_status(form, "0 of 16 answered · kept on this device")
    check(form, 1).get_by_role("textbox").press_sequentially("Last words", delay=0)
    form.close()
    expect(check(opened(context.new_page(), address), 1).get_by_role("textbox")).to_have_value("Last words")


def test_turning_to_a_shared_device_takes_the_answers_off_it(form: Page) -> None:
    keep_here(form)
    answer(form, 1, "Fully")
    expect_status(form, "1 of 16 answered · kept on this device")
    form.get_by_role("radio", name="No, others use it too").check()
    expect_status(form, "1 of 16 answered · only on this page, not kept")
    assert left_on_the_device(form) == [[], [], ""]


def test_other_tabs_follow_and_both_tabs_answers_survive(form: Page, context: BrowserContext, address: str) -> None:
    keep_here(form)
    answer(form, 1, "Fully")
    expect_status(form, "1 of 16 answered · kept on this device")
    other = opened(context.new_page(), address)
    expect_status(other, "1 of 16 answered · kept on this device")
    answer(other, 2, "A little")
    expect(check(form, 2).get_by_role("radio", name="A little")).to_be_checked()
    answer(form, 3, "Mostly")
    expect(check(other, 3).get_by_role("radio", name="Mostly")).to_be_checked()
    reload(form)
    expect_status(form, "3 of 16 answered · kept on this device")


def test_where_storage_is_refused_the_form_still_works_and_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') };"
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page = opened(context.new_page(), address)
    keep_here(page)
    answer(page, 1, "Mostly")
    expect(page.get_by_role("alert")).to_contain_text("does not let the page keep anything")
    expect_status(page, "1 of 16 answered · NOT kept, see above")
    context.close()


def test_deleting_removes_everything_of_ours_and_nothing_else(form: Page) -> None:
    form.evaluate("localStorage.setItem('somebody else', 'theirs')")
    keep_here(form)
    answer(form, 1, "Mostly")
    expect_status(form, "1 of 16 answered · kept on this device")
    form.get_by_role("button", name="Delete my answers from this device").click()
    form.locator("dialog.cp-dialog").get_by_role("button", name="Delete everything").click()
    form.locator("dialog.cp-dialog").get_by_role("button", name="Close").click()
    expect_status(form, "0 of 16 answered · only on this page, not kept")
    assert left_on_the_device(form) == [["somebody else"], [], ""]


# --- Answering --------------------------------------------------------------------------------------


def test_the_standpoint_changes_the_words_and_not_the_answers(form: Page) -> None:
    first = check(form, 1)
    neutral = first.locator("[data-question]").inner_text()
    answer(form, 1, "Mostly")
    form.get_by_role("radio", name="a resident").check()
    assert "residents like me" in first.locator("[data-question]").inner_text()
    form.get_by_role("radio", name="a commissioner").check()
    assert "we" in first.locator("[data-question]").inner_text().split()
    form.get_by_role("radio", name="I’d rather not say").check()
    assert first.locator("[data-question]").inner_text() == neutral
    expect(first.get_by_role("radio", name="Mostly")).to_be_checked()


def test_an_answer_can_be_cleared(form: Page) -> None:
    answer(form, 1, "Mostly")
    check(form, 1).get_by_role("button", name="Clear this answer").click()
    assert check(form, 1).locator("input:checked").count() == 0
    expect_status(form, "0 of 16 answered · only on this page, not kept")


def test_rounds_stand_side_by_side(form: Page) -> None:
    keep_here(form)
    form.get_by_label("A name for these answers").fill("Youth service brief, March")
    answer(form, 1, "Not at all")
    expect_status(form, "1 of 16 answered · kept on this device")
    form.get_by_role("button", name="My other answers").click()
    form.get_by_role("button", name="Start new answers").click()
    expect_status(form, "0 of 16 answered · kept on this device")
    answer(form, 2, "Fully")
    answer(form, 3, "Fully")
    expect_status(form, "2 of 16 answered · kept on this device")
    form.get_by_role("button", name="My other answers").click()
    dialog = form.locator("dialog.cp-dialog")
    expect(dialog.get_by_text("Youth service brief, March")).to_be_visible()
    dialog.get_by_role("button", name="Copy: Youth service brief, March").click()
    expect_status(form, "1 of 16 answered · kept on this device")
    expect(form.get_by_label("A name for these answers")).to_have_value("Copy of Youth service brief, March")
    form.get_by_role("button", name="My other answers").click()
    dialog.get_by_role("button", name="Delete: Copy of Youth service brief, March").click()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    form.get_by_role("button", name="My other answers").click()
    expect(dialog.get_by_text("Copy of")).to_have_count(0)
    dialog.get_by_role("button", name="Open: Youth service brief, March").click()
    expect(check(form, 1).get_by_role("radio", name="Not at all")).to_be_checked()


# --- What the answers say ----------------------------------------------------------------------------


def test_results_say_what_is_there_what_is_not_and_what_to_do(form: Page) -> None:
    for number, words in enumerate(("Not at all", "Mostly", "Don’t know", "Not for me to say"), 1):
        answer(form, number, words)
    form.get_by_role("radio", name="Collaborate").first.check()
    form.locator("[name='round.experienced'][value=consult]").check()
    form.locator("#results").scroll_into_view_if_needed()
    results = form.locator("[data-results]")
    expect(results.get_by_role("heading", name="What is in place")).to_be_visible()
    for heading in ("What is not yet there", "What you do not know", "What is not yours to say"):
        expect(results.get_by_role("heading", name=heading)).to_be_visible()
    expect(results.get_by_text("What to do")).to_be_visible()
    expect(results.get_by_text("Who might know")).to_be_visible()
    expect(results.get_by_role("link", name="A senior officer is not sure")).to_be_visible()
    expect(results.get_by_text("People get less of a say than they were promised.")).to_be_visible()
    expect(results.get_by_text("This is consultation, and it should be called that.")).to_be_visible()
    text = results.inner_text().lower()
    assert not re.search(r"\d+ ?%|score|points|out of|rank", text)


def test_an_action_is_made_with_one_press_and_kept(form: Page) -> None:
    keep_here(form)
    answer(form, 1, "Not at all")
    check(form, 1).get_by_role("button", name="Make this an action").click()
    expect_status(form, "Added to what you will do, below the questions.")
    action = form.locator("[data-action]")
    action.get_by_label("Who in the organisation").fill("The youth service manager")
    action.get_by_label("By when").fill("1 March")
    action.get_by_label("Did it happen?").select_option("In part")
    action.get_by_label("Who among the residents").fill("Two people from the block")
    expect_status(form, "1 of 16 answered · kept on this device")
    reload(form)
    form.locator("#actions").scroll_into_view_if_needed()
    expect(action.get_by_label("Who in the organisation")).to_have_value("The youth service manager")
    expect(action.get_by_label("Did it happen?")).to_have_value("partly")
    expect(action.get_by_label("What will be done")).not_to_have_value("")
    action.get_by_role("button", name="Remove this action").click()
    expect(action).to_have_count(0)
    expect_status(form, "1 of 16 answered · kept on this device")
    reload(form)
    form.locator("#actions").scroll_into_view_if_needed()
    form.wait_for_timeout(300)
    assert action.count() == 0


# --- Copies and codes ------------------------------------------------------------------------------------


def test_a_copy_opens_on_another_device(form: Page, browser: Browser, address: str, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    check(form, 1).get_by_role("textbox").fill("<b>Bold</b> & “quoted”\nsecond line")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save a copy").click()
    assert re.fullmatch(r"before-co-commissioning-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    download.value.save_as(tmp_path / "copy.json")
    other = opened(browser.new_context().new_page(), address)
    open_copy(other, tmp_path / "copy.json")
    other.locator("dialog.cp-dialog").get_by_role("button", name="Open beside my other answers").click()
    expect_status(other, "1 of 16 answered · only on this page, not kept")
    expect(check(other, 1).get_by_role("textbox")).to_have_value("<b>Bold</b> & “quoted”\nsecond line")
    other.context.close()


def open_copy(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a copy").click()
    chooser.value.set_files(file)


def test_merging_shows_what_differs_and_loses_no_note(form: Page, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    check(form, 1).get_by_role("textbox").fill("The first note")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save a copy").click()
    download.value.save_as(tmp_path / "copy.json")
    answer(form, 1, "Fully")
    check(form, 1).get_by_role("textbox").fill("The second note")
    answer(form, 2, "A little")
    open_copy(form, tmp_path / "copy.json")
    dialog = form.locator("dialog.cp-dialog")
    expect(dialog.get_by_text("Here: Fully, with the note “The second note”. In the copy: Mostly, with the note “The first note”.")).to_be_visible()
    dialog.get_by_role("button", name="Bring together").click()
    expect(check(form, 1).get_by_role("radio", name="Fully")).to_be_checked()
    expect(check(form, 1).get_by_text("An earlier note of yours: The first note")).to_be_visible()
    expect(check(form, 2).get_by_role("radio", name="A little")).to_be_checked()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "ends too early"),
        ("hello", "not a copy of answers"),
        ('{"some": "other"}', "made by another program"),
        ('{"format": "coproduction-answers", "version": 99}', "newer version"),
        ("x" * 2_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_copy_changes_nothing(form: Page, tmp_path: Path, content: str, said: str) -> None:
    answer(form, 1, "Mostly")
    (tmp_path / "other.json").write_text(content, "utf-8")
    open_copy(form, tmp_path / "other.json")
    expect(form.locator("dialog.cp-dialog")).to_contain_text(said)
    form.locator("dialog.cp-dialog").get_by_role("button", name="Close").click()
    expect_status(form, "1 of 16 answered · only on this page, not kept")


def test_a_code_carries_answers_to_another_device(form: Page, browser: Browser, address: str) -> None:
    form.get_by_role("radio", name="a resident").check()
    answer(form, 1, "Mostly")
    answer(form, 16, "Not for me to say")
    form.get_by_role("button", name="Hand in by code").click()
    code = form.locator(".cp-code").inner_text()
    assert re.fullmatch(r"(\w{4}-){5}\w{4}", code)
    other = opened(browser.new_context().new_page(), address)
    other.get_by_role("button", name="Hand in by code").click()
    dialog = other.locator("dialog.cp-dialog")
    dialog.get_by_role("textbox").fill(code[:-1] + ("0" if code[-1] != "0" else "1"))
    dialog.get_by_role("button", name="Open this code").click()
    expect(dialog).to_contain_text("Something is not right near character 24")
    dialog.get_by_role("button", name="Close").click()
    other.get_by_role("button", name="Hand in by code").click()
    dialog.get_by_role("textbox").fill(code.lower().replace("-", " "))
    dialog.get_by_role("button", name="Open this code").click()
    expect_status(other, "2 of 16 answered · only on this page, not kept")
    expect(other.get_by_role("radio", name="a resident")).to_be_checked()
    expect(check(other, 16).get_by_role("radio", name="Not for me to say")).to_be_checked()
    other.context.close()


def test_answers_leave_as_a_spreadsheet_and_for_word(form: Page, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    check(form, 1).get_by_role("textbox").fill("=1+1")
    for button, ending in (("Save as a spreadsheet", "csv"), ("Save for Word", "docx")):
        with form.expect_download() as download:
            form.get_by_role("button", name=button).click()
        assert download.value.suggested_filename.endswith(f".{ending}")
        download.value.save_as(tmp_path / f"answers.{ending}")
    assert '"Mostly","\'=1+1"' in (tmp_path / "answers.csv").read_text("utf-8-sig")
    assert (tmp_path / "answers.docx").read_bytes().startswith(b"PK")


# --- When the checklist changes --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shipped site a year later: one check reworded, one replaced, one retired."""
    folder = copy_shipped(tmp_path_factory.mktemp("changed"))
    clarity = folder / "principles/clarity.yml"
    text = clarity.read_text("utf-8")
    text = text.replace("question: Have residents and staff agreed", "question: Did residents and staff agree", 1)
    text = text.replace("  - id: level-named\n", "  - id: level-said\n    replaces: [level-named]\n", 1)
    clarity.write_text(text, "utf-8")
    for path in folder.rglob("*.yml"):
        path.write_text(re.sub(r"(- )level-named\b(?!\])", r"\1level-said", path.read_text("utf-8")), "utf-8")
    checklist = folder / "principles/checklists/before-co-commissioning.yml"
    checklist.write_text(checklist.read_text("utf-8").replace("      - what-is-fixed\n", "", 1), "utf-8")
    running = folder / "principles/checklists/running-together.yml"
    running.write_text(running.read_text("utf-8").replace("    checks:\n", "    checks:\n      - what-is-fixed\n", 1), "utf-8")
    done = run("mkdocs", "build", cwd=folder)
    assert done.returncode == 0, done.stderr
    yield from serve(folder / "site")


def test_answers_follow_their_checks_into_a_changed_checklist(form: Page, browser: Browser, changed: str, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    answer(form, 2, "A little")
    answer(form, 3, "Fully")
    answer(form, 4, "Fully")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save a copy").click()
    download.value.save_as(tmp_path / "copy.json")
    later = opened(browser.new_context().new_page(), changed)
    open_copy(later, tmp_path / "copy.json")
    later.locator("dialog.cp-dialog").get_by_role("button", name="Open beside").click()
    expect(check(later, 1).locator("[data-notice]")).to_have_text("The wording has changed since you answered.")
    expect(check(later, 2).get_by_role("radio", name="A little")).to_be_checked()
    expect(check(later, 2).locator("[data-notice]")).to_contain_text("You answered an earlier form of this question.")
    expect(check(later, 3).get_by_role("radio", name="Fully")).to_be_checked()
    later.locator("#results").scroll_into_view_if_needed()
    expect(later.get_by_role("heading", name="no longer asked")).to_be_visible()
    later.context.close()


# --- For everybody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_state_has_a_fault(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = opened(browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"), address)
    found = {"start": faults(page)}
    for number, words in enumerate(("Not at all", "Mostly", "Don’t know", "Not for me to say", "Fully"), 1):
        answer(page, number, words)
    check(page, 1).get_by_role("button", name="Make this an action").click()
    page.locator("#results").scroll_into_view_if_needed()
    page.locator("[data-results] h4").first.wait_for()
    found["results"] = faults(page)
    for button in ("My other answers", "Hand in by code", "Delete my answers"):
        page.get_by_role("button", name=button).click()
        page.locator("dialog.cp-dialog").wait_for()
        found[button] = faults(page)
        page.keyboard.press("Escape")
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.close()
    assert {state: problems for state, problems in found.items() if problems} == {}
    assert not wide


def test_the_whole_journey_can_be_done_by_keyboard(form: Page) -> None:
    form.get_by_role("radio", name="Yes, keep my answers").focus()
    form.keyboard.press("Space")
    expect_status(form, "0 of 16 answered · kept on this device")
    check(form, 1).get_by_role("radio").first.focus()
    form.keyboard.press("ArrowDown")
    expect_status(form, "1 of 16 answered · kept on this device")
    form.get_by_role("button", name="Hand in by code").focus()
    form.keyboard.press("Enter")
    expect(form.locator("dialog.cp-dialog")).to_be_visible()
    assert form.evaluate("document.activeElement.closest('dialog') !== null")
    form.keyboard.press("Escape")
    expect(form.locator("dialog.cp-dialog")).to_be_hidden()
    assert form.evaluate("document.activeElement.textContent") == "Hand in by code"


def test_a_print_holds_answers_notes_and_actions(form: Page) -> None:
    answer(form, 1, "Not at all")
    check(form, 1).get_by_role("textbox").fill("A note to the last word")
    check(form, 1).get_by_role("button", name="Make this an action").click()
    form.emulate_media(media="print")
    form.evaluate("dispatchEvent(new Event('beforeprint'))")
    form.locator("[data-results] h4").first.wait_for()
    expect(form.locator("[data-results]").get_by_text("Your note: A note to the last word")).to_be_visible()
    expect(form.locator("[data-action]")).to_be_visible()
    expect(form.get_by_role("button", name="Save a copy")).to_be_hidden()


def test_the_answer_file_follows_its_schema(form: Page, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save a copy").click()
    download.value.save_as(tmp_path / "copy.json")
    saved = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    assert (saved["format"], saved["version"]) == ("coproduction-answers", 1)
    assert saved["answers"]["agreed-meaning"]["level"] == "mostly"
