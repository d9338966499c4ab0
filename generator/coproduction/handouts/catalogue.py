"""Which handouts there are, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from coproduction import addresses
from coproduction.bare import leaving
from coproduction.handouts import Values, content
from coproduction.interface import interface
from coproduction.library import Library
from coproduction.models import CaseStudy, Checklist, Principle

Form = Literal["pdf", "docx", "pptx", "csv", "html", "scorm"]
Design = Literal["checklist", "principle", "case-study", "facilitator", "cards", "slides", "pack", "actions", "whole"]


@dataclass(frozen=True)
class Handout:
    """One file to print or to open in an office program.

    `path` is where it goes below the docs folder. `about` is the kind and id of what it belongs to, or None where it
    serves the whole site. `name` says what it is and `wording` for whom it is worded, for links to it. `design` says how
    it is set, and `large` whether in large print. `version` is that of its checklist, where it has one.

    Calling `values` gives what stands on it, each time anew: those of a thousand case studies need not be held at once.
    """

    path: str
    about: tuple[str, str] | None
    name: str
    form: Form
    design: Design
    values: Callable[[], Values]
    wording: str = ""
    version: str = ""
    large: bool = False


def handouts(library: Library) -> Iterator[Handout]:
    """All handouts of a library, in the order of the site."""
    say = interface()
    for form in ("pdf", "docx"):
        yield Handout(addresses.handout(f"actions.{form}"), None, say.actions_sheet, form, "actions", content.actions)
    for checklist in library.checklists:
        yield from _of_checklist(library, checklist)
    for principle in library.principles:
        yield _of_principle(principle)
    for case in library.case_studies:
        yield from _of_case_study(library, case)


def _of_checklist(library: Library, checklist: Checklist) -> Iterator[Handout]:
    say = interface()
    about = ("checklist", checklist.id)
    # A _ cannot stand in an id, so no two names can meet.
    stem = f"checklists/{checklist.id}"

    def made(ending: str, name: str, form: Form, values: Callable[[], Values], **more: object) -> Handout:
        return Handout(addresses.handout(stem + ending), about, name, form, "checklist", values, version=checklist.version, **more)

    for standpoint in (*content.wordings(library, checklist), None):
        values = partial(content.checklist, library, checklist, standpoint)
        ending = f"_for-{standpoint.id}" if standpoint else ""
        wording = say.wording_for.format(standpoint=standpoint.label) if standpoint else say.sheet_every_wording
        yield made(f"{ending}.pdf", say.sheet_all, "pdf", values, wording=wording)
        yield made(f"{ending}_large-print.pdf", say.sheet_large, "pdf", values, wording=wording, large=True)
        yield made(f"{ending}.docx", say.sheet_word, "docx", values, wording=wording)
    yield made(".csv", say.sheet_table, "csv", partial(content.checklist, library, checklist, None))
    pack = partial(content.pack, library, checklist)
    path = addresses.handout(f"{stem}_facilitator-pack.pdf")
    yield Handout(path, about, say.sheet_facilitator_pack, "pdf", "pack", pack, version=checklist.version)


def _of_principle(principle: Principle) -> Handout:
    path = addresses.handout(f"principles/{principle.id}.pdf")
    return Handout(path, ("principle", principle.id), interface().sheet_principle, "pdf", "principle", partial(content.principle, principle))


def _of_case_study(library: Library, case: CaseStudy) -> Iterator[Handout]:
    say = interface()
    about = ("case-study", case.id)
    stem = f"case-studies/{case.id}"
    values = partial(content.case_study, library, case)
    yield Handout(addresses.handout(f"{stem}.pdf"), about, say.sheet_case, "pdf", "case-study", values)
    yield Handout(addresses.handout(f"{stem}_for-facilitators.pdf"), about, say.sheet_case_facilitator, "pdf", "facilitator", values)
    yield Handout(addresses.handout(f"{stem}_cards.pdf"), about, say.sheet_cards, "pdf", "cards", partial(content.cards, case))
    yield Handout(addresses.handout(f"{stem}.pptx"), about, say.sheet_slides, "pptx", "slides", partial(content.slides, library, case))
    whole = partial(leaving, library, case)
    yield Handout(addresses.handout(f"{stem}_one-file.html"), about, say.sheet_one_file, "html", "whole", whole)
    yield Handout(addresses.handout(f"{stem}_course.zip"), about, say.sheet_course, "scorm", "whole", whole)
