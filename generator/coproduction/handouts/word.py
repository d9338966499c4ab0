"""Handouts as Word documents to print, to fill in on a screen and to change: Office Open XML (ECMA-376), with python-docx.

Body, header and footer are written as XML in one go, as `browser/word-file.js` does: python-docx has no content controls,
and putting a document together through its objects, paragraph by paragraph, takes many times as long. python-docx does the
rest: the package with its parts, properties, pictures and relations.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

import segno
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.parts.story import StoryPart
from docx.shared import Length, Mm

from coproduction.handouts import Values
from coproduction.handouts.archive import write_zip
from coproduction.handouts.office import address_of, describe, escaped, is_from_the_right
from coproduction.interface import interface

if TYPE_CHECKING:
    from coproduction.rich_text import Block

Run = dict[str, Any]

#: Width and height in millimetres.
_PAPERS = {"a4": (210, 297), "us-letter": (215.9, 279.4)}
_MARGIN = 18
#: Word calls a file damaged in which a control has a longer name (the standard gives no bound).
_LONGEST_NAME = 64


def document(design: str, values: Values, frame: dict[str, Any]) -> bytes:
    """A handout as a Word document: `design` is `checklist` or `actions`. The same input gives the same bytes."""
    made = Document(io.BytesIO(_template()))
    section = made.sections[0]
    section.page_width, section.page_height = map(Mm, _PAPERS[frame["paper"]])
    width = _PAPERS[frame["paper"]][0] - 2 * _MARGIN

    body = _Body(made.part, width)
    _DESIGNS[design](body, values, frame["online"])
    # A document must not end with a table: Word and LibreOffice add a line below, which can be a page of its own.
    body.paragraph("End", [])
    made.element.body[:0] = _parsed("".join(body.xml))
    made.part.numbering_part.element.extend(_parsed("".join(body.numberings)))

    header = section.first_page_header.part
    header.element[:] = _parsed(_masthead(header, frame))
    for footer in (section.footer, section.first_page_footer):
        footer.part.element[:] = _parsed(_footer(frame, width))
    describe(made.core_properties, values["title"], frame)

    buffer = io.BytesIO()
    made.save(buffer)
    return _repacked(buffer)


# --- What stands on each design -------------------------------------------------------------------


def _checklist(body: _Body, values: Values, online: Values | None) -> None:
    say = interface()
    body.text("Title", values["title"])
    if values["for"]:
        body.paragraph("Normal", [_bold(values["for"])])
    for name, words in values["facts"]:
        body.paragraph("Normal", [_bold(f"{name}: "), _plain(words)])
    body.blocks(values["introduction"])
    body.text("Boxed", f"{say.handout_no_name} {values['small_groups']}")
    body.line_to_fill(say.todays_date, _date_field(body.next_id(), say.todays_date, "_date"))
    body.choice("Heading1", say.answering_as, values["standpoints"], "_standpoint")
    for section in values["sections"]:
        body.text("Heading1", section["title"])
        body.blocks(section["introduction"], keep=True)
        for check in section["checks"]:
            _question(body, check)
    body.text("Heading1", say.involvement_title)
    body.text("Normal", say.involvement_intro, keep=True)
    body.choice("Heading2", say.involvement_promised, values["involvement"], "_involvement-promised")
    body.choice("Heading2", say.involvement_experienced, values["involvement"], "_involvement-experienced")
    body.text("Heading1", say.actions_title)
    body.text("Normal", say.actions_intro, keep=True)
    body.actions_table(values["actions"])
    if values["code_length"]:
        body.text("Heading1", say.handout_hand_in_code)
        body.text("Normal", say.handout_hand_in_code_means, keep=True)
        body.code_strip(values["code_length"])
    body.text("Heading1", say.handout_more_room)
    with body.on_one_page():
        body.note(say.handout_more_room, "_more", lines=6)
        if online:
            body.page_online(online)


def _question(body: _Body, check: Values) -> None:
    say = interface()
    body.text("Heading2", f"{check['number']}. {check['question']}")
    with body.on_one_page():
        for for_whom, words in check["wordings"]:
            body.paragraph("Wording", [_bold(f"{for_whom}: "), _plain(words)])
        for level in check["levels"]:
            body.box(level["label"], level["anchor"], check["id"])
        body.box(say.dont_know, "", check["id"])
        body.box(say.not_for_me, "", check["id"])
        body.text("NoteLabel", say.note)
        body.note(say.word_note.format(number=check["number"]), check["id"], lines=2)


def _actions(body: _Body, values: Values, online: Values | None) -> None:
    say = interface()
    body.text("Title", values["title"])
    body.text("Normal", say.actions_sheet_intro, keep=True)
    body.actions_table(values["actions"])
    body.text("HeadingOnNewPage", say.heard_title)
    body.text("Normal", say.heard_intro)
    body.line_to_fill(say.heard_when, _date_field(body.next_id(), say.heard_when, "_when"))
    body.line_to_fill(say.heard_from, _text_field(body.next_id(), say.heard_from, "_from"))
    body.empty_table(say.heard_title, (1, 1, 1), [say.heard_what, say.heard_did, say.heard_not], values["heard"], height=20)
    if online:
        body.page_online(online)


_DESIGNS = {"checklist": _checklist, "actions": _actions}


class _Body:
    """Writes the body of a document as XML, from the top down.

    Links, pictures and numbered lists need an entry elsewhere in the package; `part` and `numberings` take those.
    """

    def __init__(self, part: StoryPart, width: float) -> None:
        self.xml: list[str] = []
        self.numberings: list[str] = []
        self._part = part
        self._width = width
        self._ids = count(1)

    def next_id(self) -> int:
        """A number for one thing of this document."""
        return next(self._ids)

    @contextmanager
    def on_one_page(self) -> Iterator[None]:
        """Keeps together what is written meanwhile, and with the heading above it: in one row that must not be split.

        A chain of paragraphs that are each "kept with next" is no help: LibreOffice 7.4 tears one in four of this length.
        """
        around, self.xml = self.xml, []
        yield
        around.append(_table("Bare", [self._width], [_row(_cell(self._width, "".join(self.xml)))]))
        self.xml = around

    # Text

    def text(self, style: str, text: str, *, keep: bool = False) -> None:
        self.paragraph(style, [_plain(text)], keep=keep)

    def paragraph(self, style: str, runs: Iterable[Run], *, before: str = "", layout: str = "", keep: bool = False) -> None:
        """A paragraph. `before` is XML in front of its runs; `keep` holds it on one page with what follows."""
        self.xml.append(_paragraph(style, self._with_addresses(runs), before, layout, keep, self._relate))

    def blocks(self, blocks: Iterable[Block], *, keep: bool = False, depth: int = 0, marker: str = "", style: str = "Normal") -> None:
        """Rich text (rich_text.py). `marker` numbers the first paragraph; everything below it is set in as deeply."""
        for block in blocks:
            layout = marker or (f'<w:ind w:left="{_INDENT * depth}"/>' if depth else "")
            match block["kind"]:
                case "paragraph":
                    self.paragraph(style, block["runs"], layout=layout, keep=keep)
                case "list":
                    if marker:
                        self.paragraph(style, [], layout=marker)
                    # Word knows nine levels.
                    level = min(depth, 8)
                    number = self._numbering(level, block["start"]) if block["ordered"] else _BULLETS
                    for item in block["items"]:
                        own = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
                        self.blocks(item, keep=keep, depth=level + 1, marker=own, style=style)
                case "quote":
                    self.blocks(block["blocks"], keep=keep, depth=depth + 1, style="Quote")
                case "code":
                    self.paragraph("Code", [_plain(block["text"].rstrip("\n"))], layout=layout, keep=keep)
                case _:
                    self.paragraph("Rule", [])
            marker = ""

    def _numbering(self, level: int, start: int) -> int:
        """A numbered list of its own, so that its numbers begin where it begins."""
        number = _BULLETS + 1 + len(self.numberings)
        self.numberings.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="{level}">'
            f'<w:startOverride w:val="{min(start, 32767)}"/></w:lvlOverride></w:num>'
        )
        return number

    def _with_addresses(self, runs: Iterable[Run]) -> Iterator[Run]:
        """Nobody can press a link on paper, so its address stands behind it."""
        for run in runs:
            yield run
            if (link := run.get("link")) and run["text"] not in (link, shown := re.sub("^(https?://|mailto:)|/$", "", link)):
                yield _plain(f" ({shown})")

    def _relate(self, address: str) -> str:
        return self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    # Places to answer

    def box(self, label: str, words: str, tag: str) -> None:
        runs = [_bold(label), _plain(f" – {words}")] if words else [_plain(label)]
        self.paragraph("Answer", runs, before=_tick_box(self.next_id(), label, tag) + "<w:r><w:tab/></w:r>")

    def choice(self, style: str, legend: str, options: list[Values], tag: str) -> None:
        self.text(style, legend)
        with self.on_one_page():
            for option in options:
                self.box(option["label"], option["description"], tag)

    def note(self, name: str, tag: str, *, lines: int) -> None:
        """A box to write in, with room for so many lines by hand. Paragraphs with the same border share one box."""
        self.paragraph("Note", [], before=_text_field(self.next_id(), name, tag))
        for _ in range(lines - 1):
            self.paragraph("Note", [])

    def line_to_fill(self, label: str, field: str) -> None:
        """A field behind its label, with a line to the margin: for a keyboard or a pen."""
        label_xml = f'<w:r><w:rPr><w:b/><w:bCs/></w:rPr>{_text(f"{label}: ")}</w:r>'
        layout = f'<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="{_twips(self._width)}"/></w:tabs>'
        self.paragraph("LineToFill", [], before=f"{label_xml}{field}<w:r><w:tab/></w:r>", layout=layout)

    def actions_table(self, rows: int) -> None:
        say = interface()
        self.empty_table(say.actions_title, (2.4, 1.3, 1, 1.1, 1.2), say.action_columns, rows, height=15)

    def empty_table(self, name: str, shares: tuple[float, ...], heads: list[str], rows: int, *, height: float) -> None:
        """A table to fill in. Its head stands on every page that it reaches, and no row is cut in two."""
        widths = [self._width * share / sum(shares) for share in shares]
        head = "".join(_cell(width, _paragraph("TableHeading", [_plain(words)])) for width, words in zip(widths, heads, strict=True))
        row = "".join(_cell(width, _paragraph("Cell", [])) for width in widths)
        all_rows = [_row(head, "<w:tblHeader/>"), *[_row(row, _height(height))] * rows]
        self.xml.append(_table("TableGrid", widths, all_rows, name))

    def code_strip(self, length: int) -> None:
        """The boxes of a hand-in code, four to a group, with a line between groups."""
        groups = [4] * (length // 4) + ([length % 4] if length % 4 else [])
        # As many groups in each row as in the others, and boxes wide enough for a letter by hand.
        most = -(-len(groups) // -(-len(groups) // 5))
        widths = [width for at in range(most) for width in ([_GAP] if at else []) + [_BOX] * 4]
        gap = _row(_cell(sum(widths), _paragraph("Gap", []), f'<w:gridSpan w:val="{len(widths)}"/>'), _height(3, exact=True))
        rows = []
        for start in range(0, len(groups), most):
            cells = [
                cell
                for at, group in enumerate(groups[start : start + most])
                for cell in ([_cell(_GAP, _paragraph("Gap", [_plain("–")]), '<w:vAlign w:val="center"/>')] if at else []) + [_FRAMED_BOX] * group
            ]
            empty = widths[len(cells) :]
            cells += [_cell(sum(empty), _paragraph("Gap", []), f'<w:gridSpan w:val="{len(empty)}"/>')] if empty else []
            rows += [gap] * bool(rows) + [_row("".join(cells), _height(9, exact=True))]
        self.xml.append(_table("Bare", widths, rows, interface().handout_hand_in_code))

    def page_online(self, online: dict[str, str]) -> None:
        say = interface()
        name = f"{say.handout_page_online}: "
        self.paragraph("Online", [_plain(name), {"text": online["shown"], "link": online["address"]}], keep=True)
        picture = _picture(self._part, _qr_code(online["address"]), name + online["shown"], height=Mm(26))
        self.paragraph("Normal", [], before=picture)


# --- Around the body ------------------------------------------------------------------------------


def _masthead(part: StoryPart, frame: dict[str, Any]) -> str:
    """Who publishes it, above the title. python-docx cannot put an SVG into a document: then the name stands alone."""
    logo = frame["logo"]
    picture = ""
    if logo and logo["kind"] != "svg":
        picture = _picture(part, bytes(logo["content"]), frame["publisher"], height=Mm(11)) + f"<w:r>{_text('   ')}</w:r>"
    return _paragraph("Header", [_plain(frame["publisher"])], picture)


def _footer(frame: dict[str, Any], width: float) -> str:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    page = "".join(
        f'<w:fldSimple w:instr=" {fields[piece]} "><w:r><w:t>1</w:t></w:r></w:fldSimple>' if piece in fields else f"<w:r>{_text(piece)}</w:r>"
        for piece in re.split(r"(\{pages?\})", interface().handout_page)
        if piece
    )
    contact = f"<w:r>{_text(frame['contact'])}</w:r>"
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{_twips(width)}"/></w:tabs>'
    return _paragraph("Footer", [_plain(frame["footer"])]) + _paragraph("Footer", [], f"{contact}<w:r><w:tab/></w:r>{page}", tab)


@lru_cache(maxsize=64)
def _qr_code(address: str) -> bytes:
    """As a PNG. The sheets of one checklist share it."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=2)
    return picture.getvalue()


