"""A network's loss without Keras, against `model.evaluate`."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
from support import flat

from nnspec.data.table.rows import model_input, model_target
from nnspec.network.build import build
from nnspec.prediction.network import from_logits
from nnspec.scoring.loss_facts import LossFacts, loss_facts
from nnspec.scoring.total_loss import output_losses, total_loss, why_no_loss
from nnspec.spec.load import load_spec
from nnspec.training.measure import loss_facts_of, regularization_of

RANDOM = np.random.default_rng(2)

GRAPH = """\
data: {source: d.csv, target: {kind: k, size: [s, t], flag: f}}
layers:
  - Dense: {units: 6, activation: tanh, kernel_regularizer: {L2: 0.01}, bias_regularizer: l1}
    name: trunk
  - Dense: {units: 3, activation: softmax}
    name: kind
    from: trunk
  - Dense: {units: 2, kernel_regularizer: {L1L2: {l1: 0.02, l2: 0.03}}}
    name: size
    from: trunk
  - Dense: 1
    name: flag
    from: trunk
outputs: [kind, size, flag]
compile:
  loss:
    kind: {SparseCategoricalCrossentropy: {ignore_class: 2}}
    size: {Huber: {delta: 0.5, reduction: sum}}
    flag: {BinaryCrossentropy: {from_logits: true, label_smoothing: 0.1}}
  loss_weights: {kind: 0.5, size: 0.01, flag: 2.0}
"""
CHAIN = """\
data: {{source: d.csv, target: k}}
layers:
  - Dense: {{units: 3, activation: {activation}}}
