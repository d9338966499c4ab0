"""What people take along: handouts that pages offer, and pages as browsers print them."""

from __future__ import annotations

import re
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

CASE = "case-studies/st-marys-estate/"


def printed(page: Page, tmp_path: Path) -> str:
    """The words of the page as the browser prints it."""
    file = tmp_path / "printed.pdf"
    page.pdf(path=file)
    with pdfplumber.open(file) as pdf:
        assert pdf.pages
        return " ".join(" ".join(words["text"] for words in one.extract_words()) for one in pdf.pages)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("checklists/before-co-commissioning/", "before-co-commissioning_for-resident_large-print.pdf"),
        ("principles/clarity/", "clarity.pdf"),
        (CASE, "st-marys-estate_cards.pdf"),
        (CASE, "st-marys-estate_one-file.html"),
        (CASE, "st-marys-estate_course.zip"),
        ("handouts/", "all.zip"),
    ],
)
def test_a_page_offers_its_handouts_with_form_pages_and_size(page: Page, address: str, built: Path, path: str, file: str) -> None:
    page.goto(address + path)
    link = page.locator(f'a[href$="/{file}"], a[href="{file}"]')
    expect(link).to_have_count(1)
    facts = link.locator("xpath=following-sibling::span[1]").text_content()
    made = next(built.rglob(f"handouts/**/{file}"))
    size = made.stat().st_size
    said = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{round(size / 1000)} kB"
    assert facts.endswith(f"{said})")
    if file.endswith(".pdf"):
        with pdfplumber.open(made) as pdf:
            count = len(pdf.pages)
        assert facts == f"(PDF, {count} {'page' if count == 1 else 'pages'}, {said})"
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes() == made.read_bytes()
    assert download.value.suggested_filename == file


def test_every_handout_is_on_the_one_page_for_all(page: Page, address: str, built: Path) -> None:
    page.goto(address + "handouts/")
    offered = page.locator(".cp-takes a").evaluate_all("links => links.map(link => new URL(link.href).pathname.slice(1))")
    made = [path.relative_to(built).as_posix() for path in (built / "handouts").rglob("*") if path.is_file() and path.name != "index.html"]
    assert len(made) > 30
    assert sorted(offered) == sorted(made)


def test_what_was_done_prints_only_where_it_is_open(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address + CASE)
    page.locator("opened-details[data-ready]").wait_for()
    first, second = (page.locator(".cp-decision").nth(at) for at in range(2))
    words = [re.sub(r"\s+", " ", one.locator("details > p").first.text_content()).strip()[:60] for one in (first, second)]
    assert not any(one in printed(page, tmp_path) for one in words)
    first.locator("summary").press("Enter")
    assert [one in printed(page, tmp_path) for one in words] == [True, False]
    page.get_by_role("button", name="Open what was done everywhere").click()
    assert [one in printed(page, tmp_path) for one in words] == [True, True]
    page.get_by_role("button", name="Close it everywhere").click()
    expect(first.locator("details")).not_to_have_attribute("open", "")
    assert not any(one in printed(page, tmp_path) for one in words)


def test_links_to_other_sites_show_their_address_on_paper(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address + "about/")
    links = page.locator('.md-content__inner a[href^="http"]').evaluate_all("links => links.map(link => [link.textContent, link.href])")
    assert links
    # An address may be broken at the end of a line.
    words = printed(page, tmp_path).replace(" ", "")
    for text, target in links:
        shown = text if text == target else f"{text}({target})"
        assert shown.replace(" ", "") in words
        assert f"{target}({target})" not in words
