"""The epochs of a network on rows that are read: by the epoch engine, or by Keras' own `fit`."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.listener import Listener
from nnspec.network.refusals import refused
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import GrowingHistory
from nnspec.training.callbacks.callbacks import Notes, make_callbacks, watched
from nnspec.training.callbacks.interrupts import interrupt_once
from nnspec.training.endings import diverged_epoch
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.loop import fit as fit_epochs
from nnspec.training.engine.route import needs_fit
from nnspec.training.failures import told
from nnspec.training.first_step import step_eagerly
from nnspec.training.read import Work

if TYPE_CHECKING:
    from nnspec.training.callbacks.watch import Watcher


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A network that was trained.

    Attributes:
        model: The network, with the weights that it ended with.
        engine: The epoch engine, with which it can be measured; None where Keras' `fit` trained.
        history: The logs of every epoch, by Keras' names.
        monitor: The quantity that says which epoch is best.
        best_epoch: The epoch with its best value, from 1; 0 where there is none.
        best_weights: The weights of that epoch, None where there is none.
        interrupted: Whether the user stopped it.
        diverged: The first epoch, from 1, from which on it is lost; None where it is not.
    """

    model: Any
    engine: Engine | None
    history: list[dict[str, float]]
    monitor: str
    best_epoch: int
    best_weights: list[np.ndarray] | None
    interrupted: bool
    diverged: int | None


def make_watch(work: Work, listener: Listener, growing: GrowingHistory | None = None) -> Watcher:
    """What watches a training of these rows.

    Args:
        work: The rows.
        listener: Hears of every epoch.
        growing: Is written now and then; nothing is when left out.
    """
    from nnspec.training.callbacks.watch import Watcher

    has_validation = work.data.validation.n_rows > 0
    monitor, mode = watched(work.loaded, tuple(work.roles.targets), has_validation)
    return Watcher(listener, monitor, mode, growing)


def fit(
    work: Work,
    model: Any,
    *,
    watch: Watcher | None = None,
    folder: RunFolder | None = None,
    listener: Listener | None = None,
) -> Fitted:
    """Train a network as its spec says. Without a folder nothing is written.

    Args:
        work: The rows.
        model: The compiled network.
        watch: Shows the epochs, keeps the best weights and can stop them; one is made when left
            out. It has what there is of the training also where that ends with an error.
        folder: Where the spec's callbacks write; when left out, those that do are left out.
        listener: Hears of the progress.

    Raises:
        SpecError: Keras does not accept a layer or a setting.
        TrainingError: The memory is full.
    """
    listener = listener or Listener()
    loaded = work.loaded
    watch = watch or make_watch(work, listener)
    with (
        told(loaded.spec, counts=work.counts.values()),
        refused(loaded, model=model, again=lambda: step_eagerly(work, model)),
    ):
        callbacks = [watch, *make_callbacks(loaded, folder), watch.recorder]
        engine = _fit(work, model, callbacks, watch, listener)
    return Fitted(
        model,
        engine,
        watch.history,
        watch.monitor,
        watch.best_epoch,
        watch.best_weights,
        watch.interrupted,
        diverged_epoch(watch.history, model.get_weights()),
    )


def _fit(
    work: Work, model: Any, callbacks: list[Any], watch: Watcher, listener: Listener
) -> Engine | None:
    spec = work.loaded.spec
    settings = spec.training
    training = work.data.training
    validation = work.data.validation if work.data.validation.n_rows else None
    reason = needs_fit(spec)
    if reason is not None:
        listener.note(f"training by Keras' fit, batch by batch: {reason}")
    listener.begin(settings.epochs)
    try:
        with interrupt_once(watch, listener), contextlib.redirect_stdout(Notes(listener)):
            if reason is None:
                return fit_epochs(
                    model,
                    training,
                    validation,
                    settings,
                    budget=work.budget,
                    callbacks=callbacks,
                    note=listener.note,
                )
            # Left to the graph of the first step, ScheduleFreeAdamW cannot copy the first weights.
            model.optimizer.build(model.trainable_variables)
            rows = training.read(0, training.n_rows)
            held_out = None if validation is None else validation.read(0, validation.n_rows)
            model.fit(
                rows.inputs,
                rows.targets,
                sample_weight=rows.weights,
                epochs=settings.epochs,
                batch_size=settings.batch_size,
                shuffle=settings.shuffle,
                validation_data=None if held_out is None else held_out.data,
                callbacks=callbacks,
                verbose=0,
            )
            return None
    finally:
        listener.end()
        # However the training ended: what a checkpoint holds only in memory is written now.
        for callback in callbacks:
            if hasattr(callback, "flush"):
                callback.flush()
