"""What the floors below `nnspec.data.formats` know of each format: `formats.json`.

A format is one object there, and this file is made from those objects by
`python -m nnspec.catalog.generate`, as the catalogue's entries of their sources are. So the spec
language knows a file by its ending, and a format is found by its name, without importing any of
them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FORMATS_FILE = Path(__file__).with_name("formats.json")


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """What is known of a format without importing it.

    Attributes:
        module: The module that holds it, as `FORMAT`.
        title: What lists for people call it; empty where they do not name it.
        endings: How the names of its files end; none where it is no file.
        source: The source of a spec that reads its files.
        arguments: The arguments of that source that the ending stands for.
        is_text: Whether its files are text, which may be packed.
        is_written: Whether predictions are written in it.
    """

    module: str
    title: str = ""
    endings: tuple[str, ...] = ()
    source: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    is_text: bool = False
    is_written: bool = False


@cache
def format_facts() -> dict[str, FormatFacts]:
    """The formats by their names, in the order in which messages list them."""
    document = json.loads(FORMATS_FILE.read_text(encoding="utf-8"))
    return {
        name: FormatFacts(**{**facts, "endings": tuple(facts.get("endings", ()))})
        for name, facts in document.items()
    }


def titles(*, written: bool = False) -> str:
    """The formats of files as people list them: `CSV, TSV, JSON or Parquet`.

    Args:
        written: Those alone in which predictions are written.
    """
    found = [
        facts.title
        for facts in format_facts().values()
        if facts.title and (facts.is_written or not written)
    ]
    return f"{', '.join(found[:-1])} or {found[-1]}"
