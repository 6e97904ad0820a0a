"""Which runs there are, by the names of their folders."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from nnspec.errors import RunError
from nnspec.runs.folder import RunFolder
from nnspec.runs.record import parse_timestamp, read_record

_FOLDER_NAME = re.compile(r"([0-9]{8}-[0-9]{6})-[0-9a-f]{4}")


def spec_names(runs_dir: Path) -> list[str]:
    """The names of the specs that have a folder in `runs_dir`, in alphabetical order."""
    return sorted(subfolders(runs_dir))


def run_folders(runs_dir: Path, names: Sequence[str]) -> list[RunFolder]:
    """The runs of some specs, the one started last first (to the second, then by id).

    A folder counts as a run when it is named as `RunFolder.create` names it, or holds a run.json:
    a user may have given a run a name of their own. Only the latter are read.
    """
    found: list[tuple[str, str, str]] = []
    for name in names:
        for folder in subfolders(runs_dir / name):
            if stamp := name_stamp(folder):
                found.append((stamp, name, folder))
            elif (runs_dir / name / folder / "run.json").exists():
                found.append((_start_stamp(runs_dir / name / folder), name, folder))
    found.sort(reverse=True)
    return [RunFolder(runs_dir / name / folder) for _, name, folder in found]


def name_stamp(folder_name: str) -> str:
    """The time in the name of a run's folder, `20261122-033600`; empty when it has none."""
    match = _FOLDER_NAME.fullmatch(folder_name)
    return match[1] if match else ""


def subfolders(folder: Path) -> list[str]:
    """The names of the folders in a folder, hidden ones left out; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [e.name for e in entries if not e.name.startswith(".") and e.is_dir()]
    except OSError:
        return []


def _start_stamp(folder: Path) -> str:
    """When a run started, written as `RunFolder.create` writes it; empty when it is damaged."""
    try:
        started = parse_timestamp(read_record(folder)["started"])
    except RunError:
        return ""
    return started.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
