"""Every link leads from the page where an engine puts it to the page where an engine puts that."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from coproduction import addresses
from coproduction.addresses import Links, built
from coproduction.models import Id
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

names = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
pages = st.lists(names, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".md") | st.lists(
    names, max_size=3
).map(lambda parts: "/".join([*parts, "index.md"]))
ROOTS = ("https://example.org/", "https://example.org/guides/kindness/", "file:///media/stick/")


@pytest.mark.parametrize(
    ("page", "as_folder", "as_file"),
    [
        ("index.md", "", "index.html"),
        ("glossary.md", "glossary/", "glossary.html"),
        ("principles/index.md", "principles/", "principles/index.html"),
        ("principles/clarity.md", "principles/clarity/", "principles/clarity.html"),
        ("a/b/c.md", "a/b/c/", "a/b/c.html"),
        ("a/reindex.md", "a/reindex/", "a/reindex.html"),
    ],
)
def test_where_an_engine_puts_a_page(page: str, as_folder: str, as_file: str) -> None:
    assert (built(page, True), built(page, False)) == (as_folder, as_file)


@given(pages, pages, st.booleans(), st.sampled_from(["", "check-one"]), st.sampled_from(ROOTS))
def test_a_link_leads_from_page_to_page(here: str, there: str, directory_urls: bool, anchor: str, root: str) -> None:
    link = Links(here, directory_urls).page(there, anchor)
    assert not link.startswith(("/", "http"))
    wanted = root + built(there, directory_urls) + (f"#{anchor}" if anchor else "")
    assert urljoin(root + built(here, directory_urls), link) == wanted


@given(pages, st.booleans(), st.sampled_from(ROOTS))
def test_a_link_leads_to_an_asset(here: str, directory_urls: bool, root: str) -> None:
    link = Links(here, directory_urls).asset("filter-list.js")
    assert urljoin(root + built(here, directory_urls), link) == f"{root}assets/coproduction/filter-list.js"


def test_a_link_to_a_place_on_the_same_page_is_the_place_alone() -> None:
    links = Links(addresses.principle_page("kindness"))
    assert links.check("kindness", "greeted") == "#check-greeted"
    assert links.principle("kindness") == "./"
    assert Links(addresses.principle_page("kindness"), directory_urls=False).principle("kindness") == "kindness.html"


@pytest.mark.parametrize("directory_urls", [True, False], ids=["folders", "files"])
def test_all_addresses_from_a_checklist(directory_urls: bool) -> None:
    links = Links(addresses.checklist_page("first-visit"), directory_urls)
    made = {
        "principle": links.principle("kindness"),
        "check": links.check("kindness", "greeted"),
        "checklist": links.checklist("other"),
        "question": links.question("first-visit", "greeted"),
        "case study": links.case_study("example"),
        "workshop": links.workshop("example"),
        "moment": links.moment("example", "locked"),
        "decision point": links.decision_point("example", "key"),
        "term": links.term("brief"),
        "home": links.page(addresses.HOME),
        "checklists": links.page(addresses.CHECKLISTS),
    }
    as_folders = {
        "principle": "../../principles/kindness/",
        "check": "../../principles/kindness/#check-greeted",
        "checklist": "../other/",
        "question": "#check-greeted",
        "case study": "../../case-studies/example/",
        "workshop": "../../workshops/example/",
        "moment": "../../case-studies/example/#moment-locked",
        "decision point": "../../case-studies/example/#decision-key",
        "term": "../../glossary/#term-brief",
        "home": "../../",
        "checklists": "../",
    }
    as_files = {
        "principle": "../principles/kindness.html",
        "check": "../principles/kindness.html#check-greeted",
        "checklist": "other.html",
        "question": "#check-greeted",
        "case study": "../case-studies/example.html",
        "workshop": "../workshops/example.html",
        "moment": "../case-studies/example.html#moment-locked",
        "decision point": "../case-studies/example.html#decision-key",
        "term": "../glossary.html#term-brief",
        "home": "../index.html",
        "checklists": "index.html",
    }
    assert made == (as_folders if directory_urls else as_files)


def test_no_case_study_can_take_the_address_of_the_comparison() -> None:
    name = addresses.COMPARISON.removeprefix("case-studies/").removesuffix(".md")
    assert addresses.case_study_page(name) == addresses.COMPARISON
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(name)
