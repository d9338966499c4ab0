"""What the interface says stands in one file: all of it is used, and nothing else is asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import coproduction
import pytest
from coproduction.dates import SEASONS, PartialDate
from coproduction.interface import Interface, interface, texts
from coproduction.models import Share, SourceKind, Voice, Written

PACKAGE = Path(coproduction.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".j2", ".typ"))
_USES = re.compile(r"""(?<![.\w])(?:say|interface\(\))\.(?:count\(\s*["'](\w+)["']|(\w+))""")


def used() -> set[str]:
    """The names of the texts that templates and modules ask for."""
    names = {name for path in SOURCES for match in _USES.findall(path.read_text("utf-8")) for name in match if name}
    return (names | set(re.findall(r"self\.(\w+)", (PACKAGE / "interface.py").read_text("utf-8")))) - {"count", "date"}


def test_there_are_templates_and_modules_to_look_at() -> None:
    assert len([path for path in SOURCES if path.suffix == ".j2"]) > 5
    assert len([path for path in SOURCES if path.suffix == ".py"]) > 10
    assert len(used()) > 50


def test_every_text_is_used() -> None:
    assert sorted(texts().keys() - used()) == []


def test_every_text_that_is_asked_for_exists() -> None:
    assert sorted(used() - texts().keys()) == []


def test_a_text_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError):
        interface().no_such_text  # noqa: B018


def test_there_are_words_for_every_choice_in_the_content() -> None:
    say = interface()
    assert tuple(say.say) == get_args(Share)
    assert tuple(say.voice) == tuple(say.voice_long) == get_args(Voice)
    assert tuple(say.source_kind) == get_args(SourceKind)
    assert say.seasons.keys() == SEASONS.keys()
    assert len(say.months) == 12
    assert say.yaml_written.keys() == {*get_args(get_type_hints(Written)["kind"]), "number"}


def test_no_text_is_empty_or_ends_in_a_space() -> None:
    def strings(value: object) -> list[str]:
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [value] if isinstance(value, str) else [text for one in inside for text in strings(one)]

    assert [text for text in strings(texts()) if not text or text != text.strip()] == []
    assert [key for key, value in texts().items() if not isinstance(value, str | dict | list)] == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2006", "2006"),
        ("summer 2006", "summer 2006"),
        ("winter 2011", "winter 2011"),
        ("2011-02", "February 2011"),
        ("2011-10-26", "26 October 2011"),
        ("2012-2-1", "1 February 2012"),
    ],
)
def test_dates_in_words(written: str, words: str) -> None:
    assert interface().date(PartialDate.parse(written)) == words


@pytest.mark.parametrize(
    ("name", "count", "words"),
    [
        ("minutes", 1, "1 minute"),
        ("minutes", 15, "15 minutes"),
        ("questions", 0, "0 questions"),
        ("questions", 1, "1 question"),
        ("moments_count", 21, "21 moments"),
        ("filter_result", 1000, "1000 case studies"),
    ],
)
def test_counts_in_words(name: str, count: int, words: str) -> None:
    assert interface().count(name, count) == words


def test_another_language_has_its_own_order_of_words() -> None:
    say = Interface(
        months=["gennaio"] + [""] * 11,
        date_day="{day} {month} {year}",
        date_month="{month} {year}",
        date_season="{year}: {season}",
        seasons={"summer": "estate"},
    )
    assert say.date(PartialDate.parse("2011-01-05")) == "5 gennaio 2011"
    assert say.date(PartialDate.parse("summer 2011")) == "2011: estate"
