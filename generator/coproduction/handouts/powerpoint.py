"""Case studies as slides for PowerPoint, to show and to change: Office Open XML (ECMA-376), with python-pptx.

Slides and notes are written as XML in one go, as in `word.py`: through its objects, python-pptx takes many times as long.
It does the rest: the package with its parts, properties, pictures and relations.

All lengths are in points. A slide is 960 by 540, which is 16 to 9.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any
from unicodedata import combining, east_asian_width

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.package import Package
from pptx.util import Pt

from coproduction.handouts import Values
from coproduction.handouts.archive import write_zip
from coproduction.handouts.office import address_of, describe, escaped, is_from_the_right
from coproduction.interface import interface
from coproduction.rich_text import Block

Run = dict[str, Any]
#: Left, top, width, height.
Box = tuple[float, float, float, float]
#: Gives an address an entry in the package, and says under which name.
Relate = Callable[[str], str]

WIDTH, HEIGHT = 960, 540
_LEFT, _TEXT_WIDTH = 48, 864
#: Text ends here: below stand the footer and the number.
_BOTTOM = 488
_TITLE_TOP = 62
_LOGO_HEIGHT, _LOGO_WIDTH = 64, 260

#: The largest size at which everything fits is taken. At the last of body and title, every slide of slides.py fits: it
#: counts a letter as if it were as wide as it is high, and a short line as most of a line (tests/test_powerpoint.py).
_BODY_SIZES = (28, 24, 22, 20)
#: Each with how many lines it may take. The last two are for letters that are all as wide as they are high.
_TITLE_SIZES = {36: 1, 32: 2, 28: 4, 24: 5, 20: 9}
_TITLE_SIZE = 36
_TABLE_SIZES = (20, 18, 16, 14, 12)
_NAME_SIZES = (20, 18, 16, 14, 12, 10, 8)
_LABEL, _SMALL = 20, 14
#: From one line to the next, and after a paragraph, as parts of the size.
_LINE, _GAP = 1.2, 0.35
#: How far a level of a list, and a quote, is set in.
_INDENT = 26
_CELL = 7

_INK, _SOFT_INK, _RULE, _PAPER = "1D2426", "4A5659", "C3CCCA", "FFFFFF"
#: Whatever the author chose.
_ACCENT = "accent"

#: A number that a list starts at (ECMA-376, 20.1.10.71).
_HIGHEST_START = 32767


def presentation(values: Values, frame: dict[str, Any]) -> bytes:
    """A case study (content.slides) as a presentation. The same input gives the same bytes."""
    made = Presentation(io.BytesIO(_template(frame["colour"])))
    deck = _Deck(made, frame)
    for slide in values["slides"]:
        deck.add(slide)
    describe(made.core_properties, values["title"], frame)
    buffer = io.BytesIO()
    made.save(buffer)
    return _repacked(buffer)


class _Deck:
    """A presentation that slides are added to."""

    def __init__(self, made: Any, frame: dict[str, Any]) -> None:
        self._package: Package = made.part.package
        self._main = made.part
        self._slides = made.element.get_or_add_sldIdLst()
        self._layouts = {layout.part.partname: layout.part for layout in made.slide_layouts}
        self._notes_master = made.notes_master.part
        self._numbers = count(1)
        say = interface()
        self._footer = say.slide_footer.format(publisher=frame["publisher"], edition=frame["card_footer"])
        self._publisher = frame["publisher"]
        logo = frame["logo"]
        # python-pptx cannot put an SVG into a presentation: then the name of the publisher stands alone.
        self._logo = bytes(logo["content"]) if logo and logo["kind"] != "svg" else None

    def add(self, slide: Values) -> None:
        number = next(self._numbers)
        part = self._part(f"/ppt/slides/slide{number}.xml", CONTENT_TYPE.PML_SLIDE)
        part.relate_to(self._layouts[f"/ppt/slideLayouts/slideLayout{_LAYOUTS.index(_layout_of(slide)) + 1}.xml"], RELATIONSHIP_TYPE.SLIDE_LAYOUT)
        written = _Slide(lambda address: part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        written.fill(slide)
        if _layout_of(slide) == "title" and self._logo:
            written.logo(*self._related_logo(part), self._publisher)
        written.footer(self._footer)
        part.blob = written.document(slide["id"])
        if slide["notes"]:
            self._add_notes(part, number, slide["notes"])
        relation = self._main.relate_to(part, RELATIONSHIP_TYPE.SLIDE)
        entry = self._slides._add_sldId(rId=relation)  # noqa: SLF001 - its public way opens the slide's part as objects
        entry.set("id", str(255 + number))

    def _add_notes(self, slide: Part, number: int, blocks: Sequence[Block]) -> None:
        part = self._part(f"/ppt/notesSlides/notesSlide{number}.xml", CONTENT_TYPE.PML_NOTES_SLIDE)
        part.relate_to(self._notes_master, RELATIONSHIP_TYPE.NOTES_MASTER)
        part.relate_to(slide, RELATIONSHIP_TYPE.SLIDE)
        slide.relate_to(part, RELATIONSHIP_TYPE.NOTES_SLIDE)
        relate = lambda address: part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)  # noqa: E731
        part.blob = _notes(blocks, relate)

    def _part(self, name: str, kind: str) -> Part:
        return Part(PackURI(name), kind, self._package, b"")

    def _related_logo(self, part: Part) -> tuple[str, float, float]:
        """Its relation, and its width and height on the slide."""
        image = self._package.get_or_add_image_part(io.BytesIO(self._logo))
        width, height = image.scale(None, None)
        scale = min(_LOGO_HEIGHT / height, _LOGO_WIDTH / width)
        return part.relate_to(image, RELATIONSHIP_TYPE.IMAGE), width * scale, height * scale


def _layout_of(slide: Values) -> str:
    if slide["kind"] == "title" and not slide["blocks"]:
        return "title"
    if slide["table"] or slide["picture"]:
        return "open"
    return "stop" if slide["kind"] == "question" else "text"


# --- One slide ------------------------------------------------------------------------------------------


class _Slide:
    """Writes the things on a slide, in the order in which they are read: the title first."""

    def __init__(self, relate: Relate) -> None:
        self._relate = relate
        self._things: list[str] = []
        # The slide itself is number 1.
        self._ids = count(2)

    def document(self, name: str) -> bytes:
        return _xml("p:sld", f"<p:cSld name=\"{escaped(name)}\">{_tree(''.join(self._things))}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>")

    def fill(self, slide: Values) -> None:
        if _layout_of(slide) == "title":
            self._title_page(slide)
            return
        size, lines = _fitting_title(slide["title"])
        height = lines * size * _LINE + 4
        # A title of one line at full size stands where the layout has it.
        usual = size == _TITLE_SIZE
        below = _TITLE_TOP + height + 14
        self._placeholder("title", [_line(slide["title"])], size, None if usual else (_LEFT, _TITLE_TOP, _TEXT_WIDTH, height))
        if slide["label"]:
            self._placeholder("label", [_line(slide["label"])], _LABEL)
        if slide["table"]:
            self._table(slide["title"], slide["table"], below)
        elif slide["picture"]:
            self._picture(slide["picture"], below)
        elif slide["blocks"]:
            self._placeholder(
                "text", slide["blocks"], _body_size(slide["blocks"], _BOTTOM - below), None if usual else (_LEFT, below, _TEXT_WIDTH, _BOTTOM - below)
            )  # fmt: skip

    def _title_page(self, slide: Values) -> None:
        left, _, width, _ = _TITLE_BOX
        size = next((size for size in (48, 40, 36) if _lines(slide["title"], width / size * _BOLDER) <= 3), 28)
        self._placeholder("title", [_line(slide["title"])], size)
        facts = [_line(slide["label"])]
        self._placeholder("label", facts, next((size for size in (24, 20) if _height(facts, size, width) <= _FACTS_BOX[3]), 18))

    def _placeholder(self, name: str, blocks: Iterable[Block], size: int, box: Box | None = None) -> None:
        """Text in the place that the layout has for it; `box` says where that is on this slide, if elsewhere."""
        words = _paragraphs(blocks, self._relate, size)
        where = f"<p:spPr>{_frame('a', box)}</p:spPr>" if box else "<p:spPr/>"
        self._things.append(_placed(next(self._ids), name, _PLACES[name], words, where))

    def footer(self, text: str) -> None:
        self._things.append(_footer(next(self._ids), text if _lines(text, _FOOTER_BOX[2] / _FOOTER_SIZE) <= 2 else text[:150].rstrip() + "…"))
        self._things.append(_slide_number(next(self._ids)))

    def logo(self, relation: str, width: float, height: float, alt: str) -> None:
        self._things.append(
            f'<p:pic><p:nvPicPr><p:cNvPr id="{next(self._ids)}" name="{_thing("logo")}" descr="{escaped(alt)}"/>'
            '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            f'<p:spPr>{_frame("a", (_TITLE_BOX[0], 44, width, height))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )

    # Tables

    def _table(self, title: str, table: Values, top: float) -> None:
        columns = len(table["columns"])
        labels = 190.0
        width = (_TEXT_WIDTH - labels) / columns
        rows = [([_strong("")], [[_strong(head)] for head in table["columns"]])]
        rows += [([_strong(row["label"])], row["cells"]) for row in table["rows"]]
        size, heights = _fitting_table(rows, labels, width, _BOTTOM - top)
        grid = "".join(f'<a:gridCol w="{_emu(wide)}"/>' for wide in (labels, *[width] * columns))
        written = "".join(
            f'<a:tr h="{_emu(height)}">' + "".join(self._cell(cell, size, head=at == 0) for cell in (label, *cells)) + "</a:tr>"
            for at, ((label, cells), height) in enumerate(zip(rows, heights, strict=True))
        )
        self._things.append(
            f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{next(self._ids)}" name="{_thing("table")}" descr="{escaped(title)}"/>'
            '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f"{_frame('p', (_LEFT, top, _TEXT_WIDTH, sum(heights)))}"
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
            f'<a:tblPr firstRow="1" firstCol="1"/><a:tblGrid>{grid}</a:tblGrid>{written}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>'
        )

    def _cell(self, blocks: Sequence[Block], size: int, *, head: bool) -> str:
        """A cell with a line below it, which is heavier below the heads."""
        none = "".join(f"<a:{side}><a:noFill/></a:{side}>" for side in ("lnL", "lnR", "lnT"))
        below = f'<a:lnB w="{_emu(2 if head else 0.75)}">{_fill(_ACCENT if head else _RULE)}</a:lnB>'
        margins = f'marL="{_emu(_CELL)}" marR="{_emu(_CELL)}" marT="{_emu(_CELL / 2)}" marB="{_emu(_CELL / 2)}"'
        return (
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{_paragraphs(blocks, self._relate, size)}</a:txBody>"
            f"<a:tcPr {margins}>{none}{below}<a:noFill/></a:tcPr></a:tc>"
        )

    # The picture of who has the say

    def _picture(self, picture: Values, top: float) -> None:
        """Native shapes in one group: whoever changes the slides can change each of them."""
        lanes, until = picture["lanes"], picture["until"]
        lane = lanes[0]["y"] * 2
        axis = picture["ticks"][0]["y"]
        size = _name_size([one["name"] for one in lanes], lane)
        things = []
        now = picture["ticks"][until - 1]["x"]
        things.append(self._straight("now", (now, 0, 0, axis), _SOFT_INK, 1, dashed=True))
        for one in lanes:
            name = one["name"]
            things.append(self._words(_thing("group", name), name, (0, one["y"] - lane / 2, _NAMES_WIDTH, lane), size))
            if one["known"]:
                start, *_, end = _numbers(one["known"])
                (x0, y), (x1, _) = start, end
                things.append(self._straight("line", (x0, y, x1 - x0, 0), _ACCENT, 1.5, name))
            if one["band"]:
                things.append(self._band(name, one["band"]))
        things.append(self._straight("axis", (picture["ticks"][0]["x"] - 6, axis, picture["width"] - picture["ticks"][0]["x"] + 6, 0), _SOFT_INK, 1))
        for at, tick in enumerate(picture["ticks"][:until], 1):
            if tick["number"] or at == until:
                # The number of this moment takes the place of those beside it.
                if at != until and abs(tick["x"] - now) < 22:
                    continue
                box = (tick["x"] - 20, axis + 3, 40, 20)
                things.append(self._words(_thing("moment", str(at)), str(at), box, _SMALL, centred=True, bold=at == until))
            if tick["year"]:
                things.append(self._words(_thing("year", tick["year"]), tick["year"], (tick["x"] - 24, axis + 22, 48, 20), _SMALL, centred=True))
        box = (_LEFT, top, picture["width"], picture["height"])
        inner = f'<a:chOff x="0" y="0"/><a:chExt cx="{_emu(picture["width"])}" cy="{_emu(picture["height"])}"/>'
        self._things.append(
            f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{next(self._ids)}" name="{_thing("picture")}" descr="{escaped(picture["alt"])}"/><p:cNvGrpSpPr/><p:nvPr/>'
            f"</p:nvGrpSpPr><p:grpSpPr>{_frame('a', box, inner)}</p:grpSpPr>{''.join(things)}</p:grpSp>"
        )
        below = top + picture["height"] + 6
        self._things.append(self._words(_thing("text"), interface().slide_picture_key, (_LEFT, below, _TEXT_WIDTH, 28), _LABEL, soft=True))

    def _words(self, name: str, text: str, box: Box, size: int, *, centred: bool = False, bold: bool = False, soft: bool = False) -> str:
        """A line of text of its own."""
        colour = _fill(_SOFT_INK if soft else _INK)
        run = _run({"text": text} | ({"strong": True} if bold else {}), size, False, self._relate, colour)
        turned = is_from_the_right(text)
        layout = '<a:pPr algn="ctr"/>' if centred else '<a:pPr algn="r" rtl="1"/>' if turned else '<a:pPr algn="l"/>'
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{next(self._ids)}" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr>{_frame("a", box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
            f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr><a:lstStyle/>'
            f"<a:p>{layout}{run}</a:p></p:txBody></p:sp>"
        )

    def _straight(self, kind: str, box: Box, colour: str, weight: float, name: str = "", *, dashed: bool = False) -> str:
        dash = '<a:prstDash val="dash"/>' if dashed else ""
        return (
            f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{next(self._ids)}" name="{_thing(kind, name)}"/><p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>'
            f'<p:spPr>{_frame("a", box)}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
            f'<a:ln w="{_emu(weight)}">{_fill(colour)}{dash}</a:ln></p:spPr></p:cxnSp>'
        )

    def _band(self, name: str, path: str) -> str:
        """A closed path of an SVG (picture.py) as a freeform."""
        points = _numbers(path)
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        # A freeform without height cannot be taken hold of, and some programs divide by it.
        width, height = max(right - left, 0.1), max(bottom - top, 0.1)
        drawn = []
        for step, numbers in re.findall(r"([MLC])([^MLCZ]*)", path):
            tag = {"M": "moveTo", "L": "lnTo", "C": "cubicBezTo"}[step]
            drawn.append(
                f"<a:{tag}>" + "".join(f'<a:pt x="{_emu(x - left)}" y="{_emu(y - top)}"/>' for x, y in _numbers(numbers)) + f"</a:{tag}>"
            )
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{next(self._ids)}" name="{_thing("band", name)}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
            f"<p:spPr>{_frame('a', (left, top, width, height))}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{_emu(width)}" h="{_emu(height)}">{"".join(drawn)}<a:close/></a:path></a:pathLst>'
            f"</a:custGeom>{_fill(_ACCENT)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        )


_NAMES_WIDTH = 220


def _numbers(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _notes(blocks: Sequence[Block], relate: Relate) -> bytes:
    picture = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{_thing("title")}"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>'
    )
    text = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="3" name="{_thing("notes")}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{_paragraphs(blocks, relate, 12)}</p:txBody></p:sp>"
    )
    return _xml("p:notes", f"<p:cSld>{_tree(picture + text)}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>")


# --- Text -------------------------------------------------------------------------------------------------


def _line(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text}]}


def _strong(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text, "strong": True}]}


def _paragraphs(blocks: Iterable[Block], relate: Relate, size: int) -> str:
    return "".join(_written(blocks, relate, size)) or "<a:p/>"


def _written(blocks: Iterable[Block], relate: Relate, size: int, depth: int = 0, marker: str = "") -> Iterator[str]:
    """Rich text (rich_text.py). `marker` is the sign before the first paragraph; all below it is set in as deeply."""
    for block in blocks:
        match block["kind"]:
            case "paragraph":
                yield _paragraph(block["runs"], relate, size, depth, marker)
            case "list":
                if marker:
                    yield _paragraph([], relate, size, depth, marker)
                yield from _items(block, relate, size, depth)
            case "quote":
                if marker:
                    yield _paragraph([], relate, size, depth, marker)
                yield from _written(block["blocks"], relate, size, depth + 1)
            case "code":
                runs = [{"text": block["text"].rstrip("\n"), "code": True}]
                yield _paragraph(runs, relate, size, depth, marker)
            case _:
                yield _paragraph([{"text": "—"}], relate, size, depth, marker)
        marker = ""


def _items(block: Block, relate: Relate, size: int, depth: int) -> Iterator[str]:
    start = block["start"]
    for at, item in enumerate(block["items"]):
        marker = '<a:buChar char="•"/>'
        if block["ordered"]:
            marker = f'<a:buAutoNum type="arabicPeriod" startAt="{min(max(start, 1), _HIGHEST_START)}"/>'
            # A paragraph without a number ends the counting, which then begins anew with the next number.
            if len(item) > 1:
                start = block["start"] + at + 1
        yield from _written(item or [_line("")], relate, size, depth + 1, marker)


def _paragraph(runs: Sequence[Run], relate: Relate, size: int, depth: int, marker: str) -> str:
    turned = is_from_the_right("".join(run["text"] for run in runs))
    # PowerPoint knows nine levels, and text needs some width.
    inset = _INDENT * min(depth, _DEEPEST)
    layout = f' marL="{_emu(inset)}" indent="{_emu(-_INDENT if marker else 0)}"' if depth else ""
    level = f' lvl="{min(depth, _DEEPEST)}"' if depth else ""
    sides = ' algn="r" rtl="1"' if turned else ""
    sign = f'<a:buFont typeface="Arial"/>{marker}' if marker else "<a:buNone/>" if depth else ""
    return f"<a:p><a:pPr{layout}{level}{sides}>{sign}</a:pPr>{_runs(runs, size, turned, relate)}</a:p>"


_DEEPEST = 4


def _runs(runs: Iterable[Run], size: int | None, turned: bool, relate: Relate) -> str:
    return "".join(_run(run, size, turned, relate) for run in runs)


def _run(run: Run, size: int | None, turned: bool, relate: Relate, colour: str = "") -> str:
    address = address_of(run["link"]) if run.get("link") else ""
    marks = (f' sz="{size * 100}"' if size else "") + (' b="1"' if run.get("strong") else "") + (' i="1"' if run.get("emphasis") else "")
    font = '<a:latin typeface="Courier New"/><a:cs typeface="Courier New"/>' if run.get("code") else ""
    link = f'<a:hlinkClick r:id="{relate(address)}"/>' if address else ""
    properties = f'lang="{_language()}"{marks}'
    inner = f"{colour}{font}{link}"
    parts = escaped(run["text"]).split("\n")
    broken = f"<a:br><a:rPr {properties}/></a:br>"
    return broken.join(f"<a:r><a:rPr {properties}>{inner}</a:rPr><a:t>{part}</a:t></a:r>" if part else "" for part in parts)


@cache
def _language() -> str:
    return interface().language


# --- How much room text takes -----------------------------------------------------------------------------

#: The widths of letters in Arial, as parts of the size (Adobe's metrics of Helvetica, which Arial shares), rounded up.
_WIDTHS = {
    letter: width
    for letters, width in (
        ("ijl'|", 0.26), (" !,./:;I[\\]ft", 0.28), ("()-r`\"", 0.36), ("*cksvxyzJ^", 0.5), ("+<=>~", 0.59), ("FTZ", 0.62),
        ("&ABEKPSVXY", 0.67), ("CDHNRUw", 0.73), ("GOQ", 0.78), ("mM", 0.84), ("%", 0.89), ("W", 0.95), ("@—…", 1.02), ("’‘", 0.23),
    )
    for letter in letters
}  # fmt: skip
_USUAL = 0.557
#: Bold letters are wider, so that a line holds fewer.
_BOLDER = 0.93


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    if combining(letter):
        return 0.0
    return 1.0 if east_asian_width(letter) in "WF" or ord(letter) > 0x2E80 else _USUAL if ord(letter) < 0x250 else 0.75


@lru_cache(maxsize=16384)
def _word_width(word: str) -> float:
    return sum(_WIDTHS.get(letter) or (_USUAL if letter < "\x7f" else _width(letter)) for letter in word)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes that may break at spaces, and inside a word only where it fills a whole line."""
    lines = 0
    for part in text.split("\n"):
        used = 0.0
        lines += 1
        for word in part.split(" "):
            need = _word_width(word)
            if used and used + 0.28 + need > width:
                lines, used = lines + 1, 0.0
            used += need + (0.28 if used else 0)
            while used > width:
                # A line of letters that do not break holds at least one letter less than fits exactly.
                lines, used = lines + 1, used - max(width - 1, 1)
    return lines


