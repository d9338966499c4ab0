"""A case study as slides, as plain values: for the browser, for PowerPoint, and for whatever shows one thing at a time."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import Literal

from coproduction.interface import interface
from coproduction.library import Library
from coproduction.models import CaseStudy, Comparison, DecisionPoint, Moment
from coproduction.rich_text import Block, to_blocks

Kind = Literal[
    "title", "care", "account", "groups", "people", "moment", "picture", "question", "answer", "comparison", "outcomes",
    "not-known", "lessons", "discussion", "sources",
]  # fmt: skip

#: So many letters stand on one slide at the most: at 1024×768 and in 28 px they fill it without crowding it.
MOST_LETTERS = 460
#: In a table, whose letters are smaller: the cells of a row count as if each were as long as the longest.
MOST_LETTERS_IN_TABLE = 720
MOST_COLUMNS = 3
#: Nobody watches a picture grow more often; and what is drawn grows with the square of this.
MOST_PICTURES = 40
#: A title or a label that is longer stands in whole below, and begins above.
LONGEST_TITLE = 200
_LONGEST_HEAD = 80
#: A paragraph, an item or a line, however short, takes as much room as so many letters.
_LINE = 50


@dataclass(frozen=True)
class Row:
    """One row of a table: a cell for each column behind its label."""

    label: str
    cells: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Table:
    """Things side by side. The column of labels has no head."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


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
    table: Table | None = None
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
        yield Slide(
            "groups", f"group-{group.id}", group.name, say.groups,
            (_strong(say.what_counts), *to_blocks(group.what_counts), _strong(say.what_earns_respect), *to_blocks(group.what_earns_respect)),
            notes=(_strong(say.how_things_get_done), *to_blocks(group.how_things_get_done)),
        )  # fmt: skip
    if case.people:
        names = {group.id: group.name for group in case.groups}
        people = [
            say.slide_person.format(name=person.name, role=person.role, group=names[person.group]) if person.group
            else say.slide_person_alone.format(name=person.name, role=person.role)
            for person in case.people
        ]  # fmt: skip
        about = tuple(block for person in case.people if person.about for block in (_strong(person.name), *to_blocks(person.about)))
        yield Slide("people", "people", say.people, blocks=list_of(people), notes=about)
    pictures = _moments_with_picture(case)
    for number, moment in enumerate(case.moments, 1):
        yield from _moment(library, case, moment, number, number in pictures)
    for comparison in case.comparisons:
        yield from _comparison(comparison)
    for at, (voice, outcomes) in enumerate(groupby(case.outcomes, lambda outcome: outcome.voice), 1):
        yield Slide("outcomes", f"outcomes-{at}", say.outcomes, say.voice[voice], _list([to_blocks(one.text) for one in outcomes]))
    if case.not_known:
        yield Slide("not-known", "not-known", say.not_known, blocks=_list([to_blocks(text) for text in case.not_known]))
    for at, lesson in enumerate(case.lessons, 1):
        label = say.slide_lesson.format(voice=say.voice[lesson.voice])
        yield Slide("lessons", f"lesson-{at}", library.principle(lesson.principle).title, label, to_blocks(lesson.text))
    if case.discussion_questions:
        yield Slide("discussion", "discussion", say.discussion, blocks=list_of(case.discussion_questions))
    cited = [
        [{"text": f"{source.citation} "}, {"text": source.url, "link": source.url}] if source.url else [{"text": source.citation}]
        for source in case.sources
    ]
    remarks = tuple(block for source in case.sources if source.note for block in (_strong(source.citation), *to_blocks(source.note)))
    yield Slide("sources", "sources", say.sources, blocks=_list([[{"kind": "paragraph", "runs": runs}] for runs in cited]), notes=remarks)