def _picture(part: StoryPart, content: bytes, alt: str, height: Length) -> str:
    """A picture in a line of text, as high as said and at most 80 mm wide."""
    relation, image = part.get_or_add_image(io.BytesIO(content))
    scale = min(height / image.height, Mm(80) / image.width)
    size = f'cx="{max(1, int(image.width * scale))}" cy="{max(1, int(image.height * scale))}"'
    described = f'id="1" name="{escaped(alt)}" descr="{escaped(alt)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {described}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {described}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


# --- Paragraphs and runs ----------------------------------------------------------------------------


def _plain(text: str) -> Run:
    return {"text": text}


def _bold(text: str) -> Run:
    return {"text": text, "strong": True}


def _paragraph(style: str, runs: Iterable[Run], before: str = "", layout: str = "", keep: bool = False, relate: Any = None) -> str:
    runs = list(runs)
    turned = is_from_the_right("".join(run["text"] for run in runs))
    bidi, kept = "<w:bidi/>" if turned else "", "<w:keepNext/>" if keep else ""
    # The order of properties is fixed: keepNext, numPr, tabs, bidi, ind (ECMA-376, 17.3.1.26).
    first, last = ("", layout) if layout.startswith("<w:ind") else (layout, "")
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{kept}{first}{bidi}{last}</w:pPr>'
    return f"<w:p>{properties}{before}{''.join(_run(run, turned, relate) for run in runs)}</w:p>"


