"""Slides for PowerPoint, read back as a program would, and opened in LibreOffice."""

from __future__ import annotations

import datetime
import io
import os
import re
import struct
import subprocess
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from coproduction.handouts import content
from coproduction.handouts.catalogue import Handout, handouts
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint, Logo
from coproduction.handouts.powerpoint import presentation
from coproduction.library import Library
from coproduction.load import load
from coproduction.models import CaseStudy
from coproduction.rich_text import to_blocks
from coproduction.yaml_file import parse
from pdfminer.layout import LTChar
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu

from tests.pdf_pages import all_of, pages_of

HERE = Path(__file__).parent
SMALL = parse((HERE / "cases" / "case_study.yml").read_bytes(), "case_study.yml").value
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
HOSTILE = '<script>alert(1)</script> {title} {{ y }} &amp; "quoted" \' \\ _x000D_ ${z} =1+1 ]]> <a:p/>'
CASES = ("st-marys-estate", "lambeth-living-well")


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x0b\x5a\x63" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def made(values: dict[str, Any], publisher: str = "A publisher", logo: Logo | None = None) -> bytes:
    handout = Handout("handouts/a.pptx", ("case-study", "a"), "Slides", "pptx", "slides", lambda: values)
    return presentation(values, frame(handout, values, Imprint(publisher, datetime.date(2026, 11, 24), logo=logo)))


def values_of(library: Library, case_id: str) -> dict[str, Any]:
    return content.slides(library, study(library, case_id))


def study(library: Library, case_id: str) -> CaseStudy:
    return next(case for case in library.case_studies if case.id == case_id)


def small(**changes: Any) -> dict[str, Any]:
    return content.slides(load(HERE / "sound"), CaseStudy.model_validate(SMALL | changes))


def moment(number: int, text: str = "It happened.", **changes: Any) -> dict[str, Any]:
    date = f"{2000 + number // 12}-{number % 12 + 1}"
    return SMALL["moments"][0] | {"id": f"m-{number}", "date": date, "people": [], "what_happened": text} | changes


def opened(deck: bytes) -> Any:
    return Presentation(io.BytesIO(deck))


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words(blocks: Any) -> str:
    """The letters of blocks, without white space."""
    found = []
    for block in blocks:
        found += [run["text"] for run in block.get("runs", ())]
        found += [words(item) for item in block.get("items", ())]
        found += [words(block.get("blocks", ())), block.get("text", "")]
    return letters("".join(found))


def place(slide: Any, kind: str) -> Any:
    """The placeholder of a slide that is its `label` or its `text`, or None."""
    idx = {"label": 13, "text": 1}[kind]
    return next((shape for shape in slide.placeholders if shape.placeholder_format.idx == idx), None)


def body(slide: Any) -> str:
    return letters(shape.text_frame.text) if (shape := place(slide, "text")) else ""


def told(deck: Any, name: str) -> str:
    """What stands on the slides that one thing was split into."""
    return "".join(body(slide) for slide in deck.slides if slide.name.partition(".")[0] == name)


def inside(shapes: Any, left: int = 0, top: int = 0) -> list[tuple[Any, int, int]]:
    """All shapes, those in groups too, each with its left and top on the slide. Our groups do not scale."""
    found = []
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            found += inside(shape.shapes, shape.left, shape.top)
        else:
            found.append((shape, shape.left + left, shape.top + top))
    return found


# --- What stands on the slides ----------------------------------------------------------------------------


@pytest.mark.parametrize("case_id", CASES)
def test_every_slide_has_its_title_first_and_they_stand_in_order(library: Library, case_id: str) -> None:
    values = values_of(library, case_id)
    deck = opened(made(values))
    assert [slide.name for slide in deck.slides] == [slide["id"] for slide in values["slides"]]
    for slide, wanted in zip(deck.slides, values["slides"], strict=True):
        assert slide.shapes.title.text_frame.text == wanted["title"]
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id
        label = place(slide, "label")
        assert (label.text_frame.text if label else "") == wanted["label"]
        # Footer and number come last.
        assert [shape.placeholder_format.type.name for shape in slide.shapes if shape.is_placeholder][-2:] == ["FOOTER", "SLIDE_NUMBER"]
    assert [slide["kind"] for slide in values["slides"]][:2] == ["title", "care"]


