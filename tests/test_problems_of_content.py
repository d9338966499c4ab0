"""Every Problem that content can have, word for word: each case file holds changes to a sound site and the report.

A case in `cases/problems` starts with a comment that says what it shows. Then come changes, each under its own line:

    --- edit PATH      the text above `===`, which must be there exactly once, becomes the text below it
    --- file PATH      the file's whole content
    --- bytes PATH     the same as Python bytes, for what an editor cannot show
    --- delete PATH    a file or a folder
    --- case-study     puts cases/case_study.yml in the site, as case_studies/example.yml

Under `--- problems` stands what the author reads, to the letter, or `No problem.` To write that part anew:
`pytest --update`.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
from coproduction.problems import ContentError
from coproduction.site import read_site

CASES = Path(__file__).parent / "cases"
FILES = sorted((CASES / "problems").glob("*.txt"))
CASE_STUDY = CASES / "case_study.yml"

_DIRECTIVE = re.compile(r"^--- (edit|file|bytes|delete|case-study|problems)(?: (\S+))?\n", re.MULTILINE)


def test_there_are_cases() -> None:
    assert FILES
    assert [path.name for path in FILES if not path.read_text("utf-8").startswith("# ")] == []


def test_the_site_that_cases_change_is_sound(sound: Path) -> None:
    change(sound, "case-study", "", "")
    assert report(sound) == "No problem."


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_problems(file: Path, sound: Path, request: pytest.FixtureRequest) -> None:
    case, marker, expected = file.read_text("utf-8").partition("--- problems\n")
    assert marker, "A case ends with a line `--- problems` and what is expected."
    _, *directives = _DIRECTIVE.split(case)
    for what, path, body in zip(directives[::3], directives[1::3], directives[2::3], strict=True):
        change(sound, what, path, body)
    made = report(sound) + "\n"
    if request.config.getoption("--update"):
        file.write_text(case + marker + made, "utf-8")
        expected = made
    assert made == expected


def change(site: Path, what: str, path: str, body: str) -> None:
    target = site / (path or "")
    if what == "case-study":
        target = site / "case_studies" / "example.yml"
        what, body = "file", CASE_STUDY.read_text("utf-8")
    if what == "edit":
        old, new = re.fullmatch(r"(.*)\n===\n(.*)\n", body, re.DOTALL).groups()
        text = target.read_text("utf-8")
        assert text.count(old) == 1, f"This stands {text.count(old)} times in {path}: {old}"
        target.write_text(text.replace(old, new), "utf-8")
    elif what == "delete":
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body.encode() if what == "file" else ast.literal_eval(f"({body})"))


def report(site: Path) -> str:
    try:
        read_site(site / "mkdocs.yml").load()
    except ContentError as error:
        return str(error)
    return "No problem."
