"""Word documents, read back as a program would, and opened in LibreOffice."""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from coproduction.handouts import content
from coproduction.handouts.catalogue import Handout, handouts
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint, Logo
from coproduction.handouts.word import document
from coproduction.interface import interface
from coproduction.library import Library
from coproduction.rich_text import to_blocks
from docx.table import Table
from docx.text.paragraph import Paragraph
from pdfminer.layout import LTChar

from tests.conftest import ROOT
from tests.pdf_pages import all_of, pages_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
IMPRINT = Imprint("Example Council", datetime.date(2026, 11, 24), "say@example.org", None, "https://example.org/guidance/")

#: A picture of one black dot.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef924"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)

HOSTILE = "</w:t><w:br/>&amp;<script>\x00\x0b\ud800\ufffe\"' {page} %s\u202e \U0001f600"


def word_files(library: Library) -> list[Handout]:
    found = [handout for handout in handouts(library) if handout.form == "docx"]
    assert len(found) == 13
    return found


def made(handout: Handout, imprint: Imprint = IMPRINT) -> bytes:
    values = handout.values()
    return document(handout.design, values, frame(handout, values, imprint))


def frame_of(**changes: Any) -> dict[str, Any]:
    return {
        "publisher": "Council", "contact": "", "footer": "Title", "date": "2026-11-24", "paper": "a4", "large": False, "logo": None, "online": None,
    } | changes  # fmt: skip


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def controls(word: Any) -> list[dict[str, Any]]:
    """Every content control, in order."""
    return [
        {
            "tag": control.find(f"{W}sdtPr/{W}tag").get(f"{W}val"),
            "alias": control.find(f"{W}sdtPr/{W}alias").get(f"{W}val"),
            "box": control.find(f"{W}sdtPr/{W14}checkbox") is not None,
            "date": control.find(f"{W}sdtPr/{W}date") is not None,
            "text": "".join(text.text for text in control.iter(f"{W}t")),
        }
        for control in word.element.iter(f"{W}sdt")
    ]


def paragraphs_of(word: Any) -> list[Paragraph]:
    """Every paragraph, those in tables too, in order."""
    return [Paragraph(element, word) for element in word.element.iter(f"{W}p")]


def texts_of(word: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == style]


def checks_of(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [check for section in values["sections"] for check in section["checks"]]


def synthetic(checks: int, question: str, words: str = "words") -> dict[str, Any]:
    """A checklist's values, with one text everywhere."""
    levels = [{"label": words[:60], "anchor": words}] * 4
    rich = ({"kind": "paragraph", "runs": [{"text": words, "strong": True, "link": f"https://example.org/{words}"}]},)
    return {
        "title": words, "for": words, "facts": [[words, words]], "introduction": rich, "small_groups": words,
        "standpoints": [{"label": words, "description": words}],
        "sections": [{"title": words, "introduction": rich, "checks": [
            {"id": f"check-{number}", "number": number, "principle": words, "question": question, "wordings": [[words, words]], "levels": levels}
            for number in range(1, checks + 1)
        ]}],
        "involvement": [{"label": words, "description": words}], "code_length": 161, "actions": 5,
    }  # fmt: skip


# --- Content ------------------------------------------------------------------------------------------


def test_every_check_stands_once_and_in_order_with_all_its_boxes_and_a_note(library: Library) -> None:
    say = interface()
    for handout in word_files(library):
        if handout.design != "checklist":
            continue
        word, checks = opened(made(handout)), checks_of(handout.values())
        assert len(checks) > 5
        assert [text for text in texts_of(word, "Heading 2") if text[0].isdigit()] == [f"{check['number']}. {check['question']}" for check in checks]
        found = [(tag, list(group)) for tag, group in groupby(controls(word), lambda control: control["tag"])]
        assert [tag for tag, _ in found] == [
            "_date", "_standpoint", *(check["id"] for check in checks), "_involvement-promised", "_involvement-experienced", "_more",
        ]  # fmt: skip
        by_tag = dict(found)
        assert len(by_tag["_standpoint"]) == len(handout.values()["standpoints"])
        assert len(by_tag["_involvement-promised"]) == len(by_tag["_involvement-experienced"]) == len(say.involvement) + 1
        for check in checks:
            *boxes, note = by_tag[check["id"]]
            assert [box["alias"] for box in boxes] == [*(level["label"] for level in check["levels"]), say.dont_know, say.not_for_me]
            assert all(box["box"] and box["text"] == "☐" for box in boxes)
            assert (note["box"], note["alias"], note["text"]) == (False, say.word_note.format(number=check["number"]), say.word_write_here)
        assert by_tag["_date"][0]["date"]


def test_every_word_of_a_checklist_is_there(library: Library) -> None:
    checklist = library.checklists[0]
    values = content.checklist(library, checklist, None)
    words = "\n".join(paragraph.text for paragraph in paragraphs_of(opened(document("checklist", values, frame_of()))))
    wanted = [values["title"], values["small_groups"]]
    wanted += [text for fact in values["facts"] for text in fact]
    wanted += [run["text"] for block in values["introduction"] for run in block["runs"]]
    wanted += [text for one in (*values["standpoints"], *values["involvement"]) for text in (one["label"], one["description"])]
    for section in values["sections"]:
        wanted += [section["title"]]
        for check in section["checks"]:
            wanted += [text for wording in check["wordings"] for text in wording]
            wanted += [text for level in check["levels"] for text in (level["label"], level["anchor"])]
    assert [text for text in wanted if text not in words] == []


def test_the_sheet_for_actions_has_two_tables_whose_heads_repeat_and_whose_rows_stay_whole() -> None:
    say = interface()
    word = opened(document("actions", content.actions(), frame_of()))
    assert [[cell.text for cell in table.rows[0].cells] for table in word.tables] == [
        say.action_columns, [say.heard_what, say.heard_did, say.heard_not],
    ]  # fmt: skip
    assert [len(table.rows) for table in word.tables] == [11, 9]
    for table in word.tables:
        assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows] == [True] + [False] * (len(table.rows) - 1)
        assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in table.rows)
    assert [control["tag"] for control in controls(word)] == ["_when", "_from"]


