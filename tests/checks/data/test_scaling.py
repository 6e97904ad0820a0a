"""Features that are too large for a network, or of too different sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate

X = [(13 * n) % 50 / 7 for n in range(50)]
Y = [(7 * n) % 50 / 10 + n / 1000 for n in range(50)]
CONCRETE = (Path(__file__).parents[3] / "datasets" / "concrete.csv").as_posix()
LARGE = {"small": X, "large": [x * 40 for x in X], "y": Y}
SAID = "'large' goes from 0 to 280, 'small' from 0 to 7, and neither is scaled"
LAYERS = "[{Dense: 8}, {Dense: 1}]"


@pytest.fixture
def found(tmp_path, monkeypatch):
    """The unscaled-... warnings of a spec over a table of your own, as (message, hint)."""
    monkeypatch.chdir(tmp_path)

    def run(columns, layers=LAYERS, more="", loss="mse"):
        rows = zip(*columns.values(), strict=True)
        lines = [",".join(columns), *(",".join(str(v) for v in row) for row in rows)]
        Path("data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        Path("spec.yaml").write_text(
            f"data: {{source: data.csv, target: y}}\n{more}layers: {layers}\n"
            f"compile: {{optimizer: adam, loss: {loss}}}\n",
            encoding="utf-8",
        )
        problems = [p for p in validate("spec.yaml").problems if p.code.startswith("unscaled")]
        for problem in problems:
            after = validate("spec.yaml", problem.settings).problems
            assert not [p for p in after if p.severity == "error" or p.code == problem.code]
        return [(problem.message, problem.hint) for problem in problems]

    return run


def test_a_hundred_times_as_much(found):
    columns = {**LARGE, "large": [x * 1000 for x in X]}
    assert found(columns) == [
        (
            "'large' varies 1,000 times as much as 'small', and neither is scaled",
            "add to the spec:  preprocessing: {numeric: StandardScaler}",
        )
    ]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (LARGE, SAID),
        ({**LARGE, "small": [x + 1 for x in X], "large": [x * 3 for x in X]}, None),
        ({"x": [x / 2 for x in X], "flag": [n % 2 for n in range(50)], "y": Y}, None),
        ({"x": [x * 100 for x in X], "y": Y}, "'x' goes from 0 to 700, and is not scaled"),
        # As a thermometer's: hardly any spread, and far from 0.
        (
            {"x": [x / 100 + 290 for x in X], "y": Y},
            "'x' goes from 290 to 290.07, and is not scaled",
        ),
        ({"x": [x * 10 for x in X], "y": Y}, None),
        ({"x": [x / 500 for x in X], "z": [x / 10 for x in X], "y": Y}, None),
    ],
)
def test_sizes(found, columns, said):
    assert [message for message, _ in found(columns)] == ([said] if said else [])


def test_the_target_is_said_with_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = f"data: {{source: '{CONCRETE}', target: strength}}\nlayers: {LAYERS}\n"
    spec = Path("spec.yaml")
    spec.write_text(text + "compile: {loss: mse}\nignore: [duplicate-rows]\n", encoding="utf-8")
    (problem,) = validate(spec).problems
    assert problem.message == (
        "'coarseaggregate' goes from 801 to 1,145, 'superplasticizer' from 0 to 32.2, and neither "
        "is scaled; nor is the target 'strength', from 2.33 to 82.6"
    )
    assert problem.hint == (
        "add to the spec:  preprocessing: {numeric: StandardScaler, target: StandardScaler}"
    )
    assert validate(spec, problem.settings).problems == ()


@pytest.mark.parametrize(
    "layers",
    [
        "[BatchNormalization, {Dense: 8}, {Dense: 1}]",
        "[{Dropout: 0.1}, Normalization, {Dense: 8}, {Dense: 1}]",
        "[{Rescaling: 0.01}, {Dense: 8}, {Dense: 1}]",
        "[{Embedding: {input_dim: 300, output_dim: 2}}, Flatten, {Dense: 1}]",
    ],
)
def test_a_layer_that_makes_sizes_alike_comes_first(found, layers):
    assert found(LARGE, layers) == []


@pytest.mark.parametrize(
    "layers",
    [
        "[{Dropout: 0.1}, {Dense: 8}, BatchNormalization, {Dense: 1}]",
        "[{Reshape: [2, 1]}, {LSTM: 4}, {Dense: 1}]",
    ],
)
def test_such_a_layer_elsewhere_helps_nothing(found, layers):
    assert [message for message, _ in found(LARGE, layers)] == [SAID]


def test_only_what_an_input_of_weights_holds(found):
    inputs = "inputs: {a: [small], b: [large]}\n"
    layers = "[{BatchNormalization: , name: n, from: b}, {Concatenate: , from: [a, n]}, {Dense: 1}]"
    assert found(LARGE, layers, inputs) == []
    again = (
        "[{BatchNormalization: , name: n, from: b}, {Concatenate: , from: [a, b, n]}, {Dense: 1}]"
    )
    assert [message for message, _ in found(LARGE, again, inputs)] == [SAID]
    both = "[{Concatenate: , from: [a, b]}, {Dense: 1}]"
    assert [message for message, _ in found(LARGE, both, inputs)] == [SAID]


@pytest.mark.parametrize(
    ("loss", "end", "hint"),
    [
        ("mse", "1", "StandardScaler"),
        ("mse", "{units: 1, activation: softplus}", "MinMaxScaler"),
        ("poisson", "{units: 1, activation: softplus}", None),
        ("mape", "1", None),
    ],
)
def test_a_target_far_from_what_a_network_starts_with(found, loss, end, hint):
    columns = {"x": X, "y": [round(y * 300) + 1 for y in Y]}
    hints = [hint for _, hint in found(columns, f"[{{Dense: 8}}, {{Dense: {end}}}]", loss=loss)]
    wanted = f"add to preprocessing: target: {hint}; it is undone in all predictions"
    assert hints == ([wanted] if hint else [])
