"""The JSON Schemas: not stale, and with all that an editor or a form needs to help an author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from coproduction.models import FILE_MODELS
from coproduction.schema import DIALECT, schema_files, schema_text

from tests.conftest import ROOT

SCHEMAS = ROOT / "schemas"
EXPLAINED = {"title", "description", "examples"}
KIND_OF_FOLDER = {"principles": "principle", "principles/checklists": "checklist", "case_studies": "case-study"}
FILES = sorted(path for folder in ("principles", "case_studies", "words") for path in (ROOT / folder).rglob("*.yml"))


def test_committed_schemas_are_not_stale() -> None:
    # The schema of the answer file is written by hand: no YAML is made of it.
    committed = {path.name: path.read_text("utf-8") for path in SCHEMAS.iterdir() if path.name != "answers.schema.json"}
    assert committed == dict(schema_files()), "Run: python3 run.py schema --out schemas"


def models(kind: str) -> dict[str, dict[str, Any]]:
    """Every object in a schema, by its title."""
    schema = json.loads(schema_text(kind))
    return {one["title"]: one for one in (schema, *schema.get("$defs", {}).values()) if "properties" in one}


@pytest.mark.parametrize("kind", FILE_MODELS)
def test_every_key_is_explained(kind: str) -> None:
    parts = json.loads(schema_text(kind)).get("$defs", {})
    described = {
        # What a key points at may bring its title along.
        f"{title}.{name}": key.keys() | parts.get(key.get("$ref", "").removeprefix("#/$defs/"), {}).keys()
        for title, model in models(kind).items()
        for name, key in model["properties"].items()
    }
    assert described
    assert {name: EXPLAINED - keys for name, keys in described.items() if EXPLAINED - keys} == {}


@pytest.mark.parametrize("kind", FILE_MODELS)
def test_every_object_says_what_it_is_and_refuses_unknown_keys(kind: str) -> None:
    assert json.loads(schema_text(kind))["$schema"] == DIALECT
    found = models(kind)
    assert found
    assert [
        title
        for title, model in found.items()
        if not model.get("description") or model.get("additionalProperties") is not False
    ] == []


# --- Does the shipped YAML fit? A small checker for the words of JSON Schema that our schemas use --


def faults(value: Any, schema: dict[str, Any], top: dict[str, Any], at: str = "") -> Iterator[str]:
    unknown = schema.keys() - _CHECKED - {"title", "description", "examples", "default", "$schema", "$defs"}
    assert not unknown, f"This checker does not know {unknown}"
    if "$ref" in schema:
        yield from faults(value, top["$defs"][schema["$ref"].removeprefix("#/$defs/")], top, at)
    if "anyOf" in schema and all(list(faults(value, one, top, at)) for one in schema["anyOf"]):
        yield f"{at} fits none of what may stand here"
    wanted = schema.get("type", [])
    if wanted and not isinstance(
        value, tuple(_TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted))
    ):
        yield f"{at} is not a {wanted}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is none of the choices"
    if isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{at} is too short or too long"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{at} does not match"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at} is too small or too large"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{at} has too few or too many items"
        for number, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), top, f"{at}/{number}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at}/{key} is missing" for key in schema.get("required", ()) if key not in value)
        for key, inside in value.items():
            matching = [
                rule for pattern, rule in schema.get("patternProperties", {}).items() if re.search(pattern, key)
            ]
            if key in known or matching:
                for rule in (known[key],) if key in known else matching:
                    yield from faults(inside, rule, top, f"{at}/{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}/{key} is unknown"
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from faults(inside, schema["additionalProperties"], top, f"{at}/{key}")
            if "propertyNames" in schema:
                yield from faults(key, schema["propertyNames"], top, f"{at}/{key}")


_CHECKED = {
    "$ref", "anyOf", "type", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems",
    "items", "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
}  # fmt: skip
_TYPES = {"string": str, "integer": int, "array": list, "object": dict, "null": type(None)}


def test_there_are_files() -> None:
    assert FILES


class _AsWritten(yaml.SafeLoader):
    """Leaves dates as they are written, as the loader and editors do."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if not tag.endswith((":timestamp", ":float"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_files_fit_their_schema(file: Any) -> None:
    text = file.read_text("utf-8")
    kind = re.search(r"schemas/([\w-]+)\.schema\.json", text.partition("\n")[0])[1]
    folder = file.parent.relative_to(ROOT).as_posix()
    assert kind == KIND_OF_FOLDER.get(folder, file.stem)
    schema = json.loads(schema_text(kind))
    value = yaml.load(text, Loader=_AsWritten)
    assert list(faults(value, schema, schema)) == []
    # The checker would see a fault: without its first key, or with one more, no file fits.
    assert list(faults(dict(list(value.items())[1:]), schema, schema))
    assert list(faults(value | {"colour": "blue"}, schema, schema)) == ["/colour is unknown"]


@pytest.mark.parametrize("kind", FILE_MODELS)
def test_examples_fit_their_own_key(kind: str) -> None:
    top = json.loads(schema_text(kind))
    wrong = [
        f"{title}.{name}: {fault}"
        for title, model in models(kind).items()
        for name, key in model["properties"].items()
        for example in key.get("examples", ())
        # An example of a whole object shows a part of it.
        for fault in faults(example, key, top)
        if not fault.endswith("is missing")
    ]
    assert wrong == []
