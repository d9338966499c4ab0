"""Scripts and the style sheet reach readers without their comments, and otherwise as they are written."""

from __future__ import annotations

from importlib import resources

from coproduction.addresses import ASSETS
from coproduction.assets import assets
from coproduction.library import Library


def test_only_lines_of_comments_are_left_out(library: Library) -> None:
    sources = {file.name: file.read_text("utf-8") for file in resources.files("coproduction").joinpath("browser").iterdir()}
    made = {path.rpartition("/")[2]: content.decode() for path, content in assets(library, True)}
    del made["checklists.json"]
    assert made.keys() == sources.keys()
    for name, text in made.items():
        assert _code(text) == _code(sources[name]), name
        # Nothing but comments makes the difference, and all of them do.
        assert text.splitlines() == [line for line in text.splitlines() if not line.lstrip().startswith(("//", "* "))], name
        assert len(text) < len(sources[name]), name


def test_no_style_makes_a_browser_search_the_whole_page_at_each_press(library: Library) -> None:
    # With html:has(…) each letter that changes costs a walk through all elements: 30 ms at each press on a slow phone.
    sheet = dict(assets(library, True))[f"{ASSETS}/coproduction.css"].decode()
    on_screen = sheet[: sheet.index("@media print {")]
    assert ":has(" not in on_screen
    assert ":has(" in sheet


def _code(text: str) -> list[str]:
    """The lines that are no comment, told line by line."""
    kept, inside = [], False
    for line in text.splitlines():
        stripped = line.strip()
        if not inside and not stripped.startswith("//") and not (stripped.startswith("/*") and _is_all_comment(stripped)):
            kept.append(line)
        elif not stripped.startswith("//"):
            inside = "*/" not in stripped
    return kept


def _is_all_comment(line: str) -> bool:
    """A line that starts with a comment and has no code behind it."""
    return "*/" not in line or line.endswith("*/")
