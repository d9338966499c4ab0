"""Times a browser that prints pages to PDF: what handouts are measured against."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from coproduction.addresses import built, case_study_page, checklist_page, principle_page
from coproduction.handouts.catalogue import handouts
from coproduction.load import load
from playwright.sync_api import Browser

_PAGES = {"checklist": checklist_page, "principle": principle_page, "case-study": case_study_page}


def pages_of_pdfs(site: Path) -> list[str]:
    """For each PDF that belongs to a page, the address of that page below the site's root."""
    about = [handout.about for handout in handouts(load(site)) if handout.form == "pdf" and handout.about]
    return [built(_PAGES[kind](name), directory_urls=True) for kind, name in about]


def time_prints(browser: Browser, address: str, pages: Sequence[str], folder: Path) -> float:
    """Seconds that a browser which is running already takes to open each page and print it to PDF."""
    page = browser.new_page()
    start = time.perf_counter()
    for number, path in enumerate(pages):
        page.goto(address + path)
        page.pdf(path=folder / f"{number}.pdf", tagged=True)
    seconds = time.perf_counter() - start
    page.close()
    return seconds
