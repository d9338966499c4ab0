"""Case studies, their pieces and checks on somebody else's page: another origin, sandboxed as WordPress does it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from coproduction.bare import LEAST, MOST, offer
from playwright.sync_api import Browser, Frame, Page, expect

from bench.browser import served
from tests.browser.test_accessibility import faults
from tests.conftest import ROOT, run

CASE = "embed/case-studies/st-marys-estate.html"
PRINCIPLE = "embed/principles/clarity.html"

#: Each kind: its address below the site, words that are shown, and words that are not.
KINDS = {
    "whole": (CASE, "The council names a sum and a brief", "Nothing like this"),
    "picture": (f"{CASE}#who-had-the-say", "The thicker the band", "The council names a sum and a brief"),
    "moment": (f"{CASE}#moment-kick-off-meeting", "The council names a sum and a brief", "Oversight goes to the network"),
    "decision point": (f"{CASE}#decision-who-oversees", "Who should oversee it, and how?", "The council names a sum and a brief"),
    "check": (f"{PRINCIPLE}#check-agreed-meaning", "what co-production means here?", "Does everyone taking part know what has been decided already"),
}  # fmt: skip

#: As WordPress writes it around what oEmbed gives (wp_filter_oembed_result), and a frame without any script.
WORDPRESS, NO_SCRIPT = 'sandbox="allow-scripts" security="restricted"', 'sandbox=""'


class Site(NamedTuple):
    address: str
    folder: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped site, built for the address where it is served."""
    folder = tmp_path_factory.mktemp("published")
    with served(folder) as address:
        done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), cwd=ROOT, env={"SITE_URL": address})
        assert done.returncode == 0, done.stderr
        yield Site(address, folder)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A folder served from another origin."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "favicon.ico").write_bytes(b"")
    with served(folder) as address:
        yield Site(address, folder)


def host(page: Page, elsewhere: Site, code: str) -> Frame:
    """Open a page of another origin with some code in it, and give its first frame."""
    heard = "<script>heard = []; addEventListener('message', (event) => heard.push(event.data))</script>"
    (elsewhere.folder / "index.html").write_text(f"<!doctype html><html lang=en><meta charset=utf-8><title>Elsewhere</title>{heard}<h1>Elsewhere</h1>{code}", "utf-8")
    page.goto(elsewhere.address, wait_until="load")
    frame = page.locator("iframe").first.element_handle().content_frame()
    frame.wait_for_load_state("load")
    return frame


def framed(address: str, sandbox: str) -> str:
    return f'<iframe src="{address}" {sandbox} title="A case" width="600" height="500"></iframe>'


def code_for(site: Site, path: str) -> str:
    """The code that the site's own page gives for an embed."""
    page = path.partition("#")[0].removeprefix("embed/").replace(".html", ".md")
    code = offer(page, "A case", "A site", site.address).code
    return code.replace(f'src="{site.address}{path.partition("#")[0]}"', f'src="{site.address}{path}"')


# --- In frames of another origin --------------------------------------------------------------------------


@pytest.mark.parametrize("sandbox", [WORDPRESS, NO_SCRIPT], ids=["as WordPress", "no script"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_shows_what_was_asked_for_and_nothing_else(page: Page, site: Site, elsewhere: Site, kind: str, sandbox: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    path, shown, hidden = KINDS[kind]
    frame = host(page, elsewhere, framed(site.address + path, sandbox))
    expect(frame.get_by_text(shown).locator("visible=true").first).to_be_visible()
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.get_by_text(hidden).locator("visible=true")).to_have_count(0)
    back = frame.locator("footer a").first
    assert back.evaluate("link => link.href") == site.address + path.partition("#")[0].removeprefix("embed/").replace(".html", "/")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.address).netloc, urlsplit(elsewhere.address).netloc}
    if sandbox == WORDPRESS:
        assert frame.evaluate("origin") == "null"
        page.wait_for_function("heard.length")
        assert [type(one) for one in page.evaluate("heard")] == [int] * page.evaluate("heard.length")
    else:
        # Decision points open without any script.
        if kind == "decision point":
            frame.locator(".cp-decision:target summary").click()
            expect(frame.locator(".cp-decision:target details > p").first).to_be_visible()
        assert page.evaluate("heard") == []


