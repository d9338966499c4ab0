"""Cards to cut out: every text is there in whole, and each back lies behind its front."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from coproduction.handouts import content
from coproduction.handouts.catalogue import Handout
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint
from coproduction.handouts.pdf import Press, count_pages
from coproduction.library import Library
from coproduction.load import load
from pdfminer.layout import LTChar, LTCurve, LTLine

from tests.pdf_pages import all_of, pages_of

MM = 72 / 25.4
PAPERS = {"a4": (210 * MM, 297 * MM), "letter": (8.5 * 72, 11 * 72)}
#: Text keeps this far from the edges of its card, in points; a letter may lean out by a hair.
INSET = 10 * MM - 0.5
#: Half a millimetre.
ALIGNED = 0.5 * MM


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def made(press: Press, values: dict[str, Any], paper: str = "a4") -> bytes:
    handout = Handout("handouts/cards.pdf", ("case-study", "a"), "Cards", "pdf", "cards", lambda: values)
    return press.set("cards", values, frame(handout, values, Imprint("A publisher", datetime.date(2026, 11, 24), paper=paper)))


def values_of(library: Library, case_id: str = "st-marys-estate") -> dict[str, Any]:
    return content.cards(next(case for case in library.case_studies if case.id == case_id))


def side(title: str = "A title", text: str = "", blocks: Any = None, label: str = "") -> dict[str, Any]:
    if blocks is None:
        blocks = [{"kind": "paragraph", "runs": [{"text": text}]}] if text else []
    return {"label": label, "title": title, "blocks": blocks}


def deck(*cards: tuple[dict[str, Any], dict[str, Any]], case: str = "A case") -> dict[str, Any]:
    return {
        "title": f"{case}: cards",
        "case": case,
        "content_note": [],
        "kinds": [{"name": "A kind", "use": "Use it."}],
        "cards": [{"kind": "A kind", "front": front, "back": back} for front, back in cards],
    }


# --- Reading a PDF back -----------------------------------------------------------------------------


class Side(NamedTuple):
    """One side of a card as printed: its place on the sheet, its letters in the order in which they are read, and how far
    the first of a line is from the left edge of the card and the last line from its lower edge."""

    row: int
    column: int
    letters: str
    left: float
    bottom: float


class Sheet(NamedTuple):
    """The two pages of a sheet, and the lines drawn on each."""

    fronts: list[Side]
    backs: list[Side]
    front_marks: set[tuple[float, ...]]
    back_marks: set[tuple[float, ...]]


def letters(text: str) -> str:
    """A text without what setting it may change or add: white space, places where a long word may break, and bullets."""
    return re.sub(r"[\s\u200b\u00ad•‣–]+", "", text)


def sides_of(page: Any) -> list[Side]:
    """The sides on a page, row by row; letters outside the text area of a card fail the test."""
    found: dict[tuple[int, int], list[Any]] = {}
    for letter in all_of(page, LTChar):
        if not letter.get_text().strip():
            continue
        column, row = int(letter.x0 > page.width / 2), int(letter.y0 < page.height / 2)
        left, right = column * page.width / 2 + INSET, (column + 1) * page.width / 2 - INSET
        # The box of a letter reaches above and below the letter itself, by less than its size.
        bottom, top = (1 - row) * page.height / 2 + INSET - letter.size / 3, (2 - row) * page.height / 2 - INSET + letter.size / 3
        assert left <= letter.x0 and letter.x1 <= right, (letter, page.pageid)
        assert bottom <= letter.y0 and letter.y1 <= top, (letter, page.pageid)
        found.setdefault((row, column), []).append(letter)
    return [
        Side(
            row,
            column,
            letters("".join(letter.get_text() for letter in of_side)),
            min(letter.x0 for letter in of_side) - column * page.width / 2,
            min(letter.y0 for letter in of_side) - (1 - row) * page.height / 2,
        )
        for (row, column), of_side in sorted(found.items())
    ]


def marks_of(page: Any) -> set[tuple[float, ...]]:
    """The lines to cut along: those that are not inside a card, as (x0, y0, x1, y1)."""
    lines = [line for line in all_of(page, LTCurve) if isinstance(line, LTLine)]
    on_cut = [line for line in lines if abs(line.x0 - page.width / 2) < 15 * MM and line.x0 == line.x1 or line.y0 == line.y1]
    return {
        (line.x0, line.y0, line.x1, line.y1)
        for line in on_cut
        if line.x1 - line.x0 < 10 * MM and line.y1 - line.y0 < 10 * MM
    }


def sheets_of(pdf: bytes) -> list[Sheet]:
    """The sheets with cards: after the cover, whose pages are told by their page numbers."""
    pages = pages_of(pdf)
    assert len(pages) % 2 == 0 and len(pages) == count_pages(pdf)
    bare = [at for at, page in enumerate(pages) if len(marks_of(page)) == 6]
    assert bare == list(range(bare[0], len(pages))), "cards stand on all pages after the cover"
    assert bare[0] % 2 == 0, "fronts stand on odd pages, backs on even ones"
    return [
        Sheet(sides_of(pages[at]), sides_of(pages[at + 1]), marks_of(pages[at]), marks_of(pages[at + 1])) for at in bare[::2]
    ]


def pairs_of(pdf: bytes) -> list[tuple[str, str]]:
    """Front and back of each piece of paper after cutting: the sheet turned over its long edge."""
    pairs = []
    for sheet in sheets_of(pdf):
        behind = {(back.row, 1 - back.column): back.letters for back in sheet.backs}
        assert behind.keys() == {(front.row, front.column) for front in sheet.fronts}
        pairs += [(front.letters, behind[front.row, front.column]) for front in sheet.fronts]
    return pairs


def leaves(blocks: Any) -> str:
    """The words of blocks, one after the other."""
    made = []
    for block in blocks:
        made += [run["text"] for run in block.get("runs", ())]
        made += [leaves(item) for item in block.get("items", ())]
        made += [leaves(block.get("blocks", ())), block.get("text", "")]
    return "".join(made)


# --- On paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_marks_on_fronts_and_backs_lie_on_each_other(library: Library, press: Press, paper: str) -> None:
    pdf = made(press, values_of(library), paper)
    width, height = PAPERS[paper]
    for page in pages_of(pdf):
        assert (page.width, page.height) == pytest.approx((width, height), abs=0.1)
    for sheet in sheets_of(pdf):
        turned = sorted((width - x1, y0, width - x0, y1) for x0, y0, x1, y1 in sheet.back_marks)
        for mark, behind in zip(sorted(sheet.front_marks), turned, strict=True):
            assert mark == pytest.approx(behind, abs=ALIGNED)
        for x0, y0, x1, y1 in sheet.front_marks:
            on_middle = ((x0 + x1) / 2 == pytest.approx(width / 2, abs=ALIGNED), (y0 + y1) / 2 == pytest.approx(height / 2, abs=ALIGNED))
            assert any(on_middle)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_text_area_is_the_same_on_both_sides_of_a_card(library: Library, press: Press, paper: str) -> None:
    for sheet in sheets_of(made(press, values_of(library), paper)):
        sides = [*sheet.fronts, *sheet.backs]
        assert [side.left for side in sides] == pytest.approx([10 * MM] * len(sides), abs=ALIGNED)
        assert [side.bottom for side in sides] == pytest.approx([sides[0].bottom] * len(sides), abs=ALIGNED)


def test_every_sheet_but_the_last_has_four_cards(library: Library, press: Press) -> None:
    sizes = [len(sheet.fronts) for sheet in sheets_of(made(press, values_of(library)))]
    assert len(sizes) > 5
    assert set(sizes[:-1]) == {4}
    assert 1 <= sizes[-1] <= 4


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("case_id", ["st-marys-estate", "lambeth-living-well"])
def test_every_text_of_every_card_is_there_once_with_its_back_behind_it(library: Library, press: Press, case_id: str, paper: str) -> None:
    values = values_of(library, case_id)
    pairs = iter(pairs_of(made(press, values, paper)))
    for card in values["cards"]:
        front, back = (cut(values, card, name, printed) for name, printed in zip(("front", "back"), next(pairs), strict=True))
        # A long text goes on to the cards after it.
        while (front, back) != (letters(leaves(card["front"]["blocks"])), letters(leaves(card["back"]["blocks"]))):
            more_front, more_back = next(pairs)
            assert "(goeson)" in more_front and "(goeson)" in more_back
            front += cut(values, card, "front", more_front)
            back += cut(values, card, "back", more_back)
    assert next(pairs, None) is None


def cut(values: dict[str, Any], card: dict[str, Any], name: str, printed: str) -> str:
    """The text on a side of a card, without its head and its foot, which must be there in whole."""
    about = card["front"]["title"] if name == "back" else ""
    head = letters(card["kind"] + card[name]["label"] + about + card[name]["title"])
    number = r"Card\d+of\d+" if name == "back" else ""
    foot = re.escape(letters(values["case"])) + r"edition\w{5},24November2026" + number
    return re.fullmatch(rf"{re.escape(head)}(?:\(goeson\))?(.*){foot}", printed)[1]


@pytest.mark.parametrize("case_id", ["st-marys-estate", "lambeth-living-well"])
def test_the_front_of_a_moment_does_not_give_away_when_it_was(library: Library, press: Press, case_id: str) -> None:
    values = values_of(library, case_id)
    pairs = pairs_of(made(press, values))
    moments = [card for card in values["cards"] if card["kind"] == values["cards"][0]["kind"]]
    shown = {letters(front.partition(letters(values["case"]))[0]) for front, _ in pairs}
    assert len(shown) == len(pairs)
    for front, back in pairs[: len(moments)]:
        assert not re.search(r"Card\d|Moment\d|of\d+$", front)
        assert re.search(r"Card\d+of\d+", back)


def test_backs_are_counted(library: Library, press: Press) -> None:
    numbers = [re.search(r"Card(\d+)of(\d+)", back).groups() for _, back in pairs_of(made(press, values_of(library)))]
    assert numbers == [(str(at), str(len(numbers))) for at in range(1, len(numbers) + 1)]


def test_the_cover_says_what_may_be_hard_first_and_counts_the_cards(library: Library, press: Press) -> None:
    values = values_of(library, "st-marys-estate")
    pdf = made(press, values)
    cover = letters("".join(letter.get_text() for letter in all_of(pages_of(pdf)[0], LTChar)))
    note = letters("".join(run["text"] for run in values["content_note"][0]["runs"]))
    assert cover.index(letters(values["title"])) < cover.index(note) < cover.index("Fourcardstoapage")
    assert f"{len(pairs_of(pdf))}cards" in cover
    for kind in values["kinds"]:
        assert letters(kind["name"]) in cover
    assert all_of(pages_of(pdf)[1], LTChar) == [] or "Page2of" in letters("".join(c.get_text() for c in all_of(pages_of(pdf)[1], LTChar)))


# --- Long texts -------------------------------------------------------------------------------------


def body(printed: list[str], title: str) -> str:
    """The text of a side that goes on over several cards, without what stands around it."""
    return "".join(re.sub(rf"^Akind(Front)?{title}(\(goeson\))?", "", one.partition("Acase")[0]) for one in printed)


def test_a_text_of_20000_characters_goes_on_from_card_to_card_and_every_card_has_both_sides(press: Press) -> None:
    words = [f"word{at}" for at in range(2300)]
    text = " ".join(words)
    assert len(text) > 19_000
    pairs = pairs_of(made(press, deck((side("Front", text), side("Back", "Short.")), (side("Another"), side("Its back")))))
    *long, last = pairs
    assert len(long) > 10
    assert body([front for front, _ in long], "Front") == letters(text)
    assert all("(goeson)" in front and "Back(goeson)" in back for front, back in long[1:])
    assert "Another" in last[0] and "Itsback" in last[1]
    # No word is cut: each card ends with a whole one.
    ends = [front.partition("Acase")[0].rpartition("word")[2] for front, _ in long]
    assert set(ends) < {word.removeprefix("word") for word in words}
    starts = [int(re.search(r"\(goeson\)word(\d+?)word", front)[1]) for front, _ in long[1:]]
    assert starts == [int(end) + 1 for end in ends[:-1]]


def test_a_back_that_goes_on_has_a_front_that_says_so(press: Press) -> None:
    text = " ".join(f"word{at}" for at in range(500))
    first, *more = pairs_of(made(press, deck((side("Front", "Short."), side("Back", text)))))
    assert more and "Short." in first[0]
    assert all("Front(goeson)" in front and "Short." not in front for front, _ in more)
    assert body([back for _, back in (first, *more)], "Back") == letters(text)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_word_of_300_characters_and_a_title_of_400_stay_on_their_card(press: Press, paper: str) -> None:
    title, word = "T" * 400, "w" * 300
    pairs = pairs_of(made(press, deck((side(title, word, label="Moment 1"), side(title, word))), paper))
    assert "".join(front for front, _ in pairs).count("T") >= 400
    assert "".join(front for front, _ in pairs).count("w") == 300
    assert "".join(back for _, back in pairs).count("w") == 300


def test_a_word_longer_than_a_card_is_split_and_nothing_is_lost(press: Press) -> None:
    pairs = pairs_of(made(press, deck((side("Front", "w" * 9000), side("Back")))))
    assert len(pairs) > 1
    assert "".join(front for front, _ in pairs).count("w") == 9000


def test_lists_quotes_and_code_go_on_as_what_they_are(press: Press) -> None:
    paragraph = lambda at: {"kind": "paragraph", "runs": [{"text": f"Item {at} has "}, {"text": "many", "strong": True}, {"text": " words. " * 12}]}  # noqa: E731
    blocks = [
        {"kind": "list", "ordered": True, "start": 1, "items": [[paragraph(at)] for at in range(40)]},
        {"kind": "rule"},
        {"kind": "quote", "blocks": [paragraph(at) for at in range(40, 60)]},
        {"kind": "code", "text": "\n".join(f"line {at}" for at in range(90))},
    ]
    text = "".join(front.partition("Acase")[0] for front, _ in pairs_of(made(press, deck((side("Front", blocks=blocks), side("Back"))))))
    assert [int(at) for at in re.findall(r"Item(\d+)has", text)] == list(range(60))
    assert text.count("words.") == 60 * 12
    assert re.findall(r"(\d+)\.Item", text) == [str(at) for at in range(1, 41)]
    assert [int(at) for at in re.findall(r"line(\d+)(?!\d)", text)] == list(range(90))


# --- Other content ----------------------------------------------------------------------------------

HOSTILE = '#let x = 1 $a^2$ <script>alert(1)</script> *b* _c_ `d` @e \\ "quoted" // not a comment {{ y }} [z] = h'


def test_hostile_words_stand_on_the_card_as_they_are(press: Press) -> None:
    (front, back), *_ = pairs_of(made(press, deck((side(HOSTILE, HOSTILE, label=HOSTILE), side(HOSTILE, HOSTILE)), case=HOSTILE)))
    assert front.count(letters(HOSTILE)) == 4
    assert back.count(letters(HOSTILE)) == 4


def test_a_name_with_braces_is_not_filled_in(press: Press) -> None:
    long = " ".join(["word"] * 900)
    pairs = pairs_of(made(press, deck((side("{title} {count}", long), side("{number}")))))
    assert all("{title}{count}" in front and "{number}" in back for front, back in pairs)


def test_words_from_right_to_left_can_be_set_with_a_font_that_has_them(press: Press) -> None:
    arabic = "من يقرر؟"
    pdf = made(press, deck((side(arabic, arabic), side(arabic, arabic))))
    assert len(pairs_of(pdf)) == 1


def test_a_case_study_without_people_and_decision_points_has_cards_of_the_other_kinds(sound: Path, press: Press) -> None:
    folder = sound / "case_studies"
    folder.mkdir()
    text = (Path(__file__).parent / "cases" / "case_study.yml").read_text("utf-8")
    (folder / "case.yml").write_text(text, "utf-8")
    case = load(sound).case_studies[0]
    bare = case.model_copy(update={"people": (), "decision_points": (), "content_note": None})
    values = content.cards(bare)
    assert len(values["kinds"]) == 2
    assert len(pairs_of(made(press, values))) == len(case.moments) + len(case.groups)


def test_a_single_card_has_a_sheet_of_its_own(press: Press) -> None:
    (sheet,) = sheets_of(made(press, deck((side("Front"), side("Back")))))
    assert [(front.row, front.column) for front in sheet.fronts] == [(0, 0)]
    assert [(back.row, back.column) for back in sheet.backs] == [(0, 1)]


def test_the_cover_may_be_as_long_as_it_needs_to_be(press: Press) -> None:
    note = [{"kind": "paragraph", "runs": [{"text": "A note. " * 1000}]}]
    assert len(sheets_of(made(press, deck((side("Front"), side("Back"))) | {"content_note": note}))) == 1


# --- For screen readers and for machines --------------------------------------------------------------


def test_headings_tell_which_card_a_back_belongs_to(library: Library, press: Press) -> None:
    values = values_of(library)
    with pikepdf.open(io.BytesIO(made(press, values))) as pdf:
        assert str(pdf.docinfo["/Title"]) == values["title"]
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            cards = [" ".join(entry.title.split()) for entry in outline.root[-1].children]
    for card in values["cards"]:
        front, back = (" ".join(card[name]["title"].split()) for name in ("front", "back"))
        assert front in cards
        assert f"{front} {back}" in cards


def test_the_same_words_give_the_same_bytes(library: Library) -> None:
    values = values_of(library)
    assert made(Press(), values) == made(Press(), values)
