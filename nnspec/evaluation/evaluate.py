"""Evaluate a finished run, on its own rows or on a labelled file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.given import with_given
from nnspec.data.table.table import Table
from nnspec.errors import DataError, InputError, Problem
from nnspec.evaluation.figures import Figures
from nnspec.evaluation.own_rows import SPLITS, LabelledRows, own_parts
from nnspec.evaluation.training_rows import count_training_rows
from nnspec.listener import Listener
from nnspec.metrics_table import metrics_html, number
from nnspec.options import option
from nnspec.prediction.choose import choose_run
from nnspec.prediction.lost_rows import warn_of_lost
from nnspec.prediction.network import Network, load_network, load_preprocessor
from nnspec.prediction.read import keep_labelled, read_labelled
from nnspec.runs.folder import RunFolder
from nnspec.runs.summary import headline
from nnspec.scoring.groups import Group, group_rows
from nnspec.scoring.score import true_labels
from nnspec.scoring.threshold import (
    best_threshold,
    check_threshold,
    positive_scores,
    tuned_target,
)
from nnspec.spec.language.memory import rows_in
from nnspec.spec.load import load_spec

_ENCODED_ANEW = (
    "TargetEncoder encodes these rows like new ones, by their own targets too: in the training "
    "each was encoded by the rows beside it, so metrics.json has other figures of them"
)


@dataclass(frozen=True, slots=True)
class TunedThreshold:
    """A threshold that was chosen.

    Attributes:
        metric: What it was chosen by.
        value: The best value of that metric.
        rows_of: `validation`, or the rows that are measured themselves.
        rows: How many they were.
    """

    metric: str
    value: float
    rows_of: str
    rows: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Evaluation:
    """How a run does on some rows.

    Attributes:
        folder: The run.
        rows_of: `training`, `validation` or `test`, or the file.
        metrics: `loss`, `rows` and the metrics of `nnspec.scoring.metrics`; no `loss` where it is
            no function of the network's outputs alone.
        threshold: The threshold that was given or chosen, None for 0.5.
        tuned: How it was chosen, None when it was not.
        groups: With `by`, the groups of rows and the metrics of each.
        intervals: With `ci`, the two ends for every metric that is one number, nested as `metrics`.
        training_rows: How many rows of the file are training rows of the run; None for the run's
            own rows, and where it is not known.
    """

    folder: RunFolder
    rows_of: str
    metrics: dict[str, Any]
    threshold: float | None = None
    tuned: TunedThreshold | None = None
    groups: tuple[tuple[Group, dict[str, Any]], ...] = ()
    intervals: dict[str, Any] | None = None
    training_rows: int | None = None

    def __repr__(self) -> str:
        named = headline({"of": self.metrics}, "of")
        figures = ", ".join(f"{name} {number(value)}" for name, value in named.items())
        return f"<evaluation of {self._what()}: {figures}>"

    def _repr_html_(self) -> str:
        return metrics_html(f"evaluation of {self._what()}", {self.rows_of: self.metrics})

    def _what(self) -> str:
        return f"{self.folder.run_id} on {_rows(self.rows_of)}"


def evaluate(
    run: str | Path | RunFolder | None = None,
    *,
    input: str | Path | None = None,
    data: Any = None,
    split: str | None = None,
    by: str | None = None,
    ci: float | None = None,
    threshold: float | None = None,
    tune_threshold: str | None = None,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Evaluation:
    """Evaluate a run.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when left out.
        input: A labelled file, as `predict` reads it; the run's own rows when left out.
        data: Labelled rows in place of a file, as `nnspec.train` takes them. Together with a
            `split` they are all of the run's own rows, of which that part is measured.
        split: Which of the run's own rows: `training`, `validation` or `test`, which is meant when
            neither a file nor rows are given.
        by: A column whose values make groups; see `nnspec.scoring.groups.group_rows`.
        ci: The level of bootstrap confidence intervals, such as 0.95; none when left out.
        threshold: The probability above which a row is of the second of two classes; 0.5 when left
            out.
        tune_threshold: A metric to choose the threshold by: on the run's validation rows, or where
            those or a file's are the rows to measure, on these themselves, with a warning.
        runs_dir: The folder of all runs.
        listener: Hears of progress.

    Raises:
        RunError: There is no such complete run.
        DataError: The rows do not fit the run, the run's data has changed since, or a setting does
            not fit the run.
        TrainingError: Rows that do not fit memory have no room on the disk.
    """
    listener = listener or Listener()
    own = input is None and (data is None or split is not None)
    split = _checked_split(split, of_file=input is not None)
    if ci is not None and not 0 < ci < 1:
        hint = f"write {ci / 100:g}" if 1 < ci < 100 else "such as 0.95"
        problem = Problem("bad-level", f"the level of the intervals is {ci:g}", hint=hint)
        raise DataError(problem)
    if threshold is not None and tune_threshold is not None:
        message = "a threshold is given and is to be chosen as well"
        raise DataError(Problem("two-thresholds", message, hint="leave one of the two out"))
    if input is not None and data is not None:
        message = "a file and rows are given to be measured"
        raise DataError(Problem("two-inputs", message, hint="leave one of the two out"))
    folder = choose_run(run, runs_dir, listener)
    loaded = load_spec(folder.resolved_spec)
    if data is not None:
        loaded = with_given(loaded, data)
    preprocessor = load_preprocessor(folder)
    if threshold is not None:
        check_threshold(threshold, preprocessor.targets)
    if tune_threshold is not None:
        tuned_target(tune_threshold, preprocessor.targets)
    asked: AbstractContextManager[Mapping[str, LabelledRows]] = (
        own_parts(folder, loaded, split, listener, by=by) if own else nullcontext({})
    )
    with asked as parts:
        rows: LabelledRows
        if own:
            rows, rows_of = parts[split], split
        elif input is not None:
            rows = LabelledRows(read_labelled(Path(input), loaded, preprocessor, listener))
            rows_of = rows.table.origin
        else:
            given = rows_in(loaded.spec.data.source)
            rows = LabelledRows(keep_labelled(given, loaded, preprocessor, listener))
            rows_of = rows.table.origin
        rows.check(preprocessor)
        table = rows.table
        groups = [] if by is None else group_rows(table, by)
        network = load_network(folder, listener)
        trained_on = own and split == "training"
        if trained_on and any(step.NEEDS_TARGET for step in preprocessor.steps):
            listener.note(_ENCODED_ANEW)
        outputs = rows.outputs(network)
        of = _rows(rows_of).removeprefix("the ")
        warn_of_lost(preprocessor, outputs, of, table.place, listener)
        figures = Figures(folder, loaded, preprocessor, table, outputs, trained_on=trained_on)
        tuned = None
        if tune_threshold is not None:
            validation = parts.get("validation") if rows_of != "validation" else None
            threshold, tuned = _tune(
                figures, tune_threshold, validation, network, rows_of, listener
            )
    seen = None if own else _warn_of_training_rows(folder, preprocessor, table, listener)
    figures.say_why_no_loss(listener)
    return Evaluation(
        folder,
        rows_of,
        figures.metrics(None, threshold),
        threshold,
        tuned,
        tuple((group, figures.metrics(group.rows, threshold)) for group in groups),
        None if ci is None else figures.intervals(ci, threshold),
        seen,
    )


def _tune(
    figures: Figures,
    metric: str,
    validation: LabelledRows | None,
    network: Network,
    rows_of: str,
    listener: Listener,
) -> tuple[float, TunedThreshold]:
    """Choose the threshold, on the validation rows when others are measured."""
    target = tuned_target(metric, figures.preprocessor.targets)
    outputs: Mapping[str, np.ndarray]
    if validation is not None and validation.table.n_rows:
        table, chosen_on = validation.table, "validation"
        outputs = validation.outputs(network)
    else:
        table, chosen_on, outputs = figures.table, rows_of, figures.outputs
    positive = true_labels(target, table) == 1
    scores = positive_scores(target, outputs[target.name])
    if not len(scores) or np.isnan(scores).any():
        message = f"no threshold can be chosen on {_rows(chosen_on)}: "
        message += "a probability is no number" if len(scores) else "there are none"
        raise DataError(Problem("no-threshold", message))
    threshold, value = best_threshold(positive, scores, metric)
    tuned = TunedThreshold(metric, value, chosen_on, table.n_rows)
    said = f"threshold {threshold:g}: the best {metric}, {value:.5g}, on {_rows(chosen_on)}"
    listener.note(said)
    if table is figures.table:
        message = f"the threshold was chosen on the rows it is measured on, {_rows(rows_of)}"
        hint = "the figures are better than those of new rows would be"
        listener.warning(Problem("optimistic", message, hint=hint, severity="warning"))
    return threshold, tuned


def _rows(rows_of: str) -> str:
    return f"the {rows_of} rows" if rows_of in SPLITS else f"the rows of {rows_of}"


def _warn_of_training_rows(
    folder: RunFolder, preprocessor: Preprocessor, table: Table, listener: Listener
) -> int | None:
    """Say how many of a file's rows the run was trained on."""
    found = count_training_rows(folder, preprocessor, table)
    if found is None:
        listener.note(
            f"run {folder.run_id} has no rows.npz: whether it was trained on these rows "
            "is not known"
        )
        return None
    if found.count:
        about = "" if found.exact else "about "
        are = "is a row" if found.count == 1 else "are rows"
        message = f"{about}{found.count:,} of {table.n_rows:,} rows of {table.origin} {are} that "
        message += f"run {folder.run_id} was trained on"
        hint = "the figures say little of new rows"
        listener.warning(Problem("training-rows", message, hint=hint, severity="warning"))
    return found.count


def _checked_split(split: str | None, *, of_file: bool) -> str:
    """Which of the run's own rows are measured.

    Raises:
        InputError: The rows of a file are measured instead.
    """
    if split is not None and of_file:
        message = f"{option('split')} has no use with {option('input')}, whose rows are measured "
        raise InputError(Problem("flags", f"{message}instead", hint="leave one of the two out"))
    return split or "test"
