"""The authors' reference: every key of a kind of YAML file, read from the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from coproduction.interface import Interface
from coproduction.models import FILE_MODELS, Content, RefersTo, Written
from coproduction.references import models_in


@dataclass(frozen=True)
class Key:
    """One key: its name, whether it must be there, how it is written, what it says, an example as YAML."""

    name: str
    must: bool
    written: str
    description: str
    example: str


@dataclass(frozen=True)
class Part:
    """One model: its name, what it is, its keys."""

    name: str
    description: str
    keys: tuple[Key, ...]


def parts(kind: str, say: Interface) -> tuple[Part, ...]:
    """The model of a kind of file, then every model inside it, each once. Raises KeyError for an unknown kind."""
    found: list[type[Content]] = [FILE_MODELS[kind]]
    for model in found:  # grows while it is walked
        for info in model.model_fields.values():
            found += [nested for nested in models_in(info.annotation) if nested not in found]
    return tuple(Part(model.__name__, (model.__doc__ or "").strip(), tuple(_keys(model, say))) for model in found)


def _keys(model: type[Content], say: Interface) -> Iterator[Key]:
    for name, info in model.model_fields.items():
        example = json.dumps(info.examples[0], ensure_ascii=False) if info.examples else ""
        written = _written(Annotated[(info.annotation, *info.metadata, None)], say)
        yield Key(name, info.is_required(), written, info.description or "", example)


def _written(kind: Any, say: Interface) -> str:
    """How a value of this type is written, in words."""
    marks: tuple[Any, ...] = ()
    if get_origin(kind) is Annotated:
        kind, *found = get_args(kind)
        marks = tuple(found)
    for mark in marks:
        if isinstance(mark, RefersTo):
            return say.yaml_id_of.format(kind=mark.kind)
    for mark in marks:
        if isinstance(mark, Written):
            return say.yaml_written[mark.kind]
    inside = [part for part in get_args(kind) if part not in (type(None), Ellipsis)]
    if get_origin(kind) is tuple:
        return say.yaml_list_of.format(kind=_written(inside[0], say))
    if get_origin(kind) is dict:
        return say.yaml_keyed.format(key=_written(inside[0], say), value=_written(inside[1], say))
    if get_origin(kind) is Literal:
        return say.yaml_one_of.format(choices=", ".join(inside))
    if isinstance(kind, type) and issubclass(kind, Content):
        return say.yaml_keys_of.format(name=kind.__name__)
    # What is left is a value that may be left out (`Text | None`), or a plain number.
    return _written(inside[0], say) if inside else say.yaml_written["number"]
