"""A checklist's questions as a table: read back as spreadsheets do, and safe in them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from coproduction.handouts import content
from coproduction.handouts.table import csv_table
from coproduction.interface import interface
from coproduction.library import Library


def read(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8 by its byte order mark alone"
    text = made.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def check(number: int = 1, **changes: Any) -> dict[str, Any]:
    levels = [{"label": "No", "anchor": "Nobody asked"}, {"label": "Yes", "anchor": ""}]
    own = {"id": f"check-{number}", "number": number, "principle": "Clarity", "question": "Is it so?", "wordings": [], "levels": levels}
    return own | changes


def table_of(*checks: dict[str, Any]) -> list[list[str]]:
    return read(csv_table({"sections": [{"title": "Before", "checks": checks}]}))


def test_one_row_a_check_with_its_wordings_choices_and_room_to_answer() -> None:
    rows = table_of(
        check(1, wordings=[["For a resident", "Do I know?"]]),
        check(2, wordings=[["For staff", "Do we say?"]], levels=[{"label": "All", "anchor": ""}] * 3),
    )
    say = interface()
    assert rows == [
        ["Number", "Part", "Principle", "Id", "Question", "For a resident", "For staff",
         "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Answer 5", "Your answer", "Your note"],
        ["1", "Before", "Clarity", "check-1", "Is it so?", "Do I know?", "", "No: Nobody asked", "Yes", say.dont_know, say.not_for_me, "", "", ""],
        ["2", "Before", "Clarity", "check-2", "Is it so?", "", "Do we say?", "All", "All", "All", say.dont_know, say.not_for_me, "", ""],
    ]  # fmt: skip


def test_a_checklist_without_checks_is_a_row_of_heads() -> None:
    assert [len(row) for row in table_of()] == [7]


def test_shipped_checklists_hold_every_check_once_and_in_order(library: Library) -> None:
    assert library.checklists
    for checklist in library.checklists:
        head, *rows = read(csv_table(content.checklist(library, checklist, None)))
        assert [row[3] for row in rows] == [name for section in checklist.sections for name in section.checks]
        assert {len(row) for row in rows} == {len(head)}
        for row in rows:
            in_use = library.checks[row[3]]
            assert row[4] == in_use.check.question
            assert set(in_use.check.wording.values()) <= set(row)
            assert all(any(field.startswith(level.label) for field in row) for level in in_use.scale.levels)


@pytest.mark.parametrize("start", list("=+-@\t\r\n\0＝＋－＠"))
def test_nothing_runs_as_a_formula(start: str) -> None:
    # Python's reader refuses a NUL before 3.13, so this looks at the bytes.
    made = csv_table({"sections": [{"title": "Before", "checks": [check(question=f'{start}1+"2"')]}]}).decode("utf-8-sig")
    assert f'"\'{start}1+""2"""' in made


def test_a_half_of_a_character_does_not_stop_it() -> None:
    assert table_of(check(question="a\ud800b"))[1][4] == "a?b"
