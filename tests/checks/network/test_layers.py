"""Checks of layers beyond the one case that each has in `cases/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate

DATA = Path(__file__).parents[3] / "datasets" / "concrete.csv"


@pytest.fixture
def found(tmp_path):
    """The (code, message, hint) of each problem of a network on the eight columns of concrete."""

    def run(layers):
        text = (
            f"data: {{source: '{DATA.as_posix()}', target: strength}}\n"
            "preprocessing: {numeric: StandardScaler}\n"
            f"layers: {layers}\n"
            "compile: {optimizer: adam, loss: mse}\n"
            "ignore: [duplicate-rows]\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return [(p.code, p.message, p.hint) for p in validate(tmp_path / "spec.yaml").problems]

    return run


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        (
            "[{Conv2D: {filters: 4, kernel_size: 3}}, Flatten, {Dense: 1}]",
            (
                "layer-rank",
                "Conv2D needs height x width x channels, but it gets a flat row of 8",
                "put Reshape: {target_shape: [4, 2, 1]} before it",
            ),
        ),
        (
            "[{Reshape: [4, 2, 1]}, {LSTM: 3}, {Dense: 1}]",
            (
                "layer-rank",
                "LSTM needs steps x features, but it gets 4 x 2 x 1",
                "put Flatten before it",
            ),
        ),
        (
            "[{Reshape: [8, 1]}, {Bidirectional: {layer: {LSTM: 3}}}, {GRU: 2}, {Dense: 1}]",
            (
                "layer-rank",
                "GRU needs steps x features, but it gets a flat row of 6",
                "give the layer inside the Bidirectional above return_sequences: true",
            ),
        ),
        (
            "[{Dense: {units: 4}}, {Dense: {units: 1, input_shape: [4]}}]",
            (
                "input-shape",
                "input_shape is for the first layer; this one reads another layer",
                "leave it out: nnspec works it out",
            ),
        ),
        (
            "[{Dense: {units: 1, input_dim: 3}}]",
            (
                "input-shape",
                "input_dim says 3, but the features are 8 columns",
                "leave it out: nnspec counts the columns itself",
            ),
        ),
        (
            "[{Reshape: [2, 4]}, {Conv1D: {filters: 2, kernel_size: 3}}, Flatten, {Dense: 1}]",
            (
                "layer-inputs",
                "Conv1D does not fit: its window of 3 is larger than the 2 it moves over",
                None,
            ),
        ),
        (
            "[{Reshape: [4, 2]}, {Dense: 1}]",
            (
                "output-rank",
                "the network gives 4 x 1 for each row, but the target is flat",
                "put Flatten before the last Dense",
            ),
        ),
    ],
)
def test_one_problem_with_its_hint(found, layers, expected):
    assert found(layers) == [expected]


@pytest.mark.parametrize(
    "layers",
    [
        "[{Discretization: {bin_boundaries: [0.0]}}, {Embedding: {input_dim: 9, output_dim: 2}}, "
        "Flatten, {Dense: 1}]",
        "[{Reshape: [2, 2, 2]}, {Conv2D: {filters: 4, kernel_size: 2}}, Flatten, {Dense: 1}]",
        "[{Reshape: [8, 1]}, {TimeDistributed: {layer: {Dense: 2}}}, {LSTM: 3}, {Dense: 1}]",
        "[{Reshape: [8, 1]}, {RNN: {cell: {LSTMCell: 3}}}, {Dense: 1}]",
        "[{Dense: {units: 4, input_dim: 8}}, {Dense: 1}]",
    ],
)
def test_networks_that_are_right(found, layers):
    assert found(layers) == []


def test_several_inputs_for_an_ordinary_layer(found):
    layers = "[{Dense: 2, name: a}, {Dense: 3, name: b}, {Dense: 1, from: [a, b]}]"
    assert found(layers) == [
        (
            "merge-of-one",
            "Dense reads one layer, but from names 2",
            "merge them first, for instance with Concatenate",
        )
    ]


@pytest.mark.parametrize("written", ["8", "(8,)", "'(8, )'"])
def test_an_input_shape_in_pythons_words(found, written):
    problems = found(f"[{{Dense: {{units: 4, input_shape: {written}}}}}, {{Dense: 1}}]")
    assert [(code, hint) for code, _, hint in problems] == [("wrong-type", "write [8]")]
