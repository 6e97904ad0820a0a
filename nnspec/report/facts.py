"""Everything a report tells of a run, read from its folder; what is missing or damaged is a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.errors import Problem, RunError, in_one_line
from nnspec.network.inspect.architecture import LayerNode, read_architecture
from nnspec.network.inspect.weights import Layers, read_weights
from nnspec.network.summary import LayerCall
from nnspec.report.boundary import Boundary, read_boundary
from nnspec.report.network import saved_network
from nnspec.report.predictions import Predicted, read_predictions
from nnspec.runs.data_file import read_data
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import read_history
from nnspec.runs.metrics_file import read_metrics
from nnspec.runs.read_json import read_json
from nnspec.runs.shapes import MAPPING

Value = TypeVar("Value")


@dataclass(slots=True)
class RunFacts:
    """The files of a run, read.

    Attributes:
        folder: The run.
        record: run.json, with the status as `RunFolder.status` knows it.
        metrics: metrics.json.
        history: The columns of history.csv.
        data: data.json.
        spec: The spec as given.
        resolved_spec: The spec with every default filled in.
        preprocessor: The fitted preprocessing.
        predictions: Truth and predictions of the held-out rows.
        boundary: The plane of two features.
        weights: The trained weights by layer.
        network: The layers of model.keras.
        problems: What could not be read, as warnings.
    """

    folder: RunFolder
    record: dict[str, Any]
    metrics: dict[str, Any] = field(default_factory=dict)
    history: dict[str, list[float]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    spec: str = ""
    resolved_spec: str = ""
    preprocessor: Preprocessor | None = None
    predictions: list[Predicted] = field(default_factory=list)
    boundary: Boundary | None = None
    weights: Layers = field(default_factory=dict)
    network: list[LayerCall] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_facts(folder: RunFolder) -> RunFacts:
    """Read a run, of any status.

    Raises:
        RunError: The folder is no run, or its run.json is damaged.
    """
    facts = RunFacts(folder, {**folder.read(), "status": folder.status()})

    def read(path: Path, reader: Callable[[Path], Value], nothing: Value) -> Value:
        # A run that ended early lacks files, and one of an older nnspec may: no reason to warn.
        if not path.is_file():
            return nothing
        try:
            return reader(path)
        except RunError as error:
            facts.problems += [_as_warning(problem) for problem in error.problems]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            text = in_one_line(error, 200)
            message = f"{path.as_posix()} is damaged: {text}"
            facts.problems.append(Problem("damaged-run", message, severity="warning"))
        return nothing

    facts.metrics = read(folder.metrics, lambda _: read_metrics(folder), {})
    facts.history = read(folder.history, read_history, {})
    facts.data = read(folder.data, lambda _: read_data(folder), {})
    facts.spec = read(folder.spec, _read_text, "")
    facts.resolved_spec = read(folder.resolved_spec, _read_text, "")
    facts.preprocessor = read(folder.preprocessing, _read_preprocessor, None)
    if facts.preprocessor is not None:
        preprocessor = facts.preprocessor
        facts.predictions = read(
            folder.predictions, lambda path: read_predictions(path, preprocessor), []
        )
    facts.boundary = read(folder.boundary, read_boundary, None)
    facts.weights = read(folder.model_h5, read_weights, {})
    none: dict[str, LayerNode] = {}
    layers = read(folder.model_keras, lambda _: read_architecture(folder), none)
    facts.network = saved_network(layers, facts.weights)
    return facts


def _read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def _read_preprocessor(path: Path) -> Preprocessor | None:
    return Preprocessor.from_json(read_json(path, MAPPING))


def _as_warning(problem: Problem) -> Problem:
    return Problem(
        problem.code,
        problem.message,
        problem.location,
        problem.hint,
        problem.details,
        severity="warning",
    )
