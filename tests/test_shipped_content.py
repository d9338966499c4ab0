"""The shipped content: sound, exact in its facts, and clear to whoever breaks it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from coproduction.library import Library
from coproduction.load import load
from coproduction.models import CaseStudy
from coproduction.problems import ContentError

from tests.conftest import ROOT

FOLDERS = ("principles", "case_studies", "words")
FILES = sorted(path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*.yml"))
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))


def test_there_is_content() -> None:
    assert len(FILES) >= 10
    assert len(PAGES) >= 8
    assert isinstance(load(ROOT), Library)


@pytest.mark.parametrize("name", FILES)
def test_the_first_line_tells_editors_the_schema(name: str) -> None:
    first = (ROOT / name).read_text("utf-8").split("\n", 1)[0]
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert schema, first
    assert (ROOT / name).parent.joinpath(schema[1]).resolve().is_relative_to(ROOT / "schemas")
    assert (ROOT / name).parent.joinpath(schema[1]).is_file()


# --- What was promised ----------------------------------------------------------------------------


def test_at_least_three_principles_with_six_checks_each(library: Library) -> None:
    assert {"clarity", "no-default-replication", "reflexivity"} <= {principle.id for principle in library.principles}
    assert {principle.id: len(principle.checks) for principle in library.principles if len(principle.checks) < 6} == {}


def test_the_checklists(library: Library) -> None:
    checklists = {checklist.id: checklist for checklist in library.checklists}
    assert {"before-co-commissioning", "choosing-together", "running-together"} <= checklists.keys()
    before = checklists["before-co-commissioning"]
    assert len(before.sections) == 4
    assert 14 <= sum(len(section.checks) for section in before.sections) <= 16
    asked = {library.checks[check].principle.id for section in before.sections for check in section.checks}
    assert asked == {principle.id for principle in library.principles}


# --- St Mary's Estate -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def st_marys(library: Library) -> CaseStudy:
    return next(case for case in library.case_studies if case.id == "st-marys-estate")


def test_st_marys_has_its_decision_points_and_a_workshop(st_marys: CaseStudy) -> None:
    assert {"who-shapes-the-brief", "what-was-meant-by-quality-assure", "judging-two-proposals", "who-oversees"} <= {
        point.id for point in st_marys.decision_points
    }
    assert st_marys.content_note is not None
    assert st_marys.pseudonym_note is not None
    assert st_marys.workshop is not None
    assert st_marys.workshop.minutes == sum(step.minutes for step in st_marys.workshop.steps) == 90


DATES = {
    "summer-evenings": "summer 2006",
    "our-place-club": "autumn 2006",
    "club-stops": "2009-09",
    "tom-killed": "2010-06",
    "gang-programmes": "2011-02",
    "kwaku-killed": "2011-06",
    "kick-off-meeting": "2011-10-26",
    "quality-assure": "2011-10-26",
    "cannot-be-accepted": "2011-11-27",
    "oversight-to-network": "2012-02-01",
    "whatever-that-means": "2012-02-08",
    "never-again": "2012-05-02",
    "constitution": "2013",
    "looking-back": "2013-11-25",
}


def test_st_marys_dates_are_those_of_the_paper(st_marys: CaseStudy) -> None:
    assert (str(st_marys.period.start), str(st_marys.period.end)) == ("summer 2006", "2013-11-25")
    assert {moment.id: str(moment.date) for moment in st_marys.moments if moment.id in DATES} == DATES


def test_where_the_paper_gives_no_date_that_is_said(st_marys: CaseStudy) -> None:
    assert [moment.id for moment in st_marys.moments if moment.id not in DATES and not moment.date_note] == []


def test_st_marys_evidence_is_of_the_kind_and_date_that_the_paper_gives(st_marys: CaseStudy) -> None:
    dated = {
        (moment.id, evidence.kind, str(evidence.date))
        for moment in st_marys.moments
        for evidence in moment.evidence
        if evidence.date
    }
    assert dated == {
        ("our-place-club", "interview", "2013-06-13"),
        ("co-operative-council", "council-document", "2011"),
        ("co-operative-council", "interview", "2013-11-25"),
        ("kick-off-meeting", "field-note", "2011-10-26"),
        ("quality-assure", "field-note", "2011-10-26"),
        ("cannot-be-accepted", "field-note", "2011-11-27"),
        ("oversight-to-network", "email", "2012-02-01"),
        ("whatever-that-means", "field-note", "2012-02-08"),
        ("never-again", "email", "2012-05-02"),
        ("constitution", "council-document", "2013"),
        ("looking-back", "interview", "2013-11-25"),
    }


FACTS = {
    "summer-evenings": ["3,000 residents", "just over 48%", "10 years", "27%", "10%"],
    "our-place-club": ["twice a week", "film night on Fridays", "projector"],
    "club-stops": ["September 2009", "15"],
    "tom-killed": ["June 2010", "outside his school"],
    "gang-programmes": ["two programmes", "whole borough", "three months"],
    "fridays-with-youth-workers": ["15", "30", "two youth workers", "Friday"],
    "kwaku-killed": ["17", "Our Place", "June", "2011"],
    "hall-lease": ["10 years"],
    "outside-projects": ["six months", "polytunnel"],
    "kick-off-meeting": ["£25,000", "May 2010 to September 2011", "Three members of staff"],
    "two-proposals": [
        "16 hours a week × £10 = £160 a week",
        "52 weeks = £8,320",
        "5.30 to 9.30",
        "8 to 13",
        "14 to 19",
    ],
    "oversight-to-network": ["1 February 2012", "two residents", "Three local organisations"],
    "never-again": ["2 May 2012", "second meeting", "six years"],
    "looking-back": ["25 November 2013"],
}


@pytest.mark.parametrize("moment_id", FACTS)
def test_st_marys_facts(st_marys: CaseStudy, moment_id: str) -> None:
    told = next(moment.what_happened for moment in st_marys.moments if moment.id == moment_id)
    assert [fact for fact in FACTS[moment_id] if fact not in " ".join(told.split())] == []


def test_st_marys_residents_by_background(st_marys: CaseStudy) -> None:
    committee = " ".join(
        next(group for group in st_marys.groups if group.id == "residents-committee").how_things_get_done.split()
    )
    facts = ["a dozen", "10 to 15", "57%", "27% were Black African", "18% Black Caribbean", "18% White British"]
    facts += ["7% Portuguese", "6% from other White"]
    assert [fact for fact in facts if fact not in committee] == []


# --- Words ----------------------------------------------------------------------------------------


def test_no_case_study_hints_at_the_place_of_the_other() -> None:
    # The paper hides where St Mary's is. Nothing may suggest that it lies in the borough that the other case names.
    st_marys = (ROOT / "case_studies/st-marys-estate.yml").read_text("utf-8")
    lambeth = (ROOT / "case_studies/lambeth-living-well.yml").read_text("utf-8")
    assert re.findall("(?i)lambeth|living well", st_marys) == []
    assert re.findall("(?i)south london|housing estate|st mary’s estate", lambeth) == []


def test_words_that_are_not_ours(library: Library) -> None:
    allowed = {"words/glossary.yml": ["stakeholder", "stakeholder", "stakeholder"]}
    found = {
        name: words
        for name in (*FILES, *PAGES)
        if (
            words := re.findall(
                r"(?i)\b(stakeholder|service[- ]user|hard[- ]to[- ]reach)s?\b", (ROOT / name).read_text("utf-8")
            )
        )
    }
    assert found == allowed
    assert {term.id for term in library.terms if "stakeholder" in (term.term, *term.also)} == {"stakeholder"}


def test_no_file_points_at_what_readers_do_not_have() -> None:
    assert {
        name
        for name in (*FILES, *PAGES)
        if re.search(r"(?<!\w)(shared/|\.\./shared|/work/|/tmp/)", (ROOT / name).read_text("utf-8"))
    } == set()


# --- Broken copies --------------------------------------------------------------------------------

_TOP_KEY = re.compile(r"^(\w+):.*\n", re.MULTILINE)
_KEY = re.compile(r"^ *(?:- )?(\w+):", re.MULTILINE)


def _first_key_misspelt(text: str) -> str:
    return _TOP_KEY.sub(lambda line: "x" + line[0], text, count=1)


def _first_key_deleted(text: str) -> str:
    return _TOP_KEY.sub("", text, count=1)


def _first_key_doubled(text: str) -> str:
    # Behind itself where it holds one line, at the end of the file where it holds everything.
    return _TOP_KEY.sub(lambda line: line[0] * 2, text, count=1) if "\nid:" in text else text + _TOP_KEY.search(text)[0]


def _tab_before_the_first_key(text: str) -> str:
    return _TOP_KEY.sub(lambda line: "\t" + line[0], text, count=1)


def _quotes_left_open(text: str) -> str:
    return _TOP_KEY.sub(lambda line: line[0].replace(":", ': "', 1), text, count=1)


def _cut_in_the_middle(text: str) -> str:
    """The end is missing, from the middle of the key that stands in the middle."""
    key = next(key for key in _KEY.finditer(text) if key.start() > len(text) / 2)
    return text[: (key.start(1) + key.end(1)) // 2]


BREAKAGES = (
    _first_key_misspelt,
    _first_key_deleted,
    _first_key_doubled,
    _tab_before_the_first_key,
    _quotes_left_open,
    _cut_in_the_middle,
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("broken")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda broken: broken.__name__.strip("_").replace("_", "-"))
def test_a_broken_file_is_named_with_a_line_of_it(copy: Path, name: str, broken: Callable[[str], str]) -> None:
    sound = (copy / name).read_text("utf-8")
    text = broken(sound)
    try:
        (copy / name).write_text(text, "utf-8")
        with pytest.raises(ContentError) as raised:
            load(copy)
    finally:
        (copy / name).write_text(sound, "utf-8")
    # Only the file that is broken is named: the author is not sent looking anywhere else.
    assert {problem.path for problem in raised.value.problems} == {name}
    lines = text.split("\n")
    assert [problem for problem in raised.value.problems if problem.excerpt != lines[problem.line - 1]] == []
