"""Every page is free of faults that a machine can find (WCAG 2.2 AA), in every state it can be in."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import addresses_of, lay_out_everything

#: The rules of WCAG 2.0 to 2.2, levels A and AA, and what axe calls best practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    lay_out_everything(page)
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['target']} {node['html'][:120]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_a_fault_on_screen(browser: Browser, built: Path, address: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for path in addresses_of(built):
        page.goto(address + path)
        # Open everything that can be opened: what is closed has no faults to find.
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if problems := faults(page):
            found[path] = problems
    page.close()
    assert found == {}


def test_no_page_has_a_fault_in_print(browser: Browser, built: Path, address: str) -> None:
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    found = {}
    for path in addresses_of(built):
        page.goto(address + path)
        # Nobody scrolls paper or presses it, so nothing on it needs to be reached for scrolling, or to be large enough.
        if problems := [fault for fault in faults(page) if not fault.startswith(("scrollable-region-focusable", "target-size"))]:
            found[path] = problems
    page.close()
    assert found == {}


def test_the_open_search_has_no_fault(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("brief")
    page.locator(".md-search-result__item").first.wait_for()
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_sticks_out_to_the_side(browser: Browser, built: Path, address: str, width: int) -> None:
    """WCAG 2.2, 1.4.10: at 320 px, which is 1280 px at 400 % zoom, nobody scrolls sideways."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    wide = []
    for path in addresses_of(built):
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    page.close()
    assert wide == []
