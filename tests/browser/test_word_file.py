"""The Word file: a sound ZIP file of sound Office Open XML, with real headings, in which every word can be found."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from bench.browser import served
from tests.conftest import ROOT

Call = Callable[..., Any]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

DOCUMENT: dict[str, Any] = {
    "title": "Our answers & what we agreed",
    "language": "en-GB",
    "sections": [
        {"heading": "Clarity", "level": 1, "paragraphs": ["Two lines\nand a\ttab.", ""]},
        {"heading": "من يقرر؟", "level": 2, "paragraphs": ["12: لا نعرف", 'Markup: <b>"no"</b> &amp;']},
        {
            "heading": "Actions", "level": 1, "paragraphs": [],
            "table": {"header": ["What", "Who"], "rows": [["Open the books", "Finance"], ["Too short"], ["a", "b", "too long"]]},
        },
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def word_files(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """The type and the bytes of the file of each of several documents."""
    folder = tmp_path_factory.mktemp("modules")
    shutil.copy(ROOT / "generator" / "coproduction" / "browser" / "word-file.js", folder)
    (folder / "index.html").write_text("<!doctype html><title>Empty</title>", "utf-8")
    with served(folder) as address:
        page = browser.new_page()
        page.goto(address)

        def word_files(*documents: dict[str, Any]) -> list[tuple[str, bytes]]:
            made = page.evaluate(
                """async (documents) => {
                    const { wordFile } = await import("/word-file.js");
                    return Promise.all(documents.map(async (one) => {
                        const blob = wordFile(JSON.parse(one));
                        const bytes = new Uint8Array(await blob.arrayBuffer());
                        return [blob.type, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))];
                    }));
                }""",
                [json.dumps(one) for one in documents],
            )
            return [(kind, base64.b64decode(content)) for kind, content in made]

        yield word_files
        page.close()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(paragraph: ET.Element) -> str:
    signs = {f"{W}t": lambda one: one.text or "", f"{W}br": lambda _: "\n", f"{W}tab": lambda _: "\t"}
    return "".join(signs[one.tag](one) for run in paragraph.findall(f"{W}r") for one in run if one.tag in signs)


def outline(content: bytes) -> list[Any]:
    """What a reader sees: each paragraph as its style and text, each table as its rows of such paragraphs."""
    body = ET.fromstring(parts_of(content)["word/document.xml"]).find(f"{W}body")
    assert body is not None
    seen: list[Any] = []
    for block in body:
        if block.tag == f"{W}p":
            seen.append((block.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), text_of(block)))
        elif block.tag == f"{W}tbl":
            seen.append([[[text_of(one) for one in cell.findall(f"{W}p")] for cell in row.findall(f"{W}tc")] for row in block.findall(f"{W}tr")])
        else:
            assert block.tag == f"{W}sectPr"
    return seen


def test_what_a_reader_sees(word_files: Call) -> None:
    ((kind, content),) = word_files(DOCUMENT)
    assert kind == WORD
    assert outline(content) == [
        ("Title", "Our answers & what we agreed"),
        ("Heading1", "Clarity"),
        ("Normal", "Two lines\nand a\ttab."),
        ("Normal", ""),
        ("Heading2", "من يقرر؟"),
        ("Normal", "12: لا نعرف"),
        ("Normal", 'Markup: <b>"no"</b> &amp;'),
        ("Heading1", "Actions"),
        [[["What"], ["Who"]], [["Open the books"], ["Finance"]], [["Too short"], [""]], [["a"], ["b"]]],
    ]


def test_the_whole_text_of_a_small_document(word_files: Call) -> None:
    small = {"title": "A", "language": "en", "sections": [{"heading": "לא", "level": 9, "paragraphs": ["b\n\tc"], "table": {"header": ["D"], "rows": [["e"]]}}]}
    ((_, content),) = word_files(small)
    made = parts_of(content)["word/document.xml"].decode()
    assert made == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t xml:space="preserve">A</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Heading6"/><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">לא</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:t xml:space="preserve">b</w:t><w:br/>'
        '<w:t xml:space="preserve"></w:t><w:tab/><w:t xml:space="preserve">c</w:t></w:r></w:p>'
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="9638" w:type="dxa"/><w:tblLook w:val="0020"/></w:tblPr>'
        '<w:tblGrid><w:gridCol w:w="9638"/></w:tblGrid>'
        '<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:tcW w:w="9638" w:type="dxa"/></w:tcPr>'
        '<w:p><w:pPr><w:pStyle w:val="TableHeading"/></w:pPr><w:r><w:t xml:space="preserve">D</w:t></w:r></w:p></w:tc></w:tr>'
        '<w:tr><w:tc><w:tcPr><w:tcW w:w="9638" w:type="dxa"/></w:tcPr>'
        '<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:t xml:space="preserve">e</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
        "</w:body></w:document>"
    )


def test_the_same_document_gives_the_same_bytes(word_files: Call) -> None:
    (_, one), (_, other), (_, different) = word_files(DOCUMENT, DOCUMENT, DOCUMENT | {"title": "Other"})
    assert one == other
    assert one != different
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        about = {(part.date_time, part.compress_type, part.flag_bits, part.extra, part.comment) for part in archive.infolist()}
    assert about == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0, b"", b"")}


def test_every_part_is_announced_and_every_link_leads_somewhere(word_files: Call) -> None:
    ((_, content),) = word_files(DOCUMENT)
    parts = parts_of(content)
    assert next(iter(parts)) == "[Content_Types].xml"
    trees = {name: ET.fromstring(part) for name, part in parts.items()}
    announced = {one.get("PartName") for one in trees["[Content_Types].xml"].findall(f"{TYPES}Override")}
    assert announced == {f"/{name}" for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"}
    assert [one.get("Extension") for one in trees["[Content_Types].xml"].findall(f"{TYPES}Default")] == ["rels"]
    linked = {
        (folder + one.get("Target"), one.get("Type").rpartition("/")[2])
        for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/"))
        for one in trees[name].findall(f"{RELATIONSHIPS}Relationship")
    }
    assert linked == {
        ("word/document.xml", "officeDocument"), ("docProps/core.xml", "core-properties"), ("word/styles.xml", "styles"), ("word/settings.xml", "settings"),
    }  # fmt: skip
    assert {path for path, _ in linked} == {path.removeprefix("/") for path in announced}


def test_the_title_and_the_language_stand_in_the_file(word_files: Call) -> None:
    (_, english), (_, arabic) = word_files(DOCUMENT, {"title": "إجاباتنا", "language": "ar", "sections": []})
    for content, title, language, of_other_scripts in ((english, DOCUMENT["title"], "en-GB", None), (arabic, "إجاباتنا", "ar", "ar")):
        parts = parts_of(content)
        assert [(one.tag.rpartition("}")[2], one.text) for one in ET.fromstring(parts["docProps/core.xml"])] == [("title", title), ("language", language)]
        lang = ET.fromstring(parts["word/styles.xml"]).find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
        assert (lang.get(f"{W}val"), lang.get(f"{W}bidi")) == (language, of_other_scripts)


def test_headings_are_real_ones(word_files: Call) -> None:
    """Word, its contents list and screen readers know a heading by the name and the outline level of its style."""
    ((_, content),) = word_files(DOCUMENT)
    parts = parts_of(content)
    styles = {one.get(f"{W}styleId"): one for one in ET.fromstring(parts["word/styles.xml"]).findall(f"{W}style")}
    used = {one.get(f"{W}val") for tag in ("pStyle", "tblStyle") for one in ET.fromstring(parts["word/document.xml"]).iter(f"{W}{tag}")}
    assert used == {"Title", "Normal", "Heading1", "Heading2", "TableGrid", "TableHeading"}
    assert used <= styles.keys()
    for level in range(1, 7):
        style = styles[f"Heading{level}"]
        assert style.find(f"{W}name").get(f"{W}val") == f"heading {level}"
        assert style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == str(level - 1)


def test_a_table_s_header_row_is_told_from_the_others(word_files: Call) -> None:
    ((_, content),) = word_files(DOCUMENT)
    rows = list(ET.fromstring(parts_of(content)["word/document.xml"]).iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]


def test_a_table_without_columns_is_left_out(word_files: Call) -> None:
    section = {"heading": "H", "level": 1, "paragraphs": [], "table": {"header": [], "rows": [["lost"]]}}
    ((_, content),) = word_files({"title": "A", "language": "en", "sections": [section]})
    assert outline(content) == [("Title", "A"), ("Heading1", "H")]


@pytest.mark.parametrize(
    ("text", "from_the_right"),
    [
        ("Plain", False), ("", False), ("12/11", False), ("العربية", True), ("12. العربية", True), ("(עברית)", True), ("اردو Urdu", True),
        ("English, then العربية", False), ("中文", False), ("বাংলা", False), ("𞤀𞤣𞤤𞤢𞤥 (Fulani)", True), ("Ω", False), ("👩‍👧", False),
    ],
)  # fmt: skip
def test_each_text_runs_the_way_its_script_does(word_files: Call, text: str, from_the_right: bool) -> None:
    section = {"heading": "H", "level": 1, "paragraphs": [text], "table": {"header": [text], "rows": []}}
    ((_, content),) = word_files({"title": "A", "language": "en", "sections": [section]})
    body = ET.fromstring(parts_of(content)["word/document.xml"]).find(f"{W}body")
    paragraph = body.findall(f"{W}p")[2]
    found = [paragraph.find(f"{W}pPr/{W}bidi"), paragraph.find(f"{W}r/{W}rPr/{W}rtl"), body.find(f"{W}tbl/{W}tblPr/{W}bidiVisual")]
    assert [one is not None for one in found] == [from_the_right] * 3


def kept(text: str) -> str:
    """The text without what XML cannot hold."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", "", text)


