"""nnspec's own callbacks: they keep a training's best weights and its history.

To import this module loads Keras, whose callbacks these are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.runs.history import GrowingHistory
from nnspec.training.callbacks.state import State, in_order, numbered
from nnspec.training.endings import are_finite, lost

_Callback = load_keras().callbacks.Callback


class Watcher(_Callback):  # type: ignore[misc, valid-type]
    """Keeps the best weights so far; with its recorder, all that is known of a training.

    It must be the first of the callbacks, to see an epoch's weights before EarlyStopping restores
    others; its recorder the last, since callbacks add to the logs: `learning_rate`.

    Args:
        listener: Hears of every epoch.
        monitor: The watched quantity.
        mode: Whether its best value is the `min` or the `max`.
        growing: Is written now and then; nothing is when left out.

    Attributes:
        monitor: The watched quantity.
        history: The logs of every epoch.
        best_epoch: That with the best value, from 1; 0 before the first.
        best_value: The best value.
        best_weights: The weights of that epoch, None before the first.
        interrupted: Whether the user has asked to stop.
        recorder: The callback that keeps the history and tells the listener.
    """

    def __init__(
        self, listener: Listener, monitor: str, mode: str, growing: GrowingHistory | None = None
    ) -> None:
        super().__init__()
        self.monitor = monitor
        self.history: list[dict[str, float]] = []
        self.best_epoch = 0
        self.best_weights: list[np.ndarray] | None = None
        self.interrupted = False
        self.recorder = Recorder(self, listener, growing)
        self._lower = mode == "min"
        self.best_value = self._worst

    @property
    def _worst(self) -> float:
        return math.inf if self._lower else -math.inf

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep the weights where they are the best so far."""
        value = float((logs or {}).get(self.monitor, math.nan))
        if not (value < self.best_value if self._lower else value > self.best_value):
            return
        weights = self.model.get_weights()
        # The last update can spoil them, after the loss was measured.
        if are_finite(weights):
            self.best_value, self.best_epoch, self.best_weights = value, epoch + 1, weights

    def state(self) -> State:
        """The best epoch and its weights."""
        # JSON has no infinite number.
        value = self.best_value if self.best_epoch else None
        values = {"best_epoch": self.best_epoch, "best_value": value}
        return State(values, numbered(self.best_weights or ()))

    def restore(self, state: State) -> None:
        """Go on from the best epoch of another one."""
        self.best_epoch = state.values["best_epoch"]
        self.best_value = state.values["best_value"] if self.best_epoch else self._worst
        self.best_weights = in_order(state.arrays) if self.best_epoch else None


class Recorder(_Callback):  # type: ignore[misc, valid-type]
    """Keeps the history of a watcher, tells the listener, and ends what is lost or interrupted.

    Args:
        watch: The watcher.
        listener: Hears of every epoch.
        growing: Is written now and then, or None.
    """

    def __init__(self, watch: Watcher, listener: Listener, growing: GrowingHistory | None) -> None:
        super().__init__()
        self._watch = watch
        self._listener = listener
        self._growing = growing

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep the logs, tell the listener, and end a training that is lost or interrupted."""
        watch = self._watch
        values = as_numbers(logs or {})
        watch.history.append(values)
        if self._growing is not None:
            self._growing.grow(watch.history)
        best = (watch.monitor, watch.best_value, watch.best_epoch)
        self._listener.epoch(epoch + 1, values, best)
        # Nothing finite ever comes after NaN: the weights are NaN themselves.
        if watch.interrupted or lost(values) is not None:
            self.model.stop_training = True

    def state(self) -> State:
        """The logs of every epoch."""
        return State({"history": [dict(logs) for logs in self._watch.history]})

    def restore(self, state: State) -> None:
        """Go on below the epochs of another one, in the growing file too."""
        self._watch.history[:] = [dict(logs) for logs in state.values["history"]]
        if self._growing is not None:
            self._growing.restart(self._watch.history)


def as_numbers(logs: Mapping[str, Any]) -> dict[str, float]:
    """Keras' logs, a metric with a number for each class or output as `name[0]`, `name[1]`, ..."""
    values: dict[str, float] = {}
    for name, value in logs.items():
        if np.ndim(value):
            parts = np.ravel(value).tolist()
            values |= {f"{name}[{place}]": part for place, part in enumerate(parts)}
        else:
            values[name] = float(value)
    return values