def _run(run: Run, turned: bool, relate: Any) -> str:
    link = run.get("link", "")
    # A relation that is no address makes Word call the whole file damaged.
    address = address_of(link) if relate and link else ""
    properties = (
        ('<w:rStyle w:val="Hyperlink"/>' if address else "")
        + ('<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' if run.get("code") else "")
        + ("<w:b/><w:bCs/>" if run.get("strong") else "")
        + ("<w:i/><w:iCs/>" if run.get("emphasis") else "")
        + ("<w:rtl/>" if turned else "")
    )
    made = f"<w:r><w:rPr>{properties}</w:rPr>{_text(run['text'])}</w:r>"
    return f'<w:hyperlink r:id="{relate(address)}">{made}</w:hyperlink>' if address else made


def _text(text: str) -> str:
    start, end = '<w:t xml:space="preserve">', "</w:t>"
    words = escaped(text).replace("\n", f"{end}<w:br/>{start}").replace("\t", f"{end}<w:tab/>{start}")
    return f"{start}{words}{end}"


# --- Content controls -------------------------------------------------------------------------------


def _control(number: int, name: str, tag: str, kind: str, content: str) -> str:
    """`name` is what people and screen readers get to know; `tag` is for a program that reads the answers back."""
    known = f'<w:alias w:val="{escaped(name[:_LONGEST_NAME])}"/><w:tag w:val="{escaped(tag)}"/><w:id w:val="{number}"/>'
    return f"<w:sdt><w:sdtPr>{known}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _tick_box(number: int, name: str, tag: str) -> str:
    return _control(number, name, tag, _UNTICKED, f'<w:r><w:rPr><w:rFonts {_BOX_FONT} w:hint="eastAsia"/></w:rPr><w:t>☐</w:t></w:r>')


