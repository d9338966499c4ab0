"""The command `coproduction`: what it prints, how it exits, and that it never leaves half of anything behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from coproduction import __version__
from coproduction.cli import main
from coproduction.schema import schema_files, schema_text
from coproduction.write import MARKER

from tests.conftest import SOUND


def coproduction(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    # Click turns every exception into a result: one that is no message to the reader must not hide there.
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def command(site: Path, name: str, *words: str | Path) -> Result:
    return coproduction(name, "--config-file", site / "mkdocs.yml", *words)


def broken(site: Path) -> Path:
    path = site / "words/standpoints.yml"
    path.write_text(path.read_text("utf-8").replace("label: a helper", "lable: a helper"), "utf-8")
    return site


REPORT = """\
words/standpoints.yml:5:5: `label` is missing
      - id: helper
        ^
  Add it. How a person says it: “I am answering as …”. For example: `label: "a resident"`.

words/standpoints.yml:6:5: `lable` is not a key here
        lable: a helper
        ^
  Did you mean `label`?

2 problems in the content. Nothing was written.
"""


def test_help_names_every_command() -> None:
    result = coproduction("--help")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.partition("Commands:\n")[2].splitlines()] == [
        "check",
        "finish",
        "handouts",
        "new",
        "schema",
        "write",
    ]
    for name in ("check", "finish", "handouts", "new", "schema", "write"):
        assert coproduction(name, "--help").exit_code == 0


def test_version() -> None:
    assert __version__ in coproduction("--version").output


# --- check ----------------------------------------------------------------------------------------


def test_check_of_sound_content(sound: Path) -> None:
    result = command(sound, "check")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "All is well: 1 principle, 9 checks, 1 checklist, 0 case studies.\n",
        "",
    )
    result = command(sound, "check", "--format", "json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "")


def test_check_of_broken_content_as_text(sound: Path) -> None:
    result = command(broken(sound), "check")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", REPORT)


def test_check_of_broken_content_as_json(sound: Path) -> None:
    result = command(broken(sound), "check", "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout) == [
        {
            "path": "words/standpoints.yml",
            "line": 5,
            "column": 5,
            "message": "`label` is missing",
            "remedy": 'Add it. How a person says it: “I am answering as …”. For example: `label: "a resident"`.',
            "excerpt": "  - id: helper",
        },
        {
            "path": "words/standpoints.yml",
            "line": 6,
            "column": 5,
            "message": "`lable` is not a key here",
            "remedy": "Did you mean `label`?",
            "excerpt": "    lable: a helper",
        },
    ]


def test_check_where_there_is_no_site(tmp_path: Path) -> None:
    result = command(tmp_path, "check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[0] == f"mkdocs.yml:1:1: There is no mkdocs.yml in {tmp_path}"


SETTINGS = (
    "plugins: 5",
    "plugins: [5]",
    "plugins:\n  - coproduction: 5",
    "plugins:\n  - coproduction: {words: 5}",
    "plugins:\n  - coproduction: {words: }",
    "plugins:\n  - coproduction: {5: words}",
    "plugins:\n  - coproduction: {words: ../../words}",
    "plugins: {coproduction: {principles: nowhere}}",
    "docs_dir: [docs]",
    "site_name: {a: b}",
    "copyright: 2011-02-30",
    "extra: !!int x",
    "extra: !!timestamp x",
    "site_name: [",
    "[" * 2000,
    "- site_name",
    "site_name: \x00",
    "",
)


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: repr(settings[:40]))
@pytest.mark.parametrize("name", ["check", "write"])
def test_odd_settings_give_a_problem_and_no_other_exception(sound: Path, settings: str, name: str) -> None:
    (sound / "mkdocs.yml").write_text(settings, "utf-8")
    result = command(sound, name, *([sound.parent / "out"] if name == "write" else []))
    assert result.exit_code in (0, 1)
    assert result.exit_code == 0 or result.stderr.endswith("in the content. Nothing was written.\n"), result.output


def test_settings_that_are_a_folder(sound: Path) -> None:
    result = coproduction("check", "--config-file", sound)
    assert result.exit_code in (1, 2)
    assert result.stderr


def test_folders_may_lie_anywhere(sound: Path, tmp_path: Path) -> None:
    shutil.move(sound / "words", tmp_path / "words")
    for where in ("../words", str(tmp_path / "words")):
        (sound / "mkdocs.yml").write_text(f"plugins:\n  - coproduction: {{words: {where}}}\n", "utf-8")
        result = command(sound, "check")
        assert (result.exit_code, result.output) == (
            0,
            "All is well: 1 principle, 9 checks, 1 checklist, 0 case studies.\n",
        )


# --- write ----------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def out(sound: Path) -> Path:
    """A folder that has been written once, with pages as they were then."""
    (sound / "docs").mkdir()
    (sound / "docs/welcome.md").write_text("# Welcome\n\n<!-- coproduction: principles -->\n", "utf-8")
    folder = sound.parent / "out"
    assert command(sound, "write", folder).exit_code == 0
    return folder


def rename_the_principle(site: Path) -> None:
    path = site / "principles/kindness.yml"
    path.write_text(path.read_text("utf-8").replace("title: Kindness", "title: Being kind"), "utf-8")


def test_write_makes_a_whole_site(sound: Path, out: Path) -> None:
    result = command(sound, "write", sound.parent / "another")
    assert result.exit_code == 0
    assert result.output == (
        f"8 pages written to {sound.parent / 'another'}. Build them with an engine that reads mkdocs.yml, then run: "
        f"coproduction finish {sound.parent / 'another' / 'site'}\n"
    )
    made = contents(sound.parent / "another")
    assert made == contents(out)
    assert [name for name in made if not name.startswith("docs/assets/")] == [
        MARKER,
        "docs/case-studies/index.md",
        "docs/checklists/first-visit.md",
        "docs/checklists/index.md",
        "docs/embed/principles/kindness.html",
        "docs/handouts/actions.docx",
        "docs/handouts/actions.pdf",
        "docs/handouts/all.zip",
        "docs/handouts/checklists/first-visit.csv",
        "docs/handouts/checklists/first-visit.docx",
        "docs/handouts/checklists/first-visit.pdf",
        "docs/handouts/checklists/first-visit_facilitator-pack.pdf",
        "docs/handouts/checklists/first-visit_large-print.pdf",
        "docs/handouts/index.md",
        "docs/handouts/principles/kindness.pdf",
        "docs/index.md",
        "docs/principles/index.md",
        "docs/principles/kindness.md",
        "docs/welcome.md",
        "mkdocs.yml",
    ]
    assert "docs/assets/coproduction/coproduction.css" in made
    assert b"Meet people as you would like to be met." in made["docs/welcome.md"]


def test_write_replaces_what_it_wrote(sound: Path, out: Path) -> None:
    (out / "docs/left-over.md").write_text("From an older run.", "utf-8")
    rename_the_principle(sound)
    assert command(sound, "write", out).exit_code == 0
    assert not (out / "docs/left-over.md").exists()
    assert "# Being kind" in (out / "docs/principles/kindness.md").read_text("utf-8")
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "sound"]


def test_write_fills_an_empty_folder(sound: Path) -> None:
    folder = sound.parent / "empty"
    folder.mkdir()
    assert command(sound, "write", folder).exit_code == 0
    assert (folder / "mkdocs.yml").is_file()


def test_write_makes_the_folders_above(sound: Path) -> None:
    assert command(sound, "write", sound.parent / "a/b/out").exit_code == 0
    assert (sound.parent / "a/b/out/mkdocs.yml").is_file()


@pytest.mark.parametrize("place", ["a folder", "a file"])
def test_write_refuses_what_is_somebodys_own(sound: Path, place: str) -> None:
    theirs = sound.parent / "theirs"
    if place == "a folder":
        theirs.mkdir()
        (theirs / "letter.txt").write_text("Dear", "utf-8")
    else:
        theirs.write_text("Dear", "utf-8")
    before = contents(sound.parent)
    result = command(sound, "write", theirs)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: {theirs} holds files that were not made here. Name an empty folder, or a new one.\n",
    )
    assert contents(sound.parent) == before


@pytest.mark.parametrize("where", ["docs", "docs/out", "docs/deep/out"])
def test_write_refuses_a_folder_inside_the_pages_it_copies(sound: Path, out: Path, where: str) -> None:
    before = contents(sound.parent)
    assert command(sound, "write", sound / where).exit_code == 1
    assert contents(sound.parent) == before


def test_write_with_a_problem_leaves_everything_as_it_was(sound: Path, out: Path) -> None:
    before = contents(out)
    result = command(broken(sound), "write", out)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", REPORT)
    assert contents(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "sound"]


def test_write_with_a_page_in_another_encoding_leaves_everything_as_it_was(sound: Path, out: Path) -> None:
    before = contents(out)
    (sound / "docs/welcome.md").write_bytes("# Café\n".encode("latin-1"))
    result = command(sound, "write", out)
    assert result.exit_code == 1
    assert result.stderr.startswith("docs/welcome.md:1:6: This file is not in UTF-8\n")
    assert contents(out) == before


def failing(method: Callable[..., Any], after: int) -> Callable[..., Any]:
    """The method of a path, until the disk is full."""
    calls = 0

    def write(self: Path, *words: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > after:
            raise OSError(28, "No space left on device")
        return method(self, *words, **named)

    return write


@pytest.mark.parametrize("after", [0, 1, 2, 5])
@pytest.mark.parametrize("method", ["write_text", "write_bytes", "mkdir"])
def test_when_the_disk_is_full_the_old_folder_stays_byte_for_byte(
    sound: Path, out: Path, monkeypatch: pytest.MonkeyPatch, method: str, after: int
) -> None:
    before = contents(out)
    rename_the_principle(sound)
    monkeypatch.setattr(Path, method, failing(getattr(Path, method), after))
    result = command(sound, "write", out)
    monkeypatch.undo()
    if result.exit_code == 0:  # fewer calls than that were needed
        assert contents(out) != before
    else:
        assert (
            result.stderr
            == f"Error: {out} could not be written: No space left on device. What was there before is unchanged.\n"
        )
        assert contents(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "sound"]


@pytest.mark.parametrize("after", [0, 1])
def test_when_the_new_folder_cannot_take_its_place_the_old_one_comes_back(
    sound: Path, out: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    before = contents(out)
    rename_the_principle(sound)
    # The first renaming sets the old folder aside, the second puts the new one in its place, a third may mend it.
    rename, calls = Path.rename, 0

    def fails_once(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == after + 1:
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_once)
    result = command(sound, "write", out)
    monkeypatch.undo()
    assert (
        result.stderr == f"Error: {out} could not be written: Permission denied. What was there before is unchanged.\n"
    )
    assert contents(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "sound"]


# --- finish ---------------------------------------------------------------------------------------


def test_finish_names_the_search_dialog_once_and_changes_nothing_else(tmp_path: Path) -> None:
    page = '<p>role="dialog"</p><div class="md-search" data-md-component="search" role="dialog"><p>Café</p></div>\r\n'
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_bytes(page.encode())
    (tmp_path / "plain.html").write_bytes(b"<p>Nothing to do: caf\xe9</p>\r\n")
    (tmp_path / "not-html.txt").write_bytes(page.encode())
    first = coproduction("finish", tmp_path)
    assert (first.exit_code, first.output) == (0, f"1 page finished in {tmp_path}.\n")
    finished = contents(tmp_path)
    assert finished["a/index.html"].decode() == page.replace(
        'search" role="dialog"', 'search" role="dialog" aria-label="Search"'
    )
    assert finished["plain.html"] == b"<p>Nothing to do: caf\xe9</p>\r\n"
    assert finished["not-html.txt"] == page.encode()
    second = coproduction("finish", tmp_path)
    assert (second.exit_code, second.output) == (0, f"0 pages finished in {tmp_path}.\n")
    assert contents(tmp_path) == finished


def test_finish_wants_a_folder(tmp_path: Path) -> None:
    assert coproduction("finish", tmp_path / "missing").exit_code == 2


# --- schema ---------------------------------------------------------------------------------------


def test_schema_prints_one_kind() -> None:
    result = coproduction("schema", "checklist")
    assert (result.exit_code, result.output) == (0, schema_text("checklist"))


def test_schema_prints_all_kinds() -> None:
    made = json.loads(coproduction("schema").output)
    assert {f"{kind}.schema.json": schema for kind, schema in made.items()} == {
        name: json.loads(text) for name, text in schema_files()
    }


def test_schema_writes_all_kinds_into_a_folder(tmp_path: Path) -> None:
    result = coproduction("schema", "--out", tmp_path / "new/schemas")
    assert (result.exit_code, result.output) == (0, f"6 schemas written to {tmp_path / 'new/schemas'}.\n")
    assert contents(tmp_path / "new/schemas") == {name: text.encode() for name, text in schema_files()}


def test_schema_of_no_kind() -> None:
    assert coproduction("schema", "question").exit_code == 2


def test_the_sound_site_itself_is_never_changed() -> None:
    assert sorted(path.name for path in SOUND.iterdir()) == ["mkdocs.yml", "principles", "words"]