def _body_size(blocks: Sequence[Block], height: float) -> int:
    """The largest size at which blocks fit into the width of a slide and so much height."""
    return next((size for size in _BODY_SIZES if _height(blocks, size, _TEXT_WIDTH) <= height), _BODY_SIZES[-1])


def _height(blocks: Sequence[Block], size: float, width: float) -> float:
    total = 0.0
    for lines, words, depth, wider in _measured(blocks):
        room = (width - _INDENT * min(depth, _DEEPEST)) / size * wider
        total += (lines if lines else _lines(words, room)) * size * _LINE + size * _GAP
    return total


def _measured(blocks: Sequence[Block], depth: int = 0) -> Iterator[tuple[int, str, int, float]]:
    """Each paragraph: how many lines it has if that is known, its words, how deep it is set in, how wide its letters are."""
    for block in blocks:
        match block["kind"]:
            case "paragraph":
                strong = any(run.get("strong") for run in block["runs"])
                yield 0, "".join(run["text"] for run in block["runs"]), depth, _BOLDER if strong else 1.0
            case "list":
                for item in block["items"]:
                    yield from _measured(item or [_line("")], depth + 1)
            case "quote":
                yield from _measured(block["blocks"], depth + 1)
            case "code":
                # All letters of Courier New are as wide as a digit and a bit.
                yield 0, block["text"].rstrip("\n"), depth, 0.75
            case _:
                yield 1, "", depth, 1.0


