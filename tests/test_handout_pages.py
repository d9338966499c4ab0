"""Handouts on paper: what a screen reader, a person and a photocopier find in the PDFs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pypdfium2
import pytest
from coproduction.handouts import content
from coproduction.handouts.catalogue import Handout
from coproduction.handouts.frame import frame
from coproduction.handouts.pdf import Press, count_pages
from coproduction.interface import interface
from coproduction.library import Library
from coproduction.rich_text import plain

from tests.conftest import IMPRINT

UA1 = page_validation.ValidationProfile.PDF_UA_1
#: Of the designs with a page of their own; cards have their own tests.
MARGIN = 18 / 25.4 * 72  # points


@pytest.fixture(scope="session")
def pdfs(handout_files: dict[str, Path]) -> dict[str, Path]:
    found = {path: file for path, file in handout_files.items() if path.endswith(".pdf")}
    assert len(found) > 30
    return found


def letters(text: str) -> str:
    """A text without the spaces and line ends that setting it moves about."""
    # The reader of PDFs puts the first of these for a hyphen at the end of a line.
    return re.sub(r"[\s\u00ad\u200b]+", "", text.replace("\ufffe", "-").replace("\x02", "-"))


@cache
def words_of(file: Path, *, large: bool = False) -> str:
    """All that stands on the pages but what is at their foot, in the order in which it is read."""
    with pypdfium2.PdfDocument(file) as pdf:
        return letters("".join(pdf[at].get_textpage().get_text_bounded(bottom=94 if large else 60) for at in range(len(pdf))))


def texts_of(file: Path) -> list[str]:
    """The whole text of each page."""
    with pypdfium2.PdfDocument(file) as pdf:
        return [pdf[at].get_textpage().get_text_bounded() for at in range(len(pdf))]


# --- For programs that read aloud -----------------------------------------------------------------------


def test_every_pdf_is_pdf_ua_1(pdfs: dict[str, Path]) -> None:
    failed = {}
    for path, file in pdfs.items():
        report = page_validation.validate_pdf(str(file), profile=UA1)
        if not report.is_compliant:
            failed[path] = [(failure.rule_id, failure.message) for failure in report.failures][:3]
    assert failed == {}


def test_the_validator_finds_what_is_wrong(pdfs: dict[str, Path], tmp_path: Path) -> None:
    with pikepdf.open(next(iter(pdfs.values()))) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "untagged.pdf")
    assert not page_validation.validate_pdf(str(tmp_path / "untagged.pdf"), profile=UA1).is_compliant


def test_every_font_is_inside_and_the_language_and_bookmarks_are_there(pdfs: dict[str, Path]) -> None:
    for path, file in pdfs.items():
        with pikepdf.open(file) as pdf:
            assert str(pdf.Root.Lang) == interface().language, path
            assert pdf.docinfo["/Title"], path
            assert pdf.docinfo["/Author"] == IMPRINT.publisher
            assert "/Outlines" in pdf.Root, path
            fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"]
            assert fonts
            assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts), path


# --- What stands on them ------------------------------------------------------------------------------------


def test_every_check_stands_once_in_order_with_its_wording_and_all_its_boxes(pdfs: dict[str, Path], library: Library) -> None:
    say = interface()
    seen = 0
    for checklist in library.checklists:
        for standpoint in (None, *content.wordings(library, checklist)):
            values = content.checklist(library, checklist, standpoint)
            for large in ("", "_large-print"):
                ending = f"_for-{standpoint.id}" if standpoint else ""
                words = words_of(pdfs[f"checklists/{checklist.id}{ending}{large}.pdf"], large=bool(large))
                checks = [check for section in values["sections"] for check in section["checks"]]
                places = []
                for check in checks:
                    asked = letters(f"{check['number']}. {check['question']}")
                    assert words.count(asked) == 1, (checklist.id, check["id"])
                    places.append(words.index(asked))
                    options = [f"{level['label']} – {level['anchor']}" if level["anchor"] else level["label"] for level in check["levels"]]
                    wordings = [f"{whom}: {question}" for whom, question in check["wordings"]]
                    answers = "".join(f"☐{option}" for option in (*options, say.dont_know, say.not_for_me))
                    assert words.count(asked + letters("".join(wordings)) + letters(answers) + letters(say.note)) == 1, (checklist.id, check["id"])
                    seen += 1
                assert places == sorted(places)
                assert words.count("☐") == (
                    sum(len(check["levels"]) + 2 for check in checks) + len(values["standpoints"]) + 2 * len(values["involvement"])
                )
                for column in say.action_columns:
                    assert letters(column) in words
    assert seen > 200


def test_a_case_study_is_whole_and_its_note_comes_first(pdfs: dict[str, Path], library: Library) -> None:
    for case in library.case_studies:
        reader, facilitator = (words_of(pdfs[f"case-studies/{case.id}{ending}.pdf"]) for ending in ("", "_for-facilitators"))
        for words in (reader, facilitator):
            # Of a long text the beginning is enough here: that nothing is cut off is tested below.
            texts = [moment.title for moment in case.moments] + [plain(moment.what_happened)[:80] for moment in case.moments]
            texts += [person.name for person in case.people] + [group.name for group in case.groups]
            texts += [point.question for point in case.decision_points] + [plain(point.what_was_done)[:80] for point in case.decision_points]
            texts += [source.citation for source in case.sources] + list(case.discussion_questions)
            assert [text for text in texts if letters(text) not in words] == []
            assert words.index(letters(plain(case.content_note))[:80]) < words.index(letters(plain(case.summary))[:80])
        for step in case.workshop.steps:
            assert letters(step.title) in facilitator
            if step.facilitator_notes:
                assert letters(plain(step.facilitator_notes)) in facilitator
                assert letters(plain(step.facilitator_notes)) not in reader
        # A reader stops first. What was done stands behind the whole story.
        last = reader.index(letters(plain(case.moments[-1].what_happened)[:80]))
        assert all(reader.index(letters(plain(point.what_was_done)[:80])) > last for point in case.decision_points)


def test_a_principle_is_one_page_with_three_questions(pdfs: dict[str, Path], library: Library) -> None:
    for principle in library.principles:
        file = pdfs[f"principles/{principle.id}.pdf"]
        words = words_of(file)
        assert count_pages(file.read_bytes()) == 1
        texts = [principle.statement, *principle.looks_like, *principle.does_not_look_like, *(sign.sign for sign in principle.warning_signs)]
        texts += [check.question for check in principle.checks[:3]]
        assert [text for text in texts if letters(plain(text)) not in words] == []


def test_a_pack_holds_everything_and_its_contents_say_on_which_page(pdfs: dict[str, Path], library: Library) -> None:
    say = interface()
    for checklist in library.checklists:
        values = content.pack(library, checklist)
        texts = [text.replace("\r\n", "\n") for text in texts_of(pdfs[f"checklists/{checklist.id}_facilitator-pack.pdf"])]
        listed = re.findall(r"^(.+?) ?(?:\. ?){3,} ?(\d+)$", texts[0], re.MULTILINE)
        names = [say.pack_how_title, *(f"{one['title']}. {one['for']}" for one in values["checklists"])]
        names += [say.handout_sheet_actions, say.heard_title, *(one["title"] for one in values["principles"]), say.pack_cards_title]
        assert [name for name, _ in listed] == names
        for name, number in listed:
            assert texts[int(number) - 1].startswith(name), (name, number)
        for number, text in enumerate(texts, 1):
            assert f"Page {number} of {len(texts)}" in text


def test_every_page_says_which_edition_it_is_and_when_it_was_made_and_the_first_by_whom(pdfs: dict[str, Path]) -> None:
    for path, file in pdfs.items():
        first, *others = map(letters, texts_of(file))
        assert IMPRINT.publisher.replace(" ", "") in first, path
        assert letters(IMPRINT.contact) in first, path
        for number, text in enumerate((first, *others), 1):
            # The back of a set's cover is empty, so that fronts stay on odd pages.
            if text or "_cards" not in path:
                assert re.search("edition[0-9A-F]{5}", text) and "24November2026" in text, (path, number)


def test_large_print_has_nothing_below_18_points(pdfs: dict[str, Path]) -> None:
    large = [file for path, file in pdfs.items() if path.endswith("_large-print.pdf")]
    assert large
    for file in large:
        with pypdfium2.PdfDocument(file) as pdf:
            for at in range(len(pdf)):
                for one in pdf[at].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
                    assert one.get_font_size() * one.get_matrix().d >= 17.99 or one.get_font_size() >= 17.99


# --- Nothing cut off, nothing on top of something else, little ink ------------------------------------------


def faults_of(file: Path) -> Iterator[str]:
    """Lines of text that reach over the margins, or over each other."""
    with pypdfium2.PdfDocument(file) as pdf:
        for at in range(len(pdf)):
            width, height = pdf[at].get_size()
            page = pdf[at].get_textpage()
            boxes = [page.get_rect(number) for number in range(page.count_rects())]
            for left, bottom, right, top in boxes:
                # The space at the end of a line hangs into the margin.
                if left < MARGIN - 1 or right > width - MARGIN + 6 or bottom < 0 or top > height:
                    yield f"page {at + 1}: “{page.get_text_bounded(left, bottom, right, top)}” reaches over the margin"
            for (left, bottom, right, top), (left2, bottom2, right2, top2) in combinations_nearby(boxes):
                across, down = min(right, right2) - max(left, left2), min(top, top2) - max(bottom, bottom2)
                # The boxes are as high as the letters, so neighbouring lines share hardly anything.
                if across > 1 and down > 0.3 * min(top - bottom, top2 - bottom2):
                    yield f"page {at + 1}: “{page.get_text_bounded(left, bottom, right, top)}” overlaps another line"


def combinations_nearby(boxes: list[tuple[float, ...]]) -> Iterator[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Pairs of boxes of which one begins before the other has ended, from the top down."""
    ordered = sorted(boxes, key=lambda box: -box[3])
    for index, box in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other[3] <= box[1]:
                break
            yield box, other


