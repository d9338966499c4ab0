"""Makes sites of any size: the shipped site with invented case studies or a long checklist beside its own."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nh3
import yaml
from coproduction.addresses import checklist_page
from coproduction.load import Folders, load
from coproduction.pages import render

ROOT = Path(__file__).resolve().parent.parent
#: The id of the checklist that `make_long_checklist` adds.
LONG = "a-long-checklist"
#: What a page by hand would be made of.
_PLAIN = {"a", "dd", "details", "div", "dl", "dt", "em", "h2", "h3", "li", "ol", "p", "section", "small", "strong", "summary", "ul"}
#: What makes up the shipped site, with its mkdocs.yml.
SHIPPED = ("principles", "case_studies", "words", "docs")
_IN_MENU = re.compile(r"^ +- (.+): (\S+\.md)$", re.MULTILINE)
#: The groups of every invented case study, as id and short name.
GROUPS = {"residents": "Residents", "council": "The council", "charity": "The charity"}


def copy_shipped(folder: Path) -> Path:
    """A copy of the shipped site, to build or to change."""
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def make_site(folder: Path, count: int, seed: int = 1) -> Path:
    """A copy of the shipped site with `count` more case studies. The same seed makes the same files."""
    copy_shipped(folder)
    library = load(folder)
    principles, checks = [principle.id for principle in library.principles], list(library.checks)
    words = random.Random(seed)
    for number in range(1, count + 1):
        case = invent_case_study(f"invented-{number:04}", words, principles, checks)
        text = yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=100)
        (folder / Folders.case_studies / f"{case['id']}.yml").write_text(text, "utf-8")
    return folder


def make_long_checklist(folder: Path, count: int) -> Path:
    """A copy of the shipped site with one more checklist, LONG, of `count` checks: the shipped ones again and again."""
    copy_shipped(folder)
    files = {path: yaml.safe_load(path.read_text("utf-8")) for path in sorted((folder / Folders.principles).glob("*.yml"))}
    shipped = [(principle, check) for principle in files.values() for check in list(principle["checks"])]
    asked = []
    for number in range(count):
        principle, check = shipped[number % len(shipped)]
        again = number // len(shipped)
        if again:
            check = {key: value for key, value in check.items() if key != "replaces"} | {"id": f"{check['id']}-{again + 1}"}
            principle["checks"].append(check)
        asked.append(check["id"])
    for path, principle in files.items():
        path.write_text(yaml.safe_dump(principle, allow_unicode=True, sort_keys=False, width=100), "utf-8")
    checklists = folder / Folders.checklists
    first = yaml.safe_load(min(checklists.glob("*.yml")).read_text("utf-8"))
    sections = [{"title": f"Part {at // 20 + 1}", "checks": asked[at : at + 20]} for at in range(0, count, 20)]
    made = first | {"id": LONG, "title": "A long checklist", "sections": sections}
    (checklists / f"{LONG}.yml").write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=100), "utf-8")
    return folder


def make_plain_site(folder: Path, site: Path, checklist: str) -> Path:
    """A page of plain Material that says what a checklist of `site` says, under the same menu, with nothing of ours on it."""
    path = checklist_page(checklist)
    markdown = next(page.markdown for page in render(load(site)) if page.path == path)
    for ours, plain in {"legend": "h3", "label": "p"}.items():
        markdown = markdown.replace(f"<{ours}", f"<{plain}").replace(f"</{ours}>", f"</{plain}>")
    text = nh3.clean(markdown, tags=_PLAIN, attributes={"a": {"href"}}, link_rel=None, clean_content_tags={"script", "template"})
    (folder / "docs" / path).parent.mkdir(parents=True)
    (folder / "docs" / path).write_text(text, "utf-8")
    config = (site / "mkdocs.yml").read_text("utf-8").replace("  - coproduction\n", "")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    for title, name in _IN_MENU.findall(config):
        (folder / "docs" / name).parent.mkdir(exist_ok=True)
        (folder / "docs" / name).write_text(f"# {title}\n", "utf-8")
    return folder


def invent_case_study(
    name: str, words: random.Random, principles: Sequence[str], checks: Sequence[str]
) -> dict[str, Any]:
    """One case study as plain values, with every part that a real one may have."""
    say = _Sentences(words)
    town, service, year = say("{town}"), say("{service}"), words.randrange(2004, 2020)
    return {
        "id": name,
        "title": f"{service.capitalize()} in {town}",
        "place": say(f"{{area}} in {town}"),
        "period": {"start": str(year), "end": str(year + 2)},
        "voice": words.choice(("research", "partner")),
        "account": say("Two people who took part tell this story."),
        "content_note": say("This story speaks of {hardship}."),
        "summary": say(
            f"The council wanted to change the {service}. Residents asked for a say before it wrote {{paper}}. "
            "They got **part of it**, {number} months later."
        ),
        "people": [
            {"id": f"person-{at}", "name": say("{person}"), "role": say(f"{{role in {group}}}"), "group": group}
            for at, group in enumerate(("residents", "residents", "council", "charity"), 1)
        ],
        "groups": [
            {
                "id": group,
                "name": f"{title} of {town}",
                "short_name": title,
                "how_things_get_done": say("{habit}"),
                "what_counts": say("What counts is {value}."),
                "what_earns_respect": say("Respect comes with {value}."),
            }
            for group, title in GROUPS.items()
        ],
        "moments": list(_moments(say, words, year, principles)),
        "decision_points": [
            {
                "id": "who-decides",
                "moment": "moment-4",
                "question": say("Who should decide about {thing}?"),
                "prompts": [say("Who is not in {hall} tonight?"), say("What would {person} say about {thing}?")],
                "what_was_done": say("Officers decided, and told residents a week later."),
                "what_followed": say("{number} residents stopped coming. Those who stayed asked for {thing}."),
                "checks": words.sample(checks, min(3, len(checks))),
            }
        ],
        "comparisons": [
            {
                "id": "two-plans",
                "title": f"Two plans for the {service}",
                "voice": "research",
                "columns": ["Residents’ plan", "The council’s plan"],
                "rows": [
                    {"label": label, "cells": [say("Built on {value}."), say("Built on {value}.")]}
                    for label in ("Staff", "Money", "Place")
                ],
            }
        ],
        "outcomes": [
            {"text": say("In the end {thing} went with {value}."), "voice": voice, "source": "report"}
            for voice in ("research", "partner", "ours")
        ],
        "not_known": [say("How many people stayed away because of {hardship}.")],
        "lessons": [
            {"principle": principle, "text": say("It would help to agree on {thing} first."), "voice": "research"}
            for principle in words.sample(principles, min(2, len(principles)))
        ],
        "discussion_questions": [say("{question}") for _ in range(5)],
        "workshop": {
            "minutes": 80,
            "audience": "Residents and officers",
            "aim": say("Each person names one thing to change about {thing}."),
            "steps": [
                {"title": title, "minutes": 20, "activity": say("{activity}"), "materials": ["Pens", "Cards"]}
                for title in ("Read", "Stop and choose", "Compare", "Agree what to do")
            ],
        },
        "sources": [
            {"id": "report", "kind": "publication", "citation": say(f"{{person}} ({year + 3}). A report on {town}.")},
            {"id": "notes", "kind": "field-note", "citation": say(f"Notes of {{person}}, {year} to {year + 2}.")},
        ],
    }


def _moments(say: _Sentences, words: random.Random, year: int, principles: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Eight moments, four months apart. Dates have the precision that sources tend to give."""
    for at in range(8):
        month = 4 * at % 12 + 1
        when = f"{year + 4 * at // 12}-{month:02}"
        moment = {
            "id": f"moment-{at + 1}",
            "date": {1: f"{when}-{words.randrange(1, 29):02}", 5: f"spring {when[:4]}", 9: when}[month],
            "title": say("{headline}"),
            "what_happened": say("{event}"),
            "people": [f"person-{number}" for number in sorted(words.sample(range(1, 5), 2))],
            "evidence": [{"kind": words.choice(("interview", "field-note", "email")), "source": "notes"}],
        }
        if at % 2:
            how = say("Nobody had agreed on {thing}.")
            moment["principles"] = [{"principle": words.choice(principles), "how": how}]
        else:
            moment["say"] = {group: words.choice(("most", "some", "little", "none")) for group in GROUPS}
            moment["say_because"] = say("The last word about {thing} lay there.")
        yield moment


class _Sentences(dict):
    """Fills the slots of a sentence with words drawn at random: `say("Ask {person}.")`."""

    def __init__(self, words: random.Random) -> None:
        self._words = words

    def __call__(self, sentence: str) -> str:
        return sentence.format_map(self)

    def __missing__(self, slot: str) -> str:
        return str(self._words.randrange(3, 60)) if slot == "number" else self(self._words.choice(_WORDS[slot]))


_WORDS: dict[str, list[str]] = yaml.safe_load((ROOT / "bench" / "words.yml").read_text("utf-8"))
