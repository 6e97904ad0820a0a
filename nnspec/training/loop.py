"""Epochs with Keras' callbacks, as `model.fit` has them, on the epoch engine."""

from __future__ import annotations

from typing import Any

from nnspec.network.backend import load_keras
from nnspec.training.engine import Arrays, Engine
from nnspec.training.order import epoch_order
from nnspec.training.replicas import shared


def fit(
    model: Any,
    training: Arrays,
    validation: Arrays | None,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    shuffle: bool = True,
    callbacks: list[Any] | None = None,
    xla: bool = False,
) -> Engine:
    """Train a compiled model.

    The callbacks hear what they hear from `model.fit`, in the same order and with the same logs,
    but for batches: the batches of an epoch are one to them, with the epoch's logs.

    Args:
        model: A compiled Keras model.
        training: The rows to train on.
        validation: The rows to measure after every epoch, or None.
        epochs: Passes over the training rows.
        batch_size: Rows of one update.
        seed: Of the rows' order; see `epoch_order`.
        shuffle: Whether every epoch has an order of its own.
        callbacks: Keras callbacks.
        xla: Compile the graphs with XLA.

    Returns:
        The engine, with which the trained model can be measured.
    """
    # What stops at the first batch with a loss that is no number must not see a later one.
    stop_at_nan = any(type(c).__name__ == "TerminateOnNaN" for c in callbacks or ())
    engine = Engine(shared(model), batch_size=batch_size, xla=xla, stop_at_nan=stop_at_nan)
    rows = engine.resident(training)
    held_out = None if validation is None else engine.resident(validation)
    n_rows = training.n_rows
    steps = -(-n_rows // batch_size)
    hears = load_keras().callbacks.CallbackList(
        callbacks, add_history=True, verbose=0, epochs=epochs, steps=steps, model=model
    )
    model.stop_training = False
    hears.on_train_begin()
    logs: dict[str, Any] = {}
    # BackupAndRestore sets `_initial_epoch` when it takes up a training that was broken off.
    for epoch in range(model._initial_epoch or 0, epochs):
        hears.on_epoch_begin(epoch)
        hears.on_train_batch_begin(0)
        order = epoch_order(n_rows, seed=seed, epoch=epoch, shuffle=shuffle)
        logs = engine.train_epoch(rows, order)
        hears.on_train_batch_end(engine.last_batch, logs)
        if held_out is not None:
            hears.on_test_begin()
            measured = engine.test(held_out)
            hears.on_test_end(measured)
            logs = logs | {f"val_{name}": value for name, value in measured.items()}
        hears.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    hears.on_train_end(logs)
    return engine
