"""Handouts as pictures: each design beside a picture that somebody has looked at (`pytest --update` makes them anew)."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pypdfium2
import pytest
from coproduction.handouts.catalogue import Handout, handouts
from coproduction.handouts.frame import frame
from coproduction.handouts.pdf import Press
from coproduction.library import Library
from coproduction.load import load
from PIL import Image, ImageChops

from tests.conftest import IMPRINT, ROOT, SOUND
from tests.test_handout_pages import worst_case, worst_checklist

EXPECTED = ROOT / "tests" / "expected" / "handouts"
#: Pages of a sheet, across and down, and their size against paper: small, and large enough to see every line of text.
ACROSS, MOST, SCALE = 6, 12, 0.4
#: How much darker or lighter a spot of 10 × 10 points may be, of 255: fonts are smoothed a little differently from one
#: version of the renderer to the next. A line of text that goes, or moves by half its height, changes spots by more.
TOLERANCE = 32


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A small site with a case study: what is on its handouts changes only when somebody means it to."""
    folder = shutil.copytree(SOUND, tmp_path_factory.mktemp("small") / "sound")
    (folder / "case_studies").mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests" / "cases" / "case_study.yml", folder / "case_studies" / "example.yml")
    return load(folder)


def sheet(pdf: bytes) -> Image.Image:
    """The first pages of a PDF side by side, in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[at].render(scale=SCALE, grayscale=True).to_pil() for at in range(min(len(document), MOST))]
    width, height = pages[0].size
    rows = -(-len(pages) // ACROSS)
    made = Image.new("L", (min(len(pages), ACROSS) * (width + 4), rows * (height + 4)), 160)
    for at, page in enumerate(pages):
        made.paste(page, (at % ACROSS * (width + 4) + 2, at // ACROSS * (height + 4) + 2))
    return made


def difference(one: Image.Image, other: Image.Image) -> int:
    """The most that any spot differs, 0 to 255; 255 where the sizes do."""
    if one.size != other.size:
        return 255
    return ImageChops.difference(one, other).reduce(4).getextrema()[1]


def compare(made: Image.Image, name: str, request: pytest.FixtureRequest) -> None:
    expected = EXPECTED / f"{name}.png"
    if request.config.getoption("--update"):
        EXPECTED.mkdir(parents=True, exist_ok=True)
        made.quantize(16).save(expected, optimize=True)
    assert expected.is_file(), f"{expected} is not there. Look at what `pytest --update` makes."
    found = difference(made, Image.open(expected).convert("L"))
    assert found <= TOLERANCE, f"{expected.name} looks different, by {found} of 255. Look at it, and use --update if it is meant."


def printed(press: Press, handout: Handout, **changes: object) -> bytes:
    values = handout.values()
    return press.set(handout.design, values, frame(handout, values, replace(IMPRINT, **changes)))


def test_every_design_looks_as_reviewed(press: Press, small: Library, request: pytest.FixtureRequest) -> None:
    designs = {}
    for handout in handouts(small):
        if handout.form == "pdf":
            designs.setdefault(handout.design + ("-large" if handout.large else ""), handout)
    assert set(designs) == {"actions", "cards", "case-study", "checklist", "checklist-large", "facilitator", "pack", "principle"}
    for name, handout in designs.items():
        compare(sheet(printed(press, handout)), name, request)


def test_other_paper_looks_as_reviewed(press: Press, small: Library, request: pytest.FixtureRequest) -> None:
    checklist = next(handout for handout in handouts(small) if handout.design == "checklist" and handout.form == "pdf")
    compare(sheet(printed(press, checklist, paper="letter")), "checklist-on-letter", request)


@pytest.mark.parametrize("large", [False, True])
def test_the_worst_checklist_looks_as_reviewed(press: Press, large: bool, request: pytest.FixtureRequest) -> None:
    values = worst_checklist(count=6)
    handout = Handout("worst.pdf", None, "Worst", "pdf", "checklist", lambda: values, large=large)
    compare(sheet(printed(press, handout)), f"worst-checklist{'-large' if large else ''}", request)


def test_the_longest_shipped_case_looks_as_reviewed(press: Press, library: Library, request: pytest.FixtureRequest) -> None:
    values = worst_case(library)
    handout = Handout("worst.pdf", None, "Worst", "pdf", "facilitator", lambda: values)
    compare(sheet(printed(press, handout)), "worst-case-study", request)


def test_a_line_that_moves_or_goes_is_seen(press: Press, small: Library) -> None:
    handout = next(handout for handout in handouts(small) if handout.design == "principle")
    page = sheet(printed(press, handout))
    assert difference(page, page) == 0
    inside = page.crop((40, 0, page.width - 40, page.height))
    dark = [row for row in range(inside.height) if inside.crop((0, row, inside.width, row + 1)).getextrema()[0] < 128]
    lines = [start for start, before in zip(dark[1:], dark, strict=False) if start > before + 1]
    assert len(lines) > 10
    for start in lines[2:6]:
        line = (0, start - 1, page.width, start + 5)
        moved, gone = page.copy(), page.copy()
        moved.paste(page.crop(line), (0, start + 2))
        gone.paste(255, line)
        assert difference(page, moved) > TOLERANCE
        assert difference(page, gone) > TOLERANCE