@pytest.mark.parametrize(("length", "rows"), [(0, []), (3, [3]), (16, [16]), (23, [12, 11]), (161, [20] * 8 + [1])])
def test_a_hand_in_code_has_one_box_a_character(length: int, rows: list[int]) -> None:
    word = opened(document("checklist", synthetic(1, "?") | {"code_length": length}, frame_of()))
    framed = [len(list(row._tr.iter(f"{W}tcBorders"))) for table in word.tables for row in table.rows]
    assert [count for count in framed if count] == rows


def test_a_question_stays_on_the_page_of_its_boxes_and_its_note(library: Library) -> None:
    handout = next(handout for handout in word_files(library) if handout.design == "checklist")
    parts = list(opened(made(handout)).iter_inner_content())
    questions = [at for at, one in enumerate(parts) if isinstance(one, Paragraph) and one.style.name == "Heading 2"]
    assert len(questions) == len(checks_of(handout.values())) + 2
    for at in questions:
        heading, answers = parts[at : at + 2]
        assert heading.style.paragraph_format.keep_with_next
        assert isinstance(answers, Table)
        (row,) = answers.rows
        assert row._tr.find(f"{W}trPr/{W}cantSplit") is not None
        assert len(list(row._tr.iter(f"{W14}checkbox"))) >= 6


# --- Around the content -------------------------------------------------------------------------------


def test_properties_say_what_it_is_who_made_it_and_in_which_language() -> None:
    word = opened(document("actions", content.actions(), frame_of(publisher="Example Council")))
    about = word.core_properties
    assert (about.title, about.author, about.language) == (interface().actions_sheet, "Example Council", interface().language)
    assert about.created == about.modified == datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
    assert about.comments == ""
    assert {lang.get(f"{W}val") for lang in word.styles.element.iter(f"{W}lang")} == {interface().language}


@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("us-letter", (215.9, 279.4))])
def test_paper(paper: str, size: tuple[float, float]) -> None:
    section = opened(document("actions", content.actions(), frame_of(paper=paper))).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx(size, abs=0.1)