def _fitting_title(text: str) -> tuple[int, int]:
    """The size of a title, and how many lines it takes."""
    for size, most in _TITLE_SIZES.items():
        lines = _lines(text, _TEXT_WIDTH / size * _BOLDER)
        if lines <= most:
            break
    return size, lines


def _fitting_table(rows: Sequence[Any], labels: float, width: float, height: float) -> tuple[int, list[float]]:
    """The size of a table's letters, and the height of each row."""
    for size in _TABLE_SIZES:
        heights = [
            max(_height(label, size, labels - 2 * _CELL), *(_height(cell, size, width - 2 * _CELL) for cell in cells)) + _CELL for label, cells in rows
        ]
        if sum(heights) <= height:
            break
    return size, heights


def _name_size(names: Sequence[str], lane: float) -> int:
    widest = max(map(_word_width, names))
    return next((size for size in _NAME_SIZES if size * widest <= _NAMES_WIDTH and size * _LINE <= lane), _NAME_SIZES[-1])


# --- XML --------------------------------------------------------------------------------------------------

_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def _xml(tag: str, content: str, attributes: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{tag} {_NAMESPACES}{attributes}>{content}</{tag}>'.encode()


def _tree(things: str) -> str:
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>{things}</p:spTree>'
    )


def _emu(points: float) -> int:
    return round(points * 12700)


