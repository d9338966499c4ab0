"""A case study in one file, opened from a disk as from a USB stick."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pdfminer.high_level import extract_text
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import faults


@pytest.fixture
def file(built: Path, tmp_path: Path) -> Path:
    """The file alone in a folder: nothing beside it can help."""
    made = sorted((built / "handouts" / "case-studies").glob("*_one-file.html"))
    assert len(made) == 2
    return Path(shutil.copy(next(path for path in made if "marys" in path.name), tmp_path / "stick.html"))


@pytest.fixture
def quiet(page: Page):
    """A page that must ask for nothing but the file, and against whose content policy nothing happens."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script("refused = []; addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective))")
    yield page
    assert {re.sub(r"#.*", "", url) for url in asked} == {re.sub(r"#.*", "", page.url)}
    assert said == []
    assert page.evaluate("refused") == []


def test_it_opens_from_a_disk_and_works(quiet: Page, file: Path) -> None:
    quiet.goto(file.as_uri())
    expect(quiet.get_by_role("heading", level=1)).to_have_text("St Mary’s Estate")
    expect(quiet.get_by_role("img").locator("visible=true")).to_have_count(1)
    points = quiet.locator(".cp-decision > details")
    count = points.count()
    assert count > 3
    points.first.locator("summary").click()
    expect(points.first.locator("p").first).to_be_visible()
    quiet.get_by_role("button", name="Open what was done everywhere").click()
    assert quiet.locator(".cp-decision > details[open]").count() == count
    # Links within the file lead to their places.
    quiet.locator(".cp-moment a[href^='#person-']").first.click()
    assert "#person-" in quiet.url
    expect(quiet.locator(":target")).to_be_visible()


def test_it_reads_the_same_without_script(browser: Browser, file: Path) -> None:
    texts = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(file.as_uri())
        texts.append(page.locator("main").text_content())
        page.locator(".cp-decision summary").first.click()
        expect(page.locator(".cp-decision details p").first).to_be_visible()
        context.close()
    assert texts[0] == texts[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_has_no_fault(browser: Browser, file: Path, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert faults(page) == []
    page.close()


def test_it_prints_with_what_is_open_and_without_what_is_not(page: Page, file: Path, tmp_path: Path) -> None:
    page.goto(file.as_uri())
    first, second = (page.locator(".cp-decision > details").nth(at) for at in range(2))
    words = ["".join(one.locator("p").first.text_content().split())[:60] for one in (first, second)]
    first.locator("summary").click()
    page.pdf(path=tmp_path / "printed.pdf")
    text = "".join(extract_text(tmp_path / "printed.pdf").split())
    assert words[0] in text
    assert words[1] not in text
