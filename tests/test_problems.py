"""A Problem as its author reads it: where, what, the line with a caret, and how to mend it."""

from __future__ import annotations

import pytest
from coproduction.problems import ContentError, Problem, did_you_mean


def test_a_problem_shows_the_line_and_points_at_the_column() -> None:
    problem = Problem("words/scales.yml", 12, 7, "There is no scale `x`", "Choose another.", "    - id: x")
    assert str(problem) == (
        "words/scales.yml:12:7: There is no scale `x`\n"
        "        - id: x\n"
        "          ^\n"
        "  Choose another."
    )  # fmt: skip


@pytest.mark.parametrize("excerpt", ["", "   ", "\t"])
def test_an_empty_line_is_not_shown(excerpt: str) -> None:
    assert str(Problem("a.yml", 1, 1, "What", "How.", excerpt)) == "a.yml:1:1: What\n  How."


def test_a_tab_is_shown_as_one_space_so_that_the_caret_stays_below_its_column() -> None:
    assert str(Problem("a.yml", 1, 3, "What", "How.", "\t\tx: y")) == "a.yml:1:3: What\n      x: y\n      ^\n  How."


@pytest.mark.parametrize(
    ("column", "shown", "spaces"),
    [
        (1, "0123456789" * 10, 0),
        (60, "0123456789" * 10, 59),
        (67, "0123456789" * 10, 66),
        (68, "123456789" + "0123456789" * 9 + "0", 66),
        (251, ("0123456789" * 12)[4:], 66),
        (300, ("0123456789" * 7)[3:], 66),
        (301, ("0123456789" * 7)[4:], 66),
    ],
)
def test_of_a_long_line_the_part_around_the_caret_is_shown(column: int, shown: str, spaces: int) -> None:
    problem = Problem("a.yml", 1, column, "What", "How.", "0123456789" * 30)
    _, line, caret, _ = str(problem).split("\n")
    assert (line, caret) == ("    " + shown[:100], "    " + " " * spaces + "^")


def test_a_problem_as_plain_values() -> None:
    assert Problem("a.yml", 2, 3, "What", "How.", "line").as_dict() == {
        "path": "a.yml",
        "line": 2,
        "column": 3,
        "message": "What",
        "remedy": "How.",
        "excerpt": "line",
    }


def test_problems_come_in_the_order_of_file_line_and_column_and_each_once() -> None:
    b, a10, a9, a9_later = (
        Problem(path, line, column, "What", "How.")
        for path, line, column in [("b.yml", 1, 1), ("a.yml", 10, 1), ("a.yml", 9, 1), ("a.yml", 9, 2)]
    )
    error = ContentError([b, a10, a9_later, a9, b])
    assert error.problems == (a9, a9_later, a10, b)
    assert str(error) == (
        "a.yml:9:1: What\n  How.\n\n"
        "a.yml:9:2: What\n  How.\n\n"
        "a.yml:10:1: What\n  How.\n\n"
        "b.yml:1:1: What\n  How.\n\n"
        "4 problems in the content. Nothing was written."
    )  # fmt: skip


def test_one_problem_is_counted_as_one() -> None:
    assert (
        str(ContentError([Problem("a.yml", 1, 1, "What", "How.")]))
        == "a.yml:1:1: What\n  How.\n\n1 problem in the content. Nothing was written."
    )


@pytest.mark.parametrize(
    ("word", "known", "remedy"),
    [
        ("statment", ["title", "statement", "state"], "Did you mean `statement`?"),
        ("colour", ["title", "summary"], "Choose one of: `summary`, `title`."),
        ("x", ["only"], "Choose one of: `only`."),
        (
            "x",
            [f"id-{n}" for n in range(10, 22)],
            "Choose one of: " + ", ".join(f"`id-{n}`" for n in range(10, 22)) + ".",
        ),
        ("x", [f"id-{n}" for n in range(10, 23)], "Choose one of the 13 that there are, for example `id-10`."),
        ("x", [], "There is none to choose from."),
        ("", ["a"], "Choose one of: `a`."),
    ],
)
def test_the_nearest_word_or_all_of_them(word: str, known: list[str], remedy: str) -> None:
    assert did_you_mean(word, known) == remedy
    assert did_you_mean(word, iter(known)) == remedy
