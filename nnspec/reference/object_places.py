"""Where objects stand in a spec, as data: `object_places.json`, made of the keys of its sections.

Whoever only looks for objects need not wait for pydantic, which the sections are written with.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnspec.spec.language.reading.places import Places

FILE = Path(__file__).with_name("object_places.json")


@cache
def object_places() -> Places:
    """Where objects stand, and how they are read, without the sections themselves."""
    known = json.loads(FILE.read_text(encoding="utf-8"))
    return {tuple(label.split(".")): (way, family) for label, (way, family) in known.items()}


def file_text() -> str:
    """The file as it is to be."""
    from nnspec.spec.language import keys

    known = {".".join(map(str, path)): place for path, place in keys.object_places().items()}
    rows = [f"  {json.dumps(label)}: {json.dumps(place)}" for label, place in known.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def write() -> Path:
    """Write the file anew.

    Returns:
        What was written.
    """
    FILE.write_text(file_text(), encoding="utf-8", newline="\n")
    return FILE