def _text_field(number: int, name: str, tag: str) -> str:
    # For rich text: LibreOffice 7.4 lays out fields for plain text wrongly.
    return _control(number, name, tag, "<w:showingPlcHdr/><w:richText/>", _placeholder(interface().word_write_here))


def _date_field(number: int, name: str, tag: str) -> str:
    say = interface()
    kind = f'<w:showingPlcHdr/><w:date><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="{say.language}"/></w:date>'
    return _control(number, name, tag, kind, _placeholder(say.word_write_date))


def _placeholder(text: str) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>{_text(text)}</w:r>'


_BOX_FONT = 'w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"'
_UNTICKED = (
    '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
)

# --- Tables -----------------------------------------------------------------------------------------


def _table(style: str, widths: list[float], rows: list[str], name: str = "") -> str:
    """A table with columns as wide as said. Without a name it is there for its place on the page alone."""
    look = '<w:tblLook w:val="0020" w:firstRow="1"/>' if "<w:tblHeader/>" in rows[0] else ""
    caption = f'<w:tblCaption w:val="{escaped(name)}"/>' if name else ""
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(map(_twips, widths))}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}{caption}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{cells}</w:tr>"


def _cell(width: float, paragraphs: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{properties}</w:tcPr>{paragraphs}</w:tc>'


def _height(millimetres: float, *, exact: bool = False) -> str:
    return f'<w:trHeight w:val="{_twips(millimetres)}" w:hRule="{"exact" if exact else "atLeast"}"/>'


def _twips(millimetres: float) -> int:
    """Twentieths of a point, in which Word measures."""
    return round(millimetres * 1440 / 25.4)


#: A box of the hand-in code and the gap between groups, in millimetres.
_BOX, _GAP = 7.4, 5
_SIDES = ("top", "left", "bottom", "right")
_FRAME = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="auto"/>' for side in _SIDES)
_FRAMED_BOX = _cell(_BOX, _paragraph("Gap", []), f'<w:tcBorders>{_FRAME}</w:tcBorders><w:vAlign w:val="center"/>')

# --- The empty document -----------------------------------------------------------------------------

#: How far a list or a quotation is set in, in twips.
_INDENT = 425
#: The number of the one list with bullets; lists with numbers come after it.
_BULLETS = 1

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.{address}"'
    for prefix, address in {
        "w": "openxmlformats.org/wordprocessingml/2006/main",
        "r": "openxmlformats.org/officeDocument/2006/relationships",
        "wp": "openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "openxmlformats.org/drawingml/2006/main",
        "pic": "openxmlformats.org/drawingml/2006/picture",
        "w14": "microsoft.com/office/word/2010/wordml",
    }.items()
)