@pytest.mark.parametrize("case_id", CASES)
def test_every_text_of_a_case_study_stands_there_whole_and_once(library: Library, case_id: str) -> None:
    case = study(library, case_id)
    deck = opened(made(values_of(library, case_id)))
    assert told(deck, "content-note") == words(to_blocks(case.content_note))
    for one in case.moments:
        assert told(deck, f"moment-{one.id}") == words(to_blocks(one.what_happened))
    for point in case.decision_points:
        assert told(deck, f"decision-{point.id}") == letters("".join(point.prompts))
        done = words(to_blocks(point.what_was_done)) + "Whatfollowed" + words(to_blocks(point.what_followed))
        assert told(deck, f"decision-{point.id}_done") == done
    for at, lesson in enumerate(case.lessons, 1):
        assert told(deck, f"lesson-{at}") == words(to_blocks(lesson.text))
    assert told(deck, "discussion") == letters("".join(case.discussion_questions))


def test_a_decision_point_stops_and_the_next_slide_shows_what_was_done(library: Library) -> None:
    deck = opened(made(values_of(library, CASES[0])))
    slides = list(deck.slides)
    stops = [at for at, slide in enumerate(slides) if slide.slide_layout.name == "Stop and think"]
    for point in study(library, CASES[0]).decision_points:
        first = next(at for at, slide in enumerate(slides) if slide.name == f"decision-{point.id}")
        assert first in stops
        answer = next(at for at in range(first, len(slides)) if at not in stops)
        assert slides[answer].name == f"decision-{point.id}_done"
        done = words(to_blocks(point.what_was_done))
        assert all(done[:60] not in body(slide) for slide in slides[:answer])


def test_a_comparison_is_a_real_table_with_heads(library: Library) -> None:
    deck = opened(made(values_of(library, CASES[0])))
    for comparison in study(library, CASES[0]).comparisons:
        cells = []
        for slide in deck.slides:
            for shape in slide.shapes:
                if shape.has_table and slide.name.startswith(f"comparison-{comparison.id}-table"):
                    assert shape.table.first_row and shape.table.first_col
                    assert [cell.text for cell in shape.table.rows[0].cells] == ["", *comparison.columns]
                    cells += [cell.text for row in list(shape.table.rows)[1:] for cell in row.cells]
        wanted = [text for row in comparison.rows for text in (row.label, *row.cells)]
        assert [letters(cell) for cell in cells] == [letters(words(to_blocks(text))) for text in wanted]


def test_lists_have_real_bullets_and_real_numbers() -> None:
    text = "- one\n- two\n\n3. three\n4. four"
    (slide,) = [slide for slide in opened(made(small(moments=[moment(0, text)], decision_points=[]))).slides if slide.name == "moment-m-0"]
    marks = [(paragraph.text, *(child.tag.removeprefix(A) for child in paragraph._p.pPr), paragraph.level) for paragraph in place(slide, "text").text_frame.paragraphs]
    assert marks == [
        ("one", "buFont", "buChar", 1), ("two", "buFont", "buChar", 1), ("three", "buFont", "buAutoNum", 1), ("four", "buFont", "buAutoNum", 1)
    ]  # fmt: skip
    numbers = [number.get("startAt") for number in place(slide, "text")._element.iter(f"{A}buAutoNum")]
    assert numbers == ["3", "3"]


def test_notes_are_there_for_the_speaker(library: Library) -> None:
    values = values_of(library, CASES[0])
    deck = opened(made(values))
    for slide, wanted in zip(deck.slides, values["slides"], strict=True):
        assert slide.has_notes_slide == bool(wanted["notes"])
        if wanted["notes"]:
            assert letters(slide.notes_slide.notes_text_frame.text) == words(wanted["notes"])


