"""Export a run: copy or make the file, compare it with `predict`, and only then keep it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnspec.data.chains.chain import step_name
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.steps.step import Step
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import InputError, NnspecError, Problem
from nnspec.export.check import (
    Checked,
    largest_difference,
    network_difference,
    predictable,
    raw_arrays,
    refuse_difference,
    rows_to_check,
)
from nnspec.export.formats import find_format, output_path
from nnspec.export.network_onnx import in_float32, quiet_export
from nnspec.export.translate import end_names
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.prediction.choose import choose_run
from nnspec.prediction.network import Network, load_keras_network, load_network
from nnspec.runs.checksums import verify_file
from nnspec.runs.files import replacing
from nnspec.runs.folder import RunFolder

Run = Callable[[Mapping[str, np.ndarray]], dict[str, np.ndarray]]
"""Runs a file on arrays by name."""

# What run.json calls the facts of a file of the run.
_FACTS = {"model.onnx": "portable", "model.keras": "keras", "model.h5": "h5"}
# Numbers of an array that have a formula each.
_MOST_FORMULAS = 256
_WRONG_NAME = (PermissionError, NotADirectoryError, IsADirectoryError, FileExistsError)
_WRONG_PLACE = (errno.EROFS, errno.ENAMETOOLONG)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported.

    Attributes:
        folder: The run.
        format: The format's name.
        path: The file, or the folder of a SavedModel.
        preprocessing: Whether the preprocessing is inside.
        checked: How near it is to `predict`; None for a copy of the run's own file, whose SHA-256
            is that of run.json.
    """

    folder: RunFolder
    format: str
    path: Path
    preprocessing: bool
    checked: Checked | None


