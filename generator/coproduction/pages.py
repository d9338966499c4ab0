"""A Library becomes Pages: plain values. No disk, no engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coproduction import addresses, reference
from coproduction.addresses import Links
from coproduction.handouts.make import Made
from coproduction.interface import interface
from coproduction.library import Library
from coproduction.models import FILE_MODELS, CaseStudy, Lesson, Moment, Period, Principle, Section
from coproduction.picture import draw_across, draw_down, first_and_last, shares_after
from coproduction.problems import Problem, did_you_mean
from coproduction.terms import link_terms
from coproduction.text import to_html, to_inline_html
from coproduction.workshop import clock, materials, plans

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


def render(library: Library, handouts: Iterable[Made] = (), *, directory_urls: bool = True) -> Iterator[Page]:
    """All pages of the content, in the order of the site.

    `handouts` are offered on the pages that they belong to, and all on one page. `directory_urls` says whether the
    engine turns `a.md` into `a/` (True) or into `a.html`.
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
            principle=principle, most_links=MOST_LINKS,
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
        yield page(
            "case-study.md.j2", path, ("case-study", case.id), title=case.title, description=case.place,
            case=case, pictures=(draw_across(case), draw_down(case)), shares_after=shares_after(case),
            by_principle=_by_principle(library, case),
            before=before and (links.case_study(before.id), before.title),
            after=after and (links.case_study(after.id), after.title),
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
            sides=[(case, draw_down(case), shares_after(case), _by_principle(library, case)) for case in library.case_studies[:2]],
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
        title: str, description: str = "", hide: Sequence[str] = (), **values: Any,
    ) -> Page:  # fmt: skip
        # Themes put these into their HTML as they are, so they are made harmless here.
        head: dict[str, Any] = {"title": escape(title)}
        if description:
            head["description"] = escape(description)
        if hide:
            head["hide"] = hide
        # JSON is YAML: whatever an author writes in a title stays one plain value.
        front_matter = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
        body = self.fragment(template, path, title=title, **values)
        source = self._library.files[origin] if origin else None
        return Page(path, f"---\n{front_matter}---\n\n{body}\n", source)

    def fragment(self, template: str, path: str, **values: Any) -> str:
        links = Links(path, self._directory_urls)
        made = _environment().get_template(template).render(
            library=self._library, link=links, handouts=self._handouts, **values
        )
        # A backtick at the start of a line would open a code block before any HTML is looked at.
        made = re.sub(r"\n{3,}", "\n\n", made.strip()).replace("`", "&#96;")
        return made if path == addresses.GLOSSARY else link_terms(made, self._library.terms, links.term)


@cache
def _environment() -> Environment:
    say = interface()
    environment = Environment(
        loader=PackageLoader("coproduction"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{*", comment_end_string="*}",  # {#...} is an anchor in a Markdown heading
    )
    environment.globals.update(say=say, address=addresses)
    environment.filters.update(
        markdown=lambda text: _block(to_html(text)),
        inline=lambda text: _block(to_inline_html(text)),
        heading=_heading,
        tojson_text=lambda texts: json.dumps(texts, ensure_ascii=False),
        period=lambda period: _period(period),
        time=_time,
        first_and_last=first_and_last,
        size=_size,
        by_wording=_by_wording,
        sum_of_checks=lambda sections: sum(len(section.checks) for section in sections),
    )
    return environment


def _block(html: str) -> Markup:
    # Only the templates' own headings start a line with #.
    return Markup(html.replace("\n#", "\n&#35;"))


def _heading(text: str) -> Markup:
    """Text for a Markdown heading, in which nothing means anything to Markdown."""
    return Markup(re.sub(r"[^\w\s’“”–—,?]", lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;"))


def _by_wording(handouts: Sequence[Made]) -> dict[str, list[Made]]:
    grouped: dict[str, list[Made]] = {}
    for made in handouts:
        grouped.setdefault(made.wording, []).append(made)
    return grouped


def _size(size: int) -> str:
    """A file's size as people read it, in the units of their systems' file managers (1 kB is 1,000 bytes)."""
    say = interface()
    return say.size_kb.format(size=max(1, round(size / 1000))) if size < 1_000_000 else say.size_mb.format(size=f"{size / 1_000_000:.1f}")


def _time(minutes: int) -> Markup:
    """A time in a workshop, which `<workshop-plan>` turns into one of the clock."""
    return Markup('<span data-at="{}">{}</span>').format(minutes, clock(minutes))


def _period(period: Period) -> str:
    say = interface()
    return say.period.format(start=say.date(period.start), end=say.date(period.end))


def _by_principle(library: Library, case: CaseStudy) -> list[tuple[Principle, list[Lesson], list[tuple[int, Moment, str]]]]:
    """What a case study says about each principle that it speaks of: lessons, and numbered moments with how they show it."""
    lessons: dict[str, list[Lesson]] = {}
    showing: dict[str, list[tuple[int, Moment, str]]] = {}
    for lesson in case.lessons:
        lessons.setdefault(lesson.principle, []).append(lesson)
    for number, moment in enumerate(case.moments, 1):
        for shown in moment.principles:
            showing.setdefault(shown.principle, []).append((number, moment, shown.how))
    return [
        (principle, lessons.get(principle.id, []), showing.get(principle.id, []))
        for principle in library.principles
        if principle.id in lessons or principle.id in showing
    ]


def _with_neighbours(things: Sequence[Any]) -> Iterator[tuple[Any, Any | None, Any | None]]:
    return zip(things, (None, *things), (*things[1:], None), strict=False)


def _by_letter(case_studies: Sequence[CaseStudy]) -> dict[str, list[CaseStudy]]:
    letters: dict[str, list[CaseStudy]] = {}
    for case in sorted(case_studies, key=lambda case: case.title.casefold()):
        letters.setdefault(case.title[0].upper(), []).append(case)
    return letters
