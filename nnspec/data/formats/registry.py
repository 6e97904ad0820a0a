"""The formats by their names, each imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from nnspec.catalog.formats import format_facts

if TYPE_CHECKING:
    from nnspec.data.formats.format import FileFormat, Format

_NO_FORMAT = "bundled"


def format_of(name: str) -> Format:
    """The format that reads a source.

    Args:
        name: The source's name. Every one that is no format's is one of scikit-learn's sets.
    """
    facts = format_facts()
    return import_module(facts.get(name, facts[_NO_FORMAT]).module).FORMAT


def file_format_of(name: str) -> FileFormat:
    """The format of files with this name."""
    return cast("FileFormat", format_of(name))


def every_format() -> tuple[Format, ...]:
    """All of them, in the order in which messages list them."""
    return tuple(map(format_of, format_facts()))


def every_file_format() -> tuple[FileFormat, ...]:
    """Those that are files, likewise."""
    return tuple(file_format_of(name) for name, facts in format_facts().items() if facts.endings)