def _frame(prefix: str, box: Box, more: str = "") -> str:
    left, top, width, height = map(_emu, box)
    return f'<{prefix}:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/>{more}</{prefix}:xfrm>'


def _fill(colour: str) -> str:
    """One of the theme's colours, so that another theme changes all of them."""
    return f'<a:solidFill><a:schemeClr val="{_IN_THEME[colour]}"/></a:solidFill>'


_IN_THEME = {_INK: "tx1", _PAPER: "bg1", _SOFT_INK: "tx2", _RULE: "bg2", _ACCENT: "accent1"}


def _thing(name: str, of: str = "") -> str:
    return escaped(interface().slide_things[name].format(name=of))


def _footer(number: int, text: str) -> str:
    words = f'<a:r>{_small_letters()}<a:t>{escaped(text)}</a:t></a:r>'
    sides = ' algn="r" rtl="1"' if is_from_the_right(text) else ' algn="l"'
    return _placed(number, "footer", _PLACES["footer"], f"<a:p><a:pPr{sides}/>{words}</a:p>")


def _slide_number(number: int) -> str:
    return _placed(number, "number", _PLACES["number"], f'<a:p><a:pPr algn="r"/>{_number_field()}</a:p>')


def _placed(number: int, name: str, place: str, words: str, where: str = "<p:spPr/>") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{_thing(name)}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {place}/></p:nvPr></p:nvSpPr>{where}<p:txBody><a:bodyPr/><a:lstStyle/>{words}</p:txBody></p:sp>"
    )


