"""Making handouts: each once, whole or not at all, the same to the byte, and named where one fails."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from coproduction.cli import main
from coproduction.handouts import content
from coproduction.handouts import make as making
from coproduction.handouts.catalogue import Handout, handouts
from coproduction.handouts.frame import edition_mark, frame
from coproduction.handouts.imprint import LARGEST_LOGO, CannotUse, Logo, read_logo, today
from coproduction.handouts.make import HandoutFailed, everything, keep_only, make
from coproduction.handouts.pdf import Press
from coproduction.library import Library
from coproduction.load import load
from coproduction.site import read_site
from fontTools.ttLib import TTFont

from tests.conftest import IMPRINT

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'><path d='M0 0H20V10H0Z' fill='none' stroke='black'/></svg>"


@pytest.fixture
def small(sound: Path) -> list[Handout]:
    """The handouts of a small site."""
    found = list(handouts(load(sound)))
    assert len(found) > 5
    return found


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "out"


def bytes_of(made: Iterator[making.Made]) -> dict[str, bytes]:
    return {one.path: one.file.read_bytes() for one in made}


def command(site: Path, *words: object) -> Result:
    return CliRunner().invoke(main, ["handouts", "--config-file", str(site / "mkdocs.yml"), *map(str, words)])


# --- The same to the byte, and each once ----------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_however_many_processes_make_them(small: list[Handout], tmp_path: Path) -> None:
    first = bytes_of(make(small, IMPRINT, tmp_path / "one"))
    assert first == bytes_of(make(small, IMPRINT, tmp_path / "two", processes=2))
    assert list(first) == [handout.path for handout in small]


def test_what_did_not_change_is_not_made_again(small: list[Handout], out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bytes_of(make(small, IMPRINT, out))
    monkeypatch.setattr(making, "make_one", lambda *_: pytest.fail("It was made before."))
    assert bytes_of(make(small, IMPRINT, out)) == before


def test_another_day_changes_the_footer_and_not_the_edition(library: Library) -> None:
    handout = next(handouts(library))
    values = handout.values()
    today, tomorrow = (frame(handout, values, replace(IMPRINT, date=datetime.date(2026, 11, day))) for day in (24, 25))
    assert {key for key in today if today[key] != tomorrow[key]} == {"footer", "card_footer", "date"}
    assert edition_mark(values) in today["footer"] and edition_mark(values) in tomorrow["footer"]
    assert edition_mark(values | {"title": "Another"}) != edition_mark(values)


def test_the_day_is_that_of_source_date_epoch() -> None:
    assert today({"SOURCE_DATE_EPOCH": "1700000000"}) == datetime.date(2023, 11, 14)
    assert abs(today({}) - datetime.date.today()) <= datetime.timedelta(days=1)


def test_two_builds_at_different_times_agree_to_the_byte(sound: Path, tmp_path: Path) -> None:
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    for name in ("one", "two"):
        words = [sys.executable, "-m", "coproduction", "handouts", "--config-file", str(sound / "mkdocs.yml"), str(tmp_path / name)]
        assert subprocess.run(words, env=environment | {"PYTHONHASHSEED": str(len(name + "x"))}, check=False).returncode == 0
        (sound / ".cache").rename(tmp_path / f"cache-{name}")
    one, two = ({path.relative_to(tmp_path / name).as_posix(): path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()} for name in ("one", "two"))
    assert one == two and len(one) > 5


def test_old_files_go_after_a_day_and_young_ones_stay(small: list[Handout], out: Path) -> None:
    made = list(make(small, IMPRINT, out))
    other = out / "other.pdf"
    other.write_bytes(b"%PDF")
    now = other.stat().st_mtime
    keep_only(made, out, now + 60)
    assert other.exists()
    keep_only(made, out, now + making.DAY + 60)
    assert not other.exists()
    assert all(one.file.exists() for one in made)


def test_one_file_holds_all_of_them(small: list[Handout], out: Path) -> None:
    made = list(make(small, IMPRINT, out))
    whole = everything(made, out)
    with zipfile.ZipFile(whole.file) as archive:
        assert {f"handouts/{name}": archive.read(name) for name in archive.namelist()} == {one.path: one.file.read_bytes() for one in made}


def test_the_length_of_a_hand_in_code_is_that_of_its_specification(library: Library) -> None:
    # docs/hand-in-code.md: eight characters before, six behind, and as many as the answers need.
    lengths = {checklist.id: content.hand_in_code_length(library, checklist) for checklist in library.checklists}
    assert all(14 < length <= 24 for length in lengths.values()), lengths


# --- Whole or not at all ----------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2])
def test_a_handout_that_fails_is_named_and_nothing_half_made_stays(small: list[Handout], out: Path, processes: int) -> None:
    broken = replace(IMPRINT, logo=Logo("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><broken"))
    with pytest.raises(HandoutFailed, match="^handouts/actions.pdf could not be made: "):
        list(make(small, broken, out, processes=processes))
    assert [file.name for file in out.iterdir() if file.suffix not in (".docx", ".csv")] == []


def test_when_the_disk_is_full_nothing_is_half_written(small: list[Handout], out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        list(make(small, IMPRINT, out))
    monkeypatch.undo()
    assert [file.name for file in out.iterdir() if not file.name.endswith(".part")] == []
    assert len(bytes_of(make(small, IMPRINT, out))) == len(small)


def test_the_command_writes_them_and_says_how_many(sound: Path, out: Path) -> None:
    result = command(sound, out)
    assert result.exit_code == 0
    assert result.output.endswith(f"8 handouts written to {out}.\n")
    assert (out / "principles/kindness.pdf").read_bytes().startswith(b"%PDF")


def test_only_some_and_on_other_paper(sound: Path, out: Path) -> None:
    result = command(sound, out, "--only", "large-print", "--only", "kindness", "--paper", "letter")
    assert result.exit_code == 0
    made = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.pdf"))
    assert made == ["checklists/first-visit_large-print.pdf", "principles/kindness.pdf"]
    assert b"/MediaBox[0 0 612 792]" in (out / made[1]).read_bytes()


def test_words_that_no_handout_has_are_refused(sound: Path, out: Path) -> None:
    result = command(sound, out, "--only", "posters")
    assert result.exit_code == 1
    assert "No handout has “posters” in its name." in result.stderr
    assert not (out).exists()


def test_with_a_problem_what_was_written_stays(sound: Path, out: Path) -> None:
    assert command(sound, out).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    file = sound / "principles/kindness.yml"
    file.write_text(file.read_text("utf-8").replace("statement:", "statment:"), "utf-8")
    result = command(sound, out)
    assert result.exit_code == 1 and "`statment` is not a key here" in result.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


# --- What authors add -----------------------------------------------------------------------------------------


def test_logos_are_told_by_what_is_in_them(tmp_path: Path) -> None:
    for name, content_of, kind in (("a.svg", SVG, "svg"), ("a.png", b"\x89PNG\r\n\x1a\n...", "png"), ("a.jpeg", b"\xff\xd8\xff...", "jpg")):
        (tmp_path / name).write_bytes(content_of)
        assert read_logo(tmp_path / name) == Logo(kind, content_of)
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    (tmp_path / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(LARGEST_LOGO))
    for name, why in (("a.gif", "Save it as SVG, PNG or JPEG"), ("large.png", "Make it smaller"), ("none.png", "cannot be opened")):
        with pytest.raises(CannotUse, match=why):
            read_logo(tmp_path / name)


def test_a_logo_stands_on_the_page_with_the_publisher_s_name_for_those_who_cannot_see_it(small: list[Handout], out: Path) -> None:
    plain, with_logo = (
        bytes_of(make(small[:1], imprint, out))[small[0].path] for imprint in (IMPRINT, replace(IMPRINT, logo=Logo("svg", SVG)))
    )
    assert plain != with_logo


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("paper: a5", "There is no paper `a5`"),
        ("colour: teal", "`teal` is not a colour"),
        ('colour: "#86d3d6"', "On white, the colour `#86d3d6` is too pale to read: its contrast is 1.7 to 1"),
        ("logo: none.png", "There is no logo `none.png`"),
        ("fonts: none", "There is no folder of fonts `none`"),
    ],
)
def test_an_option_that_cannot_be_used_is_a_problem(sound: Path, option: str, said: str) -> None:
    settings = sound / "mkdocs.yml"
    text = settings.read_text("utf-8")
    assert "- coproduction\n" in text
    settings.write_text(text.replace("- coproduction\n", f"- coproduction:\n      {option}\n"), "utf-8")
    result = command(sound, sound.parent / "out")
    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.parametrize(("title", "column"), [("Kindness 善", 17), ('"Kindness \\u5584"', 8)], ids=["as it is", "as a number"])
def test_a_letter_that_no_font_has_is_a_problem_at_its_place(sound: Path, title: str, column: int) -> None:
    file = sound / "principles/kindness.yml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    lines[at] = f"title: {title}\n"
    file.write_text("".join(lines), "utf-8")
    result = command(sound, sound.parent / "out")
    assert result.exit_code == 1
    assert f"principles/kindness.yml:{at + 1}:{column}: No font of the handouts has the character 善 (U+5584)" in result.stderr
    assert "fonts: FOLDER" in result.stderr


def test_in_a_comment_such_a_letter_does_no_harm(sound: Path) -> None:
    file = sound / "principles/kindness.yml"
    file.write_text("# 善\n" + file.read_text("utf-8"), "utf-8")
    assert command(sound, sound.parent / "out").exit_code == 0


def test_a_font_of_the_author_s_has_the_letter(sound: Path) -> None:
    fonts = sound / "fonts"
    fonts.mkdir()
    make_font(fonts / "own.ttf", "善")
    assert Press().cannot_print(set("善é")) == {"善"}
    assert Press(fonts).cannot_print(set("善é")) == set()
    file = sound / "principles/kindness.yml"
    file.write_text(file.read_text("utf-8").replace("title: Kindness", "title: Kindness 善", 1), "utf-8")
    settings = sound / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("- coproduction\n", "- coproduction:\n      fonts: fonts\n"), "utf-8")
    assert read_site(settings).fonts == fonts
    assert command(sound, sound.parent / "out").exit_code == 0


def make_font(path: Path, character: str) -> None:
    """A font of another name in which a letter we have stands for one that we do not have."""
    font = TTFont(resources.files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf")
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(character)] = "A"
    for name in font["name"].names:
        name.string = str(name).replace("Source Sans Pro", "Our Own").replace("SourceSansPro", "OurOwn")
    font.save(path)