def _parsed(xml: str) -> list[Any]:
    return list(parse_xml(f"<w:body {_NAMESPACES}>{xml}</w:body>".encode()))


@cache
def _template() -> bytes:
    """python-docx's empty document, with our styles, and without what that has and we do not need."""
    made = Document()
    made.styles.element[:] = _parsed(_styles())
    made.settings.element[:] = _parsed(_settings())
    made.part.numbering_part.element[:] = _parsed(_numberings())
    section = made.sections[0]
    section.different_first_page_header_footer = True
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin, section.bottom_margin = Mm(16), Mm(22)
    section.header_distance, section.footer_distance = Mm(12), Mm(9)
    for story in (section.first_page_header, section.footer, section.first_page_footer):
        story.is_linked_to_previous = False
    made.core_properties.comments = ""
    # A picture of an empty page, facts about its number of words, and everything twice, for Word 2007.
    for relations in (made.part.rels, made.part.package.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.rpartition("/")[2] in _NOT_NEEDED]:
            del relations[name]
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


_NOT_NEEDED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings", "fontTable", "theme")


def _repacked(packed: io.BytesIO) -> bytes:
    """python-docx packs with the time of day in each entry."""
    target = io.BytesIO()
    with zipfile.ZipFile(packed) as archive:
        write_zip(target, ((name, archive.read(name)) for name in archive.namelist()))
    return target.getvalue()


def _settings() -> str:
    # Without the mode, Word opens the file in its "compatibility mode".
    mode = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return f'<w:zoom w:percent="100"/><w:compat>{mode}</w:compat><w:themeFontLang w:val="{interface().language}"/>'


