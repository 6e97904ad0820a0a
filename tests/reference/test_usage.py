from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.reference.usage import objects_of, used_in

SPEC = """
data: {source: {make_moons: {noise: 0.1}}, target: target}
preprocessing: {columns: {x1: [log1p, {MinMaxScaler: {clip: true}}]}}
layers:
  - Bidirectional: {layer: {LSTM: {units: 8, kernel_regularizer: l2}}}
  - Dense: 1
    name: end
  - layer: end
compile: {optimizer: {Adam: {learning_rate: {CosineDecay: [1]}}}, loss: {end: mse}, metrics: [mae]}
callbacks: [EarlyStopping]
"""


def test_objects_at_every_depth(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC, encoding="utf-8")
    found = objects_of(path)
    assert {
        ("sources", "make_moons"),
        ("preprocessing", "log1p"),
        ("preprocessing", "MinMaxScaler"),
        ("layers", "Bidirectional"),
        ("layers", "LSTM"),
        ("regularizers", "L2"),
        ("layers", "Dense"),
        ("optimizers", "Adam"),
        ("schedules", "CosineDecay"),
        ("losses", "MeanSquaredError"),
        ("metrics", "MeanAbsoluteError"),
        ("callbacks", "EarlyStopping"),
    } == found


def test_a_loss_is_not_a_metric(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    Path("specs", "moons.yaml").write_text(SPEC, encoding="utf-8")
    assert "specs/moons.yaml" in used_in("losses", ("MeanSquaredError", "mse"))
    assert "specs/moons.yaml" not in used_in("metrics", ("MeanSquaredError", "mse"))


def test_shipped_specs_are_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert any(path.endswith("specs/concrete.yaml") for path in used_in("layers", ("Dense",)))


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "layers: {", "layers: 5", "\0", "data: {source: 1}"]
)
def test_a_spec_that_cannot_be_read_uses_nothing(text, tmp_path):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert objects_of(tmp_path / "a.yaml") == set()
    assert used_in("layers", ("Dense",), tmp_path) == ()
