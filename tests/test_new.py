"""`coproduction new`: starter files that pass `check` from the first moment, wherever the author begins."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from coproduction.cli import main
from coproduction.models import FILE_MODELS
from coproduction.schema import schema_files
from coproduction.site import read_site

KINDS = {"principle": "principles", "checklist": "principles/checklists", "case-study": "case_studies"}
SCHEMAS = sorted(f"schemas/{name}" for name, _ in schema_files())


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A site with nothing but its settings."""
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "mkdocs.yml").write_text("site_name: Ours\nplugins:\n  - coproduction\n", "utf-8")
    return folder


def new(site: Path, kind: str, name: str) -> Result:
    result = CliRunner().invoke(main, ["new", "--config-file", str(site / "mkdocs.yml"), kind, name])
    # Click turns every exception into a result: one that is no message to the author must not hide there.
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def check(site: Path) -> str:
    return CliRunner().invoke(main, ["check", "--config-file", str(site / "mkdocs.yml")]).output


def files(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): path.read_text("utf-8") for path in sorted(site.rglob("*")) if path.is_file()
    }


def written(result: Result, site: Path) -> list[str]:
    return [
        Path(os.path.abspath(line.removeprefix("Wrote "))).relative_to(site).as_posix()
        for line in result.output.splitlines()
    ]


def refused(site: Path, kind: str, name: str) -> str:
    """What is said when nothing may be written."""
    before = files(site)
    result = new(site, kind, name)
    assert result.exit_code == 1
    assert files(site) == before
    return result.output