def test_sources_lead_where_they_are_read(library: Library) -> None:
    case = study(library, CASES[0])
    links = {
        run.hyperlink.address
        for slide in opened(made(values_of(library, CASES[0]))).slides
        if slide.name.startswith("sources")
        for paragraph in place(slide, "text").text_frame.paragraphs
        for run in paragraph.runs
        if run.hyperlink.address
    }
    assert links == {source.url for source in case.sources if source.url}


# --- The picture ------------------------------------------------------------------------------------------


def pictures(deck: Any) -> list[Any]:
    return [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]


def test_the_picture_is_made_of_shapes_and_grows_from_moment_to_moment() -> None:
    groups = [SMALL["groups"][0] | {"id": name, "short_name": name.upper()} for name in ("a", "b")]
    says = ({"a": "most"}, {"a": "little", "b": "some"}, {}, {"b": "most"})
    moments = [moment(at, say=say) for at, say in enumerate(says)]
    drawn = pictures(opened(made(small(people=[], groups=groups, moments=moments, decision_points=[]))))
    assert len(drawn) == 3
    ends = []
    for group in drawn:
        bands = {shape.name: shape for shape in group.shapes if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM}
        ends.append(max(shape.left + shape.width for shape in bands.values()))
        assert [shape.text_frame.text for shape in group.shapes if shape.name.startswith("Group ")] == ["A", "B"]
    assert [sorted(shape.name for shape in group.shapes if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM) for group in drawn] == [
        ["Say of A"], ["Say of A", "Say of B"], ["Say of A", "Say of B"]
    ]  # fmt: skip
    assert ends == sorted(set(ends))
    # The last picture reaches to the end of the time line, which stands at the same place in each.
    axes = [next(shape for shape in group.shapes if shape.name == "Line of time") for group in drawn]
    assert len({(axis.left, axis.width) for axis in axes}) == 1
    assert abs(ends[-1] - axes[-1].left - axes[-1].width) <= 1


def test_the_picture_is_told_in_words_for_who_cannot_see_it(library: Library) -> None:
    deck = opened(made(values_of(library, CASES[0])))
    case = study(library, CASES[0])
    shown = [slide for slide in deck.slides if slide.name.startswith("say-")]
    assert len(shown) == sum(bool(one.say) for one in case.moments)
    for slide in shown:
        (group,) = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
        told_in = group._element.nvGrpSpPr.cNvPr.get("descr")
        for one in case.groups:
            assert f"{one.name}: " in told_in
            assert f"{one.name}: " in slide.notes_slide.notes_text_frame.text


def test_no_picture_stands_for_text(library: Library) -> None:
    for case_id in CASES:
        with zipfile.ZipFile(io.BytesIO(made(values_of(library, case_id)))) as package:
            assert not [name for name in package.namelist() if "media" in name]


def test_the_author_chooses_the_colour(library: Library) -> None:
    values = values_of(library, CASES[0])
    handout = next(one for one in handouts(library) if one.form == "pptx")
    imprint = Imprint("A publisher", datetime.date(2026, 11, 24), colour="#7a1f3d")
    for deck, colour in ((presentation(values, frame(handout, values, imprint)), "7A1F3D"), (made(values), "0B5A63")):
        with zipfile.ZipFile(io.BytesIO(deck)) as archive:
            theme = archive.read("ppt/theme/theme1.xml").decode()
            slides = "".join(archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name))
        assert f'<a:accent1><a:srgbClr val="{colour}"/></a:accent1>' in theme
        # All that is drawn takes it from there.
        assert 'val="accent1"' in slides and "srgbClr" not in slides


