"""Trainings that end before their time, and what is said of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnspec.errors import Interrupted, Problem, TrainingError
from nnspec.runs.folder import RunFolder


def diverged_epoch(history: Sequence[dict[str, float]]) -> int | None:
    """The first epoch, from 1, whose loss is not a finite number."""
    for epoch, logs in enumerate(history, start=1):
        if not math.isfinite(logs.get("loss", 0.0)):
            return epoch
    return None


def end_diverged(run: RunFolder, epoch: int, watch: Any, facts: dict[str, Any]) -> TrainingError:
    """End a run whose loss is no number any more as failed.

    Args:
        run: The run.
        epoch: The first epoch with such a loss, from 1.
        watch: Heard of each epoch; see `watcher`.
        facts: What run.json is to say.

    Returns:
        The error to raise: the last good values, and what usually helps.
    """
    value = watch.history[epoch - 1]["loss"]
    shown = "NaN" if np.isnan(value) else "infinite"
    run.finish("failed", {**facts, "reason": f"the loss became {shown} in epoch {epoch}"})
    details = [f"run {run.run_id}"]
    if epoch > 1:
        last = ", ".join(
            f"{name} {number:.4g}" for name, number in watch.history[epoch - 2].items()
        )
        details.insert(0, f"epoch {epoch - 1}: {last}")
    return TrainingError(
        Problem(
            "diverged",
            f"the loss became {shown} in epoch {epoch}",
            hint="lower the learning rate, scale the features and the target, or set clipnorm: 1.0",
            details=tuple(details),
        )
    )


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
