"""Read `catalog.json`: quick, and without Keras or scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from nnspec.catalog.entries import Entry, Parameter
from nnspec.catalog.kinds import Kinds, parse

CATALOG_FILE = Path(__file__).with_name("catalog.json")
_KINDS_FIELDS = tuple(field.name for field in fields(Kinds))


class Catalog:
    """Everything that a spec may name.

    Entries are built when first asked for: a command looks at a few dozen out of some four hundred.

    Args:
        document: The content of `catalog.json`.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.versions: Mapping[str, str] = document["versions"]
        self._families = {
            family: _Family(family, entries) for family, entries in document["families"].items()
        }

    def families(self) -> tuple[str, ...]:
        """The families, sorted."""
        return tuple(self._families)

    def family(self, name: str) -> Mapping[str, Entry]:
        """The usable entries of a family by their main name, sorted.

        Raises:
            KeyError: There is no such family.
        """
        return self._families[name]

    def find(self, family: str, name: str) -> Entry | None:
        """The usable entry with this main name or alias, in exactly this case, or None.

        Raises:
            KeyError: There is no such family.
        """
        entries = self._families[family]
        main = entries.main_names.get(name)
        return entries[main] if main else None

    def get(self, family: str, name: str) -> Entry:
        """The entry that a name of the family means.

        Raises:
            KeyError: The name is none of the family's.
        """
        entry = self.find(family, name)
        if entry is None:
            raise KeyError(name)
        return entry

    def names(self, family: str) -> tuple[str, ...]:
        """Every identifier that the family accepts, main names first, then aliases.

        Raises:
            KeyError: There is no such family.
        """
        return tuple(self._families[family].main_names)

    def omitted(self, family: str) -> Mapping[str, str]:
        """What the libraries have but a spec cannot use: name to reason.

        Raises:
            KeyError: There is no such family.
        """
        return self._families[family].omitted


class _Family(Mapping[str, Entry]):
    """The entries of one family, each built when first asked for."""

    def __init__(self, name: str, raw: Mapping[str, Mapping[str, Any]]) -> None:
        self._name = name
        self._raw = {key: value for key, value in raw.items() if "omitted" not in value}
        self._built: dict[str, Entry] = {}
        self.omitted = {key: value["omitted"] for key, value in raw.items() if "omitted" in value}
        self.main_names = {key: key for key in self._raw} | {
            alias: key for key, value in self._raw.items() for alias in value.get("aliases", ())
        }

    def __getitem__(self, name: str) -> Entry:
        if name not in self._built:
            self._built[name] = _entry(self._name, name, self._raw[name])
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def _entry(family: str, name: str, raw: Mapping[str, Any]) -> Entry:
    facts: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in raw.items()
        if key != "parameters"
    }
    parameters = tuple(_parameter(key, value) for key, value in raw.get("parameters", {}).items())
    return Entry(family=family, name=name, parameters=parameters, **facts)


def _parameter(name: str, raw: Mapping[str, Any]) -> Parameter:
    kinds = parse(raw["takes"])
    return Parameter(
        name=name,
        required=raw.get("required", False),
        has_default="default" in raw,
        default=raw.get("default"),
        base=raw.get("base", False),
        summary=raw.get("summary", ""),
        **{field: getattr(kinds, field) for field in _KINDS_FIELDS},
    )


@cache
def load() -> Catalog:
    """The catalogue of this installation, read once per process."""
    return Catalog(json.loads(CATALOG_FILE.read_text(encoding="utf-8")))
