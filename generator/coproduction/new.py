"""Starter files for authors: commented, and sound from the first moment."""

from __future__ import annotations

import os
import re
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from coproduction.explain import explain
from coproduction.library import Library
from coproduction.models import Standpoints
from coproduction.problems import ContentError
from coproduction.schema import schema_files
from coproduction.site import Site
from coproduction.yaml_file import parse

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
    library = _library(site)
    if library is None and kind != "principle":
        raise CannotStart("There are no principles yet. Start with one: coproduction new principle my-first-principle")
    files: dict[Path, str] = {}
    values = {"id": name, "check": f"{name}-first-question", "principle": name, "standpoint": "resident"}
    if library is not None:
        values["standpoint"] = next(iter(library.standpoints), "resident")
        if kind != "principle":
            values["check"] = next(iter(library.checks))
            values["principle"] = library.principles[0].id
    folders = site.folders
    where = {"principle": folders.principles, "checklist": folders.checklists, "case-study": folders.case_studies}
    files[site.root / where[kind] / f"{name}.yml"] = kind
    if kind == "principle":
        # A check must be asked somewhere, or `check` would complain about it.
        files[site.root / folders.checklists / f"{name}-questions.yml"] = "checklist"
        standpoints = site.root / folders.words / "standpoints.yml"
        if not standpoints.exists():
            files[standpoints] = "standpoints"
        elif library is None:
            values["standpoint"] = _first_standpoint(standpoints)
    texts = {path: _filled(starter, path, site.root, values) for path, starter in files.items()}
    texts |= {path: text for schema, text in schema_files() if not (path := site.root / "schemas" / schema).exists()}
    if taken := [path for path in files if path.exists()]:
        raise CannotStart(f"{os.path.relpath(taken[0])} is there already. Choose another id.")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(texts)


def _library(site: Site) -> Library | None:
    """The content there is; None where there is none yet."""
    folder = site.root / site.folders.principles
    if not folder.is_dir() or not any(folder.rglob("*.y*ml")):
        return None
    return site.load()


def _first_standpoint(path: Path) -> str:
    file = parse(path.read_bytes(), path.name)
    try:
        return Standpoints.model_validate(file.value).standpoints[0].id
    except ValidationError as error:
        raise ContentError(explain(error, file, Standpoints)) from None


def _filled(starter: str, path: Path, root: Path, values: dict[str, str]) -> str:
    text = resources.files("coproduction").joinpath(f"starters/{starter}.yml").read_text("utf-8")
    if starter == "checklist" and path.stem != values["id"]:
        values = values | {"id": path.stem}
    schemas = Path(os.path.relpath(root / "schemas", path.parent)).as_posix()
    for name, value in (values | {"schemas": schemas}).items():
        text = text.replace(f"@{name}@", value)
    return text
