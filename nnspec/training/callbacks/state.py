"""What a training remembers between two epochs, as plain values and arrays.

nnspec's own classes have `state()` and `restore(state)`. What Keras' callbacks remember stands
here, in one place: a callback of the same arguments that is given the state of another goes on as
the other would have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What something remembers.

    Attributes:
        values: Plain values, which JSON holds: texts, numbers, booleans, None, lists and dicts.
        arrays: Arrays by their names.
    """

    values: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def part(self, name: str) -> State:
        """The state that `together` was given under this name."""
        prefix = f"{name}/"
        arrays = {
            key.removeprefix(prefix): array
            for key, array in self.arrays.items()
            if key.startswith(prefix)
        }
        return State(self.values[name], arrays)


def together(states: Mapping[str, State]) -> State:
    """Several states as one.

    Args:
        states: By names without a slash.
    """
    return State(
        {name: state.values for name, state in states.items()},
        {
            f"{name}/{key}": array
            for name, state in states.items()
            for key, array in state.arrays.items()
        },
    )


def numbered(arrays: Sequence[Any]) -> dict[str, np.ndarray]:
    """Arrays by their places: `0`, `1` and so on."""
    return {str(place): np.asarray(array) for place, array in enumerate(arrays)}


def in_order(arrays: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """The arrays of `numbered`."""
    return [arrays[str(place)] for place in range(len(arrays))]


# By the class of Keras: the attributes that change from epoch to epoch. What else a callback has
# comes from its arguments, or is worked out anew when it is needed (`monitor_op`).
_REMEMBERED: dict[str, tuple[str, ...]] = {
    "BackupAndRestore": ("_current_epoch", "_batches_seen_since_last_saving", "_last_batch_seen"),
    "CSVLogger": ("keys", "append_header"),
    "EarlyStopping": ("wait", "stopped_epoch", "best", "best_epoch"),
    "History": ("epoch", "history"),
    "LearningRateScheduler": (),
    "ModelCheckpoint": ("best", "_batches_seen_since_last_saving", "_last_batch_seen"),
    "ReduceLROnPlateau": ("best", "wait", "cooldown_counter"),
    "SwapEMAWeights": ("_ema_weights_in_model",),
    "TensorBoard": ("_global_train_batch", "_global_test_batch", "_previous_epoch_iterations"),
    "TerminateOnNaN": (),
}
# Likewise, a list of the network's weights or None.
_WEIGHTS = {"EarlyStopping": "best_weights"}


def state_of(callback: Any) -> State:
    """What a callback remembers at the end of an epoch.

    Args:
        callback: One that a spec may name, nnspec's own, or Keras' History.

    Raises:
        TypeError: It is another one.
    """
    return callback.state() if hasattr(callback, "state") else keras_state(callback)


def restore(callback: Any, state: State) -> None:
    """Have a callback remember what another one did.

    Args:
        callback: Has the other's arguments and has heard that the training begins, at which Keras'
            callbacks forget all.
        state: From `state_of`.

    Raises:
        TypeError: It is none that `state_of` knows.
    """
    if hasattr(callback, "restore"):
        callback.restore(state)
    else:
        restore_keras(callback, state)


def keras_state(callback: Any) -> State:
    """`state_of` of what a callback has of Keras alone."""
    name = _known(callback)
    values = {attribute: _plain(getattr(callback, attribute)) for attribute in _REMEMBERED[name]}
    weights = getattr(callback, _WEIGHTS[name]) if name in _WEIGHTS else None
    return State(values, {} if weights is None else numbered(weights))


def restore_keras(callback: Any, state: State) -> None:
    """`restore` of what a callback has of Keras alone."""
    name = _known(callback)
    for attribute in _REMEMBERED[name]:
        setattr(callback, attribute, _own(state.values[attribute]))
    if name in _WEIGHTS:
        setattr(callback, _WEIGHTS[name], in_order(state.arrays) or None)


def _known(callback: Any) -> str:
    for kind in type(callback).__mro__:
        if kind.__name__ in _REMEMBERED and kind.__module__.startswith("keras."):
            return kind.__name__
    raise TypeError(f"what {type(callback).__name__} remembers is not known")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    # Numbers of NumPy and single ones of TensorFlow.
    return np.asarray(value).tolist() if hasattr(value, "dtype") else value


def _own(value: Any) -> Any:
    """A copy, so that a state does not change with its callback."""
    if isinstance(value, dict):
        return {name: _own(item) for name, item in value.items()}
    return [_own(item) for item in value] if isinstance(value, list) else value
