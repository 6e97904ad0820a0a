"""Train on two logical CPUs and on one; print what each gave, as JSON.

A process of its own, because TensorFlow takes the number of devices only before it has computed
anything.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.spec.load import load_spec
from nnspec.training.arrays import Arrays
from nnspec.training.loop import fit
from nnspec.training.replicas import share_out

LAYERS = "layers: [{Dense: {units: 6, activation: tanh, kernel_regularizer: l2}}, {Dense: 1}]"
HEAD = f"data: {{source: a.csv, target: y}}\n{LAYERS}\n"
# 45 rows in batches of 8: the last batch has 5, which two devices cannot share evenly. 41 leave 1.
SPECS = {
    "adam": (45, "compile: {optimizer: {Adam: {learning_rate: 0.01, clipnorm: 1.0}}, loss: mse, "
             "metrics: [mae, r2_score]}"),
    "sgd": (41, "compile: {optimizer: {SGD: {momentum: 0.9}}, loss: huber, metrics: [mae]}"),
}  # fmt: skip


class Notes(Listener):
    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)


def spec(folder, name, training):
    path = folder / "spec.yaml"
    rest = f"training: {{epochs: 3, batch_size: 8{training}}}\n"
    path.write_text(HEAD + SPECS[name][1] + "\n" + rest, encoding="utf-8")
    return load_spec(path)


def history(loaded, strategy, rows):
    generator = np.random.default_rng(3)
    x = generator.normal(size=(rows, 4)).astype("float32")
    y = (x.sum(axis=1, keepdims=True) + generator.normal(size=(rows, 1))).astype("float32")
    weights = generator.uniform(0.5, 2, size=rows).astype("float32")
    model = build(loaded, {"inputs": 4}, strategy)
    data = Arrays(x, y, weights)
    fit(model, data, Arrays(x[:13], y[:13]), loaded.spec.training)
    logs = model.history.history
    return {**logs, "weights": [float(np.abs(w).sum()) for w in model.get_weights()]}


def main():
    load_keras()
    import tensorflow as tf

    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], two)
    folder = Path(sys.argv[1])
    found = {}
    for name, (rows, _) in SPECS.items():
        listener = Notes()
        strategy = share_out(spec(folder, name, ", distribute: mirrored"), listener)
        found[name] = {
            "notes": listener.notes,
            "one": history(spec(folder, name, ""), None, rows),
            "two": history(spec(folder, name, ", distribute: mirrored"), strategy, rows),
        }
    SPECS["sum"] = (0, "compile: {optimizer: sgd, loss: {MeanSquaredError: {reduction: sum}}}")
    SPECS["dice"] = (0, "compile: {optimizer: sgd, loss: Dice}")
    for name in ("sum", "dice"):
        try:
            share_out(spec(folder, name, ", distribute: mirrored"), Listener())
        except SpecError as error:
            found[name] = str(error)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
