"""The journey of a person who fills in a checklist: what is kept, what is not, and what comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bench.browser import LAUNCH, served
from bench.kill import kill
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
    return page.locator("fieldset[data-principle]").nth(number - 1)


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


def test_what_was_said_to_be_kept_outlives_a_killed_browser(browser: Browser, address: str, tmp_path: Path) -> None:
    kept = 0
    for number in range(1, 6):
        context = browser.browser_type.launch_persistent_context(tmp_path, **LAUNCH)
        page = opened(context.new_page(), address)
        if number == 1:
            keep_here(page)
        expect_status(page, f"{kept} of 16 answered · kept on this device")
        answer(page, number, "Mostly")
        check(page, number).get_by_role("textbox").press_sequentially(f"Note {number}", delay=0)
        kept += 1
        expect_status(page, f"{kept} of 16 answered · kept on this device")
        with context.expect_event("close"):
            kill(context)
        context.close()
    context = browser.browser_type.launch_persistent_context(tmp_path, **LAUNCH)
    page = opened(context.new_page(), address)
    expect_status(page, "5 of 16 answered · kept on this device")
    for number in range(1, 6):
        expect(check(page, number).get_by_role("radio", name="Mostly")).to_be_checked()
    context.close()


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
    expect_status(page, "1 of 16 answered · NOT kept. Save a copy before you close this page.")
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


def test_where_the_device_has_no_room_for_an_answer_the_page_never_says_kept(form: Page) -> None:
    keep_here(form)
    expect_status(form, "0 of 16 answered · kept on this device")
    form.evaluate(
        """() => {
            const put = IDBObjectStore.prototype.put;
            IDBObjectStore.prototype.put = function (...row) {
                if (this.name === "answers") throw new DOMException("no room", "QuotaExceededError");
                return put.apply(this, row);
            };
        }"""
    )
    answer(form, 1, "Mostly")
    expect(form.get_by_role("alert")).to_contain_text("This device has no room left.")
    expect_status(form, "1 of 16 answered · NOT kept. Save a copy before you close this page.")


def test_what_somebody_types_stays_when_another_tab_changes_something(form: Page, context: BrowserContext, address: str) -> None:
    keep_here(form)
    answer(form, 1, "Fully")
    expect_status(form, "1 of 16 answered · kept on this device")
    other = opened(context.new_page(), address)
    note = check(form, 2).get_by_role("textbox")
    note.press_sequentially("Half a sent")
    answer(other, 3, "A little")
    expect(check(form, 3).get_by_role("radio", name="A little")).to_be_checked()
    expect_status(form, "2 of 16 answered · kept on this device")
    expect(note).to_have_value("Half a sent")
    note.press_sequentially("ence")
    expect(check(other, 2).get_by_role("textbox")).to_have_value("Half a sentence")


def test_answers_deleted_in_another_tab_are_gone_here_too_and_new_ones_are_kept(form: Page, context: BrowserContext, address: str) -> None:
    keep_here(form)
    answer(form, 1, "Fully")
    expect_status(form, "1 of 16 answered · kept on this device")
    other = opened(context.new_page(), address)
    other.get_by_role("button", name="My other answers").click()
    other.get_by_role("button", name="Delete: Without a name").click()
    other.locator("dialog.cp-dialog").get_by_role("button", name="Delete", exact=True).click()
    expect_status(form, "These answers were deleted in another tab.")
    expect(check(form, 1).get_by_role("radio", name="Fully")).not_to_be_checked()
    answer(form, 2, "Mostly")
    expect_status(form, "1 of 16 answered · kept on this device")
    reload(form)
    expect_status(form, "1 of 16 answered · kept on this device")


def test_where_not_everything_can_be_deleted_the_page_does_not_say_so(form: Page) -> None:
    keep_here(form)
    answer(form, 1, "Mostly")
    expect_status(form, "1 of 16 answered · kept on this device")
    form.evaluate("() => { IDBFactory.prototype.deleteDatabase = () => { throw new DOMException('no', 'UnknownError') } }")
    form.get_by_role("button", name="Delete my answers from this device").click()
    dialog = form.locator("dialog.cp-dialog")
    dialog.get_by_role("button", name="Delete everything").click()
    expect(dialog).to_contain_text("The browser did not let the page delete everything.")


# --- Answering --------------------------------------------------------------------------------------


def test_the_standpoint_changes_the_words_and_not_the_answers(form: Page) -> None:
    first = check(form, 1)
    neutral = first.locator("[data-question]").text_content()
    answer(form, 1, "Mostly")
    form.get_by_role("radio", name="a resident").check()
    assert "residents like me" in first.locator("[data-question]").text_content()
    form.get_by_role("radio", name="a commissioner").check()
    assert "we" in first.locator("[data-question]").text_content().split()
    form.get_by_role("radio", name="I’d rather not say").check()
    assert first.locator("[data-question]").text_content() == neutral
    expect(first.get_by_role("radio", name="Mostly")).to_be_checked()


def test_notes_are_left_alone_by_the_browser_s_own_memory(form: Page) -> None:
    notes = form.locator("[data-principle] textarea").evaluate_all("all => all.map(one => [one.form, one.autocomplete])")
    assert notes == [[None, "off"]] * 16


def test_an_answer_can_be_cleared(form: Page) -> None:
    answer(form, 1, "Mostly")
    check(form, 1).get_by_role("button", name="Clear this answer").click()
    assert check(form, 1).locator("input:checked").count() == 0
    expect_status(form, "0 of 16 answered · only on this page, not kept")


def test_why_we_ask_what_it_looks_like_and_what_happened_each_open_on_request(form: Page) -> None:
    parts = {"Why we ask": "If the answer is low", "What it looks like": "What counts as evidence", "What happened in a case": "The council"}
    first = check(form, 1)
    assert first.locator("summary").all_text_contents() == list(parts)
    for title, inside in parts.items():
        text = first.locator("details", has_text=title).get_by_text(inside).first
        expect(text).to_be_hidden()
        first.get_by_text(title, exact=True).click()
        expect(text).to_be_visible()
        first.get_by_text(title, exact=True).click()
        expect(text).to_be_hidden()


def test_the_list_of_rounds_says_when_each_was_changed_and_which_is_open(form: Page) -> None:
    form.get_by_label("A name for these answers").fill("March")
    answer(form, 1, "Not at all")
    form.get_by_role("button", name="My other answers").click()
    dialog = form.locator("dialog.cp-dialog")
    dialog.get_by_role("button", name="Start new answers").click()
    form.get_by_role("button", name="My other answers").click()
    today = form.evaluate("new Date().toLocaleDateString('en', { dateStyle: 'long' })")
    expect(dialog.get_by_text(f"March, last changed {today}")).to_be_visible()
    expect(dialog.get_by_text(re.compile(f"Without a name, last changed {today}.* Open now."))).to_be_visible()
    expect(dialog.get_by_text("Open now.")).to_have_count(1)


def test_dates_are_written_as_the_person_is_used_to(browser: Browser, address: str) -> None:
    page = opened(browser.new_page(locale="en-GB"), address)
    page.get_by_role("button", name="My other answers").click()
    expect(page.locator("dialog.cp-dialog").get_by_text(page.evaluate("new Date().toLocaleDateString('en-GB', { dateStyle: 'long' })"))).to_be_visible()
    page.close()


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
    check(form, 1).get_by_role("button", name="Make this an action").click()
    expect_status(form, "This is already in what you will do, below the questions.")
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
        ('{"format": "coproduction-answers", "version": 1}', "damaged"),
        ('{"format": "coproduction-answers", "version": 1, "checklist": {"id": "before-co', "ends too early"),
        ('{"format": "coproduction-answers", "version": "1", "checklist": {"id": "before-co-commissioning"}}', "damaged"),
        ("[" * 100_000, "not a copy of answers"),
        ("PK\x03\x04", "not a copy of answers"),
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


def test_a_copy_full_of_other_things_says_what_was_left_out_and_runs_nothing(form: Page, tmp_path: Path) -> None:
    script = "<img src=x onerror='window.ran = 1'><script>window.ran = 1</script>"
    sound = {"level": "mostly", "note": script, "question": script, "wording": script, "changed": "2026-11-23T16:20:31.042Z", "earlier": []}
    (tmp_path / "copy.json").write_text(
        json.dumps({
            "format": "coproduction-answers", "version": 1,
            "checklist": {"id": "before-co-commissioning", "version": "1.0", "title": script},
            "round": {"id": "1-1", "name": script, "standpoint": "nobody", "created": 5},
            "answers": {"agreed-meaning": sound, "level-named": sound | {"level": "no-such-level"}, "never-heard-of-it": sound, "<b>": sound, "money-open": 7},
            "actions": [0] * 200_000,
        }),
        "utf-8",
    )  # fmt: skip
    open_copy(form, tmp_path / "copy.json")
    dialog = form.locator("dialog.cp-dialog")
    expect(dialog).to_contain_text("3 answers and 0 actions")
    expect(dialog).to_contain_text("things in the file could not be read and were left out.")
    dialog.get_by_role("button", name="Open beside").click()
    expect(check(form, 1).get_by_role("radio", name="Mostly")).to_be_checked()
    expect(check(form, 1).get_by_role("textbox")).to_have_value(script)
    assert check(form, 2).locator("input:checked").count() == 0
    form.locator("#results").scroll_into_view_if_needed()
    expect(form.get_by_role("heading", name="no longer asked")).to_be_visible()
    form.get_by_role("button", name="My other answers").click()
    expect(dialog).to_contain_text(script)
    assert form.evaluate("window.ran ?? null") is None


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


def test_a_code_of_another_checklist_leads_to_that_checklist(form: Page, address: str) -> None:
    form.get_by_role("button", name="Hand in by code").click()
    code = form.locator(".cp-code").inner_text()
    form.goto(address + "checklists/choosing-together/")
    form.locator("checklist-form[data-ready]").wait_for()
    form.get_by_role("button", name="Hand in by code").click()
    dialog = form.locator("dialog.cp-dialog")
    # The page knows how long such a code must be.
    dialog.get_by_role("textbox").fill(code[:-1])
    dialog.get_by_role("button", name="Open this code").click()
    expect(dialog).to_contain_text("Some characters are missing: 1.")
    dialog.get_by_role("textbox").fill(code)
    dialog.get_by_role("button", name="Open this code").click()
    expect(dialog).to_contain_text("This code belongs to the checklist “Before co-commissioning”.")
    dialog.get_by_role("link", name="Before co-commissioning").click()
    assert form.url == address + PATH


def test_a_code_of_a_checklist_that_nobody_knows_is_refused_plainly(form: Page, context: BrowserContext, address: str) -> None:
    context.route("**/checklists.json", lambda route: route.abort())
    form.goto(address + "checklists/choosing-together/")
    form.get_by_role("button", name="Hand in by code").click()
    code = form.locator(".cp-code").inner_text()
    opened(form, address).get_by_role("button", name="Hand in by code").click()
    dialog = form.locator("dialog.cp-dialog")
    dialog.get_by_role("textbox").fill(code)
    dialog.get_by_role("button", name="Open this code").click()
    expect(dialog).to_contain_text("This code belongs to another checklist.")


def test_a_mistyped_code_can_be_mended_where_it_was_typed(form: Page) -> None:
    answer(form, 1, "Mostly")
    form.get_by_role("button", name="Hand in by code").click()
    dialog = form.locator("dialog.cp-dialog")
    code = form.locator(".cp-code").inner_text()
    field = dialog.get_by_role("textbox")
    field.fill(code[:-1])
    dialog.get_by_role("button", name="Open this code").click()
    expect(dialog).to_contain_text("Some characters are missing: 1.")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Some characters are missing: 1. Look at the code again, group by group.")
    expect(field).to_have_value(code[:-1])
    field.fill(code)
    field.press("Enter")
    expect(dialog).to_be_hidden()
    expect(form.get_by_label("A name for these answers")).to_have_value("From a code")


def test_a_copy_of_another_checklist_leads_to_that_checklist(form: Page, address: str, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save a copy").click()
    download.value.save_as(tmp_path / "copy.json")
    form.goto(address + "checklists/choosing-together/")
    open_copy(form, tmp_path / "copy.json")
    dialog = form.locator("dialog.cp-dialog")
    expect(dialog).to_contain_text("This copy belongs to another checklist: Before co-commissioning.")
    dialog.get_by_role("link", name="Before co-commissioning").click()
    assert form.url == address + PATH


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
    with served(folder / "site") as address:
        yield address


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


def test_any_id_that_an_author_may_give_works(browser: Browser, sound: Path, tmp_path: Path) -> None:
    """Ids that objects and forms of the browser know by the same name: nothing may mix them up."""
    odd = dict(zip(("greeted", "named", "seated"), ("constructor", "reset", "elements"), strict=True))
    for path in sound.rglob("*.yml"):
        text = path.read_text("utf-8")
        for name, other in odd.items():
            text = re.sub(rf"\b{name}\b", other, text)
        path.write_text(text, "utf-8")
    (sound / "docs").mkdir()
    done = run("mkdocs", "build", cwd=sound)
    assert done.returncode == 0, done.stderr
    with served(sound / "site") as address:
        page = browser.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + "checklists/first-visit/")
        for other in odd.values():
            page.locator(f"#check-{other}").get_by_role("radio", name="Mostly").check()
            page.locator(f"#check-{other}").get_by_role("textbox").fill(f"About {other}")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save a copy").click()
        download.value.save_as(tmp_path / "copy.json")
        page.get_by_role("button", name="My other answers").click()
        page.get_by_role("button", name="Start new answers").click()
        open_copy(page, tmp_path / "copy.json")
        page.locator("dialog.cp-dialog").get_by_role("button", name="Open beside my other answers").click()
        for other in odd.values():
            expect(page.locator(f"#check-{other}").get_by_role("radio", name="Mostly")).to_be_checked()
            expect(page.locator(f"#check-{other}").get_by_role("textbox")).to_have_value(f"About {other}")
        page.close()
    assert said == []


# --- On paper and in files -------------------------------------------------------------------------------------------


def test_a_print_holds_answers_notes_and_actions(form: Page) -> None:
    answer(form, 1, "Not at all")
    name = form.get_by_label("A name for these answers")
    form.emulate_media(media="print")
    expect(name).to_be_hidden()
    form.emulate_media(media="screen")
    name.fill("Youth service brief, March")
    check(form, 1).get_by_role("textbox").fill("A note to the last word")
    check(form, 1).get_by_role("button", name="Make this an action").click()
    form.emulate_media(media="print")
    form.evaluate("dispatchEvent(new Event('beforeprint'))")
    form.locator("[data-results] h4").first.wait_for()
    expect(form.locator("[data-results]").get_by_text("Your note: A note to the last word")).to_be_visible()
    expect(form.locator("[data-action]")).to_be_visible()
    expect(name).to_be_visible()
    for gone in ("Save a copy", "My other answers", "Clear this answer"):
        expect(form.get_by_role("button", name=gone).first).to_be_hidden()
    expect(form.get_by_text("Is this your own device?")).to_be_hidden()


def test_the_button_prints_with_the_results_on_the_paper(form: Page) -> None:
    answer(form, 1, "Not at all")
    form.evaluate("() => { window.print = () => { window.printed = document.querySelector('[data-results]').textContent; }; }")
    form.get_by_role("button", name="Print my answers").click()
    form.wait_for_function("window.printed")
    assert "What is not yet there" in form.evaluate("window.printed")


def test_a_print_from_the_browser_s_menu_holds_the_results_too(form: Page) -> None:
    answer(form, 1, "Not at all")
    form.wait_for_timeout(500)
    form.emulate_media(media="print")
    # What is on the paper is what stands there when this event is over: a print waits for nothing.
    printed = form.evaluate("dispatchEvent(new Event('beforeprint')), Promise.resolve().then(() => document.querySelector('[data-results]').textContent)")
    assert "What is not yet there" in printed


def test_the_answer_file_follows_its_schema(form: Page, tmp_path: Path) -> None:
    answer(form, 1, "Mostly")
    with form.expect_download() as download:
        form.get_by_role("button", name="Save a copy").click()
    download.value.save_as(tmp_path / "copy.json")
    saved = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    assert (saved["format"], saved["version"]) == ("coproduction-answers", 1)
    assert saved["answers"]["agreed-meaning"]["level"] == "mostly"