def _number_field() -> str:
    # The field's id is a name for it, the same everywhere.
    return f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{_small_letters()}<a:t>‹#›</a:t></a:fld>'


def _small_letters() -> str:
    """Said at each run: LibreOffice does not take them from the layout."""
    return f'<a:rPr lang="{_language()}" sz="{_FOOTER_SIZE * 100}">{_fill(_SOFT_INK)}<a:latin typeface="+mn-lt"/><a:cs typeface="Arial"/></a:rPr>'


# --- The empty presentation -------------------------------------------------------------------------------

#: How a slide says which place of its layout something takes.
_PLACES = {
    "title": 'type="title"', "label": 'type="body" sz="quarter" idx="13"', "text": 'idx="1"',
    "footer": 'type="ftr" sz="quarter" idx="11"', "number": 'type="sldNum" sz="quarter" idx="12"',
}  # fmt: skip
_FOOTER_SIZE = 12

_LAYOUTS = ("title", "text", "stop", "open")
_TITLE_BOX: Box = (96, 130, 800, 190)
_FACTS_BOX: Box = (96, 334, 800, 140)
_FOOTER_BOX: Box = (_LEFT, 498, 720, 32)


@cache
def _template(accent: str) -> bytes:
    """python-pptx's empty presentation, widescreen, with our layouts, and with the colours of the site and its author."""
    made = Presentation()
    made.slide_width, made.slide_height = Pt(WIDTH), Pt(HEIGHT)
    part, package = made.part, made.part.package
    for layout in list(made.slide_layouts)[len(_LAYOUTS) :]:
        made.slide_layouts.remove(layout)
    for kind, holder in ((RELATIONSHIP_TYPE.PRINTER_SETTINGS, part), (RELATIONSHIP_TYPE.THUMBNAIL, package)):
        for name in [name for name, one in holder._rels.items() if one.reltype == kind]:  # noqa: SLF001 - there is no public way
            holder._rels.pop(name)  # noqa: SLF001
    master = made.slide_master
    # The list of layouts has relations of its own and stays.
    listed = master.element.find("{*}sldLayoutIdLst")
    master.element[:] = [*_parsed(_master_things()), listed, *_parsed(_master_styles())]
    for name, layout in zip(_LAYOUTS, made.slide_layouts, strict=True):
        layout.element[:] = _parsed(_layout(name))
        layout.element.set("type", {"title": "title", "open": "titleOnly"}.get(name, "obj"))
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _themed(theme.blob, accent.removeprefix("#").upper())
    # Asking for it makes it.
    made.notes_master  # noqa: B018
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _parsed(xml: str) -> list[Any]:
    return list(parse_xml(f"<r {_NAMESPACES}>{xml}</r>"))


