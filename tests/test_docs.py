"""What the documentation says is what the program does."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Annotated

import pytest
from coproduction.interface import interface
from coproduction.load import load
from coproduction.models import FILE_MODELS, Content
from coproduction.problems import ContentError
from coproduction.reference import parts
from coproduction.references import models_in
from pydantic import TypeAdapter

from tests.conftest import ROOT

README = ROOT / "README.md"
GUIDE = ROOT / "docs" / "for-authors.md"
MAP = ROOT / "generator" / "README.md"
PACKAGE = ROOT / "generator" / "coproduction"

_COMMAND = re.compile(r"python3 run\.py(?: (\S*\w))?")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def every_model() -> list[type[Content]]:
    """The models of all kinds of file and every model inside them, each once."""
    found = list(FILE_MODELS.values())
    for model in found:  # grows while it is walked
        for info in model.model_fields.values():
            found += [nested for nested in models_in(info.annotation) if nested not in found]
    return found


@pytest.fixture(scope="module")
def run_py() -> ModuleType:
    specification = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", [README, GUIDE, MAP], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_is_shown_exists(page: Path, run_py: ModuleType) -> None:
    shown = set(_COMMAND.findall(page.read_text("utf-8")))
    assert shown
    assert shown <= {*run_py.COMMANDS, "help"}


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = _COMMAND.findall(README.read_text("utf-8"))
    assert commands[:2] == ["site", "test"]


def test_help_names_every_command(run_py: ModuleType) -> None:
    assert set(_COMMAND.findall(run_py.HELP)) == {*run_py.COMMANDS, "help"}


def test_the_guide_describes_every_kind_of_file() -> None:
    lines = GUIDE.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("<!-- coproduction:")] == [
        f"<!-- coproduction: yaml {kind} -->" for kind in FILE_MODELS
    ]


@pytest.mark.parametrize("kind", FILE_MODELS)
def test_every_key_has_a_description_and_an_example(kind: str) -> None:
    say = interface()
    found = parts(kind, say)
    assert found
    assert [part.name for part in found if not part.description] == []
    assert [f"{part.name}.{key.name}" for part in found for key in part.keys if not key.description] == []
    # A key that stands for keys of its own needs no example: each of those has one, a few lines below.
    keys_below = tuple(say.yaml_keys_of.format(name=part.name) for part in found)
    keys = [(part.name, key) for part in found for key in part.keys if not key.written.endswith(keys_below)]
    assert keys
    assert [f"{name}.{key.name}" for name, key in keys if not key.example] == []


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_examples_are_sound(model: type[Content]) -> None:
    for info in model.model_fields.values():
        for example in info.examples or ():
            TypeAdapter(Annotated[info.annotation, info]).validate_python(example)


def test_the_map_names_every_module_and_folder() -> None:
    modules = sorted(path.name for path in PACKAGE.glob("*.py"))
    folders = sorted(f"{path.name}/" for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("__"))
    scripts = sorted(path.name for path in (PACKAGE / "browser").iterdir())
    handouts = [path.name for path in (PACKAGE / "handouts").glob("*.py") if path.name != "__init__.py"]
    assert modules and folders and scripts and handouts
    entries = re.findall(r"^- `([^`]+)` – ", MAP.read_text("utf-8"), re.MULTILINE)
    assert sorted(entries) == sorted([*modules, *folders, *scripts, *handouts, "typst/", "interface.yml"])


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "generator/README.md"])
def test_relative_links_lead_to_files(name: str) -> None:
    page = ROOT / name
    targets = [target.partition("#")[0] for target in _LINK.findall(page.read_text("utf-8"))]
    relative = [target for target in targets if target and not target.startswith("https://")]
    assert relative
    assert [target for target in relative if not (page.parent / target).exists()] == []


def test_links_into_a_page_lead_to_a_heading() -> None:
    pages = [README, ROOT / "CONTRIBUTING.md", MAP]
    links = [(page, target) for page in pages for target in _LINK.findall(page.read_text("utf-8")) if "#" in target]
    assert links
    for page, link in links:
        target, anchor = link.split("#")
        headings = re.findall(r"^#+ (.+)$", (page.parent / target).read_text("utf-8"), re.MULTILINE)
        assert anchor in [heading.lower().replace(" ", "-") for heading in headings], link


def test_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "assets").glob("*.png"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size >= 150_000] == []


def test_the_problem_in_the_guide_is_what_authors_get(sound: Path) -> None:
    checklist = sound / "principles" / "checklists" / "first-visit.yml"
    before = checklist.read_text("utf-8")
    after = before.replace("standpoints: [visitor, helper]", "standpoints: [visitor, helpers]")
    assert after != before
    checklist.write_text(after, "utf-8")
    with pytest.raises(ContentError) as caught:
        load(sound)
    guide = GUIDE.read_text("utf-8")
    as_json = json.dumps([problem.as_dict() for problem in caught.value.problems], ensure_ascii=False, indent=2)
    assert f"```text\n{caught.value}\n```" in guide
    assert f"```json\n{as_json}\n```" in guide
