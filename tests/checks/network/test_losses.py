"""Losses against targets and last layers."""

from __future__ import annotations

import metric_grid
import pytest

from nnspec.checks.validate import validate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("losses")
    metric_grid.write_rows(made)
    return made


@pytest.mark.parametrize(
    ("target", "layer", "loss", "codes"),
    [
        ("[u, v]", "2", "circle", ["loss-and-columns"]),
        ("[p, q]", "{units: 2, activation: sigmoid}", "binary_crossentropy", []),
        ("[u, v]", "2", "hinge", ["loss-and-columns"]),
        ("[s, t]", "{units: 2, activation: sigmoid}", "bce", ["loss-and-columns"]),
        ("u", "1", "cosine_similarity", ["loss-and-columns"]),
        ("[u, v]", "2", "cosine_similarity", []),
        ("u", "1", "poisson", ["logs-of-outputs"]),
        ("s", "{units: 1, activation: softplus}", "poisson", []),
        ("three", "3", "{CategoricalGeneralizedCrossEntropy: {q: 0.5}}", ["positive-outputs"]),
        ("two", "{units: 1, activation: relu}", "squared_hinge", ["score-range"]),
        ("two", "{units: 1, activation: tanh}", "squared_hinge", []),
        ("three", "{units: 3, activation: relu}", "categorical_hinge", []),
    ],
)
def test_what_is_said_of_a_loss(folder, target, layer, loss, codes):
    text = metric_grid.spec_text("numbers", "[]", loss=loss)
    text = text.replace("target: u,", f"target: {target},").replace(
        "Dense: 1\n", f"Dense: {layer}\n"
    )
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    assert [problem.code for problem in validate(folder / "spec.yaml").problems] == codes
