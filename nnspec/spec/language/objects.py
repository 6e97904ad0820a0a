"""Objects of a spec: `Name`, `Name: value` or `Name: {argument: value}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nnspec.spec.yaml.text import as_yaml


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """A named object with its arguments, checked against the catalogue.

    Attributes:
        name: The catalogue's main name, for instance `Dense`, `L2`, `StandardScaler` or `csv`.
        arguments: Arguments by name. A value may be plain (number, string, boolean, None, list,
            dict) or an ObjectSpec, alone or inside a list. A required one that is not given is
            UNREADABLE.
        path: Where it stands in the document, as keys and list positions, so that a later error
            can be shown there.
        identifier: The name as written, for instance `mse`; Keras names a metric's log after it.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()
    identifier: str = ""

    def argument(self, name: str, default: Any = None) -> Any:
        """An argument's value, or `default` when the spec does not give it."""
        return self.arguments.get(name, default)

    @property
    def readable(self) -> bool:
        """Whether it and all of its arguments could be read."""
        return self is not UNREADABLE and all(map(_readable, self.arguments.values()))


def _readable(value: Any) -> bool:
    if isinstance(value, ObjectSpec):
        return value.readable
    return not isinstance(value, list) or all(map(_readable, value))


# Stands for an object or a value that could not be read. A problem says why, and whatever depends
# on it is not looked at.
UNREADABLE = ObjectSpec("?")


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One entry of `layers`.

    Attributes:
        object: The layer; None when the entry calls an earlier layer again.
        name: Its name, when it has one.
        sources: What it reads, by name; None when it follows the entry above it.
        shared: The name of the earlier layer that it calls again.
        path: Where it stands in the document.
    """

    object: ObjectSpec | None
    name: str | None = None
    sources: tuple[str, ...] | None = None
    shared: str | None = None
    path: tuple[str | int, ...] = ()

    @property
    def label(self) -> str:
        """How messages call it: its name in quotes, or else what it is."""
        if self.name:
            return f"'{self.name}'"
        return self.object.name if self.object else f"the repeated '{self.shared}'"


def object_text(spec: ObjectSpec) -> str:
    """An object as an entry of a YAML list on one line.

    >>> object_text(ObjectSpec("RobustScaler", {"quantile_range": [10, 90]}))
    'RobustScaler: {quantile_range: [10, 90]}'
    """
    return as_yaml(_plain(spec)).removeprefix("{").removesuffix("}" if spec.arguments else "")


def _plain(value: Any) -> Any:
    if isinstance(value, ObjectSpec):
        arguments = {name: _plain(argument) for name, argument in value.arguments.items()}
        return {value.name: arguments} if arguments else value.name
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
