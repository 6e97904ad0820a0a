"""Hand-written scripts on nnspec's row order, so that both train on the same batches."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps

import keras
import numpy as np
import pytest

from nnspec.training.engine.order import epoch_order


@contextmanager
def engine_order(seed):
    """Within this context `model.fit` sees the rows of each epoch in the engine's order.

    Keras' own `fit` does the training, an epoch a call, on rows laid in that order beforehand.
    """
    fit = keras.Model.fit

    @wraps(fit)
    def ordered(model, x, y, *, epochs=1, shuffle=True, validation_split=0.0, **arguments):
        weights = arguments.pop("sample_weight", None)
        data = {"x": x, "y": y} | ({} if weights is None else {"sample_weight": weights})
        if validation_split:
            kept = int(np.floor(_rows(x) * (1 - validation_split)))
            held = [_take(part, slice(kept, None)) for part in data.values()]
            arguments["validation_data"] = tuple(held)
            data = {name: _take(part, slice(kept)) for name, part in data.items()}
        rows = _rows(data["x"])
        history: dict[str, list[float]] = {}
        for epoch in range(epochs):
            order = epoch_order(rows, seed=seed, epoch=epoch, shuffle=shuffle)
            parts = {name: _take(part, order) for name, part in data.items()}
            made = fit(
                model,
                **parts,
                initial_epoch=epoch,
                epochs=epoch + 1,
                shuffle=False,
                **arguments,
            )
            for name, values in made.history.items():
                history.setdefault(name, []).extend(values)
        made.history = history
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.Model, "fit", ordered)
        yield


def _rows(x):
    return len(keras.tree.flatten(x)[0])


def _take(part, rows):
    return keras.tree.map_structure(lambda array: np.asarray(array)[rows], part)
