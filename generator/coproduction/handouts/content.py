"""What stands on each handout, as plain values that PDF, Word and spreadsheets are all made from."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from coproduction.handouts import Values
from coproduction.interface import interface
from coproduction.library import CheckInUse, Library
from coproduction.models import BESIDE_THE_SCALE, CaseStudy, Checklist, Principle, Source, Standpoint, Statement
from coproduction.picture import draw_across, draw_beside, shares_after
from coproduction.rich_text import Block, to_blocks
from coproduction.slides import Slide, Table
from coproduction.slides import slides as slides_of
from coproduction.workshop import clock, fit, materials

#: A principle's page has room for this many questions; its first checks are taken.
QUESTIONS_TO_TAKE = 3
#: Rows to write on. A handful of actions is agreed and done; more are agreed and forgotten (docs/for-facilitators.md).
ROWS_FOR_ACTIONS = 5


# --- Checklists ---------------------------------------------------------------------------------------


def checklist(library: Library, checklist: Checklist, standpoint: Standpoint | None) -> Values:
    """A checklist to answer: in the wording of one standpoint, or (None) with every wording there is."""
    say = interface()
    checks = [library.checks[check_id] for section in checklist.sections for check_id in section.checks]
    numbers = iter(range(1, len(checks) + 1))
    return {
        "title": checklist.title,
        "for": say.wording_for.format(standpoint=standpoint.label) if standpoint else "",
        "facts": [
            [say.when_to_use, checklist.when],
            [say.who_fills_it_in, checklist.audience],
            [say.how_long, say.handout_length.format(
                minutes=say.count("minutes", checklist.minutes), questions=say.count("questions", len(checks)))],
        ],
        "introduction": to_blocks(checklist.introduction),
        "small_groups": say.small_groups.format(count=checklist.smallest_group),
        "standpoints": [
            *({"label": one.label, "description": one.description} for one in _standpoints(library, checklist)),
            {"label": say.rather_not_say, "description": ""},
        ],
        "sections": [
            {
                "title": section.title,
                "introduction": _blocks(section.introduction),
                "checks": [_check(library.checks[check_id], library, checklist, standpoint, next(numbers)) for check_id in section.checks],
            }
            for section in checklist.sections
        ],
        "involvement": [
            *({"label": words["name"], "description": words["meaning"]} for words in say.involvement.values()),
            {"label": say.dont_know, "description": ""},
        ],
        "code_length": hand_in_code_length(library, checklist),
        "actions": ROWS_FOR_ACTIONS,
    }  # fmt: skip


def wordings(library: Library, checklist: Checklist) -> tuple[Standpoint, ...]:
    """The standpoints of a checklist for which at least one of its checks is worded in a way of its own."""
    checks = [library.checks[check_id].check for section in checklist.sections for check_id in section.checks]
    return tuple(one for one in _standpoints(library, checklist) if any(one.id in check.wording for check in checks))


def _standpoints(library: Library, checklist: Checklist) -> Iterator[Standpoint]:
    return (library.standpoints[name] for name in checklist.standpoints)


def _check(in_use: CheckInUse, library: Library, checklist: Checklist, standpoint: Standpoint | None, number: int) -> Values:
    say = interface()
    check = in_use.check
    question, others = check.question, []
    if standpoint:
        question = check.wording.get(standpoint.id, check.question)
    else:
        others = [
            [say.wording_for.format(standpoint=one.label), check.wording[one.id]]
            for one in _standpoints(library, checklist)
            if one.id in check.wording
        ]
    return {
        "id": check.id,
        "number": number,
        "principle": in_use.principle.title,
        "question": question,
        "wordings": others,
        "levels": [{"label": level.label, "anchor": check.anchors.get(level.id, "")} for level in in_use.scale.levels],
    }


def hand_in_code_length(library: Library, checklist: Checklist) -> int:
    """How many characters a checklist's hand-in code has, without the lines between groups (docs/hand-in-code.md).

    0 where the checklist is too long for codes.
    """
    checks = [library.checks[check_id] for section in checklist.sections for check_id in section.checks]
    # One choice more than there are buttons, for a question that is not answered.
    ways = (len(checklist.standpoints) + 2) * prod(len(check.scale.levels) + len(BESIDE_THE_SCALE) + 1 for check in checks)
    length = 8 + max(1, -(-(ways - 1).bit_length() // 5)) + 6
    return length if length + (length - 1) // 4 <= LONGEST_CODE else 0


#: With the lines between its groups (docs/hand-in-code.md).
LONGEST_CODE = 200


# --- Principles ---------------------------------------------------------------------------------------


def principle(principle: Principle) -> Values:
    """A principle on one page, to take to a meeting."""
    return {
        "title": principle.title,
        "statement": principle.statement,
        "looks_like": [to_blocks(text) for text in principle.looks_like],
        "does_not_look_like": [to_blocks(text) for text in principle.does_not_look_like],
        "warning_signs": [to_blocks(warning.sign) for warning in principle.warning_signs],
        "questions": [check.question for check in principle.checks[:QUESTIONS_TO_TAKE]],
        "origin": to_blocks(principle.origin),
    }


# --- Case studies -------------------------------------------------------------------------------------


def case_study(library: Library, case: CaseStudy) -> Values:
    """A whole case study. The facilitator's edition and the reader's show different parts of it."""
    say = interface()
    people = {person.id: person for person in case.people}
    groups = {group.id: group for group in case.groups}
    return {
        "title": case.title,
        "facts": [[say.place, case.place], [say.when, say.period.format(start=say.date(case.period.start), end=say.date(case.period.end))]],
        "voice": say.voice[case.voice],
        "voice_means": say.voice_long[case.voice],
        "content_note": _blocks(case.content_note),
        "summary": to_blocks(case.summary),
        "account": to_blocks(case.account),
        "names": _blocks(case.pseudonym_note),
        "picture": picture(case),
        "groups": [
            {
                "name": group.name,
                "facts": [
                    [say.how_things_get_done, to_blocks(group.how_things_get_done)],
                    [say.what_counts, to_blocks(group.what_counts)],
                    [say.what_earns_respect, to_blocks(group.what_earns_respect)],
                ],
            }
            for group in case.groups
        ],
        "people": [
            {
                "name": person.name,
                "role": say.person_in_group.format(role=person.role, group=groups[person.group].name) if person.group else person.role,
                "about": _blocks(person.about),
            }
            for person in case.people
        ],
        "moments": [
            {
                "number": number,
                "date": say.date(moment.date),
                "title": moment.title,
                "voice": say.voice[moment.voice] if moment.voice and moment.voice != case.voice else "",
                "what_happened": to_blocks(moment.what_happened),
                "people": [people[name].name for name in moment.people],
                "shows": [[library.principle(shown.principle).title, shown.how] for shown in moment.principles],
                "say": [say.say_entry.format(group=groups[name].short_name, share=say.say[share]) for name, share in moment.say.items()],
                "say_because": _blocks(moment.say_because),
                "evidence": [_evidence(one) for one in moment.evidence]
                + ([f"{say.date_note}: {moment.date_note}"] if moment.date_note else []),
                "stops": [name for name, point in enumerate(case.decision_points, 1) if point.moment == moment.id],
            }
            for number, moment in enumerate(case.moments, 1)
        ],
        "decision_points": [
            {
                "label": say.handout_stop.format(number=number),
                "question": point.question,
                "prompts": point.prompts,
                "what_was_done": to_blocks(point.what_was_done),
                "what_followed": to_blocks(point.what_followed),
                "checks": [library.checks[check_id].check.question for check_id in point.checks],
            }
            for number, point in enumerate(case.decision_points, 1)
        ],
        "comparisons": [
            {
                "title": comparison.title,
                "voice": say.voice[comparison.voice],
                "introduction": _blocks(comparison.introduction),
                "columns": comparison.columns,
                "rows": [{"label": row.label, "cells": [to_blocks(cell) for cell in row.cells]} for row in comparison.rows],
            }
            for comparison in case.comparisons
        ],
        "outcomes": [_statement(outcome) for outcome in case.outcomes],
        "not_known": [to_blocks(text) for text in case.not_known],
        "lessons": [
            {"voice": say.voice[lesson.voice], "principle": library.principle(lesson.principle).title, "text": to_blocks(lesson.text)}
            for lesson in case.lessons
        ],
        "discussion": case.discussion_questions,
        "workshop": _workshop(case),
        "sources": [_source(source) for source in case.sources],
    }  # fmt: skip


def picture(case: CaseStudy) -> Values:
    """Who has the say, laid out, with what it tells in words: the last shares of each group."""
    say = interface()
    shares = shares_after(case)[-1]
    drawn = draw_across(case)
    return {
        "width": drawn.width,
        "height": drawn.height,
        "lanes": [{"name": lane.name, "x": lane.x, "y": lane.y, "band": lane.band, "known": lane.known} for lane in drawn.lanes],
        "ticks": [{"x": tick.x, "y": tick.y, "number": tick.number, "year": tick.year} for tick in drawn.ticks],
        "alt": say.handout_picture_alt.format(
            title=case.title, moments=say.count("moments_count", len(case.moments)),
            shares="; ".join(
                say.say_entry.format(group=group.name, share=say.say[shares[group.id]] if group.id in shares else say.say_unknown)
                for group in case.groups
            ),
        ),
    }  # fmt: skip


def _evidence(evidence: Any) -> str:
    say = interface()
    kind = say.source_kind[evidence.kind]
    made = say.evidence_entry.format(kind=kind, date=say.date(evidence.date)) if evidence.date else kind
    return f"{made}: {evidence.what}" if evidence.what else made


def _workshop(case: CaseStudy) -> Values | None:
    if not case.workshop:
        return None
    say = interface()
    steps = [
        {
            "title": slot.step.title,
            "minutes": say.count("minutes", slot.step.minutes),
            "clock": say.handout_clock.format(start=clock(slot.start), end=clock(slot.end)),
            "activity": to_blocks(slot.step.activity),
            "materials": slot.step.materials,
            "notes": _blocks(slot.step.facilitator_notes),
        }
        for slot in fit(case.workshop, case.workshop.minutes).slots
    ]
    return {
        "facts": say.workshop_facts.format(minutes=say.count("minutes", case.workshop.minutes), audience=case.workshop.audience),
        "aim": to_blocks(case.workshop.aim),
        "steps": steps,
        "materials": list(materials(case.workshop)),
    }


def _statement(statement: Statement) -> Values:
    return {"voice": interface().voice[statement.voice], "text": to_blocks(statement.text)}


def _source(source: Source) -> Values:
    return {
        "kind": interface().source_kind[source.kind], "citation": source.citation, "url": source.url or "", "note": _blocks(source.note),
    }  # fmt: skip


def _blocks(text: str | None) -> tuple[Block, ...]:
    return to_blocks(text) if text else ()


# --- Slides -------------------------------------------------------------------------------------------


def slides(library: Library, case: CaseStudy) -> Values:
    """A case study as slides (slides.py). One with a picture has it laid out, and tells it in its notes."""
    return {"title": case.title, "slides": [_slide(case, slide) for slide in slides_of(library, case)]}


def _slide(case: CaseStudy, slide: Slide) -> Values:
    values = {"kind": slide.kind, "id": slide.id, "title": slide.title, "label": slide.label, "blocks": slide.blocks}
    picture, notes = None, slide.notes
    if slide.until is not None:
        picture = _picture_on_slide(case, slide.until)
        told = _label(interface().slide_say_after.format(number=slide.until))
        notes = (*told, *_list(lane["told"] for lane in picture["lanes"]), *notes, *_line(interface().picture_reading))
    return values | {"table": slide.table and _table(slide.table), "picture": picture, "notes": notes}


def _table(table: Table) -> Values:
    return {"columns": table.columns, "rows": [{"label": row.label, "cells": row.cells} for row in table.rows]}


def _picture_on_slide(case: CaseStudy, until: int) -> Values:
    say = interface()
    drawn, shares = draw_beside(case, until), shares_after(case)[until - 1]
    told = [
        say.say_entry.format(group=group.name, share=say.say[shares[group.id]] if group.id in shares else say.say_unknown)
        for group in case.groups
    ]
    return {
        "width": drawn.width,
        "height": drawn.height,
        "lanes": [
            {"name": lane.name, "y": lane.y, "band": lane.band, "known": lane.known, "told": words}
            for lane, words in zip(drawn.lanes, told, strict=True)
        ],
        "ticks": [{"x": tick.x, "y": tick.y, "number": tick.number, "year": tick.year} for tick in drawn.ticks],
        "until": until,
        "alt": say.slide_picture_alt.format(number=until, shares="; ".join(told)),
    }


# --- Cards --------------------------------------------------------------------------------------------


def cards(case: CaseStudy) -> Values:
    """Cards of a case study: a front and a back each, in the order in which they are printed.

    A card has a `kind` (a word for people), `front` and `back`; a side has a `title`, and may have a `label` above it
    and `blocks` below it. `kinds` says of each kind that there is what its cards are for.
    """
    say = interface()
    numbers = {moment.id: number for number, moment in enumerate(case.moments, 1)}
    groups = {group.id: group for group in case.groups}
    made = []
    for moment in case.moments:
        back = {"label": say.card_moment_back.format(number=numbers[moment.id]), "title": say.date(moment.date), "blocks": _shares(case, moment.say)}
        made.append(_card(say.card_moment, {"title": moment.title, "blocks": to_blocks(moment.what_happened)}, back))
    for person in case.people:
        back = {"title": groups[person.group].name if person.group else say.card_no_group, "blocks": _blocks(person.about)}
        made.append(_card(say.card_person, {"title": person.name, "blocks": _line(person.role)}, back))
    for group in case.groups:
        back = {"title": say.what_earns_respect, "blocks": to_blocks(group.what_earns_respect)}
        front = {"title": group.name, "blocks": (*_label(say.what_counts), *to_blocks(group.what_counts))}
        made.append(_card(say.card_group, front, back))
    for point in case.decision_points:
        label = say.card_decision_at.format(number=numbers[point.moment])
        front = {"label": label, "title": point.question, "blocks": _list(point.prompts)}
        back = {
            "label": label,
            "title": say.what_was_done,
            "blocks": (*to_blocks(point.what_was_done), *_label(say.what_followed), *to_blocks(point.what_followed)),
        }
        made.append(_card(say.card_decision, front, back))
    uses = {
        say.card_moment: say.card_moment_use,
        say.card_person: say.card_person_use,
        say.card_group: say.card_group_use,
        say.card_decision: say.card_decision_use,
    }
    return {
        "title": say.cards_title.format(title=case.title),
        "case": case.title,
        "content_note": _blocks(case.content_note),
        "kinds": [{"name": kind, "use": uses[kind]} for kind in dict.fromkeys(card["kind"] for card in made)],
        "cards": made,
    }


def _card(kind: str, front: Values, back: Values) -> Values:
    blank = {"label": "", "blocks": ()}
    return {"kind": kind, "front": blank | front, "back": blank | back}


def _shares(case: CaseStudy, shares: dict[str, Any]) -> tuple[Block, ...]:
    say = interface()
    if not shares:
        return ()
    entries = [
        say.say_entry.format(group=group.short_name, share=say.say[shares[group.id]]) for group in case.groups if group.id in shares
    ]
    return (*_label(f"{say.say_after}:"), *_list(entries))


def _line(text: str) -> tuple[Block, ...]:
    return ({"kind": "paragraph", "runs": [{"text": text}]},)


def _label(text: str) -> tuple[Block, ...]:
    return ({"kind": "paragraph", "runs": [{"text": text, "strong": True}]},)


def _list(texts: Any) -> tuple[Block, ...]:
    return ({"kind": "list", "ordered": False, "start": 1, "items": [_line(text) for text in texts]},)


# --- Sheets and packs -----------------------------------------------------------------------------------


def actions() -> Values:
    """The sheet for actions, and the one that tells residents what came of what they said."""
    return {"title": interface().actions_sheet, "actions": 2 * ROWS_FOR_ACTIONS, "heard": 8}


def pack(library: Library, one: Checklist) -> Values:
    """Everything a facilitator prints for one checklist."""
    say = interface()
    principles = dict.fromkeys(library.checks[check_id].principle.id for section in one.sections for check_id in section.checks)
    return {
        "title": say.pack_title.format(title=one.title),
        "facts": checklist(library, one, None)["facts"],
        "how_to": to_blocks(say.pack_how_to),
        "checklists": [checklist(library, one, standpoint) for standpoint in (wordings(library, one) or (None,))],
        "principles": [principle(library.principle(name)) for name in principles],
        "actions": actions(),
        "cards": [case.title for case in library.case_studies[:MOST_CASES]],
    }


#: A pack names the cards of this many case studies; the site leads to the rest.
MOST_CASES = 12
