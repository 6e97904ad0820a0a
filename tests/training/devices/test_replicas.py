from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support import Heard, flat

from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.spec.load import load_spec
from nnspec.training.devices.replicas import share_out, shared

SCRIPT = Path(__file__).with_name("on_two_devices.py")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What the script found, in a process with two logical CPUs."""
    line = [sys.executable, str(SCRIPT), str(tmp_path_factory.mktemp("two"))]
    return json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_two_devices_give_the_numbers_of_one(found, name):
    one, two = found[name]["one"], found[name]["two"]
    assert list(one) == list(two)
    for quantity in one:
        np.testing.assert_allclose(two[quantity], one[quantity], rtol=1e-5, err_msg=quantity)
    assert found[name]["notes"] == ["training on 2 devices: CPU:0, CPU:1"]


@pytest.mark.slow
def test_two_devices_give_the_numbers_of_one_on_rows_that_are_on_disk(found):
    one, two = found["streamed"]["one"], found["streamed"]["two"]
    assert list(one) == list(two)
    assert one["blocks"] == two["blocks"] == [7]
    assert len(one["val_loss"]) == 3
    assert one["loss"][2] < 0.9 * one["loss"][0]
    for quantity in one:
        np.testing.assert_allclose(two[quantity], one[quantity], rtol=1e-5, err_msg=quantity)


@pytest.mark.slow
def test_losses_that_shares_do_not_add_up_to(found):
    assert found["sum"] == (
        "MeanSquaredError with reduction: sum is no mean over rows, which distribute: mirrored "
        "needs"
    )
    assert found["dice"] == "Dice is no mean over rows, which distribute: mirrored needs"


SPEC = """\
data: {{source: a.csv, target: y}}
layers: [{{Dense: 2}}, {norm}, {{Dense: 1}}]
compile: {{optimizer: {optimizer}, loss: mse}}
training: {{distribute: {distribute}, precision: {precision}}}
callbacks: {callbacks}
"""


@pytest.fixture
def loaded(tmp_path):
    def read(
        distribute="mirrored",
        norm="Flatten",
        optimizer="adam",
        callbacks="[]",
        precision="float32",
    ):
        path = tmp_path / "spec.yaml"
        text = SPEC.format(
            distribute=distribute,
            norm=norm,
            optimizer=optimizer,
            callbacks=callbacks,
            precision=precision,
        )
        path.write_text(text, encoding="utf-8")
        return load_spec(path)

    return read


@pytest.fixture
def two(monkeypatch):
    """TensorFlow says that there are two GPUs; nothing is computed on them."""
    load_keras()
    import tensorflow as tf

    class Device:
        device_type = "GPU"

        def __init__(self, number):
            self.name = f"/device:GPU:{number}"

    devices = {"GPU": [Device(0), Device(1)]}
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind: devices.get(kind, []))
    monkeypatch.setattr(tf.distribute, "MirroredStrategy", lambda names: names)


def test_without_distribute_nothing_is_said(loaded):
    listener = Heard()
    assert share_out(loaded(distribute="null"), listener) is None
    assert listener.notes == []


def test_one_device_trains_as_without(loaded):
    load_keras()
    listener = Heard()
    strategy = share_out(loaded(), listener)
    assert strategy is None
    assert listener.notes == ["distribute: mirrored trains on one device, the only CPU there is"]
    model = build(loaded(), flat({"inputs": 3}), strategy)
    assert shared(model) is model


def test_the_gpus_are_taken_before_the_cpu(loaded, two):
    listener = Heard()
    assert share_out(loaded(), listener) == ["/GPU:0", "/GPU:1"]
    assert listener.notes == ["training on 2 devices: GPU:0, GPU:1"]


def test_synchronized_batch_normalization(loaded, two):
    assert share_out(loaded(norm="{BatchNormalization: {synchronized: true}}"), Listener())


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        (
            {"callbacks": "[{ModelCheckpoint: {save_freq: 5}}]"},
            "distribute: mirrored shares out whole epochs, but ModelCheckpoint saves after a "
            "number of batches (save_freq)",
            None,
        ),
        (
            {"optimizer": "{Adam: {gradient_accumulation_steps: 2}}"},
            "gradient_accumulation_steps does not go with distribute: mirrored",
            "a larger batch_size does the same: each device has only its share in memory",
        ),
        (
            {"precision": "mixed_float16"},
            "mixed_float16 does not go with distribute: mirrored in this version of Keras",
            "mixed_bfloat16 does: it has the range of float32",
        ),
        (
            {"optimizer": "{LossScaleOptimizer: {inner_optimizer: adam}}"},
            "LossScaleOptimizer does not go with distribute: mirrored in this version of Keras",
            "mixed_bfloat16 does: it has the range of float32",
        ),
        (
            {"norm": "BatchNormalization"},
            "BatchNormalization would normalize each device's share by itself",
            "add synchronized: true",
        ),
    ],
)
def test_what_does_not_go_together(loaded, two, changes, message, hint):
    with pytest.raises(SpecError) as error:
        share_out(loaded(**changes), Listener())
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == ("not-distributed", message, hint)
    assert problem.location.line == (2 if "norm" in changes else 4)
