"""A YAML file as plain values, with the place of each: one bounded parse, no Python objects made from tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from coproduction.problems import ContentError, Problem

# Far above any guidance written by hand, far below what would slow a machine down.
LARGEST_FILE = 2_000_000  # bytes
MOST_VALUES = 200_000  # with everything that aliases repeat
DEEPEST = 30

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ASCII = bytes(range(128))
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WHOLE_NUMBER = re.compile(r"[-+]?\d{1,18}")
# What YAML 1.1 programs read as true and false, and people write as words.
_READ_AS_TRUE_OR_FALSE = {"yes", "no", "on", "off"}


class _Place:
    """Where a value stands, counted from 0, and where the keys and values inside a mapping or list stand."""

    __slots__ = ("column", "inside", "keys", "line")

    def __init__(self, mark: yaml.Mark, inside: dict[Any, _Place] | None = None) -> None:
        self.line, self.column = mark.line, mark.column
        # Texts, which are most of a file, hold nothing.
        self.inside = inside
        self.keys: dict[str, _Place] | None = {} if inside is not None else None


@dataclass(frozen=True)
class YamlFile:
    """The values of one file. `problems` are those that did not stop the reading."""

    name: str
    value: Any
    problems: tuple[Problem, ...]
    _lines: Sequence[str]
    _place: _Place
    #: The characters in it that are not ASCII, comments included; those too that are written as `\u00e9`.
    unusual: frozenset[str] = frozenset()

    def problem(self, keys: Sequence[str | int], message: str, remedy: str, *, at_key: bool = False) -> Problem:
        """A Problem at the value that `keys` lead to from the top, or at its key.

        Where the way ends early (a key that is missing), the last place on it is meant.
        """
        place = self._place
        for depth, key in enumerate(keys):
            if place.inside is None or key not in place.inside:
                break
            last = depth == len(keys) - 1
            place = place.keys[key] if at_key and last and key in place.keys else place.inside[key]
        return _problem(self.name, self._lines, place.line, place.column, message, remedy)

    def problem_at_character(self, character: str, message: str, remedy: str) -> Problem | None:
        """A Problem where a character first stands in the file; None where it stands in comments alone."""
        way = _way_to(self.value, character)
        if way is None:
            return None
        for line, text in enumerate(self._lines):
            if character in text:
                return _problem(self.name, self._lines, line, text.index(character), message, remedy)
        return self.problem(way, message, remedy)

    def word_at(self, keys: Sequence[str | int]) -> str:
        """The word that stands where `keys` lead to, as the author wrote it: `007` where the value is 7."""
        place = self._place
        for key in keys:
            place = (place.inside or {})[key]
        return re.match(r"[^\s,\]}]*", self._lines[place.line][place.column :])[0]


def parse(content: bytes, name: str) -> YamlFile:
    """Read one YAML file. `name` is what Problems call it.

    Numbers other than whole ones, and dates, stay as they are written. Raises ContentError
    when the file cannot be read at all.
    """
    if len(content) > LARGEST_FILE:
        raise ContentError(
            [Problem(name, 1, 1, f"This file is larger than {LARGEST_FILE:,} bytes", "Split it into several files.")]
        )
    text = decode(content, name)
    lines = _LINE_BREAK.split(text)
    if odd := _UNPRINTABLE.search(text):
        before = _LINE_BREAK.split(text[: odd.start()])
        raise ContentError(
            [
                _problem(
                    name, lines, len(before) - 1, len(before[-1]),
                    f"There is a character here that cannot be printed (U+{ord(odd[0]):04X})",
                    "Delete it and type the text again.",
                )
            ]
        )  # fmt: skip
    builder = _Builder(name, lines)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark, message, remedy = _explain(error, lines, builder.last_text)
        builder.problems.append(_problem(name, lines, mark.line, mark.column, message, remedy))
        raise ContentError(builder.problems) from None
    if builder.place is None or builder.value is None:
        remedy = "Write its content, or delete the file. `coproduction new` makes a file to start from."
        raise ContentError([*builder.problems, Problem(name, 1, 1, "There is nothing in this file yet", remedy)])
    # Taking the ASCII away from the bytes leaves next to nothing to look at: looking costs no time that can be felt.
    unusual = frozenset(content.translate(None, _ASCII).decode("utf-8-sig"))
    if b"\\" in content:
        unusual |= {character for written in _texts(builder.value) for character in written if not character.isascii()}
    return YamlFile(name, builder.value, tuple(builder.problems), lines, builder.place, unusual)


def _way_to(value: Any, character: str) -> tuple[str | int, ...] | None:
    """The keys that lead to the first text with a character; None where there is none."""
    if isinstance(value, str):
        return () if character in value else None
    for key, inside in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(key, str) and character in key:
            return (key,)
        way = _way_to(inside, character)
        if way is not None:
            return (key, *way)
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inside)


def decode(content: bytes, name: str) -> str:
    """The text of a file. Raises ContentError when it is not in UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _LINE_BREAK.split(content[: error.start].decode("utf-8-sig", "replace"))
        raise ContentError(
            [
                Problem(
                    name, len(before), len(before[-1]) + 1, "This file is not in UTF-8",
                    "Save it again as UTF-8: in most editors under “Save with encoding”.",
                )
            ]
        ) from None  # fmt: skip


