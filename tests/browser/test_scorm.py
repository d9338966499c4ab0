"""A course package in a learning system: scorm-again (npm) in the window around it, as Moodle and its like have theirs."""

from __future__ import annotations

import datetime
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from coproduction.handouts.catalogue import handouts
from coproduction.handouts.course import course_package
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint
from coproduction.library import Library
from playwright.sync_api import Browser, Frame, Page, expect

from bench.browser import served
from tests.browser.test_accessibility import faults
from tests.conftest import ROOT

SCORM_AGAIN = ROOT / ".cache" / "scorm-again"

#: Everything that a course may be told. None of it says who somebody is or how long they took.
ALLOWED = {"cmi.core.lesson_status", "cmi.core.lesson_location", "cmi.suspend_data", "cmi.core.exit"}

LMS = """<!doctype html><html lang="en"><title>A course</title><script src="scorm12.min.js"></script><script>
const kept = KEPT;
const real = new Scorm12API({ autocommit: false, logLevel: 5 });
if (kept) real.loadFromFlattenedJSON(kept);
const told = [], asked = [];
window.API = {
  LMSInitialize: (nothing) => real.lmsInitialize(nothing),
  LMSGetValue: (key) => (asked.push(key), real.lmsGetValue(key)),
  LMSSetValue: (key, value) => (told.push([key, value, real.lmsSetValue(key, value)]), told.at(-1)[2]),
  LMSCommit: (nothing) => window.refuse ? "false" : real.lmsCommit(nothing),
  LMSFinish: (nothing) => (window.finished = true, real.lmsFinish(nothing)),
  LMSGetLastError: () => real.lmsGetLastError(),
};
</script><main><h1>A course</h1><iframe src="course/index.html" title="Case study" width="900" height="700"></iframe></main></html>"""


@pytest.fixture(scope="session")
def scorm_again() -> Path:
    """The script of scorm-again."""
    npm = shutil.which("npm")
    if not npm:
        pytest.fail("Course packages are tested in scorm-again, which comes from npm. Install Node, then try again.")
    if not (SCORM_AGAIN / "node_modules").is_dir():
        subprocess.run([npm, "install", "--silent", "--no-save", "--prefix", str(SCORM_AGAIN), "scorm-again@3.4"], check=True, timeout=300)
    return SCORM_AGAIN / "node_modules" / "scorm-again" / "dist" / "scorm12.min.js"


