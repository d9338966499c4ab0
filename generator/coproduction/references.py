"""Finds every id that points at something else, wherever it stands in a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic.fields import FieldInfo

from coproduction.models import Content, RefersTo

Mark = TypeVar("Mark")


@dataclass(frozen=True)
class Reference:
    """One id that points at something. `keys` lead to it from the top of its file; it may itself be a key there."""

    refers_to: RefersTo
    target: str
    keys: tuple[str | int, ...]
    is_key: bool = False


def references(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[Reference]:
    """All references in a model and in everything inside it, in the order in which the fields are declared."""
    for name, refers_to, nested in _fields_that_refer(type(value)):
        content = getattr(value, name)
        here = (*keys, name)
        if nested:
            inside = enumerate(content) if isinstance(content, tuple) else [(None, content)]
            for index, model in inside:
                if model is not None:
                    yield from references(model, here if index is None else (*here, index))
        elif isinstance(content, str):
            yield Reference(refers_to, content, here)
        elif isinstance(content, tuple):
            yield from (Reference(refers_to, target, (*here, index)) for index, target in enumerate(content))
        elif isinstance(content, dict):
            yield from (Reference(refers_to, target, (*here, target), is_key=True) for target in content)


@cache
def _fields_that_refer(model: type[Content]) -> tuple[tuple[str, RefersTo | None, bool], ...]:
    found = []
    for name, info in model.model_fields.items():
        refers_to = mark_of(RefersTo, info)
        if refers_to is not None:
            found.append((name, refers_to, False))
        elif any(_fields_that_refer(nested) for nested in models_in(info.annotation)):
            found.append((name, None, True))
    return tuple(found)


def mark_of(kind: type[Mark], field: FieldInfo) -> Mark | None:
    """The first mark of this kind in a field's type, however deep inside it."""
    return next(_marks(kind, (*field.metadata, field.annotation)), None)


def _marks(kind: type, parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, kind):
            yield part
        else:
            yield from _marks(kind, (*getattr(part, "__metadata__", ()), *get_args(part)))


def models_in(annotation: Any) -> tuple[type[Content], ...]:
    """The models that a field's type is made of: `Check` for `tuple[Check, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, Content):
        return (annotation,)
    return tuple(model for part in get_args(annotation) for model in models_in(part))