def _moments_with_picture(case: CaseStudy) -> set[int]:
    """The numbers of the moments that are followed by the picture: those that tell of the say, or some of very many."""
    told = [number for number, moment in enumerate(case.moments, 1) if moment.say]
    every = -(-len(told) // MOST_PICTURES) or 1
    # Counted from the end, so that the whole picture is among them.
    return set(told[::-1][::every])


def _moment(library: Library, case: CaseStudy, moment: Moment, number: int, picture: bool) -> Iterator[Slide]:
    say = interface()
    voice = say.voice[moment.voice or case.voice]
    date = say.date(moment.date)
    shown = [
        say.handout_shows.format(principle=library.principle(one.principle).title, how=one.how) for one in moment.principles
    ]
    label = say.slide_moment.format(number=number, date=date, voice=voice)
    notes = list_of(shown) if shown else ()
    because = (_strong(say.handout_our_reading), *to_blocks(moment.say_because)) if moment.say_because else ()
    if not picture:
        notes += because
    yield Slide("moment", f"moment-{moment.id}", moment.title, label, to_blocks(moment.what_happened), notes=notes)
    if picture:
        label = say.slide_picture.format(number=number, date=date)
        yield Slide("picture", f"say-{moment.id}", say.picture_title, label, until=number, notes=because)
    for point in case.decision_points:
        if point.moment == moment.id:
            yield from _decision_point(library, point)


def _decision_point(library: Library, point: DecisionPoint) -> Iterator[Slide]:
    say = interface()
    raised = [library.checks[check].check.question for check in point.checks]
    label = say.stop_and_think
    yield Slide("question", f"decision-{point.id}", point.question, label, list_of(point.prompts), notes=to_blocks(say.slide_stop_notes))
    # A _ cannot stand in an id from YAML, so this is the address of no other decision point.
    yield Slide(
        "answer", f"decision-{point.id}_done", say.what_was_done, label,
        (*to_blocks(point.what_was_done), _strong(say.what_followed), *to_blocks(point.what_followed)),
        notes=(_strong(say.checks_would_have_raised), *list_of(raised)),
    )  # fmt: skip


def _comparison(comparison: Comparison) -> Iterator[Slide]:
    name, label = f"comparison-{comparison.id}", interface().voice[comparison.voice]
    if comparison.introduction:
        yield Slide("comparison", name, comparison.title, label, to_blocks(comparison.introduction))
    rows = tuple(Row(row.label, tuple(map(to_blocks, row.cells))) for row in comparison.rows)
    yield Slide("comparison", f"{name}-table", comparison.title, label, table=Table(comparison.columns, rows))


# --- Splitting ----------------------------------------------------------------------------------------


def _split(slide: Slide) -> Iterator[Slide]:
    """A slide, or as many as its text needs: parted between blocks, then items, then sentences, then words."""
    title, label = _beginning(slide.title, LONGEST_TITLE), _beginning(slide.label, LONGEST_TITLE)
    whole = [_strong(text) for text, shown in ((slide.title, title), (slide.label, label)) if text != shown]
    parts: list[tuple[tuple[Block, ...], Table | None]] = [(blocks, None) for blocks in _balanced((*whole, *slide.blocks))]
    if slide.table:
        parts += [((), table) for table in _tables(slide.table)]
    if not parts or slide.kind == "title":
        # The first slide of all holds nothing but what it is about.
        parts.insert(0, ((), None))
    say = interface()
    for at, (blocks, table) in enumerate(parts, 1):
        yield replace(
            slide,
            # As above: no two slides can have one address.
            id=slide.id if at == 1 else f"{slide.id}.{at}",
            title=title if len(parts) == 1 else say.slide_part.format(title=title, number=at, count=len(parts)),
            # What a case study is about stands on the first slide of all, and that is enough.
            label=label if at == 1 or slide.kind != "title" else "",
            blocks=blocks,
            table=table,
            notes=slide.notes if at == 1 else (),
        )


def _beginning(text: str, most: int) -> str:
    """The text, or its first words and a sign that more follows."""
    if len(text) <= most:
        return text
    return text[: text.rfind(" ", most // 2, most) if " " in text[most // 2 : most] else most - 1].rstrip() + "…"


def _balanced(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The blocks on as few slides as they need, and the last not nearly empty, where that cuts nothing more."""
    pages = list(_pages(blocks, MOST_LETTERS))
    room = sum(map(letters, pages))
    for most in range(MOST_LETTERS - 20, MOST_LETTERS // 3, -20) if len(pages) > 1 else ():
        tried = list(_pages(blocks, most))
        if len(tried) > len(pages) or sum(map(letters, tried)) != room:
            break
        pages = tried
    return pages


def _pages(blocks: Sequence[Block], most: int) -> Iterator[tuple[Block, ...]]:
    """The blocks in portions of at most so many letters."""
    page: list[Block] = []
    room = most
    waiting = deque(piece for block in blocks for piece in _pieces(block, most))
    while waiting:
        piece = waiting.popleft()
        need = letters((piece,))
        if need > room:
            # A label must not end a slide: it belongs to what follows, which is parted so that both fit.
            label = [page.pop()] if _is_label(page[-1]) and letters(page[-1:]) <= most / 3 else []
            if page:
                yield tuple(page)
            page, room = label, most - letters(label)
            if need > room:
                waiting.extendleft(reversed(list(_pieces(piece, room))))
                continue
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
                total += max(_LINE, 20 + sum(map(_room_of, block["runs"])))
            case "list":
                total += sum(max(_LINE, letters(item)) for item in block["items"])
            case "quote":
                total += letters(block["blocks"])
            case "code":
                total += sum(max(_LINE, 20 + len(line)) for line in block["text"].splitlines())
            case _:
                total += _LINE
    return total


def _room_of(run: dict) -> int:
    return _LINE if run["text"] == "\n" else len(run["text"])


def _pieces(block: Block, most: int) -> Iterator[Block]:
    """A block in pieces that can stand on different slides; those of a list that go on with it say so."""
    if letters((block,)) <= most and block["kind"] != "list":
        yield block
        return
    match block["kind"]:
        case "list":
            number = block["start"]
            for at, item in enumerate(block["items"]):
                for part, blocks in enumerate(_pages(item, most) if letters(item) > most else (item,)):
                    yield block | {"items": [list(blocks)], "start": number + at if block["ordered"] else 1, "goes_on": at > 0 or part > 0}
        case "paragraph":
            for runs in _cut(block["runs"], most - 20):
                yield block | {"runs": runs}
        case "quote":
            for blocks in _pages(block["blocks"], most):
                yield block | {"blocks": list(blocks)}
        case _:
            yield from _cut_code(block, most)


def _cut(runs: Sequence[dict], most: int) -> Iterator[list[dict]]:
    """The runs of a paragraph in portions, each ending with a sentence where there is one, or else with a word."""
    portion: list[dict] = []
    room = most
    for run in runs:
        text = run["text"]
        while _room_of(run | {"text": text}) > room:
            at = _where_to_cut(text, room)
            if at == 0 and portion:
                yield portion
                portion, room = [], most
                continue
            at = at or room
            portion.append(run | {"text": text[:at].rstrip()})
            yield portion
            portion, room, text = [], most, text[at:].lstrip()
        # A slide neither begins with a line break nor ends a line twice.
        if text and (portion or text != "\n"):
            portion.append(run | {"text": text})
            room -= _room_of(portion[-1])
    if portion:
        yield portion


def _cut_code(block: Block, most: int) -> Iterator[Block]:
    portion: list[str] = []
    room = most
    for line in block["text"].splitlines():
        for start in range(0, len(line) or 1, most - 20):
            piece = line[start : start + most - 20]
            need = max(_LINE, 20 + len(piece))
            if need > room:
                yield block | {"text": "\n".join(portion)}
                portion, room = [], most
            portion.append(piece)
            room -= need
    yield block | {"text": "\n".join(portion)}


def _where_to_cut(text: str, room: int) -> int:
    """Behind the last sentence that fits, if it fills half of the room; else behind the last word; 0 for neither."""
    head = text[: room + 1]
    sentences = [found.end() for found in re.finditer(r"[.!?…]['”’)]*\s", head)]
    if sentences and sentences[-1] > room / 2:
        return sentences[-1]
    return head.rfind(" ") + 1


def _is_label(block: Block) -> bool:
    return block["kind"] == "paragraph" and len(block["runs"]) == 1 and bool(block["runs"][0].get("strong"))


# --- Splitting tables ---------------------------------------------------------------------------------


def _tables(table: Table) -> Iterator[Table]:
    """A table in as many as it needs, side by side and then one below the other, each with heads and labels."""
    count = len(table.columns)
    wide = -(-count // -(-count // MOST_COLUMNS))
    for first in range(0, count, wide):
        part = slice(first, first + wide)
        yield from _below_each_other(Table(table.columns[part], tuple(Row(row.label, row.cells[part]) for row in table.rows)))


def _below_each_other(table: Table) -> Iterator[Table]:
    columns, count = tuple(_beginning(head, _LONGEST_HEAD) for head in table.columns), len(table.columns)
    rows = table.rows
    if columns != table.columns:
        rows = (Row("", tuple((_strong(head),) for head in table.columns)), *rows)
    most = MOST_LETTERS_IN_TABLE - count * max(map(len, columns))
    page: list[Row] = []
    room = most
    for row in (piece for row in rows for piece in _pieces_of_row(row, most // count)):
        need = max(count * max(map(letters, row.cells)), 4 * len(row.label))
        if page and need > room:
            yield Table(columns, tuple(page))
            page, room = [], most
        page.append(row)
        room -= need
    yield Table(columns, tuple(page))


def _pieces_of_row(row: Row, most: int) -> Iterator[Row]:
    """A row, or several of which the cells go on from one to the next."""
    # A label has a narrow column: a quarter of the width, so a quarter of the letters.
    labels = [blocks[0]["runs"][0]["text"] for blocks in _pages((_line(row.label),), MOST_LETTERS_IN_TABLE // 4)]
    cells = [list(_pages(cell, most)) for cell in row.cells]
    count = max(len(labels), *map(len, cells))
    # A short label stands again before what goes on; a long one goes on itself.
    labels = labels * count if len(labels) == 1 else labels + [""] * (count - len(labels))
    for label, *parts in zip_longest(labels, *cells, fillvalue=()):
        yield Row(label, tuple(parts))


def list_of(texts: Sequence[str]) -> tuple[Block, ...]:
    """Plain texts as a list."""
    return _list([[_line(text)] for text in texts])


def _list(items: Sequence[Sequence[Block]]) -> tuple[Block, ...]:
    return ({"kind": "list", "ordered": False, "start": 1, "items": [list(item) for item in items]},)


def _line(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text}]}


def _strong(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text, "strong": True}]}
