"""What preprocessing.json holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnspec.data.table.arrays import DTYPES
from nnspec.runs.shapes import (
    COUNT,
    FLAG,
    MAPPING,
    NUMBER,
    TEXT,
    Shape,
    any_of,
    list_of,
    mapping_of,
    one_of,
    record_of,
)

_ARRAY = record_of({"shape": list_of(COUNT), "dtype": one_of(*DTYPES)}, ("shape", "dtype"))
_KIND = one_of("numeric", "text")
_COLUMN = ("column", "kind", "steps")
_TARGET = ("columns", "kinds", "encoding", "steps", "classes")


def _name(value: Any, key: str) -> None:
    TEXT(value, key)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"'{key}' is no text: {value!r}") from None


def _kind(value: Any, key: str) -> None:
    if isinstance(value, Mapping):
        _ARRAY(value, key)
    else:
        _KIND(value, key)


def _step(value: Any, key: str) -> None:
    MAPPING(value, key)
    if len(value) != 1:
        raise ValueError(f"'{key}' is not one step but {len(value)}")
    mapping_of(MAPPING)(value, key)


PREPROCESSING: Shape = record_of(
    {
        "inputs": mapping_of(
            list_of(record_of({"column": _name, "kind": _kind, "steps": list_of(_step)}, _COLUMN))
        ),
        "targets": mapping_of(
            record_of(
                {
                    "columns": list_of(_name),
                    "kinds": list_of(_KIND),
                    "encoding": one_of("regression", "binary", "sparse", "one_hot"),
                    "steps": list_of(_step),
                    "classes": list_of(list_of(any_of(FLAG, NUMBER, TEXT))),
                    "margin": FLAG,
                },
                _TARGET,
            )
        ),
    },
    ("inputs", "targets"),
)
