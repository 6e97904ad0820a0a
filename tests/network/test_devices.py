"""The settings of devices, with GPUs that only TensorFlow's answers make believe."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from support import flat

from nnspec.data.table.rows import Arrays
from nnspec.errors import SpecError
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.network.devices import dtype_policy, prepare_devices
from nnspec.spec.load import load_spec
from nnspec.training.engine.engine import Engine

SPEC = """\
data: {{source: a.csv, target: y}}
layers: [{{Dense: 4}}, {{Dense: {{units: 1, dtype: {dtype}}}}}]
compile: {{optimizer: sgd, loss: mse, metrics: [mae]}}
training: {{{training}}}
"""


@pytest.fixture
def loaded(tmp_path):
    """A spec with these words in its section `training`."""

    def read(training, dtype="null"):
        path = tmp_path / "spec.yaml"
        path.write_text(SPEC.format(training=training, dtype=dtype), encoding="utf-8")
        return load_spec(path)

    return read


class Machine:
    """What `tf.config` says of one GPU, before and after TensorFlow has computed anything."""

    def __init__(self, patch, *, gpus=1, started=False):
        import tensorflow as tf
        from tensorflow.python.framework import config

        self.gpus = [SimpleNamespace(name=f"GPU:{n}") for n in range(gpus)]
        self.visible = list(self.gpus)
        self.started = started
        self.growth = {}
        self.deterministic = False
        patch.setattr(tf.config, "list_physical_devices", lambda kind: self.gpus)
        patch.setattr(tf.config, "get_visible_devices", lambda kind: self.visible)
        patch.setattr(tf.config, "set_visible_devices", self._see)
        patch.setattr(tf.config.experimental, "set_memory_growth", self._grow)
        patch.setattr(tf.config.experimental, "enable_op_determinism", self._determine)
        patch.setattr(config, "is_op_determinism_enabled", lambda: self.deterministic)

    def _see(self, devices, kind):
        if self.started and devices != self.visible:
            raise RuntimeError("Visible devices cannot be modified after being initialized")
        self.visible = list(devices)

    def _grow(self, gpu, growth):
        if self.started and self.growth.get(gpu.name) != growth:
            raise RuntimeError("Physical devices cannot be modified after being initialized")
        self.growth[gpu.name] = growth

    def _determine(self):
        self.deterministic = True


@pytest.fixture
def machine(monkeypatch):
    load_keras()
    return lambda **facts: Machine(monkeypatch, **facts)


def problem(loaded):
    with pytest.raises(SpecError) as error:
        prepare_devices(loaded)
    (found,) = error.value.problems
    return found


def test_a_gpu_that_is_not_there(machine, loaded):
    machine(gpus=0)
    found = problem(loaded("device: gpu"))
    assert (found.code, found.message) == ("no-gpu", "device: gpu, but TensorFlow sees no GPU")
    assert found.hint == "device: auto trains on the CPU; nnspec doctor says what a GPU needs"
    assert (found.location.line, found.location.excerpt) == (4, "training: {device: gpu}")


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_a_machine_without_gpus(machine, loaded, device):
    machine(gpus=0)
    assert prepare_devices(loaded(f"device: {device}")) == []


@pytest.mark.parametrize("device", ["auto", "gpu"])
def test_the_gpu_is_taken_and_its_memory_as_needed(machine, loaded, device):
    found = machine()
    assert prepare_devices(loaded(f"device: {device}")) == []
    assert found.visible == found.gpus
    assert found.growth == {"GPU:0": True}
    assert found.deterministic


def test_all_of_its_memory_at_once(machine, loaded):
    found = machine()
    assert prepare_devices(loaded("memory_growth: false")) == []
    assert found.growth == {"GPU:0": False}


def test_the_cpu_hides_the_gpu_until_the_next_spec(machine, loaded):
    found = machine()
    prepare_devices(loaded("device: cpu"))
    assert found.visible == []
    prepare_devices(loaded("device: auto"))
    assert found.visible == found.gpus


def test_the_cpu_after_a_spec_on_the_gpu(machine, loaded):
    machine(started=True)
    found = problem(loaded("device: cpu"))
    assert (found.code, found.message, found.hint) == (
        "device-in-use",
        "device: cpu is too late: an earlier spec of this process computes on the GPU",
        "train this spec with a command of its own",
    )


def test_a_gpu_after_a_spec_on_the_cpu(machine, loaded):
    found = machine()
    prepare_devices(loaded("device: cpu"))
    found.started = True
    hidden = problem(loaded("device: gpu"))
    assert (hidden.code, hidden.message, hidden.hint) == (
        "device-in-use",
        "device: gpu, but an earlier spec of this process hid the GPU by device: cpu",
        "train this spec with a command of its own",
    )
    assert prepare_devices(loaded("device: auto")) == [
        "training on the CPU: an earlier spec of this process hid the GPU by device: cpu"
    ]


def test_what_comes_too_late_is_said(machine, loaded):
    found = machine()
    prepare_devices(loaded(""))
    found.started = True
    assert prepare_devices(loaded("")) == []
    assert prepare_devices(loaded("memory_growth: false, deterministic: false")) == [
        "memory_growth: false is too late: this process uses the GPU already",
        "deterministic: false is too late: an earlier spec of this process was deterministic",
    ]


def test_determinism_is_left_alone_when_it_is_not_wanted(machine, loaded):
    found = machine()
    assert prepare_devices(loaded("deterministic: false")) == []
    assert not found.deterministic


def test_a_policy_holds_for_one_network():
    keras = load_keras()
    before = keras.config.dtype_policy().name
    with pytest.raises(ValueError, match="stop"), dtype_policy("mixed_bfloat16"):
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
        raise ValueError("stop")
    assert keras.config.dtype_policy().name == before


@pytest.mark.parametrize(
    ("precision", "dtype", "policies", "output", "scaled"),
    [
        ("float32", "null", ["float32", "float32"], "float32", False),
        ("mixed_float16", "null", ["mixed_float16", "mixed_float16"], "float16", True),
        ("mixed_float16", "float32", ["mixed_float16", "float32"], "float32", True),
        ("mixed_bfloat16", "float32", ["mixed_bfloat16", "float32"], "float32", False),
    ],
)
def test_a_network_is_as_a_script_has_it(loaded, precision, dtype, policies, output, scaled):
    model = build(loaded(f"precision: {precision}", dtype), flat({"inputs": 3}))
    assert [layer.dtype_policy.name for layer in model.layers] == policies
    assert model.outputs[0].dtype == output
    assert (type(model.optimizer).__name__ == "LossScaleOptimizer") is scaled
    assert {str(weight.dtype) for weight in model.weights} == {"float32"}
    assert load_keras().config.dtype_policy().name == "float32"


def test_mixed_precision_trains_as_under_fit(loaded):
    rows = np.random.default_rng(0).normal(size=(22, 3)).astype("float32")
    target = rows.sum(axis=1, keepdims=True)
    spec = loaded("precision: mixed_float16", "float32")
    own, other = (build(spec, flat({"inputs": 3})) for _ in range(2))
    engine = Engine(own, batch_size=8)
    data = engine.resident(Arrays(rows, target))
    logs = [engine.train_epoch(data, np.arange(22, dtype=np.int32)) for _ in range(2)]
    fitted = other.fit(rows, target, batch_size=8, epochs=2, shuffle=False, verbose=0).history
    for name in ("loss", "mae"):
        np.testing.assert_allclose([epoch[name] for epoch in logs], fitted[name], rtol=1e-5)
