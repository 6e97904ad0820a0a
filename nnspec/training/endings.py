"""Trainings that end before their time, and what is said of them."""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnspec.errors import Interrupted, Problem, TrainingError, in_one_line
from nnspec.runs.folder import RunFolder
from nnspec.training.divergence import Cause

_USUAL = "lower the learning rate, scale the features and the target, or set clipnorm: 1.0"


def lost(logs: Mapping[str, float]) -> str | None:
    """Which of an epoch's losses is not a finite number: `loss`, `val_loss` or none."""
    for name in ("loss", "val_loss"):
        if not math.isfinite(logs.get(name, 0.0)):
            return name
    return None


def are_finite(weights: Sequence[Any]) -> bool:
    """Whether all numbers of some arrays are finite."""
    return all(np.isfinite(array).all() for array in weights)


def diverged_epoch(history: Sequence[Mapping[str, float]], weights: Sequence[Any]) -> int | None:
    """The first epoch, from 1, from which on a training is lost; None if it is not.

    Args:
        history: The logs of every epoch.
        weights: Those of the network at the end: the very last update can spoil them.
    """
    for epoch, logs in enumerate(history, start=1):
        if lost(logs) is not None:
            return epoch
    return None if are_finite(weights) else len(history)


def end_failed(run: RunFolder, error: BaseException, facts: Mapping[str, Any]) -> None:
    """End a run as failed, also on a full disk.

    Args:
        run: The run.
        error: Why.
        facts: What run.json is to say besides.
    """
    facts = {**facts, "reason": in_one_line(error, 500)}
    try:
        run.finish("failed", facts)
    except OSError:
        _make_room(run)
        with contextlib.suppress(OSError):
            run.finish("failed", facts)


def _make_room(run: RunFolder) -> None:
    """Remove what a failed run can do without: no command reads its rows again."""
    shutil.rmtree(run.cache, ignore_errors=True)
    for path in (run.boundary, run.predictions, run.data, run.rows, run.model_h5):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def end_diverged(
    run: RunFolder,
    epoch: int,
    watch: Any,
    facts: dict[str, Any],
    find: Callable[[str], Cause] | None = None,
) -> TrainingError:
    """End a run whose loss is no number any more as failed.

    Args:
        run: The run.
        epoch: The first epoch with such a loss, from 1.
        watch: Heard of each epoch; see `watcher`.
        facts: What run.json is to say.
        find: Looks at the untrained network, given `loss` or `val_loss`; asked about the first
            epoch alone, before which nothing is known to have been good.

    Returns:
        The error to raise: the last good values, what is not finite without any training, and what
        usually helps.
    """
    logs = watch.history[epoch - 1]
    reason = _what_was_lost(logs, epoch)
    cause = _cause(find, lost(logs) or "loss") if epoch == 1 else Cause(None)
    if cause.words is not None:
        reason += f": {cause.words}"
    run.finish("failed", {**facts, "reason": reason})
    details = [f"run {run.run_id}"]
    if cause.detail is not None:
        details.insert(0, cause.detail)
    if epoch > 1:
        last = ", ".join(
            f"{name} {number:.4g}" for name, number in watch.history[epoch - 2].items()
        )
        details.insert(0, f"epoch {epoch - 1}: {last}")
    hint = cause.hint or _USUAL
    problem = Problem("diverged", reason, cause.location, hint, tuple(details))
    return TrainingError(problem)


def _cause(find: Callable[[str], Cause] | None, name: str) -> Cause:
    # Whatever goes wrong with a second look: the first failure is to be told.
    with contextlib.suppress(Exception):
        if find is not None:
            return find(name)
    return Cause(None)


def _what_was_lost(logs: Mapping[str, float], epoch: int) -> str:
    name = lost(logs)
    if name is None:
        return f"the last update of epoch {epoch} left weights that are no finite numbers"
    what = "loss" if name == "loss" else "validation loss"
    return f"the {what} became {'NaN' if np.isnan(logs[name]) else 'infinite'} in epoch {epoch}"


def end_interrupted(run: RunFolder, watch: Any, facts: dict[str, Any]) -> Interrupted:
    """End a run that the user stopped.

    Args:
        run: The run.
        watch: Heard of each epoch; see `watcher`.
        facts: What run.json is to say.

    Returns:
        The error to raise: how far it came, and what is left of it.
    """
    run.finish("interrupted", facts)
    count = len(watch.history)
    message = f"interrupted after {count} {'epoch' if count == 1 else 'epochs'}; run {run.run_id}"
    if watch.best_epoch:
        message += f" holds the best network, that of epoch {watch.best_epoch}"
    return Interrupted(Problem("interrupted", message, severity="warning"))