def test_a_site_from_nothing(empty: Path) -> None:
    first = new(empty, "principle", "patience")
    assert first.exit_code == 0
    assert sorted(written(first, empty)) == sorted(
        ["principles/patience.yml", "principles/checklists/patience-questions.yml", "words/standpoints.yml", *SCHEMAS]
    )
    assert check(empty).startswith("All is well: ")
    assert written(new(empty, "checklist", "on-monday"), empty) == ["principles/checklists/on-monday.yml"]
    assert check(empty).startswith("All is well: ")
    assert written(new(empty, "case-study", "the-door"), empty) == ["case_studies/the-door.yml"]
    assert check(empty).startswith("All is well: ")
    second = new(empty, "principle", "courage")
    assert written(second, empty) == ["principles/courage.yml", "principles/checklists/courage-questions.yml"]
    assert check(empty).startswith("All is well: ")
    library = read_site(empty / "mkdocs.yml").load()
    assert [principle.id for principle in library.principles] == ["courage", "patience"]
    assert [checklist.id for checklist in library.checklists] == [
        "courage-questions",
        "on-monday",
        "patience-questions",
    ]
    assert [case_study.id for case_study in library.case_studies] == ["the-door"]
    assert list(library.checks) == ["courage-first-question", "patience-first-question"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_in_a_site_that_is_there(sound: Path, kind: str) -> None:
    before = files(sound)
    result = new(sound, kind, "a-new-one")
    assert result.exit_code == 0
    after = files(sound)
    assert {name: after[name] for name in before} == before
    also = ["principles/checklists/a-new-one-questions.yml"] if kind == "principle" else []
    assert sorted(after.keys() - before.keys()) == sorted([f"{KINDS[kind]}/a-new-one.yml", *also, *SCHEMAS])
    assert check(sound).startswith("All is well: ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_explains_itself(sound: Path, kind: str) -> None:
    new(sound, kind, "a-new-one")
    path = sound / KINDS[kind] / "a-new-one.yml"
    lines = path.read_text("utf-8").splitlines()
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", lines[0])[1]
    assert path.parent.joinpath(schema).resolve() == (sound / "schemas" / f"{kind}.schema.json").resolve()
    assert len([line for line in lines[1:] if line.lstrip().startswith("# ")]) >= 3
    assert not re.findall("@[a-z]+@", path.read_text("utf-8"))
    required = [name for name, field in FILE_MODELS[kind].model_fields.items() if field.is_required()]
    assert [name for name in required if not any(line.startswith(f"{name}:") for line in lines)] == []


def test_folders_are_those_of_the_settings(empty: Path) -> None:
    (empty / "mkdocs.yml").write_text(
        "plugins:\n"
        "  - coproduction: {principles: content/rules, checklists: content/questions, words: content/words}\n",
        "utf-8",
    )
    new(empty, "principle", "patience")
    assert sorted(name for name in files(empty) if name not in SCHEMAS) == [
        "content/questions/patience-questions.yml",
        "content/rules/patience.yml",
        "content/words/standpoints.yml",
        "mkdocs.yml",
    ]
    assert check(empty).startswith("All is well: ")
    first = (empty / "content/rules/patience.yml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/principle.schema.json"


def test_schemas_that_are_there_are_left_alone(empty: Path) -> None:
    (empty / "schemas").mkdir()
    (empty / "schemas/principle.schema.json").write_text("ours", "utf-8")
    new(empty, "principle", "patience")
    assert (empty / "schemas/principle.schema.json").read_text("utf-8") == "ours"


@pytest.mark.parametrize(
    "name", ["Patience", "my principle", "1st", "a--b", "a-", "../up", "a/b", "ä", "a" * 41, "a\n", ""]
)
def test_an_id_that_cannot_be_one(sound: Path, name: str) -> None:
    assert refused(sound, "principle", name) == (
        f"Error: “{name}” cannot be an id. "
        "Use small letters, digits and single hyphens, 40 at most, like this: my-first-principle\n"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_id(sound: Path, kind: str) -> None:
    assert new(sound, kind, "a" * 40).exit_code == 0
    assert check(sound).startswith("All is well: ")


@pytest.mark.parametrize("kind", ["checklist", "case-study"])
def test_a_principle_comes_first(empty: Path, kind: str) -> None:
    assert refused(empty, kind, "on-monday") == (
        "Error: There are no principles yet. Start with one: coproduction new principle my-first-principle\n"
    )


def test_a_file_that_is_there_is_not_touched(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sound)
    path = sound / "principles/kindness.yml"
    path.rename(path.with_name("patience.yml"))
    assert refused(sound, "principle", "patience") == (
        "Error: principles/patience.yml is there already. Choose another id.\n"
    )


def test_the_checklist_that_comes_with_a_principle_is_not_written_over(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sound)
    checklist = sound / "principles/checklists/first-visit.yml"
    checklist.rename(checklist.with_name("patience-questions.yml"))
    assert refused(sound, "principle", "patience") == (
        "Error: principles/checklists/patience-questions.yml is there already. Choose another id.\n"
    )


def test_problems_come_first(sound: Path) -> None:
    path = sound / "words/standpoints.yml"
    path.write_text(path.read_text("utf-8").replace("label: a helper", "lable: a helper"), "utf-8")
    assert refused(sound, "case-study", "the-door").endswith("2 problems in the content. Nothing was written.\n")


def test_no_settings(tmp_path: Path) -> None:
    result = new(tmp_path, "principle", "patience")
    assert (result.exit_code, result.output) == (
        1,
        f"mkdocs.yml:1:1: There is no mkdocs.yml in {tmp_path}\n"
        "  Go to the folder of your site, or name the file with --config-file.\n\n"
        "1 problem in the content. Nothing was written.\n",
    )


# --- Where an author may begin --------------------------------------------------------------------


def test_standpoints_that_are_there_before_the_first_principle_are_used(empty: Path) -> None:
    (empty / "words").mkdir()
    (empty / "words/standpoints.yml").write_text(
        "standpoints:\n  - id: tenant\n    label: a tenant\n    description: You rent here.\n", "utf-8"
    )
    result = new(empty, "principle", "patience")
    assert result.exit_code == 0, result.output
    assert check(empty).startswith("All is well: ")
    assert read_site(empty / "mkdocs.yml").load().checklists[0].standpoints == ("tenant",)


def test_a_new_principle_has_words_for_the_ends_of_the_sites_own_scale(empty: Path) -> None:
    (empty / "words").mkdir()
    (empty / "words/scales.yml").write_text(
        "scales:\n  - id: default\n    title: How often?\n    levels:\n"
        "      - {id: never, label: Never}\n      - {id: always, label: Always}\n",
        "utf-8",
    )
    assert new(empty, "principle", "patience").exit_code == 0
    assert check(empty).startswith("All is well: ")


def test_a_folder_that_the_settings_name_is_made(sound: Path) -> None:
    (sound / "mkdocs.yml").write_text("plugins:\n  - coproduction: {case_studies: stories}\n", "utf-8")
    result = new(sound, "case-study", "the-door")
    assert result.exit_code == 0, result.output
    assert check(sound).startswith("All is well: ")


def test_the_remedy_for_a_folder_without_yaml_works(sound: Path) -> None:
    (sound / "case_studies").mkdir()
    assert "Run `coproduction new case-study my-case-study`" in check(sound)
    result = new(sound, "case-study", "my-case-study")
    assert result.exit_code == 0, result.output
    assert check(sound).startswith("All is well: ")


def test_a_checklist_can_be_started_when_there_is_none(sound: Path) -> None:
    (sound / "principles/checklists/first-visit.yml").unlink()
    assert "is on no checklist" in check(sound)
    assert new(sound, "checklist", "second-visit").exit_code == 0
    assert read_site(sound / "mkdocs.yml").load().checklists[0].sections[0].checks[0] == "greeted"


@pytest.mark.parametrize(("kind", "name"), [("principle", "kindness"), ("checklist", "first-visit")])
def test_an_id_that_a_file_has_is_not_given_again(sound: Path, kind: str, name: str) -> None:
    path = sound / KINDS[kind] / f"{name}.yml"
    path.rename(path.with_name("of-another-name.yml"))
    assert refused(sound, kind, name) == f"Error: There is a {kind} `{name}` already. Choose another id.\n"


def test_a_check_of_the_same_name_is_not_made_twice(sound: Path) -> None:
    for path in (sound / "principles/kindness.yml", sound / "principles/checklists/first-visit.yml"):
        path.write_text(re.sub(r"\bgreeted\b(?!\?)", "patience-first-question", path.read_text("utf-8")), "utf-8")
    assert check(sound).startswith("All is well: ")
    assert refused(sound, "principle", "patience") == (
        "Error: There is a check `patience-first-question` already. Choose another id.\n"
    )
