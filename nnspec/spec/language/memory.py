"""The source whose rows a program gives, and how a spec carries them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnspec.spec.language.objects import ObjectSpec

MEMORY = "memory"
"""The source's name: `nnspec.train(SPEC, data=...)`."""
_ROWS = "rows"


def with_rows(source: ObjectSpec, rows: Any) -> ObjectSpec:
    """The source with its rows, which no spec can write."""
    return replace(source, arguments={_ROWS: rows})


def rows_in(source: ObjectSpec) -> Any:
    """The rows that a source was given, None where it was given none."""
    return source.arguments.get(_ROWS)


def without_rows(source: ObjectSpec) -> ObjectSpec:
    """The source as a spec can write it."""
    return replace(source, arguments={}) if source.name == MEMORY else source
