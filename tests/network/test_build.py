"""A spec's network is the network that the same words make in a hand-written script."""

from __future__ import annotations

import textwrap

import keras
import numpy as np
import pytest
from support import flat

from nnspec.errors import SpecError, TrainingError
from nnspec.network.build import build, is_graph
from nnspec.problem_text import problem_lines
from nnspec.spec.load import load_spec
from nnspec.training.failures import told

HEAD = "data: {source: concrete.csv, target: strength}\n"

CHAIN = (
    HEAD
    + """\
layers:
  - Dense: {units: 6, activation: relu, kernel_regularizer: {L2: 0.01}}
  - BatchNormalization
  - Dropout: 0.2
  - Dense: {units: 1, kernel_initializer: he_normal}
compile:
  optimizer: {AdamW: {learning_rate: 0.003, weight_decay: 0.01, clipnorm: 1.0}}
  loss: {Huber: {delta: 0.5}}
  metrics: [mae, RootMeanSquaredError, {MeanSquaredError: {name: squares}}]
training: {seed: 5}
"""
)

GRAPH = """\
data:
  source: concrete.csv
  target: {strong: strength, old: age}
inputs: {left: [cement, slag], right: [water, flyash]}
layers:
  - Dense: {units: 4, activation: relu}
    name: shared
    from: left
  - layer: shared
    name: again
    from: right
  - Add:
    name: sum
    from: [shared, again]
  - Dense: 4
    name: deep
  - Add:
    name: residual
    from: [deep, sum]
  - Dense: 1
    name: strong
    from: residual
  - Dense: 1
    name: old
    from: residual
outputs: [strong, old]
compile:
  optimizer: adam
  loss: {strong: mse, old: mae}
  metrics: {strong: [mae], old: [mse, RootMeanSquaredError]}
  loss_weights: {strong: 1.0, old: 0.25}
training: {seed: 11}
"""


def made(tmp_path, text, widths):
    path = tmp_path / "net.yaml"
    path.write_text(text, encoding="utf-8")
    return build(load_spec(path), flat(widths))


def start(seed):
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)


def same_weights(one, other):
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def test_a_chain_is_the_hand_written_sequential(tmp_path):
    model = made(tmp_path, CHAIN, {"input": 8})
    start(5)
    script = keras.Sequential(
        [
            keras.Input((8,), name="input"),
            keras.layers.Dense(
                6, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)
            ),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1, kernel_initializer="he_normal"),
        ],
        name="net",
    )
    script.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=0.003, weight_decay=0.01, clipnorm=1.0),
        loss=keras.losses.Huber(delta=0.5),
        metrics=[
            "mae",
            "RootMeanSquaredError",
            keras.metrics.MeanSquaredError(name="squares"),
        ],
    )
    assert isinstance(model, keras.Sequential)
    assert model.get_config() == script.get_config()
    assert same_weights(model, script)
    assert model.get_compile_config() == script.get_compile_config()


def test_a_graph_is_the_hand_written_functional_model(tmp_path):
    model = made(tmp_path, GRAPH, {"left": 2, "right": 2})
    start(11)
    left, right = keras.Input((2,), name="left"), keras.Input((2,), name="right")
    shared = keras.layers.Dense(4, activation="relu", name="shared")
    total = keras.layers.Add(name="sum")([shared(left), shared(right)])
    deep = keras.layers.Dense(4, name="deep")(total)
    residual = keras.layers.Add(name="residual")([deep, total])
    strong = keras.layers.Dense(1, name="strong")(residual)
    old = keras.layers.Dense(1, name="old")(residual)
    script = keras.Model([left, right], {"strong": strong, "old": old}, name="net")
    script.compile(
        optimizer="adam",
        loss={"strong": "mse", "old": "mae"},
        metrics={"strong": ["mae"], "old": ["mse", "RootMeanSquaredError"]},
        loss_weights={"strong": 1.0, "old": 0.25},
    )
    assert model.get_config() == script.get_config()
    assert same_weights(model, script)
    assert model.get_compile_config() == script.get_compile_config()
    x = [np.ones((3, 2), np.float32), np.full((3, 2), 2, np.float32)]
    y = {"strong": np.ones((3, 1), np.float32), "old": np.zeros((3, 1), np.float32)}
    measured = model.evaluate(x, y, verbose=0, return_dict=True)
    assert measured == script.evaluate(x, y, verbose=0, return_dict=True)
    assert {"strong_mae", "old_mse", "old_loss"} <= set(measured)


def test_one_list_of_metrics_is_for_every_output(tmp_path):
    text = GRAPH.replace("{strong: [mae], old: [mse, RootMeanSquaredError]}", "[mae]")
    model = made(tmp_path, text, {"left": 2, "right": 2})
    x = [np.ones((3, 2), np.float32)] * 2
    y = {"strong": np.ones((3, 1), np.float32), "old": np.zeros((3, 1), np.float32)}
    measured = model.evaluate(x, y, verbose=0, return_dict=True)
    assert {"strong_mae", "old_mae"} <= set(measured)


def test_a_branch_of_one_input_is_a_graph_with_that_input(tmp_path):
    text = (
        HEAD
        + """\
layers:
  - Dense: 8
    name: first
  - Add:
    from: [first, first]
  - Dense: 1
compile: {loss: mse}
"""
    )
    model = made(tmp_path, text, {"input": 8})
    assert not isinstance(model, keras.Sequential)
    assert model.input_shape == (None, 8)
    assert model.output_shape == (None, 1)