def test_what_wordpress_puts_behind_the_address_does_no_harm(page: Page, site: Site, elsewhere: Site) -> None:
    frame = host(page, elsewhere, framed(f"{site.address}{CASE}#?secret=a1B2c3D4e5", WORDPRESS))
    expect(frame.get_by_role("heading", name="The council names a sum and a brief")).to_be_visible()


def test_a_reader_gets_from_a_frame_to_the_site_where_everything_works(page: Page, site: Site, elsewhere: Site) -> None:
    frame = host(page, elsewhere, code_for(site, KINDS["check"][0]))
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="Before co-commissioning").first.click()
    there = opened.value
    there.wait_for_load_state()
    assert urlsplit(there.url).path == "/checklists/before-co-commissioning/"
    # Were it sandboxed like the frame, it could keep no answers.
    assert there.evaluate("origin") == site.address.rstrip("/")


def test_nothing_is_kept_on_the_reader_s_device(page: Page, site: Site) -> None:
    for path in (CASE, PRINCIPLE):
        page.goto(site.address + path)
        page.locator("summary").first.click()
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.evaluate("indexedDB.databases()") == []
        assert page.evaluate("caches.keys()") == []
        assert page.context.cookies() == []


# --- Height -----------------------------------------------------------------------------------------------


def height(page: Page) -> float:
    return page.locator("iframe").first.evaluate("frame => frame.getBoundingClientRect().height")


@pytest.mark.parametrize("style", ["", "<style>iframe { box-sizing: border-box; border: 7px solid !important }</style>"], ids=["plain", "in a border"])
def test_the_frame_fits_what_is_in_it(page: Page, site: Site, elsewhere: Site, style: str) -> None:
    frame = host(page, elsewhere, style + code_for(site, KINDS["decision point"][0]))
    page.wait_for_function("document.querySelector('iframe').height !== '600'")
    before = height(page)
    assert before == pytest.approx(frame.evaluate("document.body.getBoundingClientRect().height"), abs=1)
    frame.locator(".cp-decision:target summary").click()
    page.wait_for_function(f"document.querySelector('iframe').height > {before} + 100")
    # It comes to rest: no scroll bar that comes and goes with the height.
    page.wait_for_timeout(300)
    count = page.evaluate("heard.length")
    page.wait_for_timeout(500)
    assert page.evaluate("heard.length") == count
    frame.locator(".cp-decision:target summary").click()
    page.wait_for_function(f"Number(document.querySelector('iframe').height) === {round(before)}")


@pytest.mark.parametrize(
    "value", [str(LEAST - 1), str(MOST + 1), "-1", "NaN", "Infinity", "'900'", "{ height: 900 }", "[900]", "null", "1e300"]
)
def test_no_other_height_is_believed(page: Page, site: Site, elsewhere: Site, value: str) -> None:
    frame = host(page, elsewhere, code_for(site, KINDS["check"][0]))
    page.wait_for_function("document.querySelector('iframe').height !== '600'")
    before, count = height(page), page.evaluate("heard.length")
    frame.evaluate(f"parent.postMessage({value}, '*')")
    page.wait_for_function(f"heard.length > {count}")
    assert height(page) == before
    frame.evaluate(f"parent.postMessage({LEAST}, '*')")
    page.wait_for_function(f"Number(document.querySelector('iframe').height) === {LEAST}")


def test_another_window_cannot_set_the_height(page: Page, site: Site, elsewhere: Site) -> None:
    (elsewhere.folder / "other.html").write_text("<!doctype html><title>Other</title>", "utf-8")
    other = f'<iframe name="other" src="{elsewhere.address}other.html" title="Other"></iframe>'
    host(page, elsewhere, code_for(site, KINDS["check"][0]) + other)
    page.wait_for_function("document.querySelector('iframe').height !== '600'")
    before, count = height(page), page.evaluate("heard.length")
    page.frame("other").evaluate("parent.postMessage(5000, '*')")
    page.evaluate("postMessage(5000, '*')")
    page.wait_for_function(f"heard.length >= {count} + 2")
    assert height(page) == before


# --- The page itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 800])
def test_no_kind_has_a_fault(browser: Browser, site: Site, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}
    for kind, (path, _, _) in KINDS.items():
        page.goto("about:blank")
        page.goto(site.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 27, 29)"}[scheme]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), kind
        if problems := faults(page):
            found[kind] = problems
    page.close()
    assert found == {}