class Course:
    """A learning system with a package in it, served from a folder."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self._visits = count()

    def unpack(self, package: bytes) -> None:
        shutil.rmtree(self.folder / "course", ignore_errors=True)
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            archive.extractall(self.folder / "course")

    def open(self, page: Page, kept: dict[str, str] | None = None) -> Frame:
        """Open the course as somebody whose earlier state is `kept`."""
        (self.folder / "index.html").write_text(LMS.replace("KEPT", json.dumps(kept)), "utf-8")
        # Another address each time: the browser must not take the page from its cache, with an earlier state in it.
        page.goto(f"{self.address}?{next(self._visits)}", wait_until="load")
        inner = page.locator("iframe").element_handle().content_frame()
        inner.wait_for_load_state("load")
        inner.locator("[data-course]").wait_for()
        return inner


@pytest.fixture
def course(scorm_again: Path, library: Library, tmp_path: Path) -> Iterator[Course]:
    (tmp_path / "favicon.ico").write_bytes(b"")
    shutil.copy(scorm_again, tmp_path)
    with served(tmp_path) as address:
        made = Course(tmp_path, address)
        made.unpack(package(library))
        yield made


def package(library: Library) -> bytes:
    """The course package of the last case study."""
    *_, handout = (one for one in handouts(library) if one.form == "scorm")
    values = handout.values()
    return course_package(values, frame(handout, values, Imprint("A publisher", datetime.date(2026, 11, 24))))


def told(page: Page) -> dict[str, str]:
    """The last value of each key that the course was told. It took all of them."""
    values = page.evaluate("told")
    assert {key for key, _, _ in values} <= ALLOWED
    assert {taken for _, _, taken in values} <= {"true"}
    return {key: value for key, value, _ in values}


def open_points(inner: Frame, first: int = 0, last: int | None = None) -> None:
    points = inner.locator(".cp-decision > details > summary")
    for at in range(first, points.count() if last is None else last):
        points.nth(at).click()


def test_it_is_complete_at_the_end_and_with_every_decision_point_opened(page: Page, course: Course) -> None:
    inner = course.open(page)
    assert told(page) == {"cmi.core.lesson_status": "incomplete", "cmi.core.exit": "suspend"}
    inner.locator("footer").scroll_into_view_if_needed()
    page.wait_for_function("told.some(([key]) => key === 'cmi.suspend_data')")
    assert told(page)["cmi.core.lesson_status"] == "incomplete"
    count = inner.locator(".cp-decision").count()
    open_points(inner, last=count - 1)
    expect(inner.locator("[data-course]")).to_contain_text(f"{count - 1} of {count}")
    assert told(page)["cmi.core.lesson_status"] == "incomplete"
    open_points(inner, first=count - 1)
    expect(inner.locator("[data-course]")).to_have_text("Your course has been told that you are done. You can go on reading.")
    assert told(page)["cmi.core.lesson_status"] == "completed"
    assert page.evaluate("real.cmi.core.lesson_status") == "completed"


def test_it_is_not_complete_before_the_end(page: Page, course: Course) -> None:
    inner = course.open(page)
    # With a click that does not scroll: the reader stays at the top.
    inner.evaluate("document.querySelectorAll('.cp-decision > details').forEach((one) => (one.open = true))")
    expect(inner.locator("[data-course]")).to_have_text("Read to the end. Then your course is told that you are done.")
    assert told(page)["cmi.core.lesson_status"] == "incomplete"
    inner.locator("footer").scroll_into_view_if_needed()
    page.wait_for_function("told.some(([key, value]) => value === 'completed')")


def test_the_reader_goes_on_where_they_stopped(page: Page, course: Course) -> None:
    inner = course.open(page)
    open_points(inner, last=2)
    inner.locator("#moment-kick-off-meeting").evaluate("one => one.scrollIntoView()")
    page.wait_for_function("told.some(([key, value]) => value === 'moment-kick-off-meeting')")
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("window.finished")
    kept = told(page)
    assert page.evaluate("real.cmi.suspend_data") == kept["cmi.suspend_data"]

    inner = course.open(page, {key: kept[key] for key in ALLOWED - {"cmi.core.exit"}})
    expect(inner.locator(".cp-decision > details[open]")).to_have_count(2)
    expect(inner.locator("#moment-kick-off-meeting > h3")).to_be_in_viewport()
    expect(inner.locator("[data-course]")).to_contain_text("You have opened 2 of")


def test_what_is_complete_stays_complete(page: Page, course: Course) -> None:
    course.open(page, {"cmi.core.lesson_status": "completed", "cmi.suspend_data": "damaged.<b>.zz"})
    assert "cmi.core.lesson_status" not in told(page)


@pytest.mark.parametrize("kept", ["", "damaged", "..", "x.1.ffff", "0" * 4096])
def test_a_state_of_another_edition_or_none_at_all_begins_anew(page: Page, course: Course, kept: str) -> None:
    inner = course.open(page, {"cmi.suspend_data": kept, "cmi.core.lesson_location": "moment-that-is-gone"})
    assert inner.locator(".cp-decision > details[open]").count() == 0
    expect(inner.locator("[data-course]")).to_contain_text("You have opened 0 of")


def test_three_hundred_moments_with_a_decision_point_each_fit(page: Page, course: Course, small: Library) -> None:
    case = small.case_studies[0]
    ids = [f"{'a' * 50}-{number}" for number in range(300)]
    many: dict[str, Any] = {
        "moments": tuple(case.moments[0].model_copy(update={"id": one}) for one in ids),
        "decision_points": tuple(case.decision_points[0].model_copy(update={"id": one, "moment": one}) for one in ids),
    }
    fields = {name: value for name, value in vars(small).items() if not name.startswith("_")}
    course.unpack(package(Library(**fields | {"case_studies": (case.model_copy(update=many),)})))
    inner = course.open(page)
    inner.evaluate("document.querySelectorAll('.cp-decision > details').forEach((one, at) => (one.open = at !== 7))")
    expect(inner.locator("[data-course]")).to_contain_text("299 of 300")
    kept = told(page)
    assert len(kept["cmi.suspend_data"]) <= 4096
    inner = course.open(page, {"cmi.suspend_data": kept["cmi.suspend_data"]})
    assert inner.locator(".cp-decision > details:not([open])").count() == 1
    assert inner.locator(".cp-decision > details").nth(7).get_attribute("open") is None


def test_a_course_that_cannot_keep_is_not_said_to(page: Page, course: Course) -> None:
    inner = course.open(page)
    page.evaluate("window.refuse = true")
    open_points(inner, last=1)
    expect(inner.locator("[data-course]")).to_contain_text("Your course did not keep how far you are.")
    page.evaluate("window.refuse = false")
    open_points(inner, first=1, last=2)
    expect(inner.locator("[data-course]")).to_contain_text("You have opened 2 of")


def test_nothing_personal_is_asked_or_sent(page: Page, course: Course) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    inner = course.open(page, {"cmi.core.student_name": "Somebody"})
    open_points(inner)
    inner.locator("footer").scroll_into_view_if_needed()
    page.wait_for_function("told.some(([key, value]) => value === 'completed')")
    told(page)
    assert set(page.evaluate("asked")) <= ALLOWED
    assert [url for url in requests if not url.startswith(course.address)] == []
    assert inner.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_without_a_course_it_can_be_read(browser: Browser, course: Course) -> None:
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        # From the disk, as it is unpacked: no server, no course.
        page.goto((course.folder / "course" / "index.html").as_uri())
        page.locator(".cp-decision summary").first.click()
        expect(page.locator(".cp-decision details p").first).to_be_visible()
        if scripts:
            expect(page.locator("[data-course]")).to_have_text("This page is not open in a course. You can read it, and nothing is kept.")
        assert errors == []
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_fault_in_a_course(browser: Browser, course: Course, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900}, color_scheme=scheme)
    inner = course.open(page)
    inner.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert faults(page) == []
    page.close()
