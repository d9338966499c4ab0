"""A real browser, and the shipped site served to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from pdfminer.high_level import extract_text
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.browser import LAUNCH, served


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the built site is served, with a slash at the end."""
    with served(built) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chrome or Chromium: the one that run.py found, or Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def addresses_of(site: Path) -> list[str]:
    """The address of every page of a built site, below its root. Embeds and single files have tests of their own."""
    paths = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    found = sorted(path.removesuffix("index.html") for path in paths if path.endswith("/index.html") or "/" not in path)
    assert len(found) > 15
    return found


def lay_out_everything(page: Page) -> None:
    """Give a layout to what is far from the screen too: without one it has no `innerText`, and axe measures it wrongly."""
    style = "<style>@media screen { * { content-visibility: visible !important; } }</style>"
    # Not add_style_tag, which waits for ever where JavaScript is off.
    page.locator("head").evaluate("(head, style) => head.insertAdjacentHTML('beforeend', style)", style)


def words_on_paper(page: Page, folder: Path, pages: list[int] | None = None) -> str:
    """The words of the page as the browser prints it, on one line; of some sheets alone, where `pages` counts them from 0."""
    file = folder / "printed.pdf"
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    # Fonts draw some pairs of letters as one sign, and that is what stands in the file.
    return normalize("NFKC", " ".join(extract_text(file, page_numbers=pages).split()))
