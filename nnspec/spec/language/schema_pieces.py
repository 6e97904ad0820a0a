"""Pieces of a JSON Schema that keys of sections and parameters of objects have in common."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

INTEGER_TEXT = r"^(0o[0-7]+|[-+]?0[0-9]+)$"
NUMBER_TEXT = r"^(0o[0-7]+|[-+]?0[0-9]+|[-+]?[.0-9]+[eE][-+]?[0-9]+)$"
# A word such as `no` is a column's name too, though YAML 1.1 reads a boolean.
COLUMN: Schema = {"type": ["string", "boolean"]}


def reference(definition: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/definitions/{definition}"}


def list_of(items: Schema, minimum: int = 0) -> Schema:
    """A list of such values.

    Args:
        items: The schema of one.
        minimum: How many there are at least.
    """
    found: Schema = {"type": "array", "items": items}
    return {**found, "minItems": minimum} if minimum else found


def one_or_more(value: Schema, minimum: int = 0) -> Schema:
    """One value, or a list of them.

    Args:
        value: The schema of one.
        minimum: How many a list has at least.
    """
    return {"anyOf": [value, list_of(value, minimum)]}


def mapping_of(values: Schema, minimum: int = 0) -> Schema:
    """A mapping of any names to such values.

    Args:
        values: The schema of one.
        minimum: How many there are at least.
    """
    found: Schema = {"type": "object", "additionalProperties": values}
    return {**found, "minProperties": minimum} if minimum else found


COLUMNS: Schema = one_or_more(COLUMN, 1)
