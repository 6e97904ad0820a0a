"""The spec language as a JSON Schema, draft 7: what editors complete, explain and check by.

It is made from the same sections and the same catalogue that read a spec. It accepts whatever the
language accepts, and refuses unknown names, keys and parameters, wrong types and values out of
range. What takes the data or a look at the whole spec to know, it leaves to `nnspec validate`.

Source of the keywords: JSON Schema Validation, draft-handrews-json-schema-validation-01. The
keywords `markdownDescription`, `enumDescriptions` and `patternErrorMessage` are those of VS Code.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any

from nnspec import catalog
from nnspec.catalog import Catalog
from nnspec.spec.language.file_kinds import FILE_ENDINGS, PACKABLE, PACKED
from nnspec.spec.language.keys import Key, keys_of, types_of
from nnspec.spec.language.reading.layers import LAYER_KEYS
from nnspec.spec.language.schema_pieces import (
    COLUMNS,
    INTEGER_TEXT,
    NUMBER_TEXT,
    Schema,
    reference,
)
from nnspec.spec.language.section import Offered
from nnspec.spec.schema.objects import bounds, family_definitions, named
from nnspec.spec.yaml.text import as_yaml


def schema(checks: Mapping[str, str] | None = None) -> Schema:
    """The whole language as a JSON Schema.

    Args:
        checks: The names of the checks, each with what it looks for, which `ignore` completes.
            Without them `ignore` takes any names.

    Returns:
        A document of plain values.
    """
    offered = catalog.load()
    definitions: dict[str, Schema] = {"layer": _layer(offered), "source": _source(offered)}
    for family in offered.families():
        definitions.update(family_definitions(offered, family))
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "nnspec",
        "description": "A neural network described in one YAML file.",
        **_section((), Offered(offered, checks or {})),
        "definitions": definitions,
    }


def _layer(offered: Catalog) -> Schema:
    """An entry of `layers`: one layer, with name and from beside it."""
    beside = {
        "name": {
            "type": "string",
            "minLength": 1,
            "description": "A name that `from`, `layer` and `outputs` can refer to.",
        },
        "from": {
            "description": "What it reads: an input or a layer above, or a list of them; the "
            "entry above when left out.",
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ],
        },
        "layer": {
            "type": "string",
            "minLength": 1,
            "description": "Calls the earlier layer of this name again: the two share weights.",
        },
    }
    return {
        "description": "A layer: Name, Name: first value, or Name: {argument: value}.",
        "anyOf": [
            reference("layers.names"),
            {
                "type": "object",
                "properties": {
                    **{key: beside[key] for key in LAYER_KEYS},
                    **named(offered, "layers"),
                },
                "additionalProperties": False,
                **_one_beside("name", "from"),
            },
        ],
    }


def _one_beside(first: str, second: str) -> Schema:
    """Exactly one property besides the two optional ones."""

    def count(number: int) -> Schema:
        return {"minProperties": number, "maxProperties": number}

    either = {"anyOf": [{"required": [first]}, {"required": [second]}]}
    return {
        "if": {"required": [first, second]},
        "then": count(3),
        "else": {"if": either, "then": count(2), "else": count(1)},
    }


def _source(offered: Catalog) -> Schema:
    def any_case(ending: str) -> str:
        letters = ending.removeprefix(".")
        return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in letters)

    plain = "|".join(any_case(ending) for ending in FILE_ENDINGS if ending not in PACKABLE)
    text = "|".join(map(any_case, PACKABLE))
    packed = "|".join(map(any_case, PACKED))
    return {
        "anyOf": [
            {
                "type": "string",
                "pattern": rf"\.({plain}|({text})(\.({packed}))*)$",
                "description": "A file, relative to the spec.",
            },
            *family_definitions(offered, "sources")["sources"]["anyOf"],
        ]
    }


def _section(path: tuple[str, ...], offered: Offered) -> Schema:
    """A section with its keys."""
    own = keys_of(path)
    found: Schema = {
        "type": "object",
        "properties": {key.path[-1]: _key(key, offered) for key in own},
        "additionalProperties": False,
    }
    required = [key.path[-1] for key in own if key.required]
    return {**found, "required": required} if required else found


def _key(key: Key, offered: Offered) -> Schema:
    if key.section is not None:
        return {"description": f"{key.summary}.", **_section(key.path, offered)}
    end = "required" if key.required else f"default {as_yaml(key.default)}"
    if not key.required and key.default is None:
        end = "optional"
    found: Schema = {"description": f"{key.summary}. Takes {key.takes}; {end}."}
    if key.default is not None:
        found["default"] = key.default
    value = key.form.schema_of(offered) if key.form is not None else None
    return {**found, **(_plain(key) if value is None else value)}


def _plain(key: Key) -> Schema:
    """The schema of a key by its type: what pydantic reads strictly."""
    found: Schema = {}
    kinds: list[str] = []
    for one in types_of(key.field):
        origin = typing.get_origin(one)
        if one is int:
            kinds += ["integer", "string"]
            found |= {"pattern": INTEGER_TEXT, **bounds(key.bounds)}
        elif one is float:
            kinds += ["number", "string"]
            found |= {"pattern": NUMBER_TEXT, **bounds(key.bounds)}
        elif one is bool:
            kinds.append("boolean")
        elif one is str:
            kinds.append("string")
        elif one is type(None):
            kinds.append("null")
        elif origin is typing.Literal:
            kinds.append("string")
            found["enum"] = [*typing.get_args(one), *([None] if key.default is None else [])]
        elif origin is dict:
            kinds.append("object")
            found["additionalProperties"] = _dict_values(typing.get_args(one)[1])
        elif origin is tuple:
            return COLUMNS
        else:
            raise TypeError(f"{key.label}: no schema for {one}; give it one in its Form")
    found["type"] = kinds[0] if len(kinds) == 1 else list(dict.fromkeys(kinds))
    if str in types_of(key.field):
        found.pop("pattern", None)
    return found


def _dict_values(kind: Any) -> Schema:
    if kind is float or kind is int:
        text = NUMBER_TEXT if kind is float else INTEGER_TEXT
        return {"type": ["number" if kind is float else "integer", "string"], "pattern": text}
    return {"type": "string"} if kind is str else {}