def test_half_a_character_is_left_out(word_files: Call) -> None:
    ((_, content),) = word_files({"title": "half \ud83d of it, half \udc69 of it, 👩", "language": "en", "sections": []})
    assert outline(content) == [("Title", "half  of it, half  of it, 👩")]


texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'\0\n\t\r\x1b\x85\ufffe\uffff]]>العم👩"), max_size=60)


@settings(max_examples=40)
@given(many=st.lists(st.tuples(texts, texts, st.lists(texts, max_size=4), st.lists(st.lists(texts, min_size=2, max_size=2), max_size=3)), min_size=1, max_size=10))  # fmt: skip
def test_every_word_can_be_found(word_files: Call, many: list[tuple[str, str, list[str], list[list[str]]]]) -> None:
    documents = [
        {"title": title, "language": language, "sections": [{"heading": title, "level": 3, "paragraphs": texts, "table": {"header": ["a", "b"], "rows": rows}}]}
        for title, language, texts, rows in many
    ]
    for (title, language, texts, rows), (_, content) in zip(many, word_files(*documents), strict=True):
        assert outline(content) == [
            ("Title", kept(title)), ("Heading3", kept(title)), *(("Normal", kept(text)) for text in texts),
            [[["a"], ["b"]], *([[kept(text)] for text in row] for row in rows)],
        ]  # fmt: skip
        parts = {name: ET.fromstring(part) for name, part in parts_of(content).items()}
        about = parts["docProps/core.xml"]
        assert [one.text or "" for one in about] == [kept(title), kept(language)]
