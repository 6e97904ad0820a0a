"""What a trained network is measured by."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.training.measure import measure, regularization_of
from nnspec.training.work import read_work


def test_each_part_that_has_rows_is_measured(workshop):
    checked = validate("strength.yaml", ["data.split={validation: 0, test: 100}"])
    work = read_work(checked, Listener())
    model = build(work.loaded, work.widths)
    metrics = measure(work, model).metrics
    assert list(metrics) == ["training", "test"]
    assert metrics["test"]["rows"] == 100
    assert list(metrics["test"]) == ["loss", "rows", "rmse", "mae", "r2"]
    part = work.data.test
    loss = model.evaluate(part.x["input"], part.y["strength"], verbose=0)[0]
    assert metrics["test"]["loss"] == pytest.approx(loss, rel=1e-6)


def test_the_regularization_is_what_keras_adds_to_the_loss(workshop):
    layers = "layers=[{Dense: {units: 4, kernel_regularizer: {L2: 0.1}}}, {Dense: 1}]"
    work = read_work(validate("strength.yaml", [layers]), Listener())
    model = build(work.loaded, work.widths)
    assert regularization_of(model) == pytest.approx(float(sum(model.losses)), rel=1e-6)
    assert regularization_of(model) > 0.01