def test_the_logo_stands_on_the_first_slide_and_has_a_name(library: Library) -> None:
    deck = opened(made(values_of(library, CASES[0]), "A <publisher>", Logo("png", png(300, 100))))
    found = [(at, shape) for at, slide in enumerate(deck.slides) for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    ((at, logo),) = found
    assert at == 0
    assert logo._element.nvPicPr.cNvPr.get("descr") == "A <publisher>"
    assert abs(logo.width / logo.height - 3) < 0.01
    assert opened(made(values_of(library, CASES[0]), logo=Logo("svg", b"<svg/>"))).slides[0].shapes.title.text


# --- Letters ----------------------------------------------------------------------------------------------


def test_letters_are_large_enough_and_say_which_language_they_are_in(library: Library) -> None:
    deck = opened(made(values_of(library, CASES[0])))
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    for slide in deck.slides:
        for shape, _, _ in inside(slide.shapes):
            for run in shape._element.iter(f"{A}r"):
                properties = run.find(f"{A}rPr")
                assert properties.get("lang") == "en-GB"
                size = int(properties.get("sz")) / 100
                if shape.is_placeholder and shape.placeholder_format.type.name in ("TITLE", "CENTER_TITLE"):
                    assert size >= 28
                elif shape.is_placeholder and shape.placeholder_format.idx in (1, 13) or shape.has_table:
                    assert size >= 20


def test_every_slide_says_which_edition_it_is_and_has_its_number(library: Library) -> None:
    deck = opened(made(values_of(library, CASES[0])))
    for slide in deck.slides:
        footer, number = [shape for shape in slide.shapes if shape.is_placeholder][-2:]
        assert re.fullmatch(r"A publisher · edition [0-9A-F]{5}, 24 November 2026", footer.text_frame.text)
        assert next(number._element.iter(f"{A}fld")).get("type") == "slidenum"


def test_words_from_right_to_left_run_so() -> None:
    arabic = "من يقرر هنا؟"
    slides = opened(made(small(title=arabic, moments=[moment(0, f"{arabic}\n\nEnglish.\n\n- {arabic}", title=arabic)], decision_points=[]))).slides
    turned = lambda shape: [paragraph._p.pPr.get("rtl") if paragraph._p.pPr is not None else None for paragraph in shape.text_frame.paragraphs]  # noqa: E731
    (slide,) = [slide for slide in slides if slide.name == "moment-m-0"]
    assert turned(slides[0].shapes.title) == ["1"]
    assert turned(slide.shapes.title) == ["1"]
    assert turned(place(slide, "text")) == ["1", None, "1"]


def test_hostile_words_stand_there_as_they_are() -> None:
    deck = opened(made(hostile(), publisher=HOSTILE))
    assert deck.slides[0].shapes.title.text_frame.text == HOSTILE
    assert deck.slides[0].shapes[-2].text_frame.text.startswith(HOSTILE)
    assert deck.core_properties.title == HOSTILE
    (slide,) = [slide for slide in deck.slides if slide.name == "moment-m-0"]
    assert slide.shapes.title.text_frame.text == HOSTILE
    (group,) = pictures(deck)[:1]
    assert f"{HOSTILE}: " in group._element.nvGrpSpPr.cNvPr.get("descr")


def hostile() -> dict[str, Any]:
    groups = [SMALL["groups"][0] | {"name": HOSTILE, "short_name": '<b>&"{name}'}]
    return small(
        title=HOSTILE, place=HOSTILE, people=[], groups=groups, decision_points=[],
        moments=[moment(0, f"`{HOSTILE}`\n\n[x](https://example.org/a\"b<c>)", title=HOSTILE, say={"visitors": "some"})],
    )  # fmt: skip


def test_what_xml_cannot_hold_is_left_out_and_hard_links_do_no_harm() -> None:
    values = small()
    runs = [{"text": "a\x00b\x0bcd\ufffee"}, {"text": "link", "link": "https://[half"}, {"text": "other", "link": "mailto:a@b.example"}]
    values["slides"][6]["blocks"] = [{"kind": "paragraph", "runs": runs}]
    deck = opened(made(values))
    paragraph = place(deck.slides[6], "text").text_frame.paragraphs[0]
    assert paragraph.text == "abcdelinkother"
    assert [run.hyperlink.address for run in paragraph.runs] == [None, None, "mailto:a@b.example"]


def test_the_same_words_give_the_same_bytes(library: Library) -> None:
    for case_id in CASES:
        assert made(values_of(library, case_id)) == made(values_of(library, case_id))


def test_each_case_study_has_slides_among_its_handouts(library: Library) -> None:
    found = [(handout.about, handout.path) for handout in handouts(library) if handout.form == "pptx"]
    assert found == [(("case-study", case.id), f"handouts/case-studies/{case.id}.pptx") for case in library.case_studies]


# --- LibreOffice ------------------------------------------------------------------------------------------


def hardest(count: int) -> dict[str, Any]:
    """Everything as long as the models allow, or nearly so, in so many moments."""
    wide, sentence = "WWWW " * 399, "A sentence of some words stands here. "
    many = "\n".join(f"{number}. x" for number in range(1, 40))
    # One letter again and again: a machine without a font for it sets the same empty box for every letter that it lacks.
    script = "漢" * 1000
    nested = "\n".join(f"{'    ' * depth}- {sentence * 3}" for depth in range(7))
    texts = [
        sentence * 53, wide, "w" * 2000, script, "من يقرر هنا؟ " * 160, many, nested, f"**Label**\n\n{sentence * 30}",
        "\n".join(f"    code {line}" for line in range(60)), "> " + sentence * 20, "line  \n" * 40 + "end", "---\n\n" * 15 + "end",
        f"**{sentence * 9}**",
    ]  # fmt: skip
    groups = [SMALL["groups"][0] | {"id": f"g-{at}", "name": f"Group {at} " + sentence, "short_name": f"WWWW wide group name {at:02}"} for at in range(12)]
    shares = ("most", "some", "little", "none")
    moments = [
        moment(at, texts[at] if at < len(texts) else "It happened.", title=title, say={f"g-{at % 12}": shares[at % 4]} if at != 2 else {})
        for at, title in enumerate(["W" * 400, "T " * 200, "من يقرر هنا؟ " * 12, sentence.strip() * 4] + ["Short"] * (count - 4))
    ]
    cells = [sentence * 50, "w" * 300, "漢" * 300, "Short", "- a\n- b"]
    return small(
        title=("A title " * 50).strip(), place="A place " * 50, people=[], groups=groups, moments=moments, decision_points=[],
        comparisons=[SMALL["comparisons"][0] | {"columns": ["A head " * 50, "W" * 80, "Three", "Four", "Five"], "rows": [
            {"label": "A label " * 50, "cells": cells}, {"label": "Short", "cells": ["a", "b", "c", "d", "e"]}, {"label": "W" * 60, "cells": cells[::-1]},
        ]}],
        discussion_questions=["A" * 400] * 3 + ["b"] * 30,
    )  # fmt: skip


class Letter(NamedTuple):
    """A letter on a page, its middle and its upper and lower edge in points from the upper left corner."""

    text: str
    x: float
    y: float
    x0: float
    x1: float


@pytest.fixture(scope="module")
def shown(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, list[list[Letter]]]]:
    """Presentations by name, each with the letters that LibreOffice puts on its pages."""
    office = os.environ.get("OFFICE_PATH")
    assert office, "Say `python3 run.py test`, or put the path of LibreOffice's `soffice` into OFFICE_PATH."
    folder = tmp_path_factory.mktemp("powerpoint")
    decks = {case_id: made(values_of(library, case_id), logo=Logo("png", png(300, 100))) for case_id in CASES}
    decks["hostile"] = made(hostile(), publisher=HOSTILE)
    decks["hardest"] = made(hardest(40), publisher="A publisher with a very long name, " * 8)
    for name, deck in decks.items():
        (folder / f"{name}.pptx").write_bytes(deck)
    command = [office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf", "--outdir", str(folder)]
    done = subprocess.run([*command, *sorted(map(str, folder.glob("*.pptx")))], capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (opened(deck), list(map(letters_on, pages_of((folder / f"{name}.pdf").read_bytes())))) for name, deck in decks.items()}


def letters_on(page: Any) -> list[Letter]:
    # LibreOffice may make a page a hair larger or smaller than the slide.
    scale = 960 / page.width
    return [
        Letter(one.get_text(), (one.x0 + one.x1) / 2 * scale, (page.height - (one.y0 + one.y1) / 2) * scale, one.x0 * scale, one.x1 * scale)
        for one in all_of(page, LTChar)
        if one.get_text().strip()
    ]


def boxes(slide: Any) -> list[tuple[str, str, float, float, float, float]]:
    """What holds text on a slide: its name, its words, and its left, top, right and lower edge in points."""
    found = []
    for shape, left, top in inside(slide.shapes):
        if shape.has_text_frame and shape.text_frame.text.strip():
            text = shape.text_frame.text
        elif getattr(shape, "has_table", False) and shape.has_table:
            text = "".join(cell.text for row in shape.table.rows for cell in row.cells)
        else:
            continue
        found.append((shape.name, text, Emu(left).pt, Emu(top).pt, Emu(left + shape.width).pt, Emu(top + shape.height).pt))
    return found


@pytest.mark.parametrize("name", [*CASES, "hostile", "hardest"])
def test_every_letter_stands_in_the_box_it_belongs_to(shown: dict[str, tuple[Any, list[list[Letter]]]], name: str) -> None:
    deck, pages = shown[name]
    assert len(pages) == len(deck.slides)
    for slide, page in zip(deck.slides, pages, strict=True):
        left_over = list(page)
        for box, text, left, top, right, bottom in boxes(slide):
            assert left >= 0 and top >= 0 and right <= 960 and bottom <= 540, (slide.name, box)
            inside_it = [one for one in left_over if left - 1 <= one.x0 and one.x1 <= right + 1 and top <= one.y <= bottom]
            left_over = [one for one in left_over if one not in inside_it]
            found = Counter(letters("".join(one.text for one in inside_it)))
            wanted = Counter(letters(text if "‹" not in text else str(list(deck.slides).index(slide) + 1)))
            # Bullets and the numbers of lists are not among the words of a box. Marks that stand above letters are set in other ways.
            missing, more = wanted - found, found - wanted
            assert not missing, (slide.name, box, missing)
            assert set(more) <= set("•.0123456789"), (slide.name, box, more)
        assert not left_over, (slide.name, "".join(one.text for one in left_over))


@pytest.mark.parametrize("name", [*CASES, "hardest"])
def test_no_two_boxes_lie_on_each_other(shown: dict[str, tuple[Any, list[list[Letter]]]], name: str) -> None:
    for slide in shown[name][0].slides:
        areas = [one for one in boxes(slide) if not one[0].startswith(("Moment ", "Year "))]
        for at, (first, _, left, top, right, bottom) in enumerate(areas):
            for second, _, left2, top2, right2, bottom2 in areas[at + 1 :]:
                apart = right <= left2 + 0.1 or right2 <= left + 0.1 or bottom <= top2 + 0.1 or bottom2 <= top + 0.1
                assert apart, (slide.name, first, second)


def test_nothing_of_a_long_case_is_cut() -> None:
    values = hardest(300)
    deck = opened(made(values))
    text = "A sentence of some words stands here. " * 53
    assert told(deck, "moment-m-0") == "W" * 400 + letters(text)
    assert len({slide.name.partition(".")[0] for slide in deck.slides if slide.name.startswith("moment-")}) == 300
    assert not [slide for slide in deck.slides if slide.name.startswith("decision-")]
    assert told(deck, "moment-m-2").endswith("w" * 2000)
