"""The epochs of a run: by the epoch engine, or by Keras' own `fit`."""

from __future__ import annotations

import contextlib
from typing import Any

from nnspec.data.loading.prepare import Part
from nnspec.data.ondisk.part import PartOnDisk
from nnspec.listener import Listener
from nnspec.runs.folder import RunFolder
from nnspec.training.callbacks.callbacks import Notes, make_callbacks
from nnspec.training.callbacks.interrupts import interrupt_once
from nnspec.training.engine.arrays import Arrays, arrays_of
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.loop import fit
from nnspec.training.engine.route import needs_fit
from nnspec.training.read import Work


def fit_network(
    work: Work, model: Any, run: RunFolder, watch: Any, listener: Listener
) -> Engine | None:
    """Train the network of a started run, and write what callbacks keep in memory.

    Args:
        work: The rows.
        model: The compiled network.
        run: Where callbacks write.
        watch: The callback that shows the epochs, keeps the best weights and can stop them.
        listener: Hears of the progress.

    Returns:
        The epoch engine; None where Keras' own `fit` trained.

    Raises:
        SpecError: XLA was asked for and cannot compile the network.
    """
    spec = work.loaded.spec
    settings = spec.training
    parts = (work.data.training, work.data.validation)
    training, validation = (_rows(part) if part.n_rows else None for part in parts)
    callbacks = [watch, *make_callbacks(work.loaded, run), watch.recorder]
    reason = needs_fit(spec)
    if reason is not None:
        listener.note(f"training by Keras' fit, batch by batch: {reason}")
    listener.begin(settings.epochs)
    try:
        with interrupt_once(watch, listener), contextlib.redirect_stdout(Notes(listener)):
            if reason is None:
                return fit(
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
            model.fit(
                training.x,
                training.y,
                sample_weight=training.weights,
                epochs=settings.epochs,
                batch_size=settings.batch_size,
                shuffle=settings.shuffle,
                validation_data=None if validation is None else validation.data,
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


def _rows(part: Part | PartOnDisk) -> Arrays | PartOnDisk:
    return part if isinstance(part, PartOnDisk) else arrays_of(part)
