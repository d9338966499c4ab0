"""Every address of the site, decided in one place."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

PRINCIPLES = "principles/index.md"
CHECKLISTS = "checklists/index.md"
CASE_STUDIES = "case-studies/index.md"
#: A _ cannot stand in an id, so no case study can take this address.
COMPARISON = "case-studies/side_by_side.md"
GLOSSARY = "glossary.md"
HANDOUTS = "handouts/index.md"
HOME = "index.md"
#: Where style sheets and scripts go below the docs folder.
ASSETS = "assets/coproduction"


def principle_page(principle_id: str) -> str:
    return f"principles/{principle_id}.md"


def checklist_page(checklist_id: str) -> str:
    return f"checklists/{checklist_id}.md"


def case_study_page(case_study_id: str) -> str:
    return f"case-studies/{case_study_id}.md"


def workshop_page(case_study_id: str) -> str:
    return f"workshops/{case_study_id}.md"


def slides_page(case_study_id: str) -> str:
    return f"slides/{case_study_id}.md"


def handout(name: str) -> str:
    """Where a file to print goes below the docs folder."""
    return f"handouts/{name}"


def embed(page: str) -> str:
    """Where the embed of a page goes below the docs folder: a case study, or a principle with its checks."""
    return f"embed/{page.removesuffix('.md')}.html"


def oembed(page: str) -> str:
    """Where the description of a page's embed goes, for programs (https://oembed.com)."""
    return f"embed/{page.removesuffix('.md')}.json"


def built(page: str, directory_urls: bool) -> str:
    """Where an engine puts a page, from the site's root: `a/b.md` becomes `a/b/` or `a/b.html`, `index.md` its folder.

    What is no Markdown stays where it is.
    """
    if not page.endswith(".md"):
        return page
    stem = page.removesuffix(".md")
    folder, _, last = stem.rpartition("/")
    if not directory_urls:
        return f"{stem}.html"
    if last == "index":
        return f"{folder}/" if folder else ""
    return f"{stem}/"


@dataclass(frozen=True)
class Links:
    """Relative links from one page to everything else, so that a site works from any folder."""

    here: str
    directory_urls: bool = True

    def page(self, page: str, anchor: str = "") -> str:
        """A link to a page, named by its Markdown file, and to a place on it."""
        fragment = f"#{anchor}" if anchor else ""
        if page == self.here and fragment:
            return fragment
        return self._relative(built(page, self.directory_urls)) + fragment

    def asset(self, name: str) -> str:
        """A link to one of our style sheets or scripts."""
        return self.file(f"{ASSETS}/{name}")

    def file(self, path: str) -> str:
        """A link to a file that is no page, named by where it is below the docs folder."""
        return self._relative(path)

    def _relative(self, target: str) -> str:
        start = built(self.here, self.directory_urls)
        folder = start if start.endswith("/") or not start else posixpath.dirname(start)
        relative = posixpath.relpath("/" + target, "/" + folder)
        if target.endswith("/") or not target:
            relative += "/"
        return relative

    def principle(self, principle_id: str) -> str:
        return self.page(principle_page(principle_id))

    def check(self, principle_id: str, check_id: str) -> str:
        """The check where it is explained: on the page of its principle."""
        return self.page(principle_page(principle_id), f"check-{check_id}")

    def checklist(self, checklist_id: str) -> str:
        return self.page(checklist_page(checklist_id))

    def question(self, checklist_id: str, check_id: str) -> str:
        """The check where it is asked: on a checklist."""
        return self.page(checklist_page(checklist_id), f"check-{check_id}")

    def case_study(self, case_study_id: str) -> str:
        return self.page(case_study_page(case_study_id))

    def workshop(self, case_study_id: str) -> str:
        return self.page(workshop_page(case_study_id))

    def slides(self, case_study_id: str, slide_id: str = "") -> str:
        """The case study as slides. With a slide the page presents it; without one it is a long page to read."""
        return self.page(slides_page(case_study_id), slide_id)

    def moment(self, case_study_id: str, moment_id: str) -> str:
        return self.page(case_study_page(case_study_id), f"moment-{moment_id}")

    def decision_point(self, case_study_id: str, decision_point_id: str) -> str:
        return self.page(case_study_page(case_study_id), f"decision-{decision_point_id}")

    def person(self, case_study_id: str, person_id: str) -> str:
        return self.page(case_study_page(case_study_id), f"person-{person_id}")

    def source(self, case_study_id: str, source_id: str) -> str:
        return self.page(case_study_page(case_study_id), f"source-{source_id}")

    def term(self, term_id: str) -> str:
        return self.page(GLOSSARY, f"term-{term_id}")
