"""Can a file or folder stand where a callback wants it, on every system?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.checks.training.paths import (
    RUN_FILES,
    RUN_FOLDERS,
    callback_path,
    leaves_folder,
    path_key,
    written,
)
from nnspec.reserved_names import is_reserved

# What a file system takes for one name, and Windows for a whole path with the run's folder before.
_LONGEST_NAME, _LONGEST_PATH = 200, 220
_FOLDERS = ("BackupAndRestore", "TensorBoard")
# Windows refuses these characters in a name.
_BAD_CHARACTERS = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_FIELD = re.compile(r"\{[^{}]*\}")


@check("path-place", "error")
def path_place(facts: Facts) -> Iterator[Finding]:
    """A callback writes to a path that no file or folder of its own can have."""
    files: dict[str, str] = {}
    removed = _removed(facts)
    for spec, parameter, path in written(facts):
        if leaves_folder(path):
            continue
        # Each name of a checkpoint stands for many: `{epoch:02d}` is some digits.
        plain = _without_fields(path) if spec.name == "ModelCheckpoint" else path
        why = _no_place(plain, folder=spec.name in _FOLDERS) or _inside(plain, files)
        if why is None and spec.name != "BackupAndRestore":
            why = _lost(plain, removed)
        if why is not None:
            message = f"{spec.name}.{parameter}: '{_shown(path)}' {why}"
            where = argument_path(facts, spec, parameter)
            yield Finding(message, where, "choose another name, or leave it out")
        if spec.name not in _FOLDERS:
            files[path_key(plain)] = spec.name


def _removed(facts: Facts) -> list[str]:
    """The folders that BackupAndRestore removes, with all that is in them, once it is done."""
    specs = [spec for spec in facts.spec.callbacks if spec.name == "BackupAndRestore"]
    paths = [callback_path(spec) for spec in specs if spec.argument("delete_checkpoint", True)]
    return [path_key(path[1]) for path in paths if path is not None and isinstance(path[1], str)]


def _lost(path: str, removed: list[str]) -> str | None:
    """Whether a path lies in a folder that is removed."""
    key = PurePosixPath(path_key(path))
    for folder in removed:
        # The folder itself is `shared-file`.
        if PurePosixPath(folder) in key.parents:
            return f"is removed with '{folder}' when BackupAndRestore is done"
    return None


def _without_fields(path: str) -> str:
    """A checkpoint's name with a digit for each `{...}`, also for one inside another."""
    while (fewer := _FIELD.sub("0", path)) != path:
        path = fewer
    return path


def _no_place(path: str, *, folder: bool) -> str | None:
    """Why a path of its own cannot stand in a run's folder, as the end of a sentence."""
    key = path_key(path)
    if key == ".":
        return "is the run's own folder"
    if not folder and path.endswith(("/", "\\")):
        return "is a folder and no file"
    if key in RUN_FOLDERS:
        return "is a folder of the run's own"
    if folder and key in RUN_FILES:
        return "is a file of the run's own"
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if max(len(part.encode()) for part in parts) > _LONGEST_NAME:
        return f"has a name longer than {_LONGEST_NAME} bytes"
    if len(path.encode()) > _LONGEST_PATH:
        return f"is longer than {_LONGEST_PATH} bytes"
    for part in parts:
        if _BAD_CHARACTERS.search(part):
            return "has a character that a file's name cannot hold on every system"
        if is_reserved(part):
            return f"has '{_shown(part)}', which is no name of a file on Windows"
    return _inside(path, dict.fromkeys(RUN_FILES, "the run"))


def _inside(path: str, files: dict[str, str]) -> str | None:
    """Whether a path leads through a file."""
    for parent in PurePosixPath(path_key(path)).parents:
        owner = files.get(parent.as_posix())
        if owner is not None:
            whose = "a file of the run's own" if owner == "the run" else f"the file of {owner}"
            return f"lies inside '{parent.as_posix()}', {whose}"
    return None


def _shown(text: str) -> str:
    text = text if text.isprintable() else repr(text)[1:-1]
    return text if len(text) <= 60 else f"{text[:57]}..."
