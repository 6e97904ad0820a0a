"""Train on two logical CPUs and on one; print what each gave, as JSON.

A process of its own, because TensorFlow takes the number of devices only before it has computed
anything.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from nnspec.data.ondisk.array import DiskArray
from nnspec.data.ondisk.part import PartOnDisk
from nnspec.data.ondisk.shuffled_blocks import Blocks
from nnspec.data.table.rows import Arrays
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.spec.load import load_spec
from nnspec.training.devices.replicas import share_out
from nnspec.training.engine.loop import fit

LAYERS = "layers: [{Dense: {units: 6, activation: tanh, kernel_regularizer: l2}}, {Dense: 1}]"
HEAD = f"data: {{source: a.csv, target: y}}\n{LAYERS}\n"
# Of all blocks in memory at once: a row of 4 features, a target and a weight has 24 bytes.
BLOCK_BYTES = 4 * 24 * 100
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


def spec(folder, name, training, batch_size=8):
    path = folder / "spec.yaml"
    rest = f"training: {{epochs: 3, batch_size: {batch_size}{training}}}\n"
    path.write_text(HEAD + SPECS[name][1] + "\n" + rest, encoding="utf-8")
    return load_spec(path)


def arrays(rows):
    generator = np.random.default_rng(3)
    x = generator.normal(size=(rows, 4)).astype("float32")
    y = (x.sum(axis=1, keepdims=True) + generator.normal(size=(rows, 1))).astype("float32")
    weights = generator.uniform(0.5, 2, size=rows).astype("float32")
    return x, y, weights


def history(loaded, strategy, training, validation, **options):
    model = build(loaded, {"inputs": ArraySpec((4,))}, strategy)
    fit(model, training, validation, loaded.spec.training, **options)
    logs = model.history.history
    return {**logs, "weights": [float(np.abs(w).sum()) for w in model.get_weights()]}


def in_memory(loaded, strategy, rows):
    x, y, weights = arrays(rows)
    return history(loaded, strategy, Arrays(x, y, weights), Arrays(x[:13], y[:13]))


def on_disk(folder, name, x, y, weights):
    """The rows as a part on disk."""
    made = []
    for kind, array in (("x", x), ("y", y), ("weights", weights)):
        disk = DiskArray.create(folder / f"{name}_{kind}.npy", array.dtype, array.shape)
        with disk.path.open("r+b", buffering=0) as file:
            disk.write(file, array, 0)
        made.append(disk)
    return PartOnDisk(len(x), {"inputs": made[0]}, {"y": made[1]}, made[2], None, {}, {}, "rows")


def streamed(folder, strategy, loaded):
    """601 rows in blocks of three batches of 32; the last has 25, which two cannot share evenly."""
    x, y, weights = arrays(601)
    parts = (
        on_disk(folder, "training", x, y, weights),
        on_disk(folder, "validation", x[:75], y[:75], weights[:75]),
    )
    blocks = Blocks(parts[0], 32, BLOCK_BYTES, 42)
    found = history(loaded, strategy, *parts, budget=4 * BLOCK_BYTES)
    return {**found, "blocks": [blocks.count]}


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
            "one": in_memory(spec(folder, name, ""), None, rows),
            "two": in_memory(spec(folder, name, ", distribute: mirrored"), strategy, rows),
        }
    loaded = spec(folder, "adam", ", distribute: mirrored", 32)
    strategy = share_out(loaded, Listener())
    found["streamed"] = {
        "one": streamed(folder, None, spec(folder, "adam", "", 32)),
        "two": streamed(folder, strategy, loaded),
    }
    SPECS["sum"] = (0, "compile: {optimizer: sgd, loss: {MeanSquaredError: {reduction: sum}}}")
    SPECS["dice"] = (0, "compile: {optimizer: sgd, loss: Dice}")
    for name in ("sum", "dice"):
        try:
            share_out(spec(folder, name, ", distribute: mirrored"), Listener())
        except SpecError as error:
            found[name] = error.problems[0].message
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
