"""Objects of a spec: `Name`, `Name: value` or `Name: {argument: value}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """A named object with its arguments, as the spec wrote it, checked against the catalogue.

    Attributes:
        name: The catalogue's name, for instance `Dense`, `L2`, `StandardScaler` or `csv`.
        arguments: Arguments by name. A value may be plain (number, string, boolean, None, list,
            dict) or an ObjectSpec, alone or inside a list.
        path: Where it stands in the document, as keys and list positions, so that a later error
            can be shown there.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()
