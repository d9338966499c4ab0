"""Whatever happens to the files, the loader gives a Library or Problems that help: never another exception."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from coproduction.library import Library
from coproduction.load import load
from coproduction.problems import ContentError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import SOUND

CASE_STUDY = Path(__file__).parent / "cases" / "case_study.yml"
WORDS = {
    "words/glossary.yml": """\
terms:
  - id: welcome
    term: welcome
    also: [welcoming]
    meaning: Glad to see you.
""",
    "words/scales.yml": """\
scales:
  - id: often
    title: How often?
    levels:
      - {id: never, label: Never}
      - {id: always, label: Always}
""",
}
FILES = (
    "principles/kindness.yml",
    "principles/checklists/first-visit.yml",
    "words/standpoints.yml",
    "case_studies/example.yml",
    *WORDS,
)

fuzz = settings(max_examples=150)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound site with a file of every kind."""
    folder = shutil.copytree(SOUND, tmp_path_factory.mktemp("fuzz") / "site")
    (folder / "case_studies").mkdir()
    shutil.copy(CASE_STUDY, folder / "case_studies" / "example.yml")
    for name, text in WORDS.items():
        (folder / name).write_text(text, "utf-8")
    assert isinstance(load(folder), Library)
    return folder


def load_with(site: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Load the site with one file changed, and look at every Problem."""
    path = site / name
    sound = path.read_bytes()
    try:
        path.write_bytes(change(sound))
        load(site)
    except ContentError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.path in FILES
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.message.strip() == problem.message != ""
            assert "\n" not in problem.message
            # An example stands between backticks, so that it can be copied.
            assert problem.remedy[-1] in ".?…", problem.remedy
            assert "\n\n" not in str(problem)
    finally:
        path.write_bytes(sound)


# --- Bytes ----------------------------------------------------------------------------------------

Change = Callable[[bytes], bytes]


@st.composite
def byte_changes(draw: st.DrawFn) -> Change:
    """Some bytes deleted, doubled or replaced, or two lines swapped: once, or a few times."""
    steps = draw(
        st.lists(
            st.sampled_from([_slice_replaced, _slice_doubled, _lines_swapped]).flatmap(lambda step: step()),
            min_size=1,
            max_size=3,
        )
    )

    def change(content: bytes) -> bytes:
        for step in steps:
            content = step(content)
        return content

    return change


@st.composite
def _slice_replaced(draw: st.DrawFn) -> Change:
    at, length = draw(st.floats(0, 1)), draw(st.integers(0, 30))
    instead = draw(
        st.binary(max_size=8)
        | st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | st.sampled_from([b"\t", b"- ", b": ", b"{", b"&a ", b"*a", b'"'])
    )

    def change(content: bytes) -> bytes:
        start = int(at * len(content))
        return content[:start] + instead + content[start + length :]

    return change


@st.composite
def _slice_doubled(draw: st.DrawFn) -> Change:
    at, length = draw(st.floats(0, 1)), draw(st.integers(1, 200))

    def change(content: bytes) -> bytes:
        start = int(at * len(content))
        return content[: start + length] + content[start:]

    return change


@st.composite
def _lines_swapped(draw: st.DrawFn) -> Change:
    one, other = draw(st.floats(0, 1, exclude_max=True)), draw(st.floats(0, 1, exclude_max=True))

    def change(content: bytes) -> bytes:
        lines = content.split(b"\n")
        first, second = int(one * len(lines)), int(other * len(lines))
        lines[first], lines[second] = lines[second], lines[first]
        return b"\n".join(lines)

    return change


@given(name=st.sampled_from(FILES), change=byte_changes())
@example(name=FILES[0], change=lambda content: content.replace(b"looks_like:\n  - ", b"looks_like: "))
@fuzz
def test_changed_bytes(site: Path, name: str, change: Change) -> None:
    load_with(site, name, change)


@given(name=st.sampled_from(FILES), content=st.binary(max_size=300))
@fuzz
def test_other_bytes(site: Path, name: str, content: bytes) -> None:
    load_with(site, name, lambda _: content)


# --- Values ---------------------------------------------------------------------------------------

odd_texts = st.text(max_size=12) | st.sampled_from(
    [
        "kindness",
        "greeted",
        "example#locked",
        "visitor",
        "fully",
        "2019",
        "summer 2019",
        "1. 2. 2019",
        "[a](b. c)",
        "1.0",
        "x" * 30,
        "a\nb",
        " ",
    ]
)
odd_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.dates() | odd_texts,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(odd_texts, inside, max_size=3),
    max_leaves=5,
)


def places(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield keys
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inside, (*keys, key))


@given(name=st.sampled_from(FILES), at=st.floats(0, 1, exclude_max=True), instead=odd_values)
@example(name=FILES[0], at=0.0, instead={})
@fuzz
def test_a_value_of_another_kind(site: Path, name: str, at: float, instead: Any) -> None:
    def change(content: bytes) -> bytes:
        top = yaml.safe_load(content)
        everywhere = list(places(top))
        *way, last = ("top", *everywhere[int(at * len(everywhere))])
        holder = whole = {"top": top}
        for key in way:
            holder = holder[key]
        holder[last] = instead
        return yaml.safe_dump(whole["top"], allow_unicode=True).encode("utf-8", "surrogatepass")

    load_with(site, name, change)


@given(name=st.sampled_from(FILES), at=st.floats(0, 1, exclude_max=True), key=odd_texts, inside=odd_values)
@example(name=FILES[0], at=0.0, key="one\n\nkey", inside=None)
@fuzz
def test_a_key_that_does_not_belong_there(site: Path, name: str, at: float, key: str, inside: Any) -> None:
    def change(content: bytes) -> bytes:
        top = yaml.safe_load(content)
        holders = [top]
        for holder in holders:  # grows while it is walked
            holders += [
                value
                for value in (holder.values() if isinstance(holder, dict) else holder)
                if isinstance(value, dict | list)
            ]
        mappings = [holder for holder in holders if isinstance(holder, dict)]
        mappings[int(at * len(mappings))][key] = inside
        return yaml.safe_dump(top, allow_unicode=True).encode("utf-8", "surrogatepass")

    load_with(site, name, change)
