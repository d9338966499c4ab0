"""A case study as slides, as plain values: for the browser, for PowerPoint, and for whatever shows one thing at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coproduction.interface import interface
from coproduction.library import Library
from coproduction.models import CaseStudy, DecisionPoint, Moment
from coproduction.rich_text import Block, to_blocks

Kind = Literal["title", "care", "account", "groups", "people", "moment", "picture", "question", "answer", "lessons", "discussion", "sources"]

#: So many letters stand on one slide at the most: at 1024×768 and in 28 px they fill it without crowding it.
MOST_LETTERS = 460


@dataclass(frozen=True)
class Slide:
    """One slide. `id` is part of its address; the slides that a long text is split into count up behind it.

    `label` stands above the title: a date, whose voice it is. `until` is how many moments the picture of who has the
    say shows, or None where there is no picture. `notes` are for the speaker. An `answer` follows its `question`: the
    one stops, and the next press shows the other.
    """

    kind: Kind
    id: str
    title: str
    label: str = ""
    blocks: tuple[Block, ...] = ()
    until: int | None = None
    notes: tuple[Block, ...] = ()


def slides(library: Library, case: CaseStudy) -> tuple[Slide, ...]:
    """All slides of a case study, in order. The content note comes before anything of the story."""
    return tuple(part for slide in _whole(library, case) for part in _split(slide))


def _whole(library: Library, case: CaseStudy) -> Iterator[Slide]:
    say = interface()
    period = say.period.format(start=say.date(case.period.start), end=say.date(case.period.end))
    steps = [step for step in case.workshop.steps if step.facilitator_notes] if case.workshop else []
    opening = tuple(block for step in steps[:1] for block in to_blocks(step.facilitator_notes))
    yield Slide("title", "start", case.title, say.slide_facts.format(place=case.place, period=period), notes=opening)
    if case.content_note:
        yield Slide("care", "content-note", say.content_note, blocks=to_blocks(case.content_note))
    names = to_blocks(case.pseudonym_note) if case.pseudonym_note else ()
    yield Slide("account", "account", say.whose_account, say.voice[case.voice], (_line(say.voice_long[case.voice]), *names), notes=to_blocks(case.account))
    for group in case.groups:
        yield Slide("groups", f"group-{group.id}", group.name, say.groups, to_blocks(group.what_counts), notes=to_blocks(group.how_things_get_done))
    if case.people:
        names = {group.id: group.name for group in case.groups}
        people = [
            say.slide_person.format(name=person.name, role=person.role, group=names[person.group]) if person.group
            else say.slide_person_alone.format(name=person.name, role=person.role)
            for person in case.people
        ]  # fmt: skip
        yield Slide("people", "people", say.people, blocks=list_of(people))
    for number, moment in enumerate(case.moments, 1):
        yield from _moment(library, case, moment, number)
    if case.lessons:
        for at, lesson in enumerate(case.lessons, 1):
            yield Slide(
                "lessons", f"lesson-{at}", library.principle(lesson.principle).title, f"{say.lessons} · {say.voice[lesson.voice]}",
                to_blocks(lesson.text),
            )  # fmt: skip
    if case.discussion_questions:
        yield Slide("discussion", "discussion", say.discussion, blocks=list_of(case.discussion_questions))
    yield Slide("sources", "sources", say.sources, blocks=list_of([source.citation for source in case.sources]))


def _moment(library: Library, case: CaseStudy, moment: Moment, number: int) -> Iterator[Slide]:
    say = interface()
    voice = say.voice[moment.voice or case.voice]
    shown = [
        say.handout_shows.format(principle=library.principle(one.principle).title, how=one.how) for one in moment.principles
    ]
    yield Slide(
        "moment", f"moment-{moment.id}", moment.title, f"{number} · {say.date(moment.date)} · {voice}",
        to_blocks(moment.what_happened), notes=list_of(shown) if shown else (),
    )  # fmt: skip
    if moment.say:
        because = to_blocks(moment.say_because) if moment.say_because else ()
        yield Slide(
            "picture", f"say-{moment.id}", say.picture_title, f"{number} · {say.date(moment.date)}", until=number, notes=because
        )
    for point in case.decision_points:
        if point.moment == moment.id:
            yield from _decision_point(library, point)


def _decision_point(library: Library, point: DecisionPoint) -> Iterator[Slide]:
    say = interface()
    raised = [library.checks[check].check.question for check in point.checks]
    label = say.stop_and_think
    yield Slide("question", f"decision-{point.id}", point.question, label, list_of(point.prompts), notes=to_blocks(say.slide_stop_notes))
    yield Slide(
        "answer", f"decision-{point.id}-done", say.what_was_done, label,
        (*to_blocks(point.what_was_done), _strong(say.what_followed), *to_blocks(point.what_followed)),
        notes=(_strong(say.checks_would_have_raised), *list_of(raised)),
    )  # fmt: skip


# --- Splitting ----------------------------------------------------------------------------------------


def _split(slide: Slide) -> Iterator[Slide]:
    """A slide, or as many as its text needs: parted between blocks, then items, then sentences, then words."""
    parts = list(_pages(slide.blocks)) or [()]
    if len(parts) == 1:
        yield slide
        return
    say = interface()
    for at, blocks in enumerate(parts, 1):
        yield replace(
            slide,
            # A full stop cannot stand in an id from YAML, so no two slides can have one address.
            id=slide.id if at == 1 else f"{slide.id}.{at}",
            title=say.slide_part.format(title=slide.title, number=at, count=len(parts)),
            blocks=blocks,
            notes=slide.notes if at == 1 else (),
        )


def _pages(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    page: list[Block] = []
    room = MOST_LETTERS
    for piece in (piece for block in blocks for piece in _pieces(block)):
        need = letters((piece,))
        if page and need > room:
            # A label must not end a slide: it belongs to what follows.
            last = [page.pop()] if len(page) > 1 and _is_label(page[-1]) else []
            yield tuple(page)
            page, room = last, MOST_LETTERS - letters(last)
        # Items of one list that share a slide are one list again.
        if page and piece["kind"] == "list" and page[-1]["kind"] == "list" and piece.get("goes_on"):
            page[-1] = page[-1] | {"items": [*page[-1]["items"], *piece["items"]]}
        else:
            page.append({key: value for key, value in piece.items() if key != "goes_on"})
        room -= need
    if page:
        yield tuple(page)


def letters(blocks: Sequence[Block]) -> int:
    """How much room blocks take, in letters: an item and a paragraph end with half a line that stays empty."""
    total = 0
    for block in blocks:
        match block["kind"]:
            case "paragraph":
                total += 20 + sum(len(run["text"]) for run in block["runs"])
            case "list":
                total += sum(letters(item) for item in block["items"])
            case "quote":
                total += letters(block["blocks"])
            case "code":
                total += sum(20 + len(line) for line in block["text"].splitlines())
            case _:
                total += 20
    return total


def _pieces(block: Block) -> Iterator[Block]:
    """A block in pieces that can stand on different slides; those of a list that go on with it say so."""
    if letters((block,)) <= MOST_LETTERS and block["kind"] != "list":
        yield block
        return
    match block["kind"]:
        case "list":
            number = block["start"]
            for at, item in enumerate(block["items"]):
                for part, blocks in enumerate(_pages(item) if letters(item) > MOST_LETTERS else (item,)):
                    yield block | {"items": [list(blocks)], "start": number + at, "goes_on": at > 0 or part > 0}
        case "paragraph":
            for runs in _cut(block["runs"]):
                yield block | {"runs": runs}
        case "quote":
            for blocks in _pages(block["blocks"]):
                yield block | {"blocks": list(blocks)}
        case "code":
            text = block["text"]
            for start in range(0, len(text), MOST_LETTERS - 40):
                yield block | {"text": text[start : start + MOST_LETTERS - 40]}
        case _:
            yield block


def _cut(runs: Sequence[dict]) -> Iterator[list[dict]]:
    """The runs of a paragraph in portions, each ending with a sentence where there is one, or else with a word."""
    most = MOST_LETTERS - 20
    portion: list[dict] = []
    room = most
    for run in runs:
        text = run["text"]
        while len(text) > room:
            at = _where_to_cut(text, room)
            if at == 0 and portion:
                yield portion
                portion, room = [], most
                continue
            at = at or room
            portion.append(run | {"text": text[:at].rstrip()})
            yield portion
            portion, room, text = [], most, text[at:].lstrip()
        if text:
            portion.append(run | {"text": text})
            room -= len(text)
    if portion:
        yield portion


def _where_to_cut(text: str, room: int) -> int:
    """Behind the last sentence that fits, if it fills half of the room; else behind the last word; 0 for neither."""
    head = text[: room + 1]
    sentences = [found.end() for found in re.finditer(r"[.!?…]['”’)]*\s", head)]
    if sentences and sentences[-1] > room / 2:
        return sentences[-1]
    return head.rfind(" ") + 1


def _is_label(block: Block) -> bool:
    return block["kind"] == "paragraph" and len(block["runs"]) == 1 and bool(block["runs"][0].get("strong"))


def list_of(texts: Sequence[str]) -> tuple[Block, ...]:
    """Plain texts as a list."""
    return ({"kind": "list", "ordered": False, "start": 1, "items": [[_line(text)] for text in texts]},)


def _line(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text}]}


def _strong(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text, "strong": True}]}