compile: {{loss: {loss}}}
"""


def spec(tmp_path, text):
    path = tmp_path / "net.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return load_spec(path)


def test_a_graph_with_weights_regularizers_and_a_sum(tmp_path):
    """2,500 rows are three batches: a sum is the mean over batches, weighted by their rows."""
    loaded = spec(tmp_path, GRAPH)
    model = build(loaded, flat({"input": 4}))
    rows = 2500
    x = {"input": RANDOM.normal(0, 1, (rows, 4)).astype(np.float32)}
    y = {
        "kind": RANDOM.integers(0, 3, rows).astype(np.int32),
        "size": RANDOM.normal(0, 1, (rows, 2)).astype(np.float32),
        "flag": RANDOM.integers(0, 2, (rows, 1)).astype(np.float32),
    }
    expected = model.evaluate(
        model_input(x), model_target(y), batch_size=1024, verbose=0, return_dict=True
    )["loss"]
    outputs = {
        name: array.astype(float) for name, array in model.predict(x["input"], verbose=0).items()
    }
    outputs["flag"] = from_logits(outputs["flag"], "binary")
    encodings = {"kind": "sparse", "size": "regression", "flag": "binary"}
    added = regularization_of(model)
    assert added > 0
    facts = LossFacts(added)
    assert why_no_loss(loaded.spec, encodings, facts) is None
    found = total_loss(loaded.spec, encodings, y, outputs, facts=facts)
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("loss", "activation", "encoding"),
    [
        ("Dice", "softmax", "one_hot"),
        ("categorical_crossentropy", "sigmoid", "one_hot"),
        ("{MeanSquaredError: {reduction: mean_with_sample_weight}}", "linear", "regression"),
    ],
)
def test_with_weights_of_rows(tmp_path, loss, activation, encoding):
    loaded = spec(tmp_path, CHAIN.format(loss=loss, activation=activation))
    model = build(loaded, flat({"input": 4}))
    x = RANDOM.normal(0, 1, (1500, 4)).astype(np.float32)
    y = np.eye(3, dtype=np.float32)[RANDOM.integers(0, 3, 1500)]
    weight = RANDOM.uniform(0, 2, 1500).astype(np.float32)
    outputs = {"k": model.predict(x, verbose=0).astype(float)}
    for weights in (None, weight):
        expected = model.evaluate(x, y, sample_weight=weights, batch_size=1024, verbose=0)
        found = total_loss(loaded.spec, {"k": encoding}, {"k": y}, outputs, sample_weight=weights)
        # A sum of float32 differences over 1,024 rows is Keras' own rounding.
        assert found == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            CHAIN.format(loss="Circle", activation="linear"),
            "Circle compares rows with one another inside Keras",
        ),
        (
            CHAIN.format(loss="{MeanSquaredError: {reduction: none}}", activation="linear"),
            "MeanSquaredError is not reduced to one number",
        ),
        (
            CHAIN.format(loss="{CosineSimilarity: {axis: 0}}", activation="linear"),
            "CosineSimilarity has an axis or a dtype of its own",
        ),
        (
            CHAIN.format(loss="{MeanSquaredError: {dtype: float16}}", activation="linear"),
            "MeanSquaredError has an axis or a dtype of its own",
        ),
        (
            CHAIN.format(loss="{Dice: {axis: 1}}", activation="softmax"),
            "Dice has an axis of its own",
        ),
        (
            CHAIN.format(loss="binary_crossentropy", activation="softmax"),
            "Keras takes binary_crossentropy of the logits behind a softmax",
        ),
        (
            CHAIN.format(loss="mse", activation="relu, activity_regularizer: l2"),
            "an activity regularizer adds to it what the layers make of the rows",
        ),
        (
            CHAIN.format(loss="mse", activation="relu, kernel_regularizer: l2"),
            "run.json does not say how much the regularizers add to it",
        ),
    ],
)
def test_what_cannot_be_worked_out(tmp_path, text, reason):
    loaded = spec(tmp_path, text)
    encodings = {"k": "regression"}
    assert why_no_loss(loaded.spec, encodings, LossFacts(None)) == reason
    if "run.json" not in reason:
        with pytest.raises(ValueError, match="cannot be worked out"):
            total_loss(loaded.spec, encodings, {}, {"k": np.zeros((0, 3))})


def test_layers_inside_layers_have_their_regularizers_found(tmp_path):
    text = """\
        data: {source: d.csv, target: k}
        layers:
          - Reshape: {target_shape: [4, 1]}
          - Bidirectional: {layer: {LSTM: {units: 2, recurrent_regularizer: l2}}}
          - Dense: 1
        compile: {loss: mse}
        """
    loaded = spec(tmp_path, text)
    assert "run.json" in why_no_loss(loaded.spec, {"k": "regression"}, LossFacts(None))
    assert why_no_loss(loaded.spec, {"k": "regression"}, LossFacts(0.5)) is None


def test_no_rows_cost_nothing_but_the_weights(tmp_path):
    loaded = spec(tmp_path, CHAIN.format(loss="mse", activation="linear"))
    empty = {"k": np.zeros((0, 3))}
    found = total_loss(loaded.spec, {"k": "regression"}, empty, empty, facts=LossFacts(0.5))
    assert found == 0.5


def test_what_regularizers_add_is_nothing_without_any(tmp_path):
    loaded = spec(tmp_path, CHAIN.format(loss="mse", activation="linear"))
    one = {"k": np.ones((2, 3))}
    found = total_loss(loaded.spec, {"k": "regression"}, one, one, facts=LossFacts(None))
    assert found == 0.0


MASKED = """\
data: {{source: d.csv, target: y}}
layers:
{layers}
compile: {{loss: mae}}
"""


@pytest.mark.parametrize(
    ("layers", "masked", "activity"),
    [
        ("- Masking: 1.0\n- Dense: 1", True, []),
        ("- Masking: 1.0\n- Dropout: 0.1\n- Dense: 1\n  name: last", True, []),
        ("- Masking: 1.0\n- BatchNormalization\n- Dense: 1", True, []),
        ("- Masking: 1.0\n- RepeatVector: 2\n- Flatten\n- Dense: 1", False, []),
        ("- Embedding: {input_dim: 3, output_dim: 2, mask_zero: true}\n- LSTM: 1", False, []),
        (
            "- Embedding: {input_dim: 3, output_dim: 2, mask_zero: true}\n"
            "- LSTM: {units: 1, return_sequences: true}\n- GlobalAveragePooling1D",
            False,
            [],
        ),
        ("- Dense: {units: 1, activity_regularizer: l2}\n  name: one", False, ["one"]),
        (
            "- Reshape: [4, 1]\n"
            "- Bidirectional: {layer: {GRU: {units: 2, activity_regularizer: l1}}}\n- Dense: 1",
            False,
            ["backward_gru", "forward_gru"],
        ),
        (
            "- Dense: 2\n- ActivityRegularization: {l1: 0.1}\n  name: two\n- Dense: 1",
            False,
            ["two"],
        ),
    ],
)
def test_what_keras_adds_or_leaves_out_is_known_from_keras(tmp_path, layers, masked, activity):
    """Where nothing is, the loss is that of `model.evaluate`; else there is a reason for none."""
    lines = "".join(f"  {line}\n" for line in layers.splitlines())
    loaded = spec(tmp_path, MASKED.format(layers=lines))
    model = build(loaded, flat({"input": 4}))
    record = loss_facts_of(model, ["y"])
    assert record["masked_outputs"] == ["y"] * masked
    assert record["activity_regularizers"] == activity
    x = RANDOM.integers(0, 3, (60, 4)).astype(np.float32)
    x[:, 0], x[:20] = 1.0, 1.0
    y = RANDOM.normal(0, 1, (60, 1)).astype(np.float32)
    model.run_eagerly = True
    expected = model.evaluate(x, y, verbose=0)
    outputs = np.asarray(model(x, training=False)).astype(float)
    facts = loss_facts(record, loaded.spec)
    reason = why_no_loss(loaded.spec, {"y": "regression"}, facts)
    if masked:
        said = "a mask reaches the output, and Keras leaves out of it what is masked"
        assert reason == said
    elif activity:
        assert reason.startswith("an activity regularizer adds to it")
    else:
        assert reason is None
    found = np.abs(outputs.reshape(60, -1) - y).mean()
    assert (found == pytest.approx(expected, rel=1e-5)) == (reason is None)


def test_a_run_that_does_not_say_whether_there_is_a_mask(tmp_path):
    encodings = {"y": "regression"}
    layers = "  - Bidirectional: {layer: {LSTM: 2}}\n  - Dense: 1\n"
    plain = spec(tmp_path, MASKED.format(layers=layers)).spec
    assert loss_facts({"regularization": 0.5}, plain) == LossFacts(0.5, (), ())
    for layer in ("Masking: 0.0", "TimeDistributed: {layer: {Masking: 0.0}}"):
        old = spec(tmp_path, MASKED.format(layers=f"  - {layer}\n{layers}")).spec
        assert why_no_loss(old, encodings, loss_facts({"regularization": 0.0}, old)) == (
            "run.json does not say whether a mask reaches the outputs: train again"
        )
        known = loss_facts({"regularization": 0.0, "masked_outputs": []}, old)
        assert why_no_loss(old, encodings, known) is None


def test_the_outputs_that_a_mask_reaches_are_named(tmp_path):
    text = GRAPH.replace(
        "layers:\n", "layers:\n  - Masking: 0.0\n    name: zeros\n    from: input\n"
    )
    text = text.replace("name: trunk", "name: trunk\n    from: input")
    text = text.replace("name: size\n    from: trunk", "name: size\n    from: zeros")
    model = build(spec(tmp_path, text), flat({"input": 4}))
    assert loss_facts_of(model, ["kind", "size", "flag"])["masked_outputs"] == ["size"]
    loaded = spec(tmp_path, GRAPH)
    encodings = {"kind": "sparse", "size": "regression", "flag": "binary"}
    one = why_no_loss(loaded.spec, encodings, LossFacts(0.0, ["size"]))
    assert one.startswith("a mask reaches the output size, and Keras")
    two = why_no_loss(loaded.spec, encodings, LossFacts(0.0, ["size", "flag"]))
    assert two.startswith("a mask reaches the outputs size, flag, and Keras")


def test_the_losses_of_outputs_are_means_over_all_rows(tmp_path):
    """Keras' own are that where all rows are one batch."""
    text = GRAPH.replace(", reduction: sum", "")
    loaded = spec(tmp_path, text)
    model = build(loaded, flat({"input": 4}))
    rows = 1100
    x = {"input": RANDOM.normal(0, 1, (rows, 4)).astype(np.float32)}
    y = {
        "kind": RANDOM.integers(0, 2, rows).astype(np.int32),
        "size": RANDOM.normal(0, 1, (rows, 2)).astype(np.float32),
        "flag": RANDOM.integers(0, 2, (rows, 1)).astype(np.float32),
    }
    weight = RANDOM.uniform(0.5, 2, rows).astype(np.float32)
    expected = model.evaluate(
        model_input(x), model_target(y), sample_weight=weight, batch_size=rows, verbose=0,
        return_dict=True,
    )  # fmt: skip
    made = {n: a.astype(float) for n, a in model.predict(x["input"], verbose=0).items()}
    made["flag"] = from_logits(made["flag"], "binary")
    encodings = {"kind": "sparse", "size": "regression", "flag": "binary"}
    found = output_losses(loaded.spec, encodings, y, made, sample_weight=weight)
    assert found == pytest.approx({n: expected[f"{n}_loss"] for n in encodings}, rel=1e-5)
    total = total_loss(loaded.spec, encodings, y, made, sample_weight=weight)
    weights = loaded.spec.compile.loss_weights
    assert total == pytest.approx(sum(weights[n] * found[n] for n in encodings))