def export(
    run: str | Path | RunFolder | None,
    to: str,
    output: Path | None = None,
    *,
    with_preprocessing: bool = False,
    force: bool = False,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Exported:
    """Export a run for other programs.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        to: A name of `nnspec.export.formats.FORMATS`.
        output: Where to; `<name><ending>` in the current folder when None.
        with_preprocessing: Raw columns in, and labels or original units out.
        force: Replace an existing file.
        runs_dir: The folder of all runs.
        listener: Hears of progress.

    Raises:
        RunError: There is no such run, or it is damaged.
        InputError: There is no such format, it cannot hold this run, or the file cannot be written.
        NnspecError: The file's numbers are not those of `predict`; it is not kept.
    """
    listener = listener or Listener()
    format_ = find_format(to, preprocessing=with_preprocessing)
    folder = choose_run(run, runs_dir, listener)
    path = output_path(format_, folder.name, output, force=force)
    if format_.file is not None:
        _own_file(folder, format_.file)
        if not with_preprocessing:
            with _writing(path), replacing(path) as beside:
                shutil.copyfile(folder.path / format_.file, beside)
            return Exported(folder, to, path, preprocessing=False, checked=None)
    network = load_network(folder, listener)
    if with_preprocessing:
        if to == "tflite":
            _refuse_text(network.preprocessor)
        _refuse_large(network.preprocessor, to)
        for usual, name in end_names(network.preprocessor).items():
            if name != usual:
                listener.note(f"{usual} is a feature of this run: the file's output is {name}")
    rows_of, table = rows_to_check(folder, network.preprocessor, listener)
    work = _Work(folder, network, table, with_preprocessing)
    with _writing(path):
        largest = (
            _make_onnx(work, path) if to == "onnx" else _make_by_keras(work, to, path, listener)
        )
    checked = Checked(rows_of, table.n_rows, largest)
    return Exported(folder, to, path, with_preprocessing, checked)


@dataclass(frozen=True, slots=True)
class _Work:
    """A run, and the rows that a file of it is compared on."""

    folder: RunFolder
    network: Network
    table: Table
    with_preprocessing: bool


def _make_onnx(work: _Work, path: Path) -> float:
    from nnspec.export.onnx_file import run_onnx, write_onnx

    network = work.network
    with replacing(path) as beside:
        write_onnx(work.folder.model_onnx, network.preprocessor, network.logits, beside)
        made = run_onnx(beside, raw_arrays(work.table))
        found = {usual: made[name] for usual, name in end_names(network.preprocessor).items()}
        largest = largest_difference(found, network, work.table)
        refuse_difference(largest, "onnx")
    return largest


def _make_by_keras(work: _Work, to: str, path: Path, listener: Listener) -> float:
    from nnspec.export.saved_model import replacing_folder, run_saved_model, write_saved_model
    from nnspec.export.tensorflow_operations import TensorFlowOperations
    from nnspec.export.tflite import run_tflite, write_tflite

    load_keras(listener)
    with quiet_export():
        model = in_float32(load_keras_network(work.folder).model)
    preprocessor = work.network.preprocessor
    logits = work.network.logits if work.with_preprocessing else None
    if to == "tflite":
        with replacing(path) as beside, quiet_export():
            write_tflite(model, preprocessor, beside, logits=logits)
            return _compare(work, to, lambda arrays: run_tflite(beside, arrays))
    with replacing_folder(path) as beside, quiet_export():
        translated = None if logits is None else (TensorFlowOperations(), logits)
        write_saved_model(model, preprocessor, beside, translated=translated)
        return _compare(work, to, lambda arrays: run_saved_model(beside, arrays))


def _compare(work: _Work, to: str, run: Run) -> float:
    """How far a file is from `predict`, by the names of its signature."""
    from nnspec.export.saved_model import signature_names

    preprocessor = work.network.preprocessor
    if work.with_preprocessing:
        made = run(raw_arrays(work.table))
        ends = end_names(preprocessor)
        names = signature_names(ends.values())
        found = {usual: made[names[name]] for usual, name in ends.items()}
        positions = to == "tflite"
        largest = largest_difference(found, work.network, work.table, positions=positions)
    else:
        x = preprocessor.transform(predictable(work.table, preprocessor))
        made = run(x)
        names = signature_names(preprocessor.targets)
        found = {name: made[safe] for name, safe in names.items()}
        largest = network_difference(found, work.network, x)
    refuse_difference(largest, to, single=to == "tflite" and work.with_preprocessing)
    return largest


def _own_file(folder: RunFolder, name: str) -> None:
    """Whether the run has the file, and as training wrote it."""
    record = folder.read()
    sealed = name in (record.get("files") or {})
    if not sealed and not (folder.path / name).is_file():
        reason = (record.get(_FACTS[name]) or {}).get("reason")
        message = f"run {folder.run_id} has no {name}" + (f": {reason}" if reason else "")
        raise InputError(Problem("cannot-hold", message))
    verify_file(folder.path, record, name)


def _refuse_text(preprocessor: Preprocessor) -> None:
    for name, kind in preprocessor.input_kinds.items():
        if kind == "text":
            hint = "onnx and saved_model can, and so can tflite without --with-preprocessing"
            message = f"tflite cannot hold the text column {name!r}: it has no operations on text"
            raise InputError(Problem("cannot-hold", message, hint=hint))


def _refuse_large(preprocessor: Preprocessor, to: str) -> None:
    """Steps with a formula for each number of an array, where there are very many of them."""
    for column in (column for columns in preprocessor.inputs.values() for column in columns):
        kind = column.kind
        if not isinstance(kind, ArraySpec) or kind.size <= _MOST_FORMULAS:
            continue
        for step in column.steps:
            if type(step).emit_rows is Step.emit_rows:
                message = f"{to} cannot hold {step_name(step)} of {column.column!r}: it has a "
                message += f"formula for each of {kind.size:,} numbers"
                hint = "leave --with-preprocessing out, or train with StandardScaler in its place"
                raise InputError(Problem("cannot-hold", message, hint=hint))


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say which file cannot be written, and why: a wrong name is the user's, a full disk is not."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        wrong_name = isinstance(error, _WRONG_NAME) or error.errno in _WRONG_PLACE
        kind = InputError if wrong_name else NnspecError
        problem = Problem("cannot-write", f"cannot write {path.as_posix()}: {why}")
        raise kind(problem) from None
