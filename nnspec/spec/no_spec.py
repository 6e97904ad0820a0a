"""What to say where a spec's path leads to data."""

from __future__ import annotations

import shlex
from pathlib import Path

from nnspec.spec.language.file_kinds import file_source


def data_hint(path: Path) -> str | None:
    """What to do with a file of data that was given for a spec; None for any other file."""
    kind = file_source(path.name)
    # JSON is YAML: a spec may be written in it.
    if kind is None or path.suffix.lower() == ".json":
        return None
    given = shlex.quote(path.as_posix())
    return f"this is data; a spec for it: `nnspec init --from {given} --target COLUMN -o SPEC`"