def test_nothing_is_cut_off_or_overlaps(pdfs: dict[str, Path]) -> None:
    assert {path: found for path, file in pdfs.items() if "_cards" not in path and (found := list(faults_of(file)))} == {}


def test_it_is_black_on_white_with_hardly_any_ink(pdfs: dict[str, Path]) -> None:
    for path, file in pdfs.items():
        with pypdfium2.PdfDocument(file) as pdf:
            for at in range(len(pdf)):
                picture = pdf[at].render(scale=0.4).to_pil().convert("RGB")
                red, green, blue = picture.split()
                assert red.tobytes() == green.tobytes() == blue.tobytes(), (path, at + 1)
                dark = sum(picture.convert("L").histogram()[:128]) / (picture.width * picture.height)
                assert dark < 0.12, (path, at + 1)


# --- The worst that authors may write ------------------------------------------------------------------------

HOSTILE = "#panic() *x* _y_ $z$ `r` <b> & \\ ] } {page} @label https://example.org/?a=1&b=2 \"quoted\""
LONG_WORD = "unbreakable" * 27
QUESTION = ("Who decides what is done here, and who can say no to it? " * 8)[:400]


def worst_checklist(question: str = QUESTION, anchor: str = QUESTION, count: int = 60, levels: int = 7) -> dict[str, Any]:
    check = lambda number: {  # noqa: E731
        "id": f"check-{number}", "number": number, "principle": "Clarity", "question": question,
        "wordings": [[f"For someone {at}", question] for at in range(3)],
        "levels": [{"label": f"Level {at}", "anchor": anchor} for at in range(levels)],
    }  # fmt: skip
    blocks = (
        {"kind": "paragraph", "runs": [{"text": HOSTILE}, {"text": LONG_WORD, "strong": True}]},
        # A sign that turns the direction of writing round.
        {"kind": "paragraph", "runs": [{"text": "\u202edrow"}]},
    )
    return {
        "title": f"Worst {LONG_WORD[:60]}", "for": "", "facts": [["When", question]], "introduction": blocks, "small_groups": "Small.",
        "standpoints": [{"label": f"person {at}", "description": question} for at in range(12)],
        "sections": [{"title": question, "introduction": blocks, "checks": [check(number) for number in range(1, count + 1)]}],
        "involvement": [{"label": "Inform", "description": question}], "code_length": 130, "actions": 5,
    }  # fmt: skip


