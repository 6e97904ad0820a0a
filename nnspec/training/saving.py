"""The trained network in Keras' two formats."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnspec.listener import Listener
from nnspec.network.backend import load_keras, quiet_absl
from nnspec.runs.files import replacing
from nnspec.runs.folder import RunFolder


def save_model(model: Any, run: RunFolder, listener: Listener) -> None:
    """Write model.keras and model.h5.

    model.keras always holds the optimizer's state. model.h5 goes without the optimizer where Keras
    could not write it or could not load the file with it.

    Args:
        model: The network, compiled.
        run: Where the files go.
        listener: Is told of a model.h5 without the optimizer.
    """
    in_h5 = fits_h5(model.optimizer)
    if not in_h5:
        name = type(model.optimizer).__name__
        listener.note(
            f"model.h5 is saved without its optimizer: Keras cannot keep {name} in HDF5 "
            "(model.keras has it)"
        )
    with quiet_absl():
        with replacing(run.model_keras) as beside:
            model.save(beside)
        with replacing(run.model_h5) as beside:
            model.save(beside, include_optimizer=in_h5)


def fits_h5(optimizer: Any) -> bool:
    """Whether Keras can write an optimizer into an HDF5 file and read it again.

    Each variable becomes a data set named by its path: two of one path, as Adafactor has, do not
    fit. The optimizer is found again by the name of its class alone, and Keras does not know every
    one by it: Lamb.

    Args:
        optimizer: That of a compiled network.
    """
    paths = [variable.path for variable in optimizer.variables]
    if len(set(paths)) < len(paths):
        return False
    config = {"class_name": type(optimizer).__name__, "config": optimizer.get_config()}
    try:
        load_keras().optimizers.get(config)
    except ValueError:
        return False
    return True


def has_weights(model: Any, weights: list[np.ndarray] | None) -> bool:
    """Whether these are the weights of a network, number by number.

    Args:
        model: The network.
        weights: What its `get_weights` returned at some time, or None.
    """
    return weights is not None and all(
        np.array_equal(own, other) for own, other in zip(model.get_weights(), weights, strict=True)
    )
