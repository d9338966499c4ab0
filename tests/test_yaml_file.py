"""Reading one YAML file: its values, the place of each, and Problems instead of any other exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from coproduction.problems import ContentError, Problem
from coproduction.yaml_file import DEEPEST, LARGEST_FILE, MOST_VALUES, YamlFile, parse
from hypothesis import example, given, settings
from hypothesis import strategies as st

_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

# What YAML is made of, and what has tripped parsers up before.
TOKENS = (
    "key", "other key", "id", ":", ": ", ":\n", "- ", "-", "\n", "\n  ", "\n    ", "\n\n", "\r\n", "\r", " ", "\t",
    "? ", "|", ">-\n", "|+2\n", '"', "'", '"text"', "'it''s'", "{", "}", "[", "]", ",", ", ", "&a ", "*a", "&a", "*b",
    "<<: *a", "!!str ", "!x ", "!", "---", "--- ", "\n---\n", "...", "\n...\n", "%YAML 1.2\n", "# note", "#", "yes",
    "No", "null", "~", "true", "2011", "007", "-1", "1.0", "2011-10-26", "é", "“", "😀", "\x85", "\u2028", "\ufeff",
    "\x00", "\x7f", "\\", "\\x41", "@", "`", "%", "\ud7ff", "\u200b", "\u202e",
)  # fmt: skip
yaml_like = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


def problems_of(content: bytes) -> tuple[Problem, ...]:
    try:
        return parse(content, "file.yml").problems
    except ContentError as error:
        assert error.problems
        return error.problems


def check_places(content: bytes) -> None:
    """Every Problem names a place that the file has, and shows that line."""
    lines = _LINE_BREAK.split(content.decode("utf-8-sig", "replace"))
    for problem in problems_of(content):
        assert problem.path == "file.yml"
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.excerpt in ("", lines[problem.line - 1])


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"a: \xff")
@example(b"a:\r  b: caf\xe9")
@example(b"\xff\xfea\x00")
@example(b"a: 'b\x00c'")
@settings(max_examples=300)
def test_any_bytes_give_a_file_or_problems_in_it(content: bytes) -> None:
    check_places(content)


@given(yaml_like)
@example("&a [*a]")
@example("? [a, b]\n: c")
@example("? ")
@example("{")
@example('"')
@example("- - - -\n\t- a")
@settings(max_examples=500)
def test_anything_like_yaml_gives_a_file_or_problems_in_it(text: str) -> None:
    check_places(text.encode())


# --- Values ---------------------------------------------------------------------------------------

# PyYAML itself does not read back every line break that it writes.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"), max_size=20)
values = st.recursive(
    texts, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4), max_leaves=12
)


@given(values, st.sampled_from([True, False, None]), st.integers(20, 120))
@settings(max_examples=200)
def test_texts_lists_and_keys_are_read_as_yaml_reads_them(value: Any, flow: bool | None, width: int) -> None:
    written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow, width=width)
    read = parse(written.encode(), "file.yml")
    assert read.value == yaml.safe_load(written) == value
    assert read.problems == ()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("text", "text"),
        ('"yes"', "yes"),
        ("'2011'", "2011"),
        ("2011", 2011),
        ("-3", -3),
        ("1.0", "1.0"),
        ("1e3", "1e3"),
        ("2011-10-26", "2011-10-26"),
        ("10:30", "10:30"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("12345678901234567890", "12345678901234567890"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("! 2011", 2011),
        ("|\n  two\n  lines", "two\nlines"),
        (">-\n  one\n  line", "one line"),
    ],
)
def test_what_a_plain_word_is_read_as(written: str, value: object) -> None:
    read = parse(f"key: {written}".encode(), "file.yml").value["key"]
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off"])
def test_a_word_that_other_programs_read_as_true_or_false_stays_a_word_with_a_problem(word: str) -> None:
    file = parse(f"key: {word}".encode(), "file.yml")
    reads_as = "true" if word.lower() in ("yes", "on") else "false"
    assert file.value == {"key": word}
    assert file.problems == (
        Problem(
            "file.yml",
            1,
            6,
            f"Many programs read {word} as {reads_as}",
            f'Put it in quotes: `"{word}"`.',
            f"key: {word}",
        ),
    )


def test_an_alias_stands_for_the_same_value_at_the_same_place() -> None:
    file = parse(b"first: &a\n  - one\nsecond: *a\n", "file.yml")
    assert file.value == {"first": ["one"], "second": ["one"]}
    assert place(file, "second", 0) == place(file, "first", 0) == (2, 5)


def test_a_key_that_stands_twice_keeps_its_first_value() -> None:
    file = parse(b"a: {b: 1}\na: {c: [2]}\nd: 3\n", "file.yml")
    assert file.value == {"a": {"b": 1}, "d": 3}
    assert [str(problem) for problem in file.problems] == [
        "file.yml:2:1: `a` is here a second time (first in line 1)\n    a: {c: [2]}\n    ^\n  Keep one of them."
    ]


# --- Places ---------------------------------------------------------------------------------------


def place(file: YamlFile, *keys: str | int, at_key: bool = False) -> tuple[int, int]:
    problem = file.problem(keys, "", "", at_key=at_key)
    return problem.line, problem.column


def test_places_of_keys_and_values() -> None:
    file = parse(
        b"# A comment, and a line without anything.\n"
        b"\n"
        b"title: A title\n"
        b"list:\n"
        b"  - plain\n"
        b'  - "quoted"\n'
        b"  - key: value\n"
        b"    caf\xc3\xa9: {\xf0\x9f\x98\x80: [a, b]}\n"
        b"text: |\n"
        b"  over lines\n",
        "file.yml",
    )
    assert {
        "the file": place(file),
        "title": place(file, "title"),
        "title, key": place(file, "title", at_key=True),
        "list": place(file, "list"),
        "list, key": place(file, "list", at_key=True),
        "list 0": place(file, "list", 0),
        "list 1": place(file, "list", 1),
        "list 2": place(file, "list", 2),
        "list 2 key": place(file, "list", 2, "key"),
        "list 2 café": place(file, "list", 2, "café"),
        "list 2 café 😀, key": place(file, "list", 2, "café", "😀", at_key=True),
        "list 2 café 😀 1": place(file, "list", 2, "café", "😀", 1),
        "text": place(file, "text"),
        "a key that is missing": place(file, "list", 2, "missing", at_key=True),
        "beyond what is missing": place(file, "missing", "deeper", 3),
    } == {
        "the file": (3, 1),
        "title": (3, 8),
        "title, key": (3, 1),
        "list": (5, 3),
        "list, key": (4, 1),
        "list 0": (5, 5),
        "list 1": (6, 5),
        "list 2": (7, 5),
        "list 2 key": (7, 10),
        "list 2 café": (8, 11),
        "list 2 café 😀, key": (8, 12),
        "list 2 café 😀 1": (8, 19),
        "text": (9, 7),
        "a key that is missing": (7, 5),
        "beyond what is missing": (3, 1),
    }


shapes = st.recursive(
    st.none(),
    lambda inside: (
        st.lists(inside, min_size=1, max_size=4) | st.dictionaries(st.uuids(), inside, min_size=1, max_size=4)
    ),
)


def labelled(shape: Any, labels: Iterator[str]) -> Any:
    """The shape with a word of its own for every key and every value."""
    if isinstance(shape, dict):
        return {next(labels): labelled(inside, labels) for inside in shape.values()}
    if isinstance(shape, list):
        return [labelled(inside, labels) for inside in shape]
    return next(labels)


def paths(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield keys, value
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from paths(inside, (*keys, key))


@given(shapes, st.booleans(), st.integers(2, 6))
@settings(max_examples=200)
def test_each_word_stands_where_its_place_says(shape: Any, flow: bool, indent: int) -> None:
    value = labelled(shape, (f"word{number}" for number in range(10_000)))
    written = yaml.safe_dump(value, default_flow_style=flow, indent=indent, sort_keys=False)
    lines = written.split("\n")
    file = parse(written.encode(), "file.yml")
    for keys, inside in paths(value):
        if isinstance(inside, str):
            line, column = place(file, *keys)
            assert re.match(r"\w+", lines[line - 1][column - 1 :])[0] == inside
        if keys and isinstance(keys[-1], str):
            line, column = place(file, *keys, at_key=True)
            assert re.match(r"\w+", lines[line - 1][column - 1 :])[0] == keys[-1]


# --- Bounds ---------------------------------------------------------------------------------------


def bomb(opening: str, join: str, closing: str) -> bytes:
    lines = [f"a: &a {opening}{join.format(0, 'x')}{closing}"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        inside = ", ".join(join.format(number, f"*{before}") for number in range(9))
        lines.append(f"{name}: &{name} {opening}{inside}{closing}")
    return "\n".join(lines).encode()


@pytest.mark.parametrize("content", [bomb("[", "{1}", "]"), bomb("{", "k{0}: {1} ", "}")], ids=["lists", "keys"])
def test_a_kilobyte_of_aliases_that_explode_is_refused(content: bytes) -> None:
    assert len(content) < 1100
    [problem] = problems_of(content)
    assert problem.message == f"This file holds more than {MOST_VALUES:,} values, aliases (*) counted"
    assert problem.line == 7


def test_values_are_counted_and_not_made() -> None:
    # The alias that would go over the limit is refused before anything is copied: ten values, ten million times.
    content = b"a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [" + b", ".join([b"*a"] * 25_000) + b"]"
    [problem] = problems_of(content)
    assert problem.line == 2
    assert problem.column == len("b: [") + 4 * ((MOST_VALUES - 12) // 10) + 1


def test_the_largest_file_and_one_byte_more() -> None:
    start = b"a: "
    assert parse(start + b"x" * (LARGEST_FILE - len(start)), "file.yml").problems == ()
    assert problems_of(start + b"x" * (LARGEST_FILE - len(start) + 1)) == (
        Problem("file.yml", 1, 1, "This file is larger than 2,000,000 bytes", "Split it into several files."),
    )


def test_the_deepest_file_and_one_list_deeper() -> None:
    assert problems_of(b"[" * DEEPEST + b"]" * DEEPEST) == ()
    [problem] = problems_of(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
    assert (problem.column, problem.message) == (DEEPEST + 1, "Lists and keys stand more than 30 deep here")
