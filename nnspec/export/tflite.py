"""A run as a TFLite file, for phones and small devices."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.errors import InputError, Problem, listing
from nnspec.export.saved_model import SIGNATURE, signature_names, write_saved_model
from nnspec.export.tensorflow_operations import TfliteOperations

_OPERATION = re.compile(r"\btf\.([A-Z]\w*)")
_LAYER_WORDS = ("LSTM", "GRU", "RNN", "Bidirectional")


def write_tflite(
    model: Any, preprocessor: Preprocessor, path: Path, *, logits: frozenset[str] | None
) -> None:
    """Convert the network to TFLite's own operations, with any number of rows a call.

    Its signature is that of the SavedModel. With the preprocessing all numbers are float32, and
    classes are positions (int64, -1 for none): the file holds their labels, one a line, as
    `labels_<column>.txt` in a zip archive at its end, where TFLite keeps associated files.

    Args:
        model: The Keras model, in float32.
        preprocessor: The run's.
        path: The file to write.
        logits: The outputs that are logits, to have the preprocessing inside; else None.

    Raises:
        InputError: The network needs operations that TFLite does not have.
    """
    import tensorflow as tf

    translated = None if logits is None else (TfliteOperations(), logits)
    with tempfile.TemporaryDirectory(prefix="nnspec-") as made:
        folder = Path(made) / "saved_model"
        write_saved_model(model, preprocessor, folder, translated=translated)
        converter = tf.lite.TFLiteConverter.from_saved_model(
            str(folder), signature_keys=[SIGNATURE]
        )
        try:
            content = converter.convert()
        except Exception as error:
            # The converter's own exceptions have no base of their own.
            raise InputError(_cannot_hold(model, str(error))) from None
    path.write_bytes(content)
    if logits is not None:
        _add_labels(path, preprocessor)


def run_tflite(path: Path, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What a TFLite file's signature gives, by the signature's names.

    Args:
        path: The file.
        arrays: By the input's name in the run; taken as the file's own types.
    """
    import tensorflow as tf

    # By its content: Windows moves no file that the interpreter has mapped into memory.
    interpreter = tf.lite.Interpreter(model_content=path.read_bytes())
    names = signature_names(arrays)
    runner = interpreter.get_signature_runner(SIGNATURE)
    takes = runner.get_input_details()
    given = {
        names[name]: array.astype(takes[names[name]]["dtype"]) for name, array in arrays.items()
    }
    return dict(runner(**given))


def _add_labels(path: Path, preprocessor: Preprocessor) -> None:
    labels = {
        column: classes
        for target in preprocessor.targets.values()
        for column, classes in zip(target.columns, target.classes, strict=False)
    }
    if not labels:
        return
    safe = signature_names(labels)
    with zipfile.ZipFile(path, "a") as archive:
        for column, classes in labels.items():
            text = "".join(f"{label}\n" for label in classes)
            archive.writestr(f"labels_{safe[column]}.txt", text)


def _cannot_hold(model: Any, said: str) -> Problem:
    """Which layers, or which operations, TFLite does not have."""
    recurrent = [
        f"{layer.name} ({type(layer).__name__})"
        for layer in model.layers
        if any(word in type(layer).__name__ for word in _LAYER_WORDS)
    ]
    operations = sorted(set(_OPERATION.findall(said)))
    if recurrent:
        message = f"tflite cannot hold the layer{'s' * (len(recurrent) > 1)} {listing(recurrent)}"
    elif operations:
        message = f"tflite cannot hold this network: it has no {listing(operations)}"
    else:
        message = f"tflite cannot hold this network: {' '.join(said.split())[:300]}"
    details = (f"operations: {listing(operations)}",) if recurrent and operations else ()
    return Problem("cannot-hold", message, details=details, hint="onnx and saved_model can")