def test_publisher_edition_contact_and_page_numbers_stand_around_it() -> None:
    section = opened(document("actions", content.actions(), frame_of(footer="Edition 5", contact="020 1234"))).sections[0]
    assert [one.text for one in section.first_page_header.paragraphs] == ["Council"]
    for footer in (section.first_page_footer, section.footer):
        assert [one.text.split("\t")[0] for one in footer.paragraphs] == ["Edition 5", "020 1234"]
        assert [field.get(f"{W}instr").strip() for field in footer.part.element.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_pictures_have_a_text_in_their_place(library: Library) -> None:
    handout = next(handout for handout in word_files(library) if handout.design == "checklist")
    word = opened(made(handout, Imprint("Example Council", datetime.date(2026, 11, 24), logo=Logo("png", PNG), address="https://example.org/")))
    stories = (word.element, word.sections[0].first_page_header.part.element)
    described = [one.get("descr") for story in stories for one in story.iter("{*}docPr")]
    assert described == [f"{interface().handout_page_online}: example.org/checklists/{library.checklists[0].id}", "Example Council"]
    assert {link.address for one in paragraphs_of(word) for link in one.hyperlinks} == {f"https://example.org/checklists/{library.checklists[0].id}/"}


def test_an_svg_logo_leaves_the_name_alone() -> None:
    word = opened(document("actions", content.actions(), frame_of(logo={"kind": "svg", "content": "<svg/>"})))
    assert word.sections[0].first_page_header.paragraphs[0].text == "Council"
    assert list(word.sections[0].first_page_header.part.element.iter("{*}blip")) == []


def test_rich_text_keeps_its_lists_links_and_marks() -> None:
    text = "One **two** *three* `four` [five](https://example.org/a)\n\n3. third\n4. fourth\n\n- point\n    - deeper\n\n> said\n\n---\n\n1. again"
    word = opened(document("checklist", synthetic(1, "?") | {"introduction": to_blocks(text)}, frame_of()))
    first = next(one for one in word.paragraphs if one.text.startswith("One"))
    assert first.text == "One two three four five (example.org/a)"
    assert [run.text for run in first.runs if run.bold] == ["two"]
    assert [run.text for run in first.runs if run.italic] == ["three"]
    listed = {one.text: one._p.pPr.numPr for one in word.paragraphs if one._p.pPr.numPr is not None}
    assert list(listed) == ["third", "fourth", "point", "deeper", "again"]
    assert [(one.numId.val, one.ilvl.val) for one in listed.values()] == [(2, 0), (2, 0), (1, 0), (1, 1), (3, 0)]
    starts = [one.get(f"{W}val") for one in word.part.numbering_part.element.iter(f"{W}startOverride")]
    assert starts == ["3", "1"]


def test_words_from_right_to_left_go_that_way() -> None:
    word = opened(document("checklist", synthetic(1, "هل نعرف؟"), frame_of()))
    turned = [one.text for one in word.paragraphs if one._p.pPr.find(f"{W}bidi") is not None]
    assert turned == ["1. هل نعرف؟"]


# --- Sameness and strange input -------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_in_every_process(library: Library) -> None:
    handout = next(handout for handout in word_files(library) if handout.design == "checklist")
    first = made(handout)
    assert made(handout) == first
    program = (
        "import hashlib; from tests.test_word import *; from coproduction.load import load;"
        "print(hashlib.sha256(made(next(one for one in word_files(load(ROOT)) if one.design == 'checklist'))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    again = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout.strip() == hashlib.sha256(first).hexdigest()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_hostile_words_come_out_as_they_are_without_what_xml_cannot_hold() -> None:
    shown = "</w:t><w:br/>&amp;<script>\"' {page} %s\u202e 😀"
    about = frame_of(publisher=HOSTILE, contact=HOSTILE, footer=HOSTILE, online={"address": "https://example.org/ä b", "shown": HOSTILE})
    word = opened(document("checklist", synthetic(2, HOSTILE, HOSTILE), about))
    assert texts_of(word, "Title") == [shown]
    assert [text for text in texts_of(word, "Heading 2") if text[0].isdigit()] == [f"1. {shown}", f"2. {shown}"]
    section = word.sections[0]
    assert section.first_page_header.paragraphs[0].text == shown
    assert [one.text.split("\t")[0] for one in section.footer.paragraphs] == [shown, shown]
    assert (word.core_properties.title, word.core_properties.author) == (shown, shown)
    targets = [one.target_ref for one in word.part.rels.values() if one.is_external]
    assert len(targets) == 2
    assert all(target.isascii() and not set(target) & set(' <>"{}') for target in targets)


def test_a_link_that_is_no_address_is_left_as_words() -> None:
    run = {"text": "here", "link": "https://[not/an/address"}
    values = synthetic(1, "?") | {"introduction": ({"kind": "paragraph", "runs": [run]},)}
    assert "here ([not/an/address)" in [one.text for one in opened(document("checklist", values, frame_of())).paragraphs]


def test_names_and_properties_are_as_long_as_word_allows_and_no_longer() -> None:
    word = opened(document("checklist", synthetic(1, "?", "x" * 400), frame_of(publisher="y" * 400)))
    assert max(len(control["alias"]) for control in controls(word)) <= 64
    assert (len(word.core_properties.title), len(word.core_properties.author)) == (255, 255)


def test_the_longest_checklist() -> None:
    word = opened(document("checklist", synthetic(60, "Who decides? " * 30, "unbreakable" * 9), frame_of()))
    assert len({control["tag"] for control in controls(word)}) == 60 + 5
    identities = [one.get(f"{W}val") for one in word.element.iter(f"{W}id")]
    assert len(identities) == len(set(identities)) > 400


# --- LibreOffice ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def converted(library: Library, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """Documents, as values by name, and the folder in which LibreOffice has put each as PDF and as flat OpenDocument."""
    office = os.environ.get("OFFICE_PATH")
    assert office, "Say `python3 run.py test`, or put the path of LibreOffice's `soffice` into OFFICE_PATH."
    folder = tmp_path_factory.mktemp("word")
    checklists = {handout.path: handout for handout in word_files(library) if handout.design == "checklist"}
    every = {Path(path).stem: handout.values() for path, handout in checklists.items()}
    for path, handout in checklists.items():
        (folder / Path(path).name).write_bytes(made(handout))
    every["longest"] = synthetic(60, "Who decides what is done? " * 15, "unbreakable" * 9)
    (folder / "longest.docx").write_bytes(document("checklist", every["longest"], frame_of(logo={"kind": "png", "content": list(PNG)})))
    every["hostile"] = synthetic(2, HOSTILE, HOSTILE)
    (folder / "hostile.docx").write_bytes(document("checklist", every["hostile"], frame_of(publisher=HOSTILE)))
    files = sorted(map(str, folder.glob("*.docx")))
    for form in ("pdf", "fodt", "txt:Text (encoded):UTF8"):
        command = [office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", form, "--outdir", str(folder)]
        done = subprocess.run([*command, *files], capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
    return every, folder


def test_libreoffice_opens_each_and_knows_every_box(converted: tuple[dict[str, Any], Path]) -> None:
    every, folder = converted
    loext = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
    assert len(every) == 14
    for name, values in every.items():
        found = list(ElementTree.parse(folder / f"{name}.fodt").getroot().iter(f"{loext}content-control"))
        boxes = [one for one in found if one.get(f"{loext}checkbox") == "true"]
        wanted = sum(len(check["levels"]) + 2 for check in checks_of(values)) + len(values["standpoints"]) + 2 * len(values["involvement"])
        assert len(boxes) == wanted, name
        assert sum(one.get(f"{loext}date") == "true" for one in found) == 1
        # A note for each check, and more room at the end.
        assert len(found) - len(boxes) - 1 == len(checks_of(values)) + 1


def test_libreoffice_shows_every_question_and_sets_every_page(converted: tuple[dict[str, Any], Path]) -> None:
    every, folder = converted
    for name, values in every.items():
        words = " " + " ".join((folder / f"{name}.txt").read_text("utf-8-sig").split())
        for check in checks_of(values):
            question = "".join(sign for sign in check["question"] if sign.isprintable() or sign == "\u202e")
            assert words.count(f" {check['number']}. {' '.join(question.split())}") == 1, (name, check["number"])
        assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_libreoffice_tears_no_question_and_leaves_no_address_alone(converted: tuple[dict[str, Any], Path]) -> None:
    every, folder = converted
    say = interface()
    within = ("☐", say.note, say.word_write_here, say.handout_page_online)
    for name in every:
        first_lines = [first_line(page) for page in pages_of((folder / f"{name}.pdf").read_bytes())[1:]]
        assert len(first_lines) > 1
        assert [line for line in first_lines if not line or line.startswith(within)] == [], name


def first_line(page: Any) -> str:
    """The words at the top of a page, without the page's margin below."""
    letters = [one for one in all_of(page, LTChar) if one.y0 > 80]
    top = max((one.y0 for one in letters if one.get_text().strip()), default=0)
    return "".join(one.get_text() for one in letters if one.y0 > top - 4).strip()
