"""Weighs what a first visit to a page loads, compressed as servers do it, and the same of another program for forms."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coproduction.addresses import ASSETS
from playwright.sync_api import Browser, Response

#: What a page is made of; Playwright calls a worker's script a script too.
_PAGE = {"document", "stylesheet", "script"}


@dataclass(frozen=True)
class Weight:
    """Kilobytes (1,000 bytes) compressed: our scripts and styles; ours when the results are shown too; all HTML, styles
    and scripts; and all else that was fetched, which is the theme's search index and an icon."""

    own: float
    own_with_results: float
    page: float
    rest: float


def kilobytes(*contents: bytes) -> float:
    """Each content compressed by itself, at the level that most servers use."""
    return sum(len(gzip.compress(content, compresslevel=6)) for content in contents) / 1000


def weigh_page(browser: Browser, address: str) -> Weight:
    """Visit a checklist's page for the first time, then go to its results."""
    context = browser.new_context()
    loaded: dict[str, Response] = {}

    def bodies() -> dict[Response, bytes]:
        return {response: response.body() for response in loaded.values()}

    try:
        page = context.new_page()
        page.on("response", lambda response: loaded.setdefault(response.url, response))
        page.goto(address, wait_until="networkidle")
        page.locator("checklist-form[data-ready]").wait_for()
        first = bodies()
        page.locator("[data-results]").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        later = bodies()
    finally:
        context.close()
    page_itself = [body for response, body in first.items() if response.request.resource_type in _PAGE]
    whole, everything = kilobytes(*page_itself), kilobytes(*first.values())
    return Weight(kilobytes(*_own(first)), kilobytes(*_own(later)), whole, everything - whole)


def weigh_whole(browser: Browser, address: str) -> float:
    """Everything that a page loads, in kilobytes compressed."""
    context = browser.new_context()
    loaded: list[Response] = []
    try:
        page = context.new_page()
        page.on("response", lambda response: loaded.append(response))
        page.goto(address, wait_until="networkidle")
        return kilobytes(*(response.body() for response in loaded))
    finally:
        context.close()


def weigh_surveyjs() -> float | None:
    """What a page with a form of SurveyJS loads of it, from its npm packages; None where npm cannot fetch them."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    with tempfile.TemporaryDirectory(prefix="surveyjs-") as folder:
        try:
            shown = _packed(npm, folder, "survey-js-ui")
            # The two belong together: the packages of one release have one version.
            version = json.loads(shown("package.json"))["version"]
            core = _packed(npm, folder, f"survey-core@{version}")
        except subprocess.CalledProcessError:
            return None
        return kilobytes(core("survey.core.min.js"), core("survey-core.min.css"), shown("survey-js-ui.min.js"))


def _packed(npm: str, folder: str, package: str) -> Callable[[str], bytes]:
    """A package as npm gives it, to read files from."""
    packed = subprocess.run([npm, "pack", package, "--silent"], cwd=folder, capture_output=True, text=True, check=True)
    archive = Path(folder) / packed.stdout.split()[-1]

    def read(name: str) -> bytes:
        with tarfile.open(archive) as opened:
            return opened.extractfile(f"package/{name}").read()

    return read


def _own(loaded: dict[Response, bytes]) -> list[bytes]:
    return [body for response, body in loaded.items() if f"/{ASSETS}/" in response.url]