def worst_case(library: Library) -> dict[str, Any]:
    """St Mary's with texts of 20,000 letters, 300 moments and a comparison of six columns."""
    values = content.case_study(library, library.case_studies[1])
    long = ({"kind": "paragraph", "runs": [{"text": f"{HOSTILE} {LONG_WORD} " + "A long account goes on and on. " * 640}]},)
    nested = ({"kind": "list", "ordered": False, "start": 1, "items": [[{"kind": "quote", "blocks": long}]]},)
    moment = values["moments"][0]
    values["moments"] = [moment | {"number": number, "what_happened": long if number == 3 else nested if number == 4 else moment["what_happened"]} for number in range(1, 301)]
    values["decision_points"][0] |= {"what_was_done": long, "question": QUESTION}
    values["comparisons"] = [
        {"title": QUESTION, "voice": "Ours", "introduction": (), "columns": [LONG_WORD] * 6,
         "rows": [{"label": "Something compared", "cells": [({"kind": "paragraph", "runs": [{"text": f"{HOSTILE} {QUESTION}"}]},)] * 6}]}
    ]  # fmt: skip
    values["groups"] *= 3
    return values


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.mark.parametrize(
    ("design", "paper"),
    [
        ("checklist", "a4"), ("checklist, large", "letter"), ("wide letters", "letter"), ("principle", "a4"), ("case-study", "a4"),
        ("facilitator", "letter"), ("pack", "a4"),
    ],
)  # fmt: skip
def test_the_longest_texts_are_set_whole(design: str, paper: str, press: Press, library: Library, tmp_path: Path) -> None:
    large, texts = design.endswith("large"), [QUESTION, LONG_WORD]
    if design.startswith("checklist"):
        values, count = worst_checklist(count=8 if large else 60), 8 if large else 60
    elif design == "wide letters":
        values, texts = worst_checklist("W" * 400, "M" * 200, count=4), ["W" * 400]
    elif design == "principle":
        values = content.principle(library.principles[0]) | {"warning_signs": [[{"kind": "paragraph", "runs": [{"text": text}]}] for text in (QUESTION, LONG_WORD, HOSTILE)] * 12}
    elif design == "pack":
        values = content.pack(library, library.checklists[0])
        values["checklists"], values["title"] = [worst_checklist(count=4)], QUESTION
    else:
        values = worst_case(library)
    handout = Handout("worst.pdf", None, "Worst", "pdf", design.partition(",")[0] if "wide" not in design else "checklist", lambda: values, large=large)
    file = tmp_path / "worst.pdf"
    file.write_bytes(press.set(handout.design, values, frame(handout, values, replace(IMPRINT, paper=paper))))
    assert list(faults_of(file))[:5] == []
    words = words_of(file, large=large)
    assert [text for text in texts if letters(text) not in words] == []
    if design.startswith("checklist"):
        assert words.count(letters(QUESTION) + letters("For someone 0")) == count
    if design in ("case-study", "facilitator"):
        assert words.count("Alongaccountgoesonandon.") == 640 * (3 if design == "case-study" else 2)
        assert "#panic()*x*_y_$z$`r`<b>&\\]}{page}@label" in words
    # Bookmarks are a chain, and three hundred moments make a long one.
    limits = page_validation.SafetyLimits(max_reference_depth=4096)
    assert page_validation.validate_pdf(str(file), profile=UA1, limits=limits).is_compliant
