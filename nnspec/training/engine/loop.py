"""Epochs with Keras' callbacks, as `model.fit` has them, on the epoch engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nnspec.data.ondisk.part import PartOnDisk
from nnspec.network.backend import load_keras
from nnspec.spec.language.byte_size import SMALLEST_BUDGET
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.devices.replicas import shared
from nnspec.training.engine.arrays import Arrays
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.epochs_on_disk import StreamedEpochs
from nnspec.training.engine.order import epoch_order
from nnspec.training.engine.xla import Epochs


def fit(
    model: Any,
    training: Arrays | PartOnDisk,
    validation: Arrays | PartOnDisk | None,
    settings: TrainingSection,
    *,
    budget: int = SMALLEST_BUDGET,
    callbacks: list[Any] | None = None,
    note: Callable[[str], None] = lambda text: None,
) -> Engine:
    """Train a compiled model.

    The callbacks hear what they hear from `model.fit`, in the same order and with the same logs,
    but for batches: the batches of an epoch are one to them, with the epoch's logs.

    Args:
        model: A compiled Keras model.
        training: The rows to train on, in memory or on disk.
        validation: The rows to measure after every epoch, or None; both are in memory, or neither.
        settings: Epochs, batch size, and the seed of the rows' order; see `epoch_order` and, for
            rows on disk, `Blocks`.
        budget: Bytes that rows on disk may take while they are read.
        callbacks: Keras callbacks.
        note: Hears what the engine decides.

    Returns:
        The engine, with which the trained model can be measured.

    Raises:
        SpecError: XLA was asked for and cannot compile the network.
    """
    # What stops at the first batch with a loss that is no number must not see a later one.
    stop_at_nan = any(type(callback).__name__ == "TerminateOnNaN" for callback in callbacks or ())
    make = partial(Engine, shared(model), batch_size=settings.batch_size, stop_at_nan=stop_at_nan)
    n_rows = training.n_rows
    run: StreamedEpochs | _ResidentEpochs
    if isinstance(training, PartOnDisk):
        run = StreamedEpochs(make, training, validation, settings, budget)
    else:
        run = _ResidentEpochs(
            Epochs(make, model, settings, n_rows, note), training, validation, settings
        )
    hears = load_keras().callbacks.CallbackList(
        callbacks,
        add_history=True,
        verbose=0,
        epochs=settings.epochs,
        steps=-(-n_rows // settings.batch_size),
        model=model,
    )
    model.stop_training = False
    hears.on_train_begin()
    logs: dict[str, Any] = {}
    # BackupAndRestore sets `_initial_epoch` when it takes up a training that was broken off.
    for epoch in range(model._initial_epoch or 0, settings.epochs):
        hears.on_epoch_begin(epoch)
        hears.on_train_batch_begin(0)
        logs = run.train(epoch)
        hears.on_train_batch_end(run.engine.last_batch, logs)
        if validation is not None:
            hears.on_test_begin()
            measured = run.test()
            hears.on_test_end(measured)
            logs = logs | {f"val_{name}": value for name, value in measured.items()}
        hears.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    hears.on_train_end(logs)
    return run.engine


class _ResidentEpochs:
    """The epochs of a training whose rows are in memory."""

    def __init__(
        self,
        epochs: Epochs,
        training: Arrays,
        validation: Arrays | None,
        settings: TrainingSection,
    ) -> None:
        self._epochs = epochs
        self._settings = settings
        self._n_rows = training.n_rows
        self._rows = self.engine.resident(training)
        self._held_out = None if validation is None else self.engine.resident(validation)

    @property
    def engine(self) -> Engine:
        """The engine of the moment: XLA may be taken up on the way."""
        return self._epochs.engine

    def train(self, epoch: int) -> dict[str, Any]:
        """One epoch; its loss and metrics."""
        settings = self._settings
        order = epoch_order(self._n_rows, seed=settings.seed, epoch=epoch, shuffle=settings.shuffle)
        return self._epochs.train(epoch, self._rows, order)

    def test(self) -> dict[str, Any]:
        """The loss and the metrics of the validation rows."""
        return self.engine.test(self._held_out)
