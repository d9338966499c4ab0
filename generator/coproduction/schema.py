"""The JSON Schemas by which editors complete and check the YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator

from coproduction.models import FILE_MODELS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(kind: str) -> str:
    """The JSON Schema of one kind of file, as a text file. Raises KeyError for an unknown kind."""
    schema = {"$schema": DIALECT} | FILE_MODELS[kind].model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schema_files() -> Iterator[tuple[str, str]]:
    """Each schema as its file name and its text."""
    return ((f"{kind}.schema.json", schema_text(kind)) for kind in FILE_MODELS)
