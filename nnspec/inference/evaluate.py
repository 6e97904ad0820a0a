"""Evaluate a finished run, on its own rows or on a labelled file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnspec.data.look import look_at
from nnspec.data.plan import Plan
from nnspec.data.roles import find_roles, is_classification, make_plan
from nnspec.data.rows import deal_rows
from nnspec.data.table import Table
from nnspec.data.whole import load_rows
from nnspec.errors import DataError, Problem, SpecError
from nnspec.inference.choose import choose_run
from nnspec.inference.network import (
    load_keras_network,
    load_preprocessor,
    model_input,
    model_target,
)
from nnspec.inference.read import read_input
from nnspec.inference.score import score
from nnspec.listener import Listener
from nnspec.network.backend import is_loaded
from nnspec.runs.folder import RunFolder
from nnspec.spec.load import LoadedSpec, load_spec

SPLITS = ("training", "validation", "test")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a run does on some rows.

    Attributes:
        folder: The run.
        rows_of: `training`, `validation` or `test`, or the file.
        metrics: `loss`, `rows` and the metrics of `nnspec.inference.metrics`.
    """

    folder: RunFolder
    rows_of: str
    metrics: dict[str, Any]


def evaluate(
    run: str | Path | RunFolder | None = None,
    *,
    input: str | Path | None = None,
    split: str = "test",
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Evaluation:
    """Evaluate a run.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when left out.
        input: A labelled file, as `predict` reads it; the run's own rows when left out.
        split: Which of the run's own rows: `training`, `validation` or `test`.
        runs_dir: The folder of all runs.
        listener: Hears of progress.

    Raises:
        RunError: There is no such complete run.
        DataError: The rows do not fit the run, or the run's data has changed since.
    """
    listener = listener or Listener()
    folder = choose_run(run, runs_dir, listener)
    loaded = load_spec(folder.resolved_spec)
    preprocessor = load_preprocessor(folder)
    if input is None:
        table, rows_of = _own_rows(folder, loaded, split), split
    else:
        table = read_input(Path(input), loaded, preprocessor)
        rows_of = table.origin
    preprocessor.check_columns(table, with_targets=True)
    x, y = preprocessor.transform(table), preprocessor.encode_target(table)
    if not is_loaded():
        listener.stage("loading TensorFlow")
    network = load_keras_network(folder)
    measured = network.model.evaluate(
        model_input(x), model_target(y), batch_size=1024, verbose=0, return_dict=True
    )
    scores = score(preprocessor, network.outputs(x), table)
    return Evaluation(folder, rows_of, {"loss": float(measured["loss"]), **scores})


def _own_rows(folder: RunFolder, loaded: LoadedSpec, split: str) -> Table:
    """The rows of one part of the run's split, dealt again just as in its training."""
    if split not in SPLITS:
        raise DataError(
            Problem("unknown-split", f"there is no split '{split}'", hint=f"one of {_words()}")
        )
    table = load_rows(loaded)
    known = folder.read().get("data", {}).get("fingerprint")
    if known != table.fingerprint():
        raise DataError(
            Problem(
                "data-changed",
                f"{table.origin} has changed since run {folder.run_id} was trained, so that "
                f"its {split} rows can no longer be told from the others",
                hint="name a labelled file with --input, or train again",
            )
        )
    look = look_at(table)
    roles, problems = find_roles(loaded, look)
    if problems:
        raise SpecError(problems)
    plan: Plan = make_plan(loaded.spec, roles, look.kinds)
    rows = deal_rows(loaded.spec, table, plan, classify=is_classification(roles))
    part = rows.parts()[split]
    if not len(part):
        others = [name for name, index in rows.parts().items() if len(index)]
        raise DataError(
            Problem(
                "no-rows",
                f"run {folder.run_id} has no {split} rows",
                hint=f"use {' or '.join(f'--split {name}' for name in others)}",
            )
        )
    return table.take(part)


def _words() -> str:
    return ", ".join(SPLITS)
