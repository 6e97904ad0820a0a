"""The formats of `nnspec export`: what each holds, and where its file goes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nnspec.errors import InputError, Problem, did_you_mean


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: What `--to` calls it.
        ending: What its files end with; empty for a folder.
        file: The run's own file that it is a copy of, or None.
        preprocessing: Whether it can hold the preprocessing.
    """

    name: str
    ending: str
    file: str | None
    preprocessing: bool


FORMATS = {
    made.name: made
    for made in (
        Format("onnx", ".onnx", "model.onnx", preprocessing=True),
        Format("tflite", ".tflite", None, preprocessing=True),
        Format("saved_model", "", None, preprocessing=True),
        Format("keras", ".keras", "model.keras", preprocessing=False),
        Format("h5", ".h5", "model.h5", preprocessing=False),
    )
}
"""Every format by its name."""


def find_format(name: str, *, preprocessing: bool = False) -> Format:
    """The format of a name.

    Args:
        name: As the user wrote it.
        preprocessing: Whether it has to hold the preprocessing.

    Raises:
        InputError: There is none of this name, or it cannot hold the preprocessing.
    """
    found = FORMATS.get(name)
    if found is None:
        raise InputError(
            Problem(
                "unknown-format",
                f"there is no format '{name}'",
                details=(f"formats: {', '.join(FORMATS)}",),
                hint=did_you_mean(name, FORMATS),
            )
        )
    if preprocessing and not found.preprocessing:
        others = [other.name for other in FORMATS.values() if other.preprocessing]
        message = f"{name} cannot hold the preprocessing: it is a copy of the run's {found.file}"
        hint = f"{', '.join(others[:-1])} and {others[-1]} can"
        raise InputError(Problem("cannot-hold", message, hint=hint))
    return found


def output_path(format_: Format, name: str, output: Path | None, *, force: bool) -> Path:
    """Where the file goes.

    Args:
        format_: Its format.
        name: The run's name, for the file's when none is given.
        output: The file, or None for `<name><ending>` in the current folder.
        force: An existing file may be replaced; a folder only where it is a SavedModel.

    Raises:
        InputError: It exists, is something else than what would replace it, or has the ending of
            another format.
    """
    path = Path(f"{name}{format_.ending}") if output is None else output
    shown = path.as_posix()
    ending = path.suffix.lower()
    other = next((f for f in FORMATS.values() if f.ending and f.ending == ending), format_)
    if other is not format_:
        message = f"{shown} has the ending of {other.name}, and {format_.name} is asked for"
        raise InputError(Problem("wrong-ending", message))
    # Keras tells its formats apart by the ending, and refuses to load a file without one.
    if format_.name in ("keras", "h5") and ending != format_.ending:
        message = f"{shown} does not end with {format_.ending}, without which Keras cannot load it"
        raise InputError(Problem("wrong-ending", message))
    _refuse_unwritable(path)
    if not path.exists():
        return path
    if path.is_dir() and format_.ending:
        raise InputError(Problem("not-a-file", f"{shown} is a folder"))
    if not path.is_dir() and not format_.ending:
        hint = "name a folder with -o"
        raise InputError(Problem("not-a-folder", f"{shown} is a file", hint=hint))
    if path.is_dir() and any(path.iterdir()) and not (path / "saved_model.pb").is_file():
        message = f"the folder {shown} exists and is no SavedModel"
        raise InputError(Problem("file-exists", message, hint="name another one with -o"))
    if not force:
        raise InputError(
            Problem("file-exists", f"{shown} exists already", hint="--force overwrites it")
        )
    return path


def _refuse_unwritable(path: Path) -> None:
    """Say at once that a folder cannot be written to, and not after TensorFlow is loaded."""
    folder = next((parent for parent in path.absolute().parents if parent.exists()), None)
    if folder is None:
        why = "there is no such drive"
    elif not folder.is_dir():
        why = f"{folder.name} is a file"
    elif not os.access(folder, os.W_OK):
        why = f"the folder {folder.name or folder.as_posix()} may not be written to"
    else:
        return
    raise InputError(Problem("cannot-write", f"cannot write {path.as_posix()}: {why}"))