def _problem(name: str, lines: Sequence[str], line: int, column: int, message: str, remedy: str) -> Problem:
    # The YAML library points behind the last line when a file ends too early.
    line = min(line, len(lines) - 1)
    return Problem(name, line + 1, column + 1, _one_line(message), _one_line(remedy), lines[line])


def _one_line(text: str) -> str:
    """A key or value that a message quotes may be long, and hold line ends or signs that terminals obey."""
    text = re.sub("[\x00-\x1f\x7f-\x9f]", "", " ".join(text.split()))
    return text if len(text) <= 400 else f"{text[:400]} …"


_OWN_SIGN = "YAML takes the sign here for one of its own", "Put the text in quotes."


def _explain(
    error: yaml.MarkedYAMLError, lines: Sequence[str], last_text: yaml.ScalarEvent | None
) -> tuple[yaml.Mark, str, str]:
    """What the YAML library found, in the author's words: where, what, and how to mend it.

    The library points at where it gave up. An author looks for where the mistake begins, which is
    often where something was opened.
    """
    said, doing = error.problem or "", error.context or ""
    here = error.problem_mark or error.context_mark
    opened = error.context_mark or here
    line = lines[here.line] if here.line < len(lines) else ""
    if "\\t" in said or "\t" in line[: len(line) - len(line.lstrip())]:
        return here, "There is a tab here", "YAML wants spaces. Put two spaces for each step inwards."
    if last_text is not None and last_text.style in ("'", '"') and last_text.end_mark.line == here.line and not line[last_text.end_mark.column : here.column].strip():
        end = f"The quotes that open here close in line {last_text.end_mark.line + 1}, and more text follows"
        return last_text.start_mark, end, "Put the whole text between the quotes. Inside them, use the other kind of quotes."
    if "quoted scalar" in doing and "end of stream" in said:
        return opened, "The quotes that open here are not closed", "Close them, or take them out."
    if "unknown escape" in said:
        return here, "A backslash between double quotes means something to YAML", "Write it twice, or use single quotes."
    if "expected ',' or" in said:
        return opened, "The bracket that opens here is not closed", "Close it, or put the text in quotes."
    if "could not find expected ':'" in said:
        return opened, "There is no colon behind this key", "Put a colon and a space between the key and its value."
    if "block sequence entries are not allowed" in said:
        return here, "A list cannot start on the line of its key", "Start it on the next line, or put the text in quotes."
    if "mapping values are not allowed" in said:
        remedy = 'Put the whole text in quotes, "like: this", or check that the line starts in the right column.'
        return here, "There is a colon here that YAML reads as the start of a value", remedy
    if "alias" in doing or "undefined alias" in said:
        return opened, "YAML reads a word that starts with * as an alias", "Put the text in quotes."
    if "anchor" in doing or "block scalar" in doing:
        return opened, *_OWN_SIGN
    if "cannot start any token" in said or "expected node content" in said:
        return here, *_OWN_SIGN
    if "did not find expected" in said:
        remedy = "Check that it starts in the same column as its neighbours, and that quotes and brackets are closed."
        return here, "This line does not fit the lines above it", remedy
    return here, f"This is not YAML: {said}", "Compare it with a file that works, or start from `coproduction new`."


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being filled."""

    value: dict[str, Any] | list[Any]
    place: _Place
    anchor: str | None
    values_before: int
    key: str | None = None
    skip: bool = False  # the next value belongs to a key that was refused


class _Builder:
    """Makes values and places from the parser's events, one by one: nothing recursive that a file could exhaust."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self.name, self.lines = name, lines
        self.problems: list[Problem] = []
        self.value: Any = None
        self.place: _Place | None = None
        self.last_text: yaml.ScalarEvent | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, _Place, int]] = {}
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        if handle := self._HANDLERS.get(type(event)):
            handle(self, event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self.last_text = event
        place = _Place(event.start_mark)
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and isinstance(top.value, dict):
            self._key(event, top, place)
            return
        self._refuse_tag(event)
        value = self._resolve(event)
        self._count(event)
        if event.anchor:
            self._anchors[event.anchor] = (value, place, 1)
        self._put(value, place)

    def _key(self, event: yaml.ScalarEvent, mapping: _Open, place: _Place) -> None:
        mapping.key, mapping.skip = event.value, event.value in mapping.value
        if mapping.skip:
            first = mapping.place.keys[event.value].line + 1
            self._report(event, f"`{event.value}` is here a second time (first in line {first})", "Keep one of them.")
        else:
            mapping.place.keys[event.value] = place

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        self._refuse_tag(event)
        if len(self._open) >= DEEPEST:
            self._stop(event, f"Lists and keys stand more than {DEEPEST} deep here", "Check the brackets and the columns.")
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._stop(event, "A key is one word or several, not a list", "Write the key as plain text, then a colon.")
        self._count(event)
        place = _Place(event.start_mark, {})
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, place, event.anchor, self._values - 1))

    def _end(self, event: yaml.Event) -> None:
        done = self._open.pop()
        if done.anchor:
            self._anchors[done.anchor] = (done.value, done.place, self._values - done.values_before)
        self._put(done.value, done.place)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._anchors:
            self._stop(event, f"*{event.anchor} stands for itself or for nothing", "Write the text out, or put it in quotes.")
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._stop(event, "A key cannot be an alias", "Write the key as plain text, then a colon.")
        value, place, values = self._anchors[event.anchor]
        self._count(event, values)
        self._put(value, place)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        if self.place is not None:
            self._stop(event, "A second document starts here", "Keep one document in each file: delete the line `---`.")

    def _put(self, value: Any, place: _Place) -> None:
        if not self._open:
            self.value, self.place = value, place
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.place.inside[len(top.value)] = place
            top.value.append(value)
            return
        if not top.skip:
            top.place.inside[top.key] = place
            top.value[top.key] = value
        top.key, top.skip = None, False

    def _resolve(self, event: yaml.ScalarEvent) -> Any:
        if event.style not in (None, ""):
            return event.value
        word = event.value.lower()
        if word in ("", "~", "null"):
            return None
        if word in ("true", "false"):
            return word == "true"
        if word in _READ_AS_TRUE_OR_FALSE:
            reads_as = "true" if word in ("yes", "on") else "false"
            self._report(
                event, f"Many programs read {event.value} as {reads_as}", f'Put it in quotes: `"{event.value}"`.'
            )
        if _WHOLE_NUMBER.fullmatch(event.value):
            return int(event.value)
        return event.value

    def _count(self, event: yaml.Event, values: int = 1) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            self._stop(
                event, f"This file holds more than {MOST_VALUES:,} values, aliases (*) counted",
                "Split it, and write out what the aliases repeat.",
            )  # fmt: skip

    def _refuse_tag(self, event: Any) -> None:
        if event.tag and event.tag != "!":
            self._stop(event, f"The tag {event.tag.replace('tag:yaml.org,2002:', '!!')} cannot be used", "Delete the word that starts with ! or put the text in quotes.")

    def _report(self, event: yaml.Event, message: str, remedy: str) -> None:
        mark = event.start_mark
        self.problems.append(_problem(self.name, self.lines, mark.line, mark.column, message, remedy))

    def _stop(self, event: yaml.Event, message: str, remedy: str) -> None:
        self._report(event, message, remedy)
        raise ContentError(self.problems)

    _HANDLERS = {
        yaml.ScalarEvent: _scalar,
        yaml.MappingStartEvent: _start,
        yaml.SequenceStartEvent: _start,
        yaml.MappingEndEvent: _end,
        yaml.SequenceEndEvent: _end,
        yaml.AliasEvent: _alias,
        yaml.DocumentStartEvent: _document,
    }
