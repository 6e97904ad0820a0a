"""Pydantic's errors as problems with positions and the nearest right word."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from nnspec.errors import Location, Problem, did_you_mean, listing, nearest
from nnspec.spec.language.keys import find_key, keys_of
from nnspec.spec.language.other_names import as_setting, no_choice, no_key, other_name
from nnspec.spec.language.reading.reader import MAX_PROBLEMS
from nnspec.spec.language.words import either
from nnspec.spec.yaml.nodes import Document, Path, describe_value, kind_of, long_number

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "a text",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "finite_number": "a finite number",
}
_BOUND = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "below"),
}
# Objects are checked when they are read; pydantic's own word on them would only repeat it.
_ALREADY_SAID = {"is_instance_of", "is_instance"}


def translate(error: ValidationError, document: Document) -> list[Problem]:
    """The errors of a validation as problems, no more than just above `MAX_PROBLEMS`."""
    problems: list[Problem] = []
    seen: set[tuple[Path, str]] = set()
    details = error.errors(include_url=False)
    unknown = (tuple(d["loc"]) for d in details if d["type"] == "extra_forbidden")
    misspelt = {_meant(path) for path in islice(unknown, MAX_PROBLEMS)}
    for detail in details:
        if detail["type"] == "missing" and tuple(detail["loc"]) in misspelt:
            continue
        path = _in_document(detail["loc"], document, detail["type"])
        if detail["type"] in _ALREADY_SAID or (path, detail["type"]) in seen:
            continue
        if len(problems) > MAX_PROBLEMS:
            break
        seen.add((path, detail["type"]))
        problems.append(_problem(detail, path, document))
    return problems


def _in_document(loc: Path, document: Document, kind: str) -> Path:
    """The part of pydantic's location that is a path of the document.

    Pydantic adds the tag of a union's branch at the end, which no document has.
    """
    path = tuple(loc)
    if kind == "missing":
        return path
    while path and document.find(path) is None:
        path = path[:-1]
    return path


def _problem(detail: ErrorDetails, path: Path, document: Document) -> Problem:
    kind = detail["type"]
    name = ".".join(str(step) for step in path)
    if kind == "extra_forbidden":
        return _unknown_key(path, document)
    if kind == "missing":
        return _missing_key(path, document)
    location = document.locate(path)
    node = document.find(path)
    found = (
        kind_of(node) if node is not None and long_number(node) else describe_value(detail["input"])
    )
    if kind in _BOUND:
        key, words = _BOUND[kind]
        message = f"{name}: expected {words} {detail['ctx'][key]}, found {found}"
        return Problem("out-of-range", message, location)
    if kind == "literal_error":
        return _unknown_choice(name, detail, location)
    if kind in _WANTED:
        message = f"{name}: expected {_WANTED[kind]}, found {found}"
        keys = _known_keys(path) if "model" in kind else ()
        hint = None if long_number(node) else _hint(kind, detail["input"], location, keys)
        hint = hint or _example(path)
        if hint is None and isinstance(detail["input"], list) and _in_brackets(location):
            hint = "keys stand in braces: {KEY: VALUE}"
        return Problem("wrong-type", message, location, hint)
    code = kind if "-" in kind else "wrong-type"
    hint = detail.get("ctx", {}).get("hint")
    return Problem(code, f"{name}: {detail['msg'].removeprefix('Value error, ')}", location, hint)


def _unknown_choice(name: str, detail: ErrorDetails, location: Location) -> Problem:
    value = detail["input"]
    choices = re.findall(r"'([^']+)'", detail["ctx"]["expected"])
    if not isinstance(value, str) or len(choices) == 1:
        message = f"{name}: expected {either(choices)}, found {describe_value(value)}"
        code = "unknown-choice" if isinstance(value, str) else "wrong-type"
        return Problem(code, message, location)
    message = f"{name}: '{value}' is not one of {', '.join(choices)}"
    hint = no_choice(re.sub(r"\.\d+$", "", name), value) or did_you_mean(value, choices)
    return Problem("unknown-choice", message, location, hint)


def _hint(kind: str, value: Any, location: Location, keys: Sequence[str]) -> str | None:
    if isinstance(value, str):
        glued = re.match(r"(\w+):([^\s/\\:]\S*)", value)
        if glued is not None and glued[1] in keys:
            return f"put a space after the colon: '{glued[1]}: {glued[2]}'"
        if kind == "bool_type" and value.lower() in ("yes", "no", "on", "off"):
            return f"write {'true' if value.lower() in ('yes', 'on') else 'false'}"
        if kind in ("int_type", "float_type") and _is_number(value):
            return f"write {value} without quotes"
        if kind == "float_type" and value.endswith("%") and _is_number(value[:-1]):
            return f"write {float(value[:-1]) / 100:g}"
    if kind == "int_from_float" or (kind == "int_type" and isinstance(value, float)):
        if isinstance(value, float) and value.is_integer():
            return f"write {value:.0f}"
        decimals = isinstance(value, float) and math.isfinite(value)
        return "leave the decimals out" if decimals else None
    if kind in ("model_type", "model_attributes_type", "dict_type") and isinstance(value, list):
        if _in_brackets(location):
            return None
        return "leave the '- ' out: these are keys, not list entries"
    if kind in ("model_type", "model_attributes_type") and value is None:
        return "its keys stand on the lines below it, indented"
    return None


def _in_brackets(location: Location) -> bool:
    return location.excerpt[max(location.column - 1, 0) :].startswith("[")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _meant(path: Path) -> Path:
    """The key that an unknown one most likely means."""
    name = str(path[-1])
    known = _known_keys(path[:-1])
    return (*path[:-1], other_name(path[:-1], name, known) or nearest(name, known) or "")


def _unknown_key(path: Path, document: Document) -> Problem:
    name = str(path[-1])
    known = _known_keys(path[:-1])
    if len(path) == 1:
        code, message = "unknown-section", f"there is no section '{name}'"
    else:
        section = ".".join(str(step) for step in path[:-1])
        code, message = "unknown-key", f"{section} has no key '{name}'"
    location = document.locate(path, key=True)
    other = other_name(path[:-1], name, known)
    hint = f"did you mean '{other}'?" if other else did_you_mean(name, known)
    if other and location.file.startswith("--set "):
        within = ".".join(map(str, path[:-1])) if other.partition(":")[0] in known else ""
        setting = as_setting(other, location.file.partition("=")[2], within)
        hint = f"write --set {setting}" if setting else hint
    hint = no_key(path[:-1], name) or hint
    details = () if hint else (f"{'sections' if len(path) == 1 else 'keys'}: {listing(known)}",)
    return Problem(code, message, location, hint, details)


def _missing_key(path: Path, document: Document) -> Problem:
    name = str(path[-1])
    if len(path) == 1:
        message, code = f"the section '{name}' is missing", "missing-section"
    else:
        section = ".".join(str(step) for step in path[:-1])
        message, code = f"{section} has no '{name}'", "missing-key"
    hint = _example(path)
    location = document.locate(path[:-1], key=True)
    if len(path) == 1:
        location = type(location)(document.label)
    return Problem(code, message, location, hint)


def _example(path: Path) -> str | None:
    """`for instance target: price`, where the key has an example."""
    key = find_key(".".join(map(str, path)))
    if key is None or key.example is None:
        return None
    return f"for instance {key.path[-1]}: {key.example}"


def _known_keys(path: Path) -> list[str]:
    """The keys of the section at `path`, in their documented order."""
    return [key.path[-1] for key in keys_of(tuple(map(str, path)))]
