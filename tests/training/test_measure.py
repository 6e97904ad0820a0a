"""What a trained network is measured by."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.training.engine.engine import Engine
from nnspec.training.measure import measure, regularization_of
from nnspec.training.read import read_work


def test_each_part_that_has_rows_is_measured(workshop):
    checked = validate("strength.yaml", ["data.split={validation: 0, test: 100}"])
    work = read_work(checked, Listener())
    model = build(work.loaded, work.signature)
    metrics = measure(work, model).metrics
    assert list(metrics) == ["training", "test"]
    assert metrics["test"]["rows"] == 100
    assert list(metrics["test"]) == ["loss", "rows", "rmse", "mae", "r2"]
    part = work.data.test
    loss = model.evaluate(part.x["input"], part.y["strength"], verbose=0)[0]
    assert metrics["test"]["loss"] == pytest.approx(loss, rel=1e-6)


def test_many_rows_are_measured_some_at_a_time(workshop, monkeypatch):
    plain = "preprocessing={numeric: StandardScaler, target: StandardScaler}"
    checked = validate("strength.yaml", ["data.weight=age", plain]).require()
    work = read_work(checked, Listener())
    model = build(work.loaded, work.signature)
    whole = measure(work, model).metrics
    sizes = []
    real = Engine.resident
    monkeypatch.setattr(
        Engine, "resident", lambda self, rows: sizes.append(rows.n_rows) or real(self, rows)
    )
    monkeypatch.setattr("nnspec.training.engine.epochs_on_disk.MEASURED_ROWS", 100)
    monkeypatch.setattr("nnspec.training.measure.BATCH_ROWS", 50)
    pieces = measure(work, model).metrics
    assert max(sizes) == 100
    for part, metrics in whole.items():
        assert pieces[part] == pytest.approx(metrics, rel=1e-6), part


def test_the_regularization_is_what_keras_adds_to_the_loss(workshop):
    layers = "layers=[{Dense: {units: 4, kernel_regularizer: {L2: 0.1}}}, {Dense: 1}]"
    work = read_work(validate("strength.yaml", [layers]), Listener())
    model = build(work.loaded, work.signature)
    assert regularization_of(model) == pytest.approx(float(sum(model.losses)), rel=1e-6)
    assert regularization_of(model) > 0.01


def test_each_of_several_outputs_has_its_loss_over_all_rows(workshop):
    settings = [
        "data.target={strong: [strength], old: [age]}",
        "preprocessing={numeric: StandardScaler}",
        "layers=[{Dense: 4, name: h}, {Dense: 1, name: strong, from: h}, "
        "{Dense: 1, name: old, from: h}]",
        "outputs=[strong, old]",
        "compile.loss=mse",
        "compile.loss_weights={strong: 0.5, old: 2.0}",
    ]
    work = read_work(validate("strength.yaml", settings).require(), Listener())
    metrics = measure(work, build(work.loaded, work.signature)).metrics
    for part in metrics.values():
        apart = {name: values["loss"] for name, values in part["outputs"].items()}
        assert part["loss"] == pytest.approx(0.5 * apart["strong"] + 2 * apart["old"], rel=1e-5)
        # Nothing scales these targets, so that the loss is the square of the table's error.
        for name, values in part["outputs"].items():
            assert apart[name] == pytest.approx(values["rmse"] ** 2, rel=1e-5)
