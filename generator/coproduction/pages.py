"""A Library becomes Pages: plain values. No disk, no engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import Any

from coproduction import addresses, reference
from coproduction.addresses import Links
from coproduction.bare import of_case_study, offer
from coproduction.handouts.make import Made
from coproduction.interface import interface
from coproduction.library import Library, by_principle
from coproduction.markup import environment
from coproduction.models import FILE_MODELS, CaseStudy
from coproduction.picture import draw_across, draw_down, shares_after
from coproduction.problems import Problem, did_you_mean
from coproduction.slides import slides
from coproduction.terms import link_terms
from coproduction.workshop import materials, plans

#: Above this many case studies the index shows titles under letters, with a filter, instead of summaries.
MOST_CARDS = 24
#: A principle links to this many moments that show it; the index of case studies leads to the rest.
MOST_LINKS = 24


@dataclass(frozen=True)
class Page:
    """One page of the site.

    `path` is where its Markdown goes below the docs folder. `source` is the YAML file to edit it
    in, from the project's folder; None for pages that are made from several files.
    """

    path: str
    markdown: str
    source: PurePosixPath | None = None


def render(
    library: Library, handouts: Iterable[Made] = (), *, directory_urls: bool = True, site_name: str = "", address: str = ""
) -> Iterator[Page]:
    """All pages of the content, in the order of the site.

    `handouts` are offered on the pages that they belong to, and all on one page. `directory_urls` says whether the
    engine turns `a.md` into `a/` (True) or into `a.html`. Embeds are offered under the site's name where its `address`
    is known, which has a slash at the end.
    """
    say = interface()
    by_thing: dict[tuple[str, str] | None, list[Made]] = {}
    for handout in handouts:
        by_thing.setdefault(handout.about, []).append(handout)
    page = _Renderer(library, directory_urls, by_thing)
    yield page("principles.md.j2", addresses.PRINCIPLES, title=say.principles, introduction=say.principles_intro)
    for principle, before, after in _with_neighbours(library.principles):
        path = addresses.principle_page(principle.id)
        links = Links(path, directory_urls)
        yield page(
            "principle.md.j2", path, ("principle", principle.id), title=principle.title, description=principle.statement,
            principle=principle, most_links=MOST_LINKS, embed=offer(path, principle.title, site_name, address),
            before=before and (links.principle(before.id), before.title),
            after=after and (links.principle(after.id), after.title),
        )  # fmt: skip
    yield page("checklists.md.j2", addresses.CHECKLISTS, title=say.checklists, introduction=say.checklists_intro)
    for checklist, before, after in _with_neighbours(library.checklists):
        path = addresses.checklist_page(checklist.id)
        links = Links(path, directory_urls)
        yield page(
            "checklist.md.j2", path, ("checklist", checklist.id), title=checklist.title, description=checklist.when,
            hide=["toc"], checklist=checklist,
            before=before and (links.checklist(before.id), before.title),
            after=after and (links.checklist(after.id), after.title),
        )  # fmt: skip
    yield page(
        "case-studies.md.j2", addresses.CASE_STUDIES, title=say.case_studies, introduction=say.case_studies_intro,
        by_letter=_by_letter(library.case_studies) if len(library.case_studies) > MOST_CARDS else {},
    )  # fmt: skip
    for case, before, after in _with_neighbours(library.case_studies):
        path = addresses.case_study_page(case.id)
        links = Links(path, directory_urls)
        told = of_case_study(library, case)
        yield page(
            "case-study.md.j2", path, ("case-study", case.id), title=case.title, description=case.place,
            **told, embed=offer(path, case.title, site_name, address),
            before=before and (links.case_study(before.id), before.title),
            after=after and (links.case_study(after.id), after.title),
        )  # fmt: skip
        yield page(
            "slides.md.j2", addresses.slides_page(case.id), ("case-study", case.id),
            title=say.slides_of.format(title=case.title), description=say.slides_intro,
            hide=["navigation", "toc"], repeats_another=True,
            **told, slides=slides(library, case),
        )  # fmt: skip
        if case.workshop:
            yield page(
                "workshop.md.j2", addresses.workshop_page(case.id), ("case-study", case.id),
                title=say.workshop_title.format(title=case.title), description=case.workshop.audience,
                case=case, plans=plans(case.workshop), materials=materials(case.workshop),
            )  # fmt: skip
    if len(library.case_studies) > 1:
        yield page(
            "comparison.md.j2", addresses.COMPARISON, title=say.comparison_title, description=say.comparison_intro, hide=["toc"],
            repeats_another=True,
            sides=[(case, draw_down(case), shares_after(case), by_principle(library, case)) for case in library.case_studies[:2]],
        )  # fmt: skip
    if by_thing:
        yield page(
            "handouts.md.j2", addresses.HANDOUTS, title=say.take_all, introduction=say.handouts_intro,
            case_studies=library.case_studies[:MOST_CARDS],
        )  # fmt: skip
    if library.terms:
        terms = sorted(library.terms, key=lambda term: term.term.casefold())
        yield page("glossary.md.j2", addresses.GLOSSARY, ("term", library.terms[0].id), title=say.glossary, terms=terms)


def render_home(library: Library, site_name: str, description: str, *, directory_urls: bool = True) -> Page:
    """A home page for a site that has not written its own."""
    page = _Renderer(library, directory_urls)
    return page("home.md.j2", addresses.HOME, title=site_name, site_name=site_name, site_description=description, hide=["navigation", "toc"])


# --- Inserts: generated parts of hand-written pages ---------------------------------------------

# A line that is meant as an insert. Code blocks are matched first, so that inserts can be shown in them.
_INSERT = re.compile(r"^(```|~~~)[\s\S]*?^\1|^[ \t]*<!--[ \t]*coproduction\b.*$", re.MULTILINE)
_SOUND_INSERT = re.compile(r"<!--[ \t]*coproduction:[ \t]*(?P<what>\S+)(?:[ \t]+(?P<which>\S+))?[ \t]*-->[ \t]*")
_INSERTS = ("principles", "checklists", "case-studies", "picture", "yaml")


def insert_problems(markdown: str, name: str, library: Library) -> Iterator[Problem]:
    """What is wrong with the `<!-- coproduction: ... -->` lines of a hand-written page called `name`."""
    for found in _INSERT.finditer(markdown):
        if found[1]:
            continue
        line = markdown.count("\n", 0, found.start()) + 1
        insert = _SOUND_INSERT.fullmatch(found[0])
        if not insert:
            yield Problem(
                name, line, 1, "This line is meant to put something in, and cannot be read",
                "Write it at the start of a line of its own, like this: `<!-- coproduction: principles -->`.", found[0],
            )  # fmt: skip
            continue
        what, which = insert["what"], insert["which"]
        choices = {"picture": [case.id for case in library.case_studies], "yaml": list(FILE_MODELS)}.get(what)
        if what not in _INSERTS:
            yield Problem(
                name, line, insert.start("what") + 1, f"There is nothing called `{what}` to put in here",
                did_you_mean(what, _INSERTS), found[0],
            )  # fmt: skip
        elif choices is None and which:
            yield Problem(name, line, insert.start("which") + 1, f"Nothing can stand behind `{what}`", f"Delete `{which}`.", found[0])
        elif choices is not None and which not in choices:
            remedy = did_you_mean(which or "", choices) if choices else "There is none yet: delete this line, or write one."
            message = f"There is no {what} of `{which}`" if which else f"It is not said which {what}"
            yield Problem(name, line, (insert.start("which") if which else insert.start("what")) + 1, message, remedy, found[0])


def fill_in(markdown: str, path: str, library: Library, *, directory_urls: bool = True) -> str:
    """A hand-written page with its `<!-- coproduction: ... -->` lines replaced by what they stand for."""
    renderer = _Renderer(library, directory_urls)

    def filled(found: re.Match[str]) -> str:
        # Code stays as it is, and so does a line with a Problem while an author is still writing it under `serve`.
        if found[1] or any(insert_problems(found[0], path, library)):
            return found[0]
        what, which = _SOUND_INSERT.fullmatch(found[0]).group("what", "which")
        case = next((case for case in library.case_studies if case.id == which), None)
        return renderer.fragment(
            "insert.html.j2", path, what=what, kind=which, case=case,
            pictures=(draw_across(case), draw_down(case)) if case else (),
            parts=reference.parts(which, interface()) if what == "yaml" else (),
        )  # fmt: skip

    return _INSERT.sub(filled, markdown)


# --- Rendering ------------------------------------------------------------------------------------


class _Renderer:
    """Renders templates for one library."""

    def __init__(
        self, library: Library, directory_urls: bool, handouts: Mapping[tuple[str, str] | None, Sequence[Made]] = {}
    ) -> None:
        self._library, self._directory_urls, self._handouts = library, directory_urls, handouts

    def __call__(
        self, template: str, path: str, origin: tuple[str, str] | None = None, *,
        title: str, description: str = "", hide: Sequence[str] = (), repeats_another: bool = False, **values: Any,
    ) -> Page:  # fmt: skip
        """`repeats_another` is for a page that says what another page says: no search need find it, and words are
        explained on the other one."""
        # Themes put these into their HTML as they are, so they are made harmless here.
        head: dict[str, Any] = {"title": escape(title)}
        if description:
            head["description"] = escape(description)
        if hide:
            head["hide"] = hide
        if repeats_another:
            head["search"] = {"exclude": True}
        # JSON is YAML: whatever an author writes in a title stays one plain value.
        front_matter = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
        body = self.fragment(template, path, explain_terms=not repeats_another, title=title, **values)
        source = self._library.files[origin] if origin else None
        return Page(path, f"---\n{front_matter}---\n\n{body}\n", source)

    def fragment(self, template: str, path: str, *, explain_terms: bool = True, **values: Any) -> str:
        links = Links(path, self._directory_urls)
        made = environment().get_template(template).render(
            library=self._library, link=links, handouts=self._handouts, **values
        )
        # A backtick at the start of a line would open a code block before any HTML is looked at.
        made = re.sub(r"\n{3,}", "\n\n", made.strip()).replace("`", "&#96;")
        explain_terms = explain_terms and path != addresses.GLOSSARY
        return link_terms(made, self._library.terms, links.term) if explain_terms else made


def _with_neighbours(things: Sequence[Any]) -> Iterator[tuple[Any, Any | None, Any | None]]:
    return zip(things, (None, *things), (*things[1:], None), strict=False)


def _by_letter(case_studies: Sequence[CaseStudy]) -> dict[str, list[CaseStudy]]:
    letters: dict[str, list[CaseStudy]] = {}
    for case in sorted(case_studies, key=lambda case: case.title.casefold()):
        letters.setdefault(case.title[0].upper(), []).append(case)
    return letters
