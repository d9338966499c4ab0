"""A case study as slides: nothing is lost, nothing is out of order, and nothing is too long for one slide."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from coproduction.library import Library
from coproduction.load import load
from coproduction.models import CaseStudy
from coproduction.rich_text import to_blocks
from coproduction.slides import LONGEST_TITLE, MOST_COLUMNS, MOST_LETTERS, MOST_PICTURES, Kind, Slide, letters, slides
from coproduction.yaml_file import parse
from hypothesis import given
from hypothesis import strategies as st

HERE = Path(__file__).parent
SMALL = parse((HERE / "cases" / "case_study.yml").read_bytes(), "case_study.yml").value


@pytest.fixture(scope="module")
def small_library() -> Library:
    """That to which the small case study belongs."""
    return load(HERE / "sound")


def case(**changes: Any) -> CaseStudy:
    return CaseStudy.model_validate(SMALL | changes)


def moments(*texts: str, say: bool = True) -> list[dict[str, Any]]:
    """A moment a month, each with one of the texts."""
    first = SMALL["moments"][0] | {"people": []} | ({} if say else {"say": {}})
    return [first | {"id": f"m-{n}", "date": f"{2000 + n // 12}-{n % 12 + 1}", "what_happened": text} for n, text in enumerate(texts)]


def words(blocks: Any) -> str:
    """The letters of blocks, without white space."""
    made = []
    for block in blocks:
        made += [run["text"] for run in block.get("runs", ())]
        made += [words(item) for item in block.get("items", ())]
        made += [words(block.get("blocks", ())), block.get("text", "")]
    return re.sub(r"\s+", "", "".join(made))


def parts(made: tuple[Slide, ...], name: str) -> list[Slide]:
    """The slides that one thing was split into."""
    return [slide for slide in made if slide.id.partition(".")[0] == name]


def told(made: tuple[Slide, ...], name: str) -> str:
    return "".join(words(slide.blocks) for slide in parts(made, name))


# --- Order ----------------------------------------------------------------------------------------------


def test_the_slides_of_a_small_case_study_stand_in_the_order_of_the_story(small_library: Library) -> None:
    assert [(slide.kind, slide.id) for slide in slides(small_library, case())] == [
        ("title", "start"),
        ("care", "content-note"),
        ("account", "account"),
        ("groups", "group-visitors"),
        ("groups", "group-helpers"),
        ("people", "people"),
        ("moment", "moment-locked"),
        ("picture", "say-locked"),
        ("question", "decision-who-holds-the-key"),
        ("answer", "decision-who-holds-the-key_done"),
        ("moment", "moment-opened"),
        ("picture", "say-opened"),
        ("comparison", "comparison-two-doors-table"),
        ("outcomes", "outcomes-1"),
        ("not-known", "not-known"),
        ("lessons", "lesson-1"),
        ("discussion", "discussion"),
        ("sources", "sources"),
    ]
    assert {slide.kind for slide in slides(small_library, case())} == set(get_args(Kind))


def test_what_is_not_told_has_no_slide(small_library: Library) -> None:
    bare = case(
        content_note=None, people=[], decision_points=[], comparisons=[], outcomes=[], not_known=[], lessons=[], discussion_questions=[],
        workshop=None, moments=moments("It happened.", say=False),
    )  # fmt: skip
    assert [slide.kind for slide in slides(small_library, bare)] == ["title", "account", "groups", "groups", "moment", "sources"]


@pytest.mark.parametrize("case_id", ["st-marys-estate", "lambeth-living-well"])
def test_every_text_of_the_shipped_case_studies_stands_on_its_slides_once(library: Library, case_id: str) -> None:
    study = next(one for one in library.case_studies if one.id == case_id)
    made = slides(library, study)
    assert [slide.kind for slide in made[:2]] == ["title", "care"]
    assert told(made, "content-note") == words(to_blocks(study.content_note))
    for moment in study.moments:
        assert told(made, f"moment-{moment.id}") == words(to_blocks(moment.what_happened))
    for point in study.decision_points:
        assert told(made, f"decision-{point.id}").removeprefix(re.sub(r"\s", "", point.question)) == re.sub(r"\s", "", "".join(point.prompts))
        answer = told(made, f"decision-{point.id}_done")
        assert answer == words(to_blocks(point.what_was_done)) + "Whatfollowed" + words(to_blocks(point.what_followed))
    for comparison in study.comparisons:
        cells = [cell for slide in parts(made, f"comparison-{comparison.id}-table") for row in slide.table.rows for cell in row.cells]
        assert "".join(map(words, cells)) == "".join(words(to_blocks(cell)) for row in comparison.rows for cell in row.cells)
    assert told(made, "not-known") == "".join(words(to_blocks(text)) for text in study.not_known)
    outcomes = "".join(words(slide.blocks) for slide in made if slide.kind == "outcomes")
    assert outcomes == "".join(words(to_blocks(one.text)) for one in study.outcomes)
    for at, lesson in enumerate(study.lessons, 1):
        assert told(made, f"lesson-{at}") == words(to_blocks(lesson.text))


def test_each_voice_has_outcomes_on_slides_of_its_own(small_library: Library) -> None:
    outcomes = [{"text": text, "voice": voice} for text, voice in (("A.", "research"), ("B.", "research"), ("C.", "ours"), ("D.", "research"))]
    made = [slide for slide in slides(small_library, case(outcomes=outcomes)) if slide.kind == "outcomes"]
    assert [words(slide.blocks) for slide in made] == ["A.B.", "C.", "D."]
    assert len({slide.label for slide in made}) == 2


# --- Long texts -----------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.one_of(
        st.text("abc WÄ.\u05d0漢 ", min_size=1, max_size=900),
        st.lists(st.text("abc. ", min_size=1, max_size=300), min_size=1, max_size=12).map(lambda items: "\n".join(f"- x{item}" for item in items)),
        st.lists(st.text("abc. ", min_size=1, max_size=300), min_size=1, max_size=12).map(lambda items: "\n".join(f"7. x{item}" for item in items)),
        st.text("abc \n", min_size=1, max_size=600).map(lambda text: "\n".join(f"    {line}" for line in text.split("\n"))),
        st.text("abc. ", min_size=1, max_size=700).map(lambda text: f"> **x** {text}\n>\n> - y\n> - z"),
        st.text("abc. ", min_size=1, max_size=90).map(lambda text: f"**x{text.strip()}x**"),
        st.lists(st.just("line"), min_size=1, max_size=40).map("  \n".join),
        st.just("---"),
    ),
    min_size=1,
    max_size=6,
).map("\n\n".join)


@given(TEXTS)
def test_a_long_text_goes_on_over_slides_and_nothing_is_lost(text: str) -> None:
    if not text.strip():
        return
    small_library = load_once()
    made = slides(small_library, case(moments=moments(text), decision_points=[]))
    assert told(made, "moment-m-0") == words(to_blocks(text.strip()))
    for slide in made:
        assert letters(slide.blocks) <= MOST_LETTERS
    assert len({slide.id for slide in made}) == len(made)
    assert made[1].kind == "care"
    split = parts(made, "moment-m-0")
    if len(split) > 1:
        assert [slide.title for slide in split] == [f"{SMALL['moments'][0]['title']} ({at} of {len(split)})" for at in range(1, len(split) + 1)]
        assert all(slide.blocks for slide in split)
        # The notes are said once.
        assert [bool(slide.notes) for slide in split] == [True] + [False] * (len(split) - 1)


_loaded: list[Library] = []


def load_once() -> Library:
    """Hypothesis has no fixtures for each module."""
    if not _loaded:
        _loaded.append(load(HERE / "sound"))
    return _loaded[0]


def test_a_text_is_cut_between_sentences_and_no_word_is_cut(small_library: Library) -> None:
    text = "Each sentence has seven words in it. " * 54
    split = parts(slides(small_library, case(moments=moments(text), decision_points=[])), "moment-m-0")
    assert len(split) > 4
    assert all(slide.blocks[-1]["runs"][-1]["text"].endswith("it.") for slide in split)


def test_a_label_stands_on_the_slide_of_what_it_belongs_to(small_library: Library) -> None:
    for length in range(380, 470, 3):
        made = slides(small_library, case(moments=moments(f"{'a' * 300}\n\n**Label**\n\n{'b ' * (length // 2)}"), decision_points=[]))
        for slide in parts(made, "moment-m-0"):
            assert not slide.blocks[-1]["runs"][0].get("strong"), length


def test_numbers_of_a_list_go_on_over_slides(small_library: Library) -> None:
    text = "\n".join(f"{number}. {'word ' * 30}" for number in range(3, 20))
    made = slides(small_library, case(moments=moments(text), decision_points=[]))
    found = [
        block["start"] + at for slide in parts(made, "moment-m-0") for block in slide.blocks for at in range(len(block["items"]))
    ]
    assert found == list(range(3, 20))


def test_items_are_shared_out_so_that_no_slide_is_nearly_empty(small_library: Library) -> None:
    prompts = ["A question of about seventy letters, which asks for something to think?"] * 6
    point = SMALL["decision_points"][0] | {"prompts": prompts}
    split = parts(slides(small_library, case(decision_points=[point])), "decision-who-holds-the-key")
    assert [len(slide.blocks[0]["items"]) for slide in split] == [3, 3]


def test_a_title_that_is_too_long_stands_in_whole_below(small_library: Library) -> None:
    question = "What would you do if all of this had been yours to decide, and why? " * 5
    point = SMALL["decision_points"][0] | {"question": question.strip()}
    first, *_ = split = parts(slides(small_library, case(decision_points=[point])), "decision-who-holds-the-key")
    assert len(re.sub(r" \(\d of \d\)$", "", first.title)) <= LONGEST_TITLE
    assert "…" in first.title
    assert "".join(words(slide.blocks) for slide in split).startswith(re.sub(r"\s", "", question))


# --- Tables ---------------------------------------------------------------------------------------------


def table_slides(small_library: Library, columns: list[str], rows: list[tuple[str, list[str]]]) -> list[Slide]:
    comparison = SMALL["comparisons"][0] | {"columns": columns, "rows": [{"label": label, "cells": cells} for label, cells in rows]}
    return parts(slides(small_library, case(comparisons=[comparison])), "comparison-two-doors-table")


def test_a_table_with_many_rows_and_columns_goes_on_with_its_heads_and_labels(small_library: Library) -> None:
    rows = [(f"Row {row}", [f"cell {row} {column}" for column in range(7)]) for row in range(12)]
    split = table_slides(small_library, [f"Head {column}" for column in range(7)], rows)
    assert all(len(slide.table.columns) <= MOST_COLUMNS for slide in split)
    found = {}
    for slide in split:
        for row in slide.table.rows:
            for head, cell in zip(slide.table.columns, row.cells, strict=True):
                assert (row.label, head) not in found
                found[row.label, head] = words(cell)
    assert found == {(f"Row {row}", f"Head {column}"): f"cell{row}{column}" for row in range(12) for column in range(7)}


def test_a_cell_that_is_too_long_goes_on_in_another_row(small_library: Library) -> None:
    long, label = "A sentence of some words stands here. " * 50, "A label that goes on and on. " * 13
    split = table_slides(small_library, ["One", "Two"], [("Short", [long, "Brief"]), (label.strip(), ["First", "Second"])])
    rows = [row for slide in split for row in slide.table.rows]
    assert "".join(words(row.cells[0]) for row in rows) == re.sub(r"\s", "", long) + "First"
    assert "".join(words(row.cells[1]) for row in rows) == "BriefSecond"
    assert {row.label for row in rows if words(row.cells[0]).startswith("Asentence")} == {"Short"}
    assert re.sub(r"\s", "", "".join(row.label for row in rows if row.label != "Short")) == re.sub(r"\s", "", label)


def test_heads_that_are_too_long_stand_in_whole_in_the_first_row(small_library: Library) -> None:
    heads = ["A head that says much more than a head should say " * 3, "Short"]
    first, *_ = table_slides(small_library, [head.strip() for head in heads], [("Row", ["a", "b"])])
    assert first.table.columns[0].endswith("…")
    assert [words(cell) for cell in first.table.rows[0].cells] == [re.sub(r"\s", "", head) for head in heads]


# --- Pictures -------------------------------------------------------------------------------------------


def test_a_moment_that_tells_nothing_of_the_say_has_no_picture(small_library: Library) -> None:
    three = moments("One.", "Two.", "Three.")
    three[1] = three[1] | {"say": {}}
    made = slides(small_library, case(moments=three, decision_points=[]))
    assert [slide.until for slide in made if slide.kind == "picture"] == [1, 3]


def test_of_very_many_moments_some_have_a_picture_the_last_among_them_and_no_reason_is_lost(small_library: Library) -> None:
    many = [moment | {"say_because": f"Because {at}."} for at, moment in enumerate(moments(*["It happened."] * 300))]
    made = slides(small_library, case(moments=many, decision_points=[]))
    shown = [slide.until for slide in made if slide.kind == "picture"]
    assert len(shown) <= MOST_PICTURES
    assert shown[-1] == 300
    notes = "".join(words(slide.notes) for slide in made)
    assert all(notes.count(f"Because{at}.") == 1 for at in range(300))
