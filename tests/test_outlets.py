"""Whatever engine builds the site, readers get the same pages."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from tests.conftest import ROOT, SOUND, run

ENGINES = ("zensical", "properdocs")


class _Outline(HTMLParser):
    """The headings and form controls of a page's article, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.controls: list[tuple[str, ...]] = []
        self._in_article = False
        self._heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "article":
            self._in_article = True
        if not self._in_article:
            return
        if re.fullmatch("h[1-6]", tag):
            self._heading = [f"{tag} {values.get('id') or ''}: "]
        elif tag in ("input", "textarea", "select", "button", "fieldset"):
            self.controls.append((tag, *(values.get(name) or "" for name in ("type", "name", "value", "id"))))

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._in_article = False
        if self._heading is not None and re.fullmatch("h[1-6]", tag):
            # Engines differ in the sign that they put behind a heading to link to it.
            self.headings.append(" ".join("".join(self._heading).replace("¶", "").split()))
            self._heading = None


def outlines(site: Path) -> dict[str, tuple[list[str], list[tuple[str, ...]]]]:
    """Headings and controls of every page of a built site, by its address."""
    pages = {}
    for path in site.rglob("*.html"):
        outline = _Outline()
        outline.feed(path.read_text("utf-8"))
        if outline.headings and path.name != "404.html":
            pages[path.relative_to(site).as_posix()] = (outline.headings, outline.controls)
    return pages


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "out"
    done = run("coproduction", "write", str(folder), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


def test_mkdocs_without_the_plugin_builds_the_same_pages(written: Path, built: Path, tmp_path: Path) -> None:
    done = run("mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=written)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert outlines(tmp_path / "site") == outlines(built)


@pytest.mark.parametrize("engine", ENGINES)
def test_another_engine_builds_the_same_pages(engine: str, written: Path, built: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(written, tmp_path / "written")
    done = run(engine, "build", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    made, expected = outlines(folder / "site"), outlines(built)
    assert len(expected) > 15
    assert sorted(made) == sorted(expected)
    for address, page in expected.items():
        assert made[address] == page, address


@pytest.mark.parametrize("engine", ENGINES)
def test_finish_gives_the_search_of_another_engine_a_name(engine: str, written: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(written, tmp_path / "written")
    assert run(engine, "build", cwd=folder).returncode == 0
    done = run("coproduction", "finish", str(folder / "site"), cwd=folder)
    assert done.returncode == 0, done.stderr
    home = (folder / "site" / "index.html").read_text("utf-8")
    assert 'role="dialog"' not in re.sub(r'role="dialog" aria-label="[^"]+"', "", home)


def test_settings_with_tags_survive_writing(written: Path) -> None:
    settings = (written / "mkdocs.yml").read_text("utf-8")
    assert "!ENV" in settings
    assert "coproduction\n" not in settings


def test_another_folder_with_its_own_content_builds(tmp_path: Path) -> None:
    """One principle, one checklist of nine checks, no case study, standpoints of its own, no page by hand."""
    folder = shutil.copytree(SOUND, tmp_path / "sound")
    (folder / "docs").mkdir()
    done = run("mkdocs", "build", "--strict", cwd=folder)
    assert done.returncode == 0, done.stderr
    pages = outlines(folder / "site")
    assert sorted(pages) == [
        "case-studies/index.html",
        "checklists/first-visit/index.html",
        "checklists/index.html",
        "handouts/index.html",
        "index.html",
        "principles/index.html",
        "principles/kindness/index.html",
    ]
    controls = pages["checklists/first-visit/index.html"][1]
    assert len([control for control in controls if control[0] == "fieldset" and control[4].startswith("check-")]) == 9
    assert {control[3] for control in controls if control[0] == "input" and control[2] == "round.standpoint"} == {"visitor", "helper", "not-said"}


def test_addresses_work_without_a_folder_for_each_page(tmp_path: Path) -> None:
    folder = shutil.copytree(SOUND, tmp_path / "sound")
    (folder / "docs").mkdir()
    with (folder / "mkdocs.yml").open("a") as settings:
        settings.write("use_directory_urls: false\n")
    assert run("mkdocs", "build", "--strict", cwd=folder).returncode == 0
    assert broken_links(folder / "site") == []


def test_nothing_in_the_code_names_the_shipped_content(library) -> None:
    names = {thing.id for kind in (library.principles, library.checklists, library.case_studies) for thing in kind}
    names |= set(library.checks) | {moment.id for case in library.case_studies for moment in case.moments}
    code = [path for path in (ROOT / "generator").rglob("*") if path.suffix in (".py", ".js", ".j2", ".css", ".typ")]
    assert len(code) > 20
    for path in code:
        text = path.read_text("utf-8")
        # Descriptions in the models use the shipped case as their example; nothing depends on it.
        if path.name == "models.py":
            text = re.sub(r"_describe\(.*?\n    \)|_describe\(.*\)", "", text, flags=re.DOTALL)
        found = [name for name in names if "-" in name and re.search(rf"\b{name}\b", text)]
        assert found == [], path


# --- The built site itself ------------------------------------------------------------------------


def broken_links(site: Path) -> list[str]:
    """Every relative link of a built site that leads to no file, or to no place on its page."""
    pages = {path.resolve(): path.read_text("utf-8") for path in site.rglob("*.html")}
    assert pages
    ids = {path: set(re.findall(r'\bid="?([^"\s>]+)', text)) for path, text in pages.items()}
    broken = []
    for path, text in pages.items():
        if path.name == "404.html":
            continue
        for target in re.findall(r'(?:href|src)="?([^"\s>]+)', text):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            to = (path.parent / file).resolve() if file else path
            to = to / "index.html" if to.is_dir() else to
            if not to.is_file() or (anchor and to in ids and anchor not in ids[to] and not anchor.startswith("__")):
                broken.append(f"{path.relative_to(site.resolve())}: {target}")
    return broken


def test_no_link_is_broken(built: Path) -> None:
    assert broken_links(built) == []


def test_every_page_is_valid_html(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 15
    for path in pages:
        text = path.read_text("utf-8")
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        document = parser.parse(text)
        errors = [(position, code) for position, code, _ in parser.errors]
        assert errors == [], path
        ids = [element.get("id") for element in document.iter() if isinstance(element.tag, str) and element.get("id")]
        assert sorted(ids) == sorted(set(ids)), path
        article = document.find(".//article")
        if article is not None:
            assert [element.tag for element in article.iter() if element.get("style") or element.tag == "style"] == [], path


def test_no_page_holds_an_inline_script_of_ours(built: Path) -> None:
    for path in sorted(built.rglob("*.html")):
        article = re.search(r"<article.*?</article>", path.read_text("utf-8"), re.DOTALL)
        if article:
            assert not re.search(r"<script(?![^>]* src=)|\son\w+=", article[0]), path
