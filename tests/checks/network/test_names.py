"""Names that Keras or TensorFlow cannot take."""

from __future__ import annotations

import pytest
from support import said

from nnspec.checks.validate import validate

DATA = "x1,x2,y\n1,2,3\n2,4,5\n3,1,4\n5,2,9\n4,3,7\n"
TAKES = "TensorFlow takes letters a to z, digits, '_', '-' and '.'"


@pytest.fixture
def found(tmp_path):
    """The problems of a spec made of these parts."""
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")

    def run(layers, more="compile: {loss: mse}"):
        text = f"data: {{source: data.csv, target: y}}\nlayers: {layers}\n{more}\n"
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return said(validate(tmp_path / "spec.yaml", ["ignore=[unscaled-target]"]).errors)

    return run


@pytest.mark.parametrize(
    ("name", "shown", "instead"),
    [
        ("my dense", "my dense", "my_dense"),
        ("größe", "größe", "grosse"),
        ("a[0]", "a[0]", "a_0"),
        ("a:b", "a:b", "a_b"),
        ("conv1/conv", "conv1/conv", "conv1_conv"),
        ("a\\\\b", "a\\b", "a_b"),
        ("50%", "50%", "50"),
        ("a\\tb", "a\\tb", "a_b"),
        ("層", "層", "layer"),
        ("x(1)", "x(1)", "x_1"),
    ],
)
def test_a_name_that_opens_no_scope(found, name, shown, instead):
    layers = f'[{{Dense: 4, name: "{name}"}}, {{Dense: 1}}]'
    message = f"a layer cannot be named '{shown}': {TAKES}"
    assert found(layers) == [("layer-name", message, f"name it {instead}")]


@pytest.mark.parametrize("name", ["dense", "dense_1", "input", "_a", "-a", "a>b", "1", "A.b-c"])
def test_every_other_name_is_a_name(found, name):
    assert found(f'[{{Dense: 4, name: "{name}"}}, {{Dense: 4}}, {{Dense: 1}}]') == []


def test_the_hint_is_free_and_says_where_else_the_name_stands(found):
    layers = '[{Dense: 4, name: a_b}, {Dense: 4, name: "a b"}, {Dense: 1, from: "a b"}]'
    assert found(layers) == [
        (
            "layer-name",
            f"a layer cannot be named 'a b': {TAKES}",
            "name it a_b_2, here and wherever it is read",
        )
    ]


def test_inputs_take_more_than_layers_do(found):
    more = 'inputs: {"my mix [1]:ö": [x1], "a/b": [x2]}\ncompile: {loss: mse}'
    layers = '[{Concatenate: , from: ["my mix [1]:ö", "a/b"]}, {Dense: 1}]'
    assert found(layers, more) == [
        (
            "layer-name",
            "an input cannot be named 'a/b': Keras takes no '/' in a name",
            "name it a_b, here and wherever it is read",
        )
    ]


@pytest.mark.parametrize(
    ("compiled", "what"),
    [
        ("{loss: mse, optimizer: {Adam: {name: a b}}}", "Adam cannot be named 'a b'"),
        ("{loss: mse, optimizer: {Adam: {name: _a}}}", "Adam cannot be named '_a'"),
        ("{loss: {MeanSquaredError: {name: a:b}}}", "MeanSquaredError cannot be named 'a:b'"),
        ("{loss: mse, metrics: [{R2Score: {name: R²}}]}", "R2Score cannot be named 'R²'"),
        (
            "{loss: mse, optimizer: {Adam: {learning_rate: {ExponentialDecay: "
            "{initial_learning_rate: 0.1, decay_steps: 9, decay_rate: 0.9, name: a b}}}}}",
            "ExponentialDecay cannot be named 'a b'",
        ),
    ],
)
def test_names_of_other_objects(found, compiled, what):
    ((code, message, _),) = found("[{Dense: 1}]", f"compile: {compiled}")
    assert (code, message) == ("object-name", f"{what}: {TAKES}")


def test_names_of_layers_inside_layers(found):
    layers = '[{Reshape: [2, 1]}, {Bidirectional: {layer: {LSTM: {units: 2, name: "a b"}}}}, '
    layers += "{Dense: 1}]"
    message = f"LSTM cannot be named 'a b': {TAKES}"
    assert found(layers) == [("object-name", message, "name it a_b")]


def test_most_metrics_take_any_name(found):
    compiled = "{loss: mse, metrics: [{MeanAbsoluteError: {name: 'mein größter Fehler/%'}}]}"
    assert found("[{Dense: 1}]", f"compile: {compiled}") == []


def test_a_loss_may_start_with_what_a_metric_may_not(found):
    assert found("[{Dense: 1}]", "compile: {loss: {MeanSquaredError: {name: _a}}}") == []


LONG = "a" * 1000


@pytest.mark.parametrize(
    ("layers", "more", "message"),
    [
        (f"[{{Dense: 1, name: {LONG}}}]", "compile: {loss: mse}", "a layer has a name"),
        (
            "[{Dense: 1}]",
            f"compile: {{loss: mse, metrics: [{{MeanAbsoluteError: {{name: {LONG}}}}}]}}",
            "MeanAbsoluteError has a name",
        ),
        (
            "[{Dense: 1}]",
            f"compile: {{loss: mse, optimizer: {{Adam: {{name: {LONG}}}}}}}",
            "Adam has a name",
        ),
        (
            f"[{{Dense: 1, from: {LONG}}}]",
            f"inputs: {{{LONG}: [x1, x2]}}\ncompile: {{loss: mse}}",
            "an input has a name",
        ),
    ],
)
def test_names_of_more_characters_than_anything_has_room_for(found, layers, more, message):
    (problem,) = found(layers, more)
    assert problem[1:] == (
        f"{message} of 1,000 characters, more than 200",
        f"name it {LONG[:40]}, wherever it stands",
    )
    assert found(layers.replace(LONG, LONG[:200]), more.replace(LONG, LONG[:200])) == []
