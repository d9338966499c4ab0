"""The authors' reference: every key of a kind of YAML file, read from the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from coproduction.interface import Interface
from coproduction.models import FILE_MODELS, Content, RefersTo, Written
from coproduction.references import mark_of, models_in


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
        yield Key(name, info.is_required(), _written(info, say), info.description or "", example)


def _written(info: FieldInfo, say: Interface) -> str:
    refers_to, written = mark_of(RefersTo, info), mark_of(Written, info)
    nested = models_in(info.annotation)
    if refers_to and _holds(info.annotation, dict):
        one = say.yaml_by_id.format(kind=refers_to.kind)
    elif refers_to:
        one = say.yaml_id_of.format(kind=refers_to.kind)
    elif nested:
        one = say.yaml_keys_of.format(name=nested[0].__name__)
    elif choices := _choices(info.annotation):
        one = say.yaml_one_of.format(choices=", ".join(choices))
    else:
        one = say.yaml_written[written.kind if written else "number"]
    return say.yaml_list_of.format(kind=one) if _holds(info.annotation, tuple) else one


def _holds(annotation: Any, container: type) -> bool:
    return get_origin(annotation) is container or any(get_origin(part) is container for part in get_args(annotation))


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(choice for part in get_args(annotation) for choice in _choices(part))