def test_attention_gets_its_inputs_one_by_one(tmp_path):
    text = (
        HEAD
        + """\
layers:
  - Reshape: [4, 2]
    name: steps
  - MultiHeadAttention: {num_heads: 1, key_dim: 2}
    name: look
    from: [steps, steps]
  - Flatten
  - Dense: 1
compile: {loss: mse}
"""
    )
    model = made(tmp_path, text, {"input": 8})
    assert model.get_layer("look").output.shape == (None, 4, 2)


def test_an_activation_with_arguments_is_saved_and_loaded(tmp_path):
    text = (
        HEAD
        + """\
layers:
  - Dense: {units: 4, activation: {leaky_relu: 0.3}}
  - Dense: 1
compile: {loss: mse}
"""
    )
    model = made(tmp_path, text, {"input": 8})
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.linspace(-1, 1, 16, dtype=np.float32).reshape(2, 8)
    assert np.array_equal(model.predict(x, verbose=0), again.predict(x, verbose=0))


@pytest.mark.parametrize(
    ("layers", "widths", "graph"),
    [
        ("layers: [{Dense: 4}, {Dense: 1}]", {"input": 8}, False),
        ("layers: [{Dense: 4, name: a}, {Dense: 1, name: b}]\noutputs: [b]", {"input": 8}, False),
        ("layers: [{Dense: 4, name: a}, {Dense: 1, from: a}]", {"input": 8}, True),
        ("inputs: {one: [age]}\nlayers: [{Dense: 1, from: one}]", {"one": 1}, True),
    ],
)
def test_only_more_than_a_chain_is_a_graph(tmp_path, layers, widths, graph):
    path = tmp_path / "net.yaml"
    path.write_text(f"{HEAD}{layers}\ncompile: {{loss: mse}}\n", encoding="utf-8")
    loaded = load_spec(path)
    assert is_graph(loaded.spec) is graph
    assert isinstance(build(loaded, flat(widths)), keras.Sequential) is not graph


REFUSED = {
    "a chain": (
        "layers:\n  - Dense: 4\n  - Conv2D: {filters: 2, kernel_size: 3}\n  - Dense: 1\n",
        """\
        error[keras]: Keras does not accept Conv2D: Input 0 of layer 'conv2d' is incompatible \
with the layer: expected min_ndim=4, found ndim=2. Full shape received: (None, 4)
          net.yaml:4:5
          4 |   - Conv2D: {filters: 2, kernel_size: 3}
            |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
    ),
    "a graph": (
        "layers:\n  - Dense: 4\n    name: a\n  - Dense: 3\n    name: b\n"
        "  - Add:\n    from: [a, b]\n  - Dense: 1\n",
        """\
        error[keras]: Keras does not accept Add: Inputs have incompatible shapes. Received \
shapes (4,) and (3,)
          net.yaml:7:5
          7 |   - Add:
            |     ^^^^
        """,
    ),
    "a layer's own arguments": (
        "layers:\n  - Dense: 4\n  - Reshape: [3]\n  - Dense: 1\n",
        """\
        error[keras]: Keras does not accept Reshape: The total size of the tensor must be \
unchanged. Received: input_shape=(4,), target_shape=(3,)
          net.yaml:4:5
          4 |   - Reshape: [3]
            |     ^^^^^^^^^^^^
        """,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_keras_refuses_is_shown_at_the_layer(tmp_path, monkeypatch, case):
    layers, expected = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    text = f"{HEAD}{layers}compile: {{loss: mse}}\n"
    (tmp_path / "net.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        build(load_spec("net.yaml"), flat({"input": 8}))
    (problem,) = caught.value.problems
    assert "\n".join(problem_lines(problem)) == textwrap.dedent(expected).rstrip("\n")


def test_an_optimizer_that_keras_refuses_is_shown_at_its_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = CHAIN.replace("clipnorm: 1.0", "clipnorm: 1.0, clipvalue: 0.5")
    with pytest.raises(SpecError) as caught:
        made(tmp_path, text, {"input": 8})
    (problem,) = caught.value.problems
    assert problem.code == "keras"
    assert problem.message == (
        "Keras does not accept AdamW: Only one of `clipnorm`, `clipvalue` and "
        "`global_clipnorm` can be set. Received: clipnorm=1.0, clipvalue=0.5, global_clipnorm=None"
    )
    assert problem.location.line == 8


def test_a_layer_that_no_memory_can_hold_is_refused_before_keras_tries(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.network.build.free_memory", lambda: 2 << 30)
    text = HEAD + "layers: [{Dense: 2147483647}, {Dense: 1}]\ncompile: {loss: mse}\n"
    with pytest.raises(SpecError) as caught:
        made(tmp_path, text, {"input": 8})
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.line) == ("out-of-memory", 2)
    assert problem.message == "32 rows of Dense take 256.0 GiB, and 2.0 GiB of memory are free"


def test_full_memory_is_told_at_the_layer_that_filled_it(tmp_path, monkeypatch):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(keras.initializers.HeNormal, "__call__", full)
    path = tmp_path / "net.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    loaded = load_spec(path)
    with pytest.raises(TrainingError) as caught, told(loaded.spec):
        build(loaded, flat({"input": 8}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.line) == ("out-of-memory", 6)


def test_a_layer_that_cannot_be_saved_is_told_before_the_training(tmp_path, monkeypatch):
    monkeypatch.setattr(keras.layers.Dense, "get_config", keras.layers.Wrapper.get_config)
    text = HEAD + "layers: [{Dense: 3}, {Dense: 1}]\ncompile: {loss: mse}\n"
    with pytest.raises(SpecError) as caught:
        made(tmp_path, text, {"input": 8})
    (problem,) = caught.value.problems
    start = "Keras does not accept Dense: AttributeError: 'Dense' object has no attribute 'layer'"
    assert problem.message.startswith(start)
    assert problem.location.line == 2
