"""Epochs with Keras' callbacks, as `model.fit` has them, on the epoch engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from nnspec.data.table.rows import NetworkRows, are_on_disk
from nnspec.network.backend import load_keras
from nnspec.spec.language.byte_size import SMALLEST_BUDGET
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.callbacks.state import State, in_order, numbered, restore, state_of, together
from nnspec.training.devices.replicas import shared
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.epochs_on_disk import StreamedEpochs
from nnspec.training.engine.order import epoch_order
from nnspec.training.engine.snapshot import Snapshot
from nnspec.training.engine.xla import Epochs


def unheard(text: str) -> None:
    """What nobody listens to."""


def fit(
    model: Any,
    training: NetworkRows,
    validation: NetworkRows | None,
    settings: TrainingSection,
    *,
    budget: int = SMALLEST_BUDGET,
    callbacks: Sequence[Any] = (),
    note: Callable[[str], None] = unheard,
) -> Engine:
    """Train a compiled model, all epochs; arguments and errors as of `Loop`.

    Returns:
        The engine, with which the trained model can be measured.
    """
    loop = Loop(
        model, training, validation, settings, budget=budget, callbacks=callbacks, note=note
    )
    loop.begin()
    for _ in loop.epochs():
        pass
    loop.end()
    return loop.engine


class Loop:
    """The epochs of a training, one after the other.

    The callbacks hear what they hear from `model.fit`, in the same order and with the same logs,
    but for batches: the batches of an epoch are one to them, with the epoch's logs.

    `begin()`, then `epochs()`, then `end()`. Between two epochs `state()` is all that the rest of
    the training depends on; a loop of the same arguments that has begun and is given it by
    `restore` goes on just as this one.

    Args:
        model: A compiled Keras model.
        training: The rows to train on, in memory or on disk.
        validation: The rows to measure after every epoch, or None; both are in memory, or neither.
        settings: Epochs, batch size, and the seed of the rows' order; see `epoch_order` and, for
            rows on disk, `RowsOnDisk.blocks`.
        budget: Bytes that rows on disk may take while they are read.
        callbacks: Keras callbacks.
        note: Hears what the engine decides.

    Attributes:
        epoch: The next epoch, from 0: with the seed it is all that the order of rows depends on.
        logs: Those of the last epoch.
    """

    def __init__(
        self,
        model: Any,
        training: NetworkRows,
        validation: NetworkRows | None,
        settings: TrainingSection,
        *,
        budget: int = SMALLEST_BUDGET,
        callbacks: Sequence[Any] = (),
        note: Callable[[str], None] = unheard,
    ) -> None:
        self._model = model
        self._last = settings.epochs
        self._measures = validation is not None
        self._stopped = False
        self.epoch = 0
        self.logs: dict[str, Any] = {}
        # What stops at the first batch with a loss that is no number must not see a later one.
        stop_at_nan = any(type(callback).__name__ == "TerminateOnNaN" for callback in callbacks)
        make = partial(
            Engine, shared(model), batch_size=settings.batch_size, stop_at_nan=stop_at_nan
        )
        self._run: StreamedEpochs | _ResidentEpochs
        if are_on_disk(training):
            self._run = StreamedEpochs(make, training, validation, settings, budget)
        else:
            epochs = Epochs(make, model, settings, training.n_rows, note)
            self._run = _ResidentEpochs(epochs, training, validation, settings)
        self._hears = load_keras().callbacks.CallbackList(
            list(callbacks),
            add_history=True,
            verbose=0,
            epochs=settings.epochs,
            steps=-(-training.n_rows // settings.batch_size),
            model=model,
        )

    @property
    def engine(self) -> Engine:
        """The engine of the moment."""
        return self._run.engine

    def begin(self) -> None:
        """Tell the callbacks that the training begins."""
        self._model.stop_training = False
        self._hears.on_train_begin()
        # BackupAndRestore sets `_initial_epoch` when it takes up a training that was broken off.
        self.epoch = self._model._initial_epoch or 0

    def epochs(self) -> Iterator[int]:
        """Train the epochs that are left; after each comes its number, from 0.

        Raises:
            SpecError: XLA was asked for and cannot compile the network.
        """
        while self.epoch < self._last and not self._stopped:
            epoch = self.epoch
            self._train(epoch)
            self.epoch = epoch + 1
            self._stopped = bool(self._model.stop_training)
            yield epoch

    def _train(self, epoch: int) -> None:
        hears = self._hears
        hears.on_epoch_begin(epoch)
        hears.on_train_batch_begin(0)
        logs = self._run.train(epoch)
        hears.on_train_batch_end(self.engine.last_batch, logs)
        if self._measures:
            hears.on_test_begin()
            measured = self._run.test()
            hears.on_test_end(measured)
            logs = logs | {f"val_{name}": value for name, value in measured.items()}
        self.logs = logs
        hears.on_epoch_end(epoch, logs)

    def end(self) -> None:
        """Put the optimizer's averages in place, and tell the callbacks that it is over."""
        self._model.optimizer.finalize_variable_values(self._model.trainable_weights)
        self._hears.on_train_end(self.logs)

    def state(self) -> State:
        """All that the epochs that are left depend on besides the loop's arguments.

        Raises:
            TypeError: A callback is none that a spec may name.
        """
        own = {"epoch": self.epoch, "stopped": self._stopped}
        callbacks = {
            str(place): state_of(callback) for place, callback in enumerate(self._hears.callbacks)
        }
        return together(
            {
                "loop": State(own),
                "run": self._run.state(),
                "model": State({}, numbered(Snapshot(self._model).values)),
                "callbacks": together(callbacks),
            }
        )

    def restore(self, state: State) -> None:
        """Go on from the state of another loop of the same arguments.

        Args:
            state: From `state`.

        Raises:
            TypeError: A callback is none that a spec may name.
        """
        own = state.part("loop").values
        self.epoch, self._stopped = own["epoch"], own["stopped"]
        self._run.restore(state.part("run"))
        Snapshot(self._model, in_order(state.part("model").arrays)).put_back()
        callbacks = state.part("callbacks")
        for place, callback in enumerate(self._hears.callbacks):
            restore(callback, callbacks.part(str(place)))


class _ResidentEpochs:
    """The epochs of a training whose rows are in memory."""

    def __init__(
        self,
        epochs: Epochs,
        training: NetworkRows,
        validation: NetworkRows | None,
        settings: TrainingSection,
    ) -> None:
        self._epochs = epochs
        self._settings = settings
        self._n_rows = training.n_rows
        self._rows = self._resident(training)
        self._held_out = None if validation is None else self._resident(validation)

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

    def _resident(self, rows: NetworkRows) -> Any:
        return self.engine.resident(rows.read(0, rows.n_rows))

    def state(self) -> State:
        """As `Epochs.state`: the order of the rows depends on the epoch alone."""
        return self._epochs.state()

    def restore(self, state: State) -> None:
        """As `Epochs.restore`."""
        self._epochs.restore(state)
