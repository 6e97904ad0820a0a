"""Can the callbacks write where they want to: in the run's folder, and over no file of its own?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from nnspec import catalog
from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.errors import listing
from nnspec.spec.language.objects import ObjectSpec

# Where a callback writes when its spec does not say, inside the run's folder.
_DEFAULT_PATHS = {
    "ModelCheckpoint": "checkpoints/best.keras",
    "CSVLogger": "log.csv",
    "TensorBoard": "tensorboard",
    "BackupAndRestore": "checkpoints/backup",
}
# What names of networks end in, here and in other tools.
_NETWORK_SUFFIX = re.compile(r"\.(weights\.h5|keras|h5|hdf5|tf|ckpt|pt|pth|pb)$", re.IGNORECASE)
RUN_FILES = (
    "spec.yaml",
    "spec.resolved.yaml",
    "run.json",
    "preprocessing.json",
    "model.keras",
    "model.h5",
    "model.onnx",
    "history.csv",
    "metrics.json",
    "predictions.csv",
    "data.json",
    "report.html",
    "rows.npz",
    "boundary.npz",
)
# The backup of BackupAndRestore and the checkpoints lie in a folder of the run's, by default.
RUN_FOLDERS = ("checkpoints", "plots", "cache")


def callback_path(spec: ObjectSpec) -> tuple[str, str] | None:
    """The parameter and the path, relative to the run's folder, of a callback that writes."""
    entry = catalog.load().find("callbacks", spec.name)
    if entry is None or not entry.path_parameters:
        return None
    parameter = entry.path_parameters[0]
    default = _DEFAULT_PATHS.get(spec.name, spec.name.lower())
    if spec.name == "ModelCheckpoint" and not spec.argument("save_best_only", False):
        default = "checkpoints/last.keras"
    if spec.name == "ModelCheckpoint" and spec.argument("save_weights_only", False):
        default = default.replace(".keras", ".weights.h5")
    return parameter, spec.argument(parameter) or default


def leaves_folder(path: str) -> bool:
    """Whether a path given in a spec would lead out of the run's folder, on any system."""
    windows = PureWindowsPath(path)
    return bool(windows.anchor) or ".." in windows.parts


@check("path-leaves-run", "error")
def path_leaves_run(facts: Facts) -> Iterator[Finding]:
    """A callback writes outside the run's folder."""
    for spec, parameter, path in written(facts):
        if leaves_folder(path):
            message = f"{spec.name}.{parameter}: '{path}' leads out of the run's folder"
            hint = "give a path relative to the run's folder"
            yield Finding(message, argument_path(facts, spec, parameter), hint)


@check("path-taken", "error")
def path_taken(facts: Facts) -> Iterator[Finding]:
    """A callback writes over a file of the run's own."""
    for spec, parameter, path in written(facts):
        plain = path_key(path)
        if plain in RUN_FILES and spec.name not in ("BackupAndRestore", "TensorBoard"):
            message = f"{spec.name}.{parameter}: the run keeps a file '{plain}' of its own there"
            details = (f"files of a run: {listing(RUN_FILES, 20)}",)
            where = argument_path(facts, spec, parameter)
            yield Finding(message, where, "choose another name", details=details)


@check("checkpoint-suffix", "error")
def checkpoint_suffix(facts: Facts) -> Iterator[Finding]:
    """A checkpoint's file has a suffix that Keras does not write."""
    for spec, parameter, path in written(facts):
        if spec.name != "ModelCheckpoint":
            continue
        weights = spec.argument("save_weights_only", False) is True
        suffix = ".weights.h5" if weights else ".keras"
        if not path.endswith(suffix):
            kind = "weights alone" if weights else "a whole network"
            message = f"ModelCheckpoint.filepath: Keras saves {kind} as *{suffix}, found '{path}'"
            name = _NETWORK_SUFFIX.sub("", path) + suffix
            yield Finding(message, argument_path(facts, spec, parameter), f"write {name}")


def path_key(path: str) -> str:
    """Equal for paths in a run's folder that are one on some system."""
    return PurePosixPath(path.replace("\\", "/")).as_posix().casefold()


def written(facts: Facts) -> Iterator[tuple[ObjectSpec, str, str]]:
    """Each callback that is told where to write, the parameter that tells it, and the path."""
    for spec in facts.spec.callbacks:
        where = callback_path(spec)
        if where is not None and isinstance(spec.argument(where[0]), str):
            yield spec, *where
