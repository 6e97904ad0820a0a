"""How networks end, and what their outputs are."""

from __future__ import annotations

import pytest

from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import load_spec
from nnspec.spec.meaning.ends import find_ends, loss_of, score_kind, score_kinds


@pytest.fixture
def spec(tmp_path):
    def make(layers, loss="mse", outputs=""):
        text = f"data: {{source: rows.csv, target: y}}\nlayers: {layers}\n{outputs}"
        text += f"compile: {{optimizer: adam, loss: {loss}}}\n"
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return load_spec(tmp_path / "spec.yaml").spec

    return make


@pytest.mark.parametrize(
    ("layers", "units", "activation"),
    [
        ("[{Dense: 4}, {Dense: 1}]", 1, "linear"),
        ("[{Dense: {units: 3, activation: softmax}}]", 3, "softmax"),
        ("[{Dense: 3}, {Activation: tanh}, {Dropout: 0.1}]", 3, "tanh"),
        ("[{Dense: 3}, Softmax]", 3, "softmax"),
        ("[{Dense: 3}, BatchNormalization]", None, None),
    ],
)
def test_the_last_layer_that_makes_the_values(spec, layers, units, activation):
    end = find_ends(spec(layers), ("y",))["y"]
    assert (end.units, end.activation) == (units, activation)


@pytest.mark.parametrize(
    ("loss", "activation", "kind"),
    [
        ("mse", "sigmoid", "number"),
        ("binary_crossentropy", "sigmoid", "probability"),
        ("{BinaryCrossentropy: {from_logits: true}}", "linear", "logit"),
        ("{BinaryCrossentropy: {from_logits: true}}", "sigmoid", "probability"),
        ("{SparseCategoricalCrossentropy: {from_logits: true}}", "linear", "logit"),
        ("hinge", "tanh", "score"),
        ("squared_hinge", "linear", "score"),
        ("categorical_hinge", "linear", "score"),
        ("categorical_hinge", "softmax", "probability"),
        ("circle", "linear", "score"),
        ("categorical_crossentropy", "softmax", "probability"),
        ("categorical_crossentropy", "sigmoid", "score"),
        ("sparse_categorical_crossentropy", "hard_sigmoid", "score"),
        ("{SparseCategoricalCrossentropy: {from_logits: true}}", "sigmoid", "score"),
        ("dice", "linear", "score"),
        ("dice", "softmax", "probability"),
    ],
)
def test_what_an_output_is(spec, loss, activation, kind):
    made = spec(f"[{{Dense: {{units: 2, activation: {activation}}}}}]", loss)
    assert score_kinds(made, {"y": loss_of(made, "y")}) == {"y": kind}


@pytest.mark.parametrize(
    ("loss", "encoding", "kind"),
    [
        ("BinaryCrossentropy", "binary", "probability"),
        ("Hinge", "binary", "score"),
        ("Dice", "one_hot", "probability"),
    ],
)
def test_where_the_end_is_not_known_the_loss_says_what_it_takes(loss, encoding, kind):
    assert score_kind(ObjectSpec(loss), encoding, None) == kind
