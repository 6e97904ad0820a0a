"""What messages call a file."""

from __future__ import annotations

from pathlib import Path


def label_of(path: Path, given: Path) -> str:
    """What messages call a file: its path from the current folder, or as it was given.

    Args:
        path: The file.
        given: The path as the user wrote it, used for a file outside the current folder.
    """
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return given.as_posix()
