"""A run as a folder that plain TensorFlow loads: `tf.saved_model.load(path)`."""

from __future__ import annotations

import keyword
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.export.tensorflow_operations import TensorFlowOperations
from nnspec.export.translate import Translation
from nnspec.network.backend import load_keras

SIGNATURE = "serving_default"
"""The name of the one signature."""


def write_saved_model(
    model: Any,
    preprocessor: Preprocessor,
    path: Path,
    *,
    translated: tuple[TensorFlowOperations, frozenset[str]] | None = None,
) -> None:
    """Write the network as a SavedModel, with any number of rows a call.

    Its signature takes and gives tensors by name. Of the network alone these are the inputs, each
    (rows, ...) as the preprocessing's signature has it, and the outputs. With the preprocessing
    they are the columns, numbers or text of shape (rows,), an empty text being a missing value, or
    arrays (rows, ...), and what `Translation.results` makes.

    Args:
        model: The Keras model, in float32.
        preprocessor: The run's.
        path: The folder to write.
        translated: The operations of the preprocessing and which outputs are logits; None for the
            network alone.
    """
    load_keras()
    import tensorflow as tf

    module = tf.Module()
    # The variables alone: the layers' own functions would only make the folder larger.
    module.kept = [variable.value for variable in model.variables]
    if translated is None:
        names = signature_names(preprocessor.inputs)
        takes = {
            names[name]: tf.TensorSpec((None, *spec.shape), spec.dtype, names[name])
            for name, spec in preprocessor.signature.items()
        }
    else:
        ops = translated[0]
        names = signature_names(preprocessor.input_kinds)
        takes = {
            names[name]: _taken(kind, names[name], ops)
            for name, kind in preprocessor.input_kinds.items()
        }

    def serve(**given: Any) -> dict[str, Any]:
        raw = {name: given[safe] for name, safe in names.items()}
        if translated is None:
            made = _outputs(model, preprocessor, raw)
        else:
            translation = Translation(translated[0], preprocessor, translated[1])
            scores = _outputs(model, preprocessor, translation.inputs(raw))
            made = translation.results(scores)
        ends = signature_names(made)
        return {ends[name]: tf.identity(x, ends[name]) for name, x in made.items()}

    module.serve = tf.function(serve, autograph=False)
    signature = module.serve.get_concrete_function(**takes)
    tf.saved_model.save(module, str(path), signatures={SIGNATURE: signature})


def _taken(kind: Kind, name: str, ops: TensorFlowOperations) -> Any:
    """What the signature takes of a column."""
    import tensorflow as tf

    if isinstance(kind, ArraySpec):
        return tf.TensorSpec((None, *kind.shape), kind.dtype, name)
    return tf.TensorSpec((None,), tf.string if kind == "text" else ops.dtype, name)


def run_saved_model(path: Path, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What a SavedModel's signature gives, by the signature's names; text as `str`.

    Args:
        path: The folder.
        arrays: By the input's name in the run.
    """
    import tensorflow as tf

    loaded = tf.saved_model.load(str(path))
    names = signature_names(arrays)
    given = {names[name]: tf.constant(array) for name, array in arrays.items()}
    made = loaded.signatures[SIGNATURE](**given)
    return {name: _plain(tensor.numpy()) for name, tensor in made.items()}


def signature_names(names: Iterable[str]) -> dict[str, str]:
    """Names that a signature takes: letters, digits and underscores, each one once.

    Args:
        names: The columns', inputs' or outputs' own.

    Returns:
        By own name; `bill length (mm)` becomes `bill_length__mm_`.
    """
    made: dict[str, str] = {}
    for name in names:
        safe = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
        safe = f"c{safe}" if not safe[:1].isalpha() else safe
        safe = f"{safe}_" if keyword.iskeyword(safe) or safe == "self" else safe
        while safe in made.values():
            safe += "_"
        made[name] = safe
    return made


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`, moved to `path` on success and removed on any failure.

    Args:
        path: The final name. A folder of this name is replaced; a link to one is followed.

    Yields:
        The folder to fill.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    token = os.urandom(4).hex()
    beside, old = (path.with_name(f".{token}.{word}{path.name}") for word in ("", "old."))
    beside.mkdir()
    try:
        yield beside
        if path.exists():
            shutil.copymode(path, beside)
            path.replace(old)
        beside.replace(path)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        if old.exists() and not path.exists():
            old.replace(path)
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _outputs(model: Any, preprocessor: Preprocessor, x: Mapping[str, Any]) -> dict[str, Any]:
    tensors = list(x.values())
    made = model(tensors if len(tensors) > 1 else tensors[0], training=False)
    return dict(made) if isinstance(made, Mapping) else {next(iter(preprocessor.targets)): made}


def _plain(array: np.ndarray) -> np.ndarray:
    if array.dtype != object:
        return array
    return np.array([text.decode() for text in array.tolist()], object)
