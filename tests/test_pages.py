"""Whole pages compared with reviewed ones, and what must hold on every page."""

from __future__ import annotations

import re

import pytest
from coproduction import addresses, pages
from coproduction.blocks import anchors, put_back, set_aside
from coproduction.library import Library

from tests.conftest import ROOT

EXPECTED = ROOT / "tests" / "expected" / "pages"


def test_every_kind_of_page_is_as_reviewed(small: Library, compare) -> None:
    made = list(pages.render(small))
    assert len(made) == 8
    for page in made:
        compare(page.markdown, EXPECTED / page.path)


def test_two_case_studies_can_be_compared(small: Library, compare) -> None:
    page = comparison(with_case_studies(small, 2))
    compare(page.markdown, EXPECTED / page.path)


def test_one_case_study_is_compared_with_nothing(small: Library) -> None:
    assert comparison(small) is None


def test_the_comparison_stays_small_however_many_case_studies_there_are(small: Library) -> None:
    """Each adds its title to the list, and nothing else."""
    few, many = (len(comparison(with_case_studies(small, count)).markdown) for count in (10, 110))
    assert (many - few) / 100 < 120


def with_case_studies(library: Library, count: int) -> Library:
    """The library with so many case studies, all like its one."""
    case = library.case_studies[0]
    cases = tuple(case.model_copy(update={"id": f"example-{number}", "title": f"Door {number}"}) for number in range(count))
    files = {("case-study", one.id): library.files[("case-study", case.id)] for one in cases}
    return Library(**{**vars(library), "case_studies": cases, "files": {**library.files, **files}, "checks_shown_by": {}})


def comparison(library: Library) -> pages.Page | None:
    return next((page for page in pages.render(library) if page.path == addresses.COMPARISON), None)


def test_a_site_without_a_home_page_gets_one(small: Library, compare) -> None:
    home = pages.render_home(small, "Kindness at Work", "How we meet people")
    assert home.path == "index.md"
    compare(home.markdown, EXPECTED / "index.md")


@pytest.mark.parametrize("insert", ["principles", "checklists", "case-studies", "picture example", "yaml glossary"])
def test_an_insert_is_as_reviewed(insert: str, small: Library, compare) -> None:
    made = pages.fill_in(f"# Ours\n\n<!-- coproduction: {insert} -->\n\nThe end.\n", "ours.md", small)
    compare(made, EXPECTED / "inserts" / f"{insert.replace(' ', '-')}.md")


def test_a_page_without_inserts_stays_as_it_is(small: Library) -> None:
    text = "# Ours\n\n<!-- a note to ourselves -->\n\nText.\n"
    assert pages.fill_in(text, "ours.md", small) == text


def test_what_an_author_writes_stays_text(small: Library) -> None:
    """Titles and texts full of markup come out as they were typed, and open no tag."""
    hostile = '<script>alert(1)</script> "quoted" & *starred* `ticked` {{ braced }} [x](y) # &lt;'
    checklist = small.checklists[0].model_copy(update={"title": hostile, "when": hostile, "audience": hostile})
    library = Library(**{**vars(small), "checklists": (checklist,)})
    made = "".join(page.markdown for page in pages.render(library))
    assert "<script>" not in made
    assert "{{ braced }}" in made
    assert made.count('title: "&lt;script&gt;alert(1)') == 1
    heading = next(line for line in made.splitlines() if line.startswith("# ") and "braced" in line)
    assert not re.search(r"[*`<>{}\[\]]", heading.removeprefix("# ").removesuffix(" {#page-title}"))


def test_an_author_s_line_that_starts_like_a_heading_stays_in_its_block(small: Library) -> None:
    checklist = small.checklists[0].model_copy(update={"introduction": "First\n\\# not a heading\n\\## nor this"})
    library = Library(**{**vars(small), "checklists": (checklist,)})
    page = next(page for page in pages.render(library) if page.path == "checklists/first-visit.md")
    assert [line for line in page.markdown.splitlines() if line.startswith("#")] == ["# The first visit {#page-title}"]


def test_blocks_set_aside_come_back_whole(library: Library) -> None:
    for page in pages.render(library):
        markdown, blocks = set_aside(page.markdown)
        assert [line for line in markdown.splitlines() if line.startswith("#")] == [
            line for line in page.markdown.splitlines() if line.startswith("#")
        ]
        assert put_back(markdown, blocks).split() == page.markdown.split()
    assert {"moment-kick-off-meeting", "decision-who-oversees"} <= anchors(
        set_aside(next(page.markdown for page in pages.render(library) if "st-marys" in page.path))[1]
    )


def test_why_a_question_is_there_can_always_be_found(library: Library) -> None:
    """From a check to its moments and back, from a moment to its principles and back."""
    made = {page.path: page.markdown for page in pages.render(library)}
    for check_id, in_use in library.checks.items():
        principle_page = made[f"principles/{in_use.principle.id}.md"]
        for checklist in in_use.checklists:
            assert f"../../principles/{in_use.principle.id}/#check-{check_id}" in made[f"checklists/{checklist.id}.md"]
            assert f"../../checklists/{checklist.id}/#check-{check_id}" in principle_page
        for placed in in_use.moments:
            assert f"../../case-studies/{placed.case_study.id}/#moment-{placed.moment.id}" in principle_page
            assert f"../../principles/{in_use.principle.id}/#check-{check_id}" in made[f"case-studies/{placed.case_study.id}.md"]
    for principle_id, showing in library.moments_showing.items():
        for placed in showing:
            assert f"../../principles/{principle_id}/" in made[f"case-studies/{placed.case_study.id}.md"]


def test_a_word_of_the_glossary_is_explained_once_on_each_page(library: Library) -> None:
    for page in pages.render(library):
        linked = re.findall(r'class="cp-term" href="[^"#]*#(term-[a-z0-9-]+)"', page.markdown)
        assert len(linked) == len(set(linked)), page.path
        # The slides and the comparison repeat pages on which the words are explained.
        repeats = page.path.startswith("slides/") or page.path == addresses.COMPARISON
        assert bool(linked) == (page.path != "glossary.md" and not repeats), page.path
