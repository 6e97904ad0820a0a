"""The trained network in Keras' two formats."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.errors import in_one_line
from nnspec.listener import Listener
from nnspec.network.backend import load_keras, quiet_absl
from nnspec.network.forward import all_layers
from nnspec.runs.files import replacing, write_bytes
from nnspec.runs.folder import RunFolder


def save_model(model: Any, run: RunFolder, listener: Listener) -> str | None:
    """Write model.keras and model.h5.

    model.keras always holds the optimizer's state. model.h5 goes without the optimizer where Keras
    could not write it or could not load the file with it.

    Args:
        model: The network, compiled.
        run: Where the files go.
        listener: Is told of a model.h5 without the optimizer, and of one that cannot be written.

    Returns:
        Why there is no model.h5; None where there is one.

    Raises:
        OSError: model.keras cannot be written.
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
        try:
            write_bytes(run.model_h5, _in_hdf5(model, with_optimizer=in_h5))
        # A network is none the worse for a format that cannot hold it, or finds no room any more.
        except Exception as error:
            listener.note(f"model.h5 is not kept, since {_unwritten(error)}")
            return _unwritten(error)
    return None


def _unwritten(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        return f"it cannot be written: {error.strerror}"
    return f"Keras cannot write it: {in_one_line(error)}"


def _in_hdf5(model: Any, *, with_optimizer: bool) -> bytes:
    """The network in Keras' older format, as the bytes of its file.

    They are made in memory: HDF5 does not survive a disk that has no room left, and takes the
    whole process with it.
    """
    import h5py
    from keras.src.legacy.saving.legacy_h5_format import save_model_to_hdf5

    with h5py.File("model.h5", "w", driver="core", backing_store=False) as file:
        with _plain_configurations(model):
            save_model_to_hdf5(model, file, include_optimizer=with_optimizer)
        _write_losses_by_full_name(file)
        file.flush()
        return file.id.get_file_image()


def keep_what_loads(run: RunFolder, listener: Listener, unwritten: str | None = None) -> None:
    """Load each model file once, as plain Keras does; one that cannot be loaded is removed.

    run.json says of both, by their endings, whether they were `kept`, and why not.

    Args:
        run: Has both files, or model.keras alone.
        listener: Is told of a file that was removed.
        unwritten: What `save_model` returned.
    """
    facts = {}
    for path in (run.model_keras, run.model_h5):
        if not path.is_file():
            facts[path.suffix[1:]] = {"kept": False, "reason": unwritten}
            continue
        reason = _does_not_load(path)
        if reason is None:
            facts[path.suffix[1:]] = {"kept": True}
            continue
        path.unlink()
        facts[path.suffix[1:]] = {"kept": False, "reason": reason}
        listener.note(f"{path.name} is not kept, since Keras cannot load it: {reason}")
    run.add(facts)


def _does_not_load(path: Path) -> str | None:
    try:
        with quiet_absl(), warnings.catch_warnings(action="ignore"):
            load_keras().saving.load_model(path, safe_mode=True)
    # Whatever it is that it cannot do.
    except Exception as error:
        return in_one_line(error)
    return None


@contextmanager
def _plain_configurations(model: Any) -> Iterator[None]:
    """Have layers describe themselves in words that Keras' older format can keep.

    A layer watches the lists that are set on it, and that format tries to copy, with such a list,
    all that watches it: "cannot pickle 'module' object".
    """
    layers = all_layers(model)
    described = [vars(layer).get("get_config") for layer in layers]
    for layer in layers:
        # A layer notes every attribute that is set on it; this one is none of its state.
        object.__setattr__(layer, "get_config", lambda get=layer.get_config: _plain(get()))
    try:
        yield
    finally:
        for layer, own in zip(layers, described, strict=True):
            object.__delattr__(layer, "get_config")
            if own is not None:
                object.__setattr__(layer, "get_config", own)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        # The default of Attention, which is taken for the layer `dot` when the file is loaded.
        spoken = {key: item for key, item in value.items() if (key, item) != ("score_mode", "dot")}
        return {key: _plain(item) for key, item in spoken.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _write_losses_by_full_name(file: Any) -> None:
    """Write `mse` as `mean_squared_error`: Keras does not load an HDF5 file with the short name."""
    text = file.attrs.get("training_config")
    if text is None:
        return
    settings = json.loads(text)
    settings["loss"] = _full_names(settings.get("loss"))
    file.attrs["training_config"] = json.dumps(settings).encode()


def _full_names(loss: Any) -> Any:
    if isinstance(loss, dict) and "class_name" not in loss:
        return {name: _full_names(one) for name, one in loss.items()}
    if isinstance(loss, list):
        return [_full_names(one) for one in loss]
    if not isinstance(loss, str):
        return loss
    return getattr(load_keras().losses.get(loss), "__name__", loss)


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