def _numberings() -> str:
    def levels(form: str, sign: str) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{sign.format(level + 1)}"/>'
            f'<w:pPr><w:ind w:left="{_INDENT * (level + 1)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
            for level in range(9)
        )

    kinds = (levels("bullet", "•"), levels("decimal", "%{}."))
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="multilevel"/>{kind}</w:abstractNum>' for at, kind in enumerate(kinds)
    )
    return f'{abstract}<w:num w:numId="{_BULLETS}"><w:abstractNumId w:val="0"/></w:num>'


def _styles() -> str:
    """Real styles under the names that Word knows: its outline and screen readers go by them. Sizes are in half points."""
    bold = "<w:b/><w:bCs/>"

    def size(half: int) -> str:
        return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'

    def space(before: int = 0, after: int = 0, line: int = 0) -> str:
        return f'<w:spacing w:before="{before}" w:after="{after}"' + (f' w:line="{line}" w:lineRule="auto"' if line else "") + "/>"

    def border(*sides: str, room: int = 4) -> str:
        return "<w:pBdr>" + "".join(f'<w:{side} w:val="single" w:sz="6" w:space="{room}" w:color="auto"/>' for side in sides) + "</w:pBdr>"

    def style(name: str, layout: str = "", letters: str = "", *, shown: str = "", based: str = "Normal", following: str = "") -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown or name}"/><w:basedOn w:val="{based}"/>'
            f'<w:next w:val="{following or name}"/><w:qFormat/><w:pPr>{layout}</w:pPr><w:rPr>{letters}</w:rPr></w:style>'
        )

    def heading(level: int, half: int, before: int) -> str:
        layout = f'<w:keepNext/><w:keepLines/>{space(before, 100)}<w:outlineLvl w:val="{level - 1}"/>'
        return style(f"Heading{level}", layout, bold + size(half), shown=f"heading {level}", following="Normal")

    def table(name: str, shown: str, borders: str, margins: str) -> str:
        return (
            f'<w:style w:type="table" w:styleId="{name}"><w:name w:val="{shown}"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
        )

    fonts = "".join(f' w:{script}="Arial"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in (*_SIDES, "insideH", "insideV"))
    inside = '<w:ind w:left="113" w:right="113"/>'
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{fonts}/>{size(24)}<w:lang w:val="{interface().language}"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{space(0, 120, 271)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        + style("Title", f"<w:keepNext/>{space(120, 200, 240)}", bold + size(44), following="Normal")
        + heading(1, 32, 400)
        + style("HeadingOnNewPage", "<w:pageBreakBefore/>" + space(0, 100), shown="Heading on a New Page", based="Heading1", following="Normal")
        + heading(2, 26, 340)
        + style("Wording", space(0, 80), size(22))
        # A tick box, and its words beside it.
        + style("Answer", '<w:tabs><w:tab w:val="left" w:pos="510"/></w:tabs>'
                + space(0, 60) + '<w:ind w:left="510" w:hanging="510"/>')
        + style("NoteLabel", space(120, 110), size(22), shown="Note Label")
        # Lines as far apart as a hand needs them.
        + style("Note", border(*_SIDES) + '<w:spacing w:before="0" w:after="0" w:line="400" w:lineRule="atLeast"/>' + inside)
        + style("Boxed", "<w:keepLines/>" + border(*_SIDES) + space(200, 240) + inside)
        + style("LineToFill", "<w:keepLines/>" + space(240, 200), shown="Line to Fill")
        + style("Online", space(400, 80))
        + style("Quote", '<w:ind w:left="425"/>', shown="Quote")
        + style("Code", letters='<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' + size(20))
        + style("Rule", border("bottom"), size(8))
        + style("Cell", space(0, 0), size(22))
        + style("TableHeading", "<w:keepNext/>", bold, shown="Table Heading", based="Cell", following="Cell")
        + style("Gap", space(0, 0, 240) + '<w:jc w:val="center"/>', shown="Code Box")
        + style("End", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', size(2))
        + style("Header", border("bottom", room=6) + space(0, 0) + '<w:textAlignment w:val="center"/>', size(22), shown="header")
        + style("Footer", space(0, 0, 240), size(17), shown="footer")
        + '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/><w:rPr><w:color w:val="595959"/>'
        + size(20) + "</w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
        + table("TableGrid", "Table Grid", lines, _margins(top=60, left=85, bottom=60, right=85))
        + table("Bare", "Bare", "", _margins(left=0, bottom=40, right=0))
    )  # fmt: skip


def _margins(**sides: int) -> str:
    return "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides.items())
