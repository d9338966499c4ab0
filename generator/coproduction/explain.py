"""What pydantic refuses, in the author's words: a message and a remedy at the right place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import shorten
from typing import Any

from pydantic import ValidationError

from coproduction.models import Content, Written
from coproduction.problems import Problem, did_you_mean
from coproduction.references import mark_of, models_in
from coproduction.yaml_file import YamlFile

#: More than an author reads at once; a file of nothing but mistakes would give hundreds of thousands.
MOST_PROBLEMS = 100


def explain(error: ValidationError, file: YamlFile, model: type[Content]) -> Iterator[Problem]:
    """One Problem for each thing in `file` that does not fit `model`, the first hundred of them."""
    for found in error.errors(include_url=False)[:MOST_PROBLEMS]:
        # pydantic marks a wrong key of a mapping with "[key]" behind it.
        keys = tuple(key for key in found["loc"] if key != "[key]")
        kind = found["type"]
        if kind == "too_short" and len(found["input"]) >= found["ctx"]["min_length"]:
            continue  # pydantic counts sound items only, and has named the others already
        if kind == "extra_forbidden":
            known = _fields(model, keys[:-1]).keys() - _written(file.value, keys[:-1])
            remedy = did_you_mean(str(keys[-1]), known) if known else "Delete it."
            yield file.problem(keys, f"`{keys[-1]}` is not a key here", remedy, at_key=True)
        elif kind == "missing":
            yield file.problem(keys[:-1], f"`{keys[-1]}` is missing", _how_to_add(model, keys), at_key=True)
        else:
            message, remedy = _value(found, keys, file, model)
            yield file.problem(keys, message, remedy, at_key="[key]" in found["loc"])


def _value(
    found: dict[str, Any], keys: tuple[str | int, ...], file: YamlFile, model: type[Content]
) -> tuple[str, str]:
    kind, given, limits = found["type"], found["input"], found.get("ctx", {})
    if given is None:
        if keys and isinstance(keys[-1], int):
            return "There is nothing behind this dash", "Write something, or delete the dash."
        return "There is nothing behind this key", _write_something(model, keys)
    if kind == "string_type":
        if isinstance(given, bool | int):
            if not isinstance(given, bool) and (pattern := _PATTERN_OF.get(_written_as(model, keys))):
                return _PATTERNS[pattern]
            what = "true or false" if isinstance(given, bool) else "a number"
            return f"This is read as {what}, and a text is wanted", f'Put it in quotes: `"{file.word_at(keys)}"`.'
        return f"{_what(given)} stands here, and a text is wanted", "Write one text. A text with a colon in it needs quotes."
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(limits["pattern"], ("This is not written as it should be", f"It must match `{limits['pattern']}`."))
    if kind == "string_too_short":
        return "This text is empty", _write_something(model, keys)
    if kind == "string_too_long":
        return f"This text is longer than {limits['max_length']} characters", "Make it shorter, or move the rest to another key."
    if kind in ("tuple_type", "list_type"):
        return f"{_what(given)} stands here, and a list is wanted", "Start a new line for each item, with a dash and a space: `- like this`."
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{_what(given)} stands here, and keys with values are wanted", "Write each as key: value on a line of its own."
    if kind == "literal_error":
        choices = limits["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"“{shorten(str(given), 60, placeholder=' …')}” is not one of the words that fit here", did_you_mean(str(given), choices)
    if kind.startswith("int_") and isinstance(given, bool):
        return "This is read as true or false, and a whole number is wanted", "Write digits only, without quotes."
    if kind.startswith("int_"):
        return f"“{shorten(str(given), 60, placeholder=' …')}” is not a whole number", "Write digits only, without quotes."
    if kind in ("greater_than_equal", "less_than_equal"):
        limit, word = (limits["ge"], "small") if kind == "greater_than_equal" else (limits["le"], "large")
        return f"{given} is too {word}", f"The {'lowest' if word == 'small' else 'highest'} number that fits is {limit}."
    if kind == "too_short":
        return f"There are too few items in this list: {limits['actual_length']}", f"Give at least {limits['min_length']}."
    if kind == "too_long":
        return f"There are too many items in this list: {limits['actual_length']}", f"Give at most {limits['max_length']}."
    # Our own rules (dates, links, addresses) say what is wrong in one sentence and how to mend it in the next.
    message, _, remedy = found["msg"].removeprefix("Value error, ").rpartition(". ")
    return message, f"{remedy}."


_PATTERN_OF = {"id": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "version": r"^\d+(\.\d+){1,2}$"}
_PATTERNS = {
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": (
        "An id has only small letters a to z, digits and single hyphens, and starts with a letter",
        "Write it like this: `my-first-check`.",
    ),
    r"^[a-z0-9-]+#[a-z0-9-]+$": ("A moment is named by its case study and its own id", "Write it like this: `case-study#moment`."),
    r"^[^\r\n]*$": ("This text goes over more than one line", "Keep it in one line, or use >- in front of it."),
    r"^\d+(\.\d+){1,2}$": ("A version is two or three numbers with dots", 'Write it in quotes, like this: `"1.0"`.'),
}


def _what(given: Any) -> str:
    if isinstance(given, dict):
        return "A group of keys"
    if isinstance(given, list):
        return "A list"
    if isinstance(given, bool):
        return "True or false"
    return "A number" if isinstance(given, int) else "A text"


def _write_something(model: type[Content], keys: tuple[str | int, ...]) -> str:
    info = _fields(model, keys[:-1]).get(str(keys[-1])) if keys else None
    return "Write something." if info is None or info.is_required() else "Write something, or delete the key."


def _written_as(model: type[Content], keys: tuple[str | int, ...]) -> str:
    """How the value that `keys` lead to is written: “id”, “line” ... Empty where that is not known."""
    names = [key for key in keys if isinstance(key, str)]
    try:
        mark = mark_of(Written, _fields(model, tuple(names[:-1]))[names[-1]])
    except (IndexError, KeyError):
        return ""
    return mark.kind if mark else ""


def _how_to_add(model: type[Content], keys: tuple[str | int, ...]) -> str:
    info = _fields(model, keys[:-1])[str(keys[-1])]
    example = json.dumps(info.examples[0], ensure_ascii=False) if info.examples else None
    return f"Add it. {info.description}" + (f" For example: `{keys[-1]}: {example}`." if example else "")


def _fields(model: type[Content], keys: tuple[str | int, ...]) -> dict[str, Any]:
    """The fields of the model that `keys` lead to; none where they lead into a mapping of the author's own keys."""
    for key in keys:
        if isinstance(key, str):
            nested = models_in(model.model_fields[key].annotation)
            if not nested:
                return {}
            model = nested[0]
    return model.model_fields


def _written(value: Any, keys: tuple[str | int, ...]) -> set[str]:
    for key in keys:
        value = value[key]
    return set(value)