def test_an_embed_is_light_with_everything_that_it_loads(page: Page, site: Site) -> None:
    paths = sorted((site.folder / "embed").rglob("*.html"))
    assert len(paths) == 5
    for path in paths:
        asked: list[str] = []
        listen = lambda request, asked=asked: asked.append(urlsplit(request.url).path)  # noqa: E731
        page.on("request", listen)
        page.goto(f"{site.address}{path.relative_to(site.folder).as_posix()}", wait_until="networkidle")
        page.remove_listener("request", listen)
        # A browser asks for an icon beside the first page; no frame does.
        loaded = [site.folder / one.removeprefix("/") for one in asked if one != "/favicon.ico"]
        assert sorted(one.suffix for one in loaded) == [".css", ".html", ".js"]
        assert sum(len(gzip.compress(one.read_bytes(), mtime=0)) for one in loaded) <= 30_000, path


def test_programs_find_the_description_from_the_page_and_from_its_embed(page: Page, site: Site, elsewhere: Site) -> None:
    found = set()
    for path in ("case-studies/st-marys-estate/", CASE):
        page.goto(site.address + path)
        found.add(page.locator("head link[type='application/json+oembed']").get_attribute("href"))
    (address,) = found
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/json"
    code = json.loads(answer.text())["html"]
    frame = host(page, elsewhere, code)
    expect(frame.get_by_role("heading", name="The council names a sum and a brief")).to_be_visible()


# --- The code to copy -------------------------------------------------------------------------------------


def open_code(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("embed-code[data-ready]").wait_for()
    page.get_by_text("The code, and what it looks like").click()


def test_the_code_for_a_piece_is_chosen_seen_and_copied(browser: Browser, site: Site, elsewhere: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    open_code(page, f"{site.address}case-studies/st-marys-estate/")
    question = page.locator("optgroup[label='One decision point'] option[value='#decision-who-oversees']").text_content()
    page.get_by_label("What to show").select_option("#decision-who-oversees")
    preview = page.frame_locator(".cp-preview")
    expect(preview.get_by_text(question)).to_be_visible()
    expect(preview.get_by_text("The council names a sum and a brief").locator("visible=true")).to_have_count(0)
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("status").filter(has_text="The code is copied.")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code == page.locator("embed-code textarea").input_value()
    page.locator(".cp-preview").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.cp-preview').height !== '600'")
    frame = host(page, elsewhere, code)
    assert page.locator("iframe").get_attribute("title") == f"St Mary’s Estate, from Sharing the say: {question}"
    expect(frame.get_by_text(question)).to_be_visible()
    context.close()


def test_going_back_to_the_whole_gives_the_code_for_the_whole(page: Page, site: Site) -> None:
    open_code(page, f"{site.address}principles/clarity/")
    whole = page.locator("embed-code textarea").input_value()
    page.get_by_label("What to show").select_option("#check-agreed-meaning")
    assert f"{site.address}{PRINCIPLE}#check-agreed-meaning" in page.locator("embed-code textarea").input_value()
    page.get_by_label("What to show").select_option("")
    assert page.locator("embed-code textarea").input_value() == whole


def test_where_copying_is_refused_the_code_is_selected(page: Page, site: Site) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    open_code(page, f"{site.address}case-studies/st-marys-estate/")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("status").filter(has_text="The code is selected now")).to_be_visible()
    field = page.locator("embed-code textarea")
    assert page.evaluate("getSelection().toString()") or field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert field.evaluate("field => field.selectionEnd - field.selectionStart === field.value.length")


def test_without_script_the_code_for_the_whole_can_be_read(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}case-studies/st-marys-estate/")
    page.get_by_text("The code, and what it looks like").click()
    expect(page.locator("embed-code textarea")).to_be_visible()
    assert f'src="{site.address}{CASE}"' in page.locator("embed-code textarea").input_value()
    expect(page.get_by_label("What to show")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy the code")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_code_has_no_fault(browser: Browser, site: Site, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 900}, color_scheme=scheme)
    open_code(page, f"{site.address}case-studies/st-marys-estate/")
    page.locator(".cp-preview").wait_for()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()


def test_without_an_address_nothing_is_offered_and_embeds_are_still_there(page: Page, address: str, built: Path) -> None:
    page.goto(f"{address}case-studies/st-marys-estate/")
    assert page.locator("embed-code").count() == 0
    assert page.locator("link[type*=oembed]").count() == 0
    assert list((built / "embed").rglob("*.json")) == []
    page.goto(address + KINDS["moment"][0])
    expect(page.get_by_role("heading", name=KINDS["moment"][1])).to_be_visible()
