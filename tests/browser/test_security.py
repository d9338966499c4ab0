"""What an author writes is text: nothing of it runs, wherever it stands."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from bench.browser import served
from tests.browser.conftest import lay_out_everything
from tests.conftest import ROOT, SOUND, run

HOSTILE = "</title></textarea><script>window.ran = 1</script><img src=x onerror='window.ran = 1'> &lt;b&gt; \"q\" {{ 7*7 }}"
SHORT = "<b onclick=x>&\"'</b>"

#: What we make of the content: inside the theme, or without it.
WORDS = ":is(article, body > main)"

#: Keys that hold ids, dates or one of a few words: everything else is text of the author's own.
NOT_TEXT = {
    "id", "kind", "voice", "principle", "principles", "group", "source", "moment", "moments", "people", "url", "version", "since",
    "date", "start", "end", "standpoints", "scale", "say", "checks", "replaces",
}  # fmt: skip


def hostile(value: Any, key: str = "") -> Any:
    """The same values with every text of the author's replaced by one that tries to break out."""
    if key == "say":
        return value
    if isinstance(value, dict):
        return {name: hostile(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner, key if not isinstance(inner, dict) else "") for inner in value]
    if not isinstance(value, str) or key in NOT_TEXT:
        return value
    return SHORT if key == "short_name" else HOSTILE


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(SOUND, tmp_path_factory.mktemp("hostile") / "site")
    (folder / "docs").mkdir()
    (folder / "case_studies").mkdir()
    shutil.copy(ROOT / "tests" / "cases" / "case_study.yml", folder / "case_studies" / "example.yml")
    glossary = {"terms": [{"id": "odd", "term": "odd", "also": [SHORT], "meaning": HOSTILE, "note": HOSTILE}]}
    (folder / "words" / "glossary.yml").write_text(yaml.safe_dump(glossary, allow_unicode=True), "utf-8")
    # With an address, so that pages offer their embeds.
    with (folder / "mkdocs.yml").open("a") as settings:
        settings.write("site_url: https://example.org/\n")
    files = [path for path in folder.rglob("*.yml") if path.name not in ("mkdocs.yml", "glossary.yml")]
    assert len(files) == 4
    for path in files:
        values = hostile(yaml.safe_load(path.read_text("utf-8")))
        path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), "utf-8")
    done = run("mkdocs", "build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_nothing_of_an_author_s_text_runs(page: Page, hostile_site: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seen = 0
    with served(hostile_site) as address:
        found = sorted(path.relative_to(hostile_site).as_posix() for path in hostile_site.rglob("*.html"))
        assert len(found) >= 13
        for path in found:
            page.goto(address + path, wait_until="networkidle")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("window.ran") is None, path
            assert page.locator(f"{WORDS} img, {WORDS} script:not([src*='/assets/coproduction/'])").count() == 0, path
            lay_out_everything(page)
            seen += page.locator(WORDS).inner_text().count("<script>window.ran = 1</script>")
        assert not [url for url in asked if url.endswith("/x")]
    assert seen > 50


def test_nothing_runs_from_the_search_results(page: Page, hostile_site: Path) -> None:
    with served(hostile_site) as address:
        page.goto(address)
        page.get_by_role("textbox", name="Search").click()
        page.keyboard.type("principles")
        page.locator(".md-search-result__item").first.wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None


def test_the_code_for_other_sites_holds_one_frame_and_one_script(page: Page, hostile_site: Path) -> None:
    with served(hostile_site) as address:
        page.goto(address + "case-studies/example/")
        page.locator("embed-code[data-ready]").wait_for()
        page.locator("embed-code summary").click()
        choices = page.locator("embed-code option")
        assert choices.count() > 3
        for at in range(choices.count()):
            page.locator("embed-code select").select_option(index=at)
            code = page.locator("embed-code textarea").input_value()
            made = page.evaluate(
                "(code) => { const { head, body } = new DOMParser().parseFromString(code, 'text/html');"
                " return [...head.children, ...body.children].map((one) => [one.tagName, one.title]); }", code,
            )  # fmt: skip
            assert made == [["IFRAME", choices.nth(at).get_attribute("data-title")], ["SCRIPT", ""]]
            assert HOSTILE in made[0][1]
        assert page.evaluate("window.ran") is None