def _themed(theme: bytes, accent: str) -> bytes:
    def colour(name: str, value: str) -> str:
        return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'

    # Shapes that a trainer adds take the accent; others are the same in darker and lighter.
    accents = (accent, _SOFT_INK, "7A3B00", "4E7F86", "8A9492", "2F3B3E")
    named = (("dk1", _INK), ("lt1", _PAPER), ("dk2", _SOFT_INK), ("lt2", _RULE), *((f"accent{at}", value) for at, value in enumerate(accents, 1)))
    colours = "".join(colour(name, value) for name, value in (*named, ("hlink", accent), ("folHlink", accent)))
    name = escaped(interface().slide_theme)
    text = theme.decode()
    text = re.sub(r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="{name}">{colours}</a:clrScheme>', text, flags=re.DOTALL)
    text = re.sub(r'<a:latin typeface="[^"]*"', '<a:latin typeface="Arial"', text)
    return re.sub(r'(<a:theme [^>]*?name=")[^"]*', rf"\g<1>{name}", text).encode()


def _place(number: int, name: str, place: str, box: Box, words: str, anchor: str = "t", style: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{_thing(name)}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph {place}/></p:nvPr></p:nvSpPr><p:spPr>{_frame("a", box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        # No program makes the letters smaller by itself: they are made to fit here, and look alike everywhere.
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p>{words}</a:p></p:txBody></p:sp>"
    )


def _around(number: int, footer: Box = _FOOTER_BOX) -> str:
    """Footer and slide number, as master and layouts have them."""
    small = lambda side: f'<a:lvl1pPr algn="{side}"><a:defRPr sz="{_FOOTER_SIZE * 100}">{_fill(_SOFT_INK)}</a:defRPr></a:lvl1pPr>'  # noqa: E731
    return _place(number, "footer", _PLACES["footer"], footer, "", "ctr", small("l")) + _place(
        number + 1, "number", _PLACES["number"], (WIDTH - _LEFT - 80, 498, 80, 32), _number_field(), "ctr", small("r")
    )


def _text_of(name: str) -> str:
    return f'<a:r><a:rPr lang="{_language()}"/><a:t>{_thing(name)}</a:t></a:r>'


_TITLE_PLACE: Box = (_LEFT, _TITLE_TOP, _TEXT_WIDTH, _TITLE_SIZE * _LINE + 4)
_TEXT_TOP = _TITLE_TOP + _TITLE_PLACE[3] + 14
_TEXT_PLACE: Box = (_LEFT, _TEXT_TOP, _TEXT_WIDTH, _BOTTOM - _TEXT_TOP)


def _band_at(box: Box) -> str:
    """A filled area without any meaning: screen readers pass over what stands on a layout."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="20" name="{_thing("band_of_colour")}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame("a", box)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_fill(_ACCENT)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _layout(name: str) -> str:
    if name == "title":
        facts = f'<a:lvl1pPr><a:defRPr sz="2400" b="0">{_fill(_SOFT_INK)}</a:defRPr></a:lvl1pPr>'
        things = (
            _band_at((0, 0, 48, HEIGHT))
            + _place(2, "title", _PLACES["title"], _TITLE_BOX, _text_of("title"), "b")
            + _place(3, "label", _PLACES["label"], _FACTS_BOX, _text_of("label"), "t", facts)
        )
    else:
        label = f'<a:lvl1pPr><a:spcAft><a:spcPts val="0"/></a:spcAft><a:defRPr sz="{_LABEL * 100}" b="1">{_fill(_ACCENT)}</a:defRPr></a:lvl1pPr>'
        things = (
            (_band_at((0, 0, 24, HEIGHT)) if name == "stop" else _band_at((0, 0, WIDTH, 8)))
            + _place(2, "title", _PLACES["title"], _TITLE_PLACE, _text_of("title"))
            + _place(3, "label", _PLACES["label"], (_LEFT, 32, _TEXT_WIDTH, 26), _text_of("label"), "t", label)
            + ("" if name == "open" else _place(4, "text", _PLACES["text"], _TEXT_PLACE, _text_of("text")))
        )
    shown = escaped(interface().slide_layouts[name])
    around = _around(5, (_TITLE_BOX[0], *_FOOTER_BOX[1:])) if name == "title" else _around(5)
    return f'<p:cSld name="{shown}">{_tree(things + around)}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>'


def _master_things() -> str:
    colour_map = 'bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2"' + "".join(f' accent{at}="accent{at}"' for at in range(1, 7))
    things = (
        _place(2, "title", _PLACES["title"], _TITLE_PLACE, _text_of("title"))
        + _place(3, "text", 'type="body" idx="1"', _TEXT_PLACE, _text_of("text"))
        + _around(4)
    )
    paper = f"<p:bg><p:bgPr>{_fill(_PAPER)}<a:effectLst/></p:bgPr></p:bg>"
    return f'<p:cSld>{paper}{_tree(things)}</p:cSld><p:clrMap {colour_map} hlink="hlink" folHlink="folHlink"/>'


def _master_styles() -> str:
    def level(number: int, size: int, after: float, mark: str, *, bold: bool = False) -> str:
        inset = f'marL="{_emu(_INDENT * (number - 1))}" indent="{_emu(-_INDENT if number > 1 else 0)}"'
        spacing = f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPct val="{round(after * 100_000)}"/></a:spcAft>'
        letters = f'<a:defRPr sz="{size * 100}" b="{int(bold)}">{_fill(_INK)}<a:latin typeface="+m{"j" if bold else "n"}-lt"/><a:cs typeface="Arial"/></a:defRPr>'
        return f'<a:lvl{number}pPr {inset} algn="l">{spacing}{mark}{letters}</a:lvl{number}pPr>'

    bullet = '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
    # Text begins without a bullet; lists begin at the second level.
    body = level(1, 24, _GAP, "<a:buNone/>") + "".join(level(number, 24, _GAP, bullet) for number in range(2, 10))
    title = level(1, _TITLE_SIZE, 0, "<a:buNone/>", bold=True)
    return f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle><p:otherStyle/></p:txStyles>"


def _repacked(buffer: io.BytesIO) -> bytes:
    """The same package, to the byte the same whenever it is made."""
    with zipfile.ZipFile(buffer) as package:
        target = io.BytesIO()
        write_zip(target, ((name, package.read(name)) for name in package.namelist()))
    return target.getvalue()
