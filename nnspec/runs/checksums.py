"""What a run's largest files were when the run ended, and whether they still are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnspec.errors import Problem, RunError

SEALED = ("model.keras", "model.h5", "model.onnx", "preprocessing.json")
"""The files whose size and SHA-256 stand in run.json."""

_HINT = "copy the run's folder again, or train it again"


def file_facts(folder: Path) -> dict[str, dict[str, Any]]:
    """`bytes` and `sha256` of each sealed file that a run has.

    Args:
        folder: The run's folder.

    Returns:
        By the file's name; hashing takes about a second for a gigabyte.

    Raises:
        OSError: A file cannot be read.
    """
    there = [name for name in SEALED if (folder / name).is_file()]
    return {
        name: {"bytes": (folder / name).stat().st_size, "sha256": _digest(folder / name)}
        for name in there
    }


def verify_file(folder: Path, record: Mapping[str, Any], name: str) -> None:
    """Refuse a file that is not what training wrote; says nothing of one that run.json has not.

    Args:
        folder: The run's folder.
        record: What run.json says.
        name: The file's name, for instance `model.onnx`.

    Raises:
        RunError: It is missing, cut short or edited.
    """
    files = record.get("files")
    known = files.get(name) if isinstance(files, Mapping) else None
    path = folder / name
    if not isinstance(known, Mapping):
        return
    run_id = record.get("run_id", folder.name)
    try:
        size = path.stat().st_size
        if size != known.get("bytes"):
            said = f"it has {size:,} bytes, and training wrote {known.get('bytes'):,}"
        elif _digest(path) != known.get("sha256"):
            said = "it was edited since training (its SHA-256 is not that of run.json)"
        else:
            return
    except FileNotFoundError:
        raise RunError(Problem("damaged-run", f"run {run_id} has no {name}", hint=_HINT)) from None
    except (OSError, TypeError, ValueError) as error:
        said = str(getattr(error, "strerror", None) or error)
    raise RunError(Problem("damaged-run", f"{name} of run {run_id} is damaged: {said}", hint=_HINT))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
