"""Starter files for authors: commented, and sound from the first moment."""

from __future__ import annotations

import os
import re
from importlib import resources
from pathlib import Path

from coproduction.library import Library
from coproduction.load import load
from coproduction.models import DEFAULT_SCALE
from coproduction.schema import schema_files
from coproduction.site import Site

KINDS = ("principle", "checklist", "case-study")


class CannotStart(Exception):
    """A starter file cannot be written; the message says why and what to do."""


def start(site: Site, kind: str, name: str) -> list[Path]:
    """Write a starter file and whatever it needs to pass `check`; return the paths written.

    The first principle of a site brings a checklist and standpoints with it. Raises CannotStart
    for an id that cannot be used, ContentError when the content there is has Problems already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 40:
        raise CannotStart(f"“{name}” cannot be an id. Use small letters, digits and single hyphens, 40 at most, like this: my-first-{kind}")
    library = load(site.root, site.folders, complete=False)
    if not library.principles and kind != "principle":
        raise CannotStart("There are no principles yet. Start with one: coproduction new principle my-first-principle")
    files = _starters(site, kind, name, has_standpoints=bool(library.standpoints))
    if there := [path for path in files if path.exists()]:
        raise CannotStart(f"{os.path.relpath(there[0])} is there already. Choose another id.")
    check = f"{name}-first-question"
    if (kind, name) in library.files or kind == "principle" and check in library.checks:
        taken = f"{kind} `{name}`" if (kind, name) in library.files else f"check `{check}`"
        raise CannotStart(f"There is a {taken} already. Choose another id.")
    levels = library.scales[DEFAULT_SCALE].levels
    values = {
        "id": name,
        "principle": library.principles[0].id if library.principles else name,
        "check": check if kind == "principle" else next(iter(library.checks), ""),
        # A new checklist takes up the checks that no other asks.
        "checks": "\n      - ".join(_to_ask(library) if kind == "checklist" else [check]),
        "standpoint": next(iter(library.standpoints), "resident"),
        "lowest": levels[0].id,
        "highest": levels[-1].id,
    }
    texts = {path: _filled(starter, path, site.root, values) for path, starter in files.items()}
    texts |= {path: text for schema, text in schema_files() if not (path := site.root / "schemas" / schema).exists()}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(texts)


def _to_ask(library: Library) -> list[str]:
    unasked = [check for check, in_use in library.checks.items() if not in_use.checklists]
    return unasked or list(library.checks)[:1]


def _starters(site: Site, kind: str, name: str, *, has_standpoints: bool) -> dict[Path, str]:
    """The files to write, each with the starter that it is made from."""
    folders = site.folders
    where = {"principle": folders.principles, "checklist": folders.checklists, "case-study": folders.case_studies}
    files = {site.root / where[kind] / f"{name}.yml": kind}
    if kind == "principle":
        # A check must be asked somewhere, or `check` would complain about it.
        files[site.root / folders.checklists / f"{name}-questions.yml"] = "checklist"
        if not has_standpoints:
            files[site.root / folders.words / "standpoints.yml"] = "standpoints"
    return files


def _filled(starter: str, path: Path, root: Path, values: dict[str, str]) -> str:
    text = resources.files("coproduction").joinpath(f"starters/{starter}.yml").read_text("utf-8")
    if starter == "checklist" and path.stem != values["id"]:
        values = values | {"id": path.stem}
    schemas = Path(os.path.relpath(root / "schemas", path.parent)).as_posix()
    for name, value in (values | {"schemas": schemas}).items():
        text = text.replace(f"@{name}@", value)
    return text
