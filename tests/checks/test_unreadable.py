"""Arguments that cannot be read: a problem says so, and no check stumbles over them."""

from __future__ import annotations

import pytest

from nnspec import catalog
from nnspec.checks.validate import validate

ROWS = "a,b,k,y\n" + "".join(
    f"{n},{n * 2 % 7},{'uv'[n % 2]},{n * 1.5 + n % 3}\n" for n in range(30)
)
MSE = "compile: {loss: mse}\n"
DENSE = "layers: [{Dense: 1}]\n"
# Arguments that a layer has to have, so that its rule of shapes is reached.
NEEDED = {
    "Dense": "units: 2",
    "Reshape": "target_shape: [2]",
    "Permute": "dims: [1]",
    "Dot": "axes: 1",
    "MultiHeadAttention": "num_heads: 1, key_dim: 1",
    "GroupQueryAttention": "head_dim: 2, num_query_heads: 2, num_key_value_heads: 1",
}


@pytest.fixture
def codes(tmp_path):
    """The codes of the problems of a spec's text over these rows."""
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")

    def run(text):
        spec = tmp_path / "spec.yaml"
        spec.write_text("data: {source: rows.csv, target: y}\n" + text, encoding="utf-8")
        return [problem.code for problem in validate(spec).errors]

    return run


@pytest.mark.parametrize(
    "text",
    [
        "inputs: {a: 3}\nlayers: [{CategoryEncoding: 3}]\n" + MSE,
        "inputs: {a: {}}\nlayers: [{CategoryEncoding: 3}]\n" + MSE,
        "preprocessing: {columns: {k: [{OneHotEncoder: {drop: true}}]}}\n" + DENSE + MSE,
        "preprocessing: {numeric: [{SimpleImputer: {fill_value: [0]}}]}\n" + DENSE + MSE,
        "preprocessing: {numeric: [foo]}\n" + DENSE + MSE,
        DENSE + "compile: {loss: mse, optimizer: {Muon: {exclude_layers: y}}}\n",
        DENSE + "compile: {loss: mse, optimizer: {Muon: {exclude_layers: {a: 1}}}}\n",
        "layers: [{CategoryEncoding: 4, from: []}, {Dense: 1}]\n" + MSE,
    ],
)
def test_what_cannot_be_read_is_told_alone(codes, text):
    assert set(codes(text)) <= {"wrong-type", "unknown-step"} and codes(text)


@pytest.mark.parametrize("name", sorted(catalog.load().family("layers")))
def test_any_argument_of_a_layer(codes, name):
    entry = catalog.load().find("layers", name)
    several = ", from: [a, a]" if entry.merge or entry.call_arguments else ""
    # Four numbers in as many axes as the layer takes, the batch included.
    axes = (entry.rank_in or entry.rank_in_min or 2) - 1
    shape = [4, *[1] * (axes - 1)]
    begin = f"{{Dense: 4}}, {{Reshape: {{target_shape: {shape}}}, name: a}}"
    for parameter in entry.parameters:
        needed = [
            pair
            for pair in NEEDED.get(name, "").split(", ")
            if pair and not pair.startswith(f"{parameter.name}:")
        ]
        arguments = ", ".join([*needed, f"{parameter.name}: [foo, [1], 1.5]"])
        layer = f"{{{name}: {{{arguments}}}{several}}}"
        text = f"layers: [{begin}, {layer}, Flatten, {{Dense: 1}}]\n"
        assert codes(text + MSE), text
