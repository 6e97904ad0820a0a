"""Runs exported files with the libraries that they are for, and nothing of nnspec.

    python plain.py FILES.json RESULTS.json

FILES.json lists `format`, `path` and `inputs`, by name a list of numbers or of texts; RESULTS.json
gets the outputs of each by name. A process of its own, as another program would be.
"""

import json
import sys
import zipfile
from pathlib import Path

import numpy as np


def run_onnx(path, inputs):
    """On ONNX Runtime."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path)
    arrays = {
        name: np.array(values, object if isinstance(values[0], str) else np.float64)
        for name, values in inputs.items()
    }
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, arrays), strict=True))


def run_saved_model(path, inputs):
    """On TensorFlow."""
    import tensorflow as tf

    tensors = {
        name: tf.constant(values, tf.string if isinstance(values[0], str) else tf.float64)
        for name, values in inputs.items()
    }
    made = tf.saved_model.load(path).signatures["serving_default"](**tensors)
    return {name: tensor.numpy() for name, tensor in made.items()}


def run_tflite(path, inputs):
    """On TFLite's interpreter, with the labels that lie in the file."""
    import tensorflow as tf

    runner = tf.lite.Interpreter(path).get_signature_runner("serving_default")
    made = runner(**{name: np.array(values, np.float32) for name, values in inputs.items()})
    for column in [name.removeprefix("predicted_") for name in made if name[:2] == "pr"]:
        if f"probabilities_{column}" in made:
            labels = zipfile.ZipFile(path).read(f"labels_{column}.txt").decode().splitlines()
            made[f"predicted_{column}"] = np.array(labels)[made[f"predicted_{column}"]]
    return made


def main(files, results):
    """Run each file."""
    runs = {"onnx": run_onnx, "saved_model": run_saved_model, "tflite": run_tflite}
    made = [
        runs[file["format"]](file["path"], file["inputs"])
        for file in json.loads(Path(files).read_text())
    ]
    assert not [name for name in sys.modules if name.partition(".")[0] == "nnspec"]
    plain = [{name: array.tolist() for name, array in one.items()} for one in made]
    text = json.dumps(plain, default=lambda value: value.decode())
    Path(results).write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
