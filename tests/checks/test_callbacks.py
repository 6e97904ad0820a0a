"""Checks of callbacks beyond the one case that each has in `cases/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate

DATA = Path(__file__).parents[2] / "datasets" / "concrete.csv"


@pytest.fixture
def codes(tmp_path):
    def run(callbacks, metrics="[mae, R2Score]"):
        text = (
            f"data: {{source: '{DATA.as_posix()}', target: strength}}\n"
            "preprocessing: {numeric: StandardScaler}\n"
            "layers: [{Dense: 1}]\n"
            f"compile: {{optimizer: adam, loss: mse, metrics: {metrics}}}\n"
            f"callbacks: {callbacks}\n"
            "ignore: [duplicate-rows, restore-best-weights]\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return [problem.code for problem in validate(tmp_path / "spec.yaml").problems]

    return run


@pytest.mark.parametrize(
    ("callbacks", "expected"),
    [
        ("[{EarlyStopping: {monitor: val_R2Score, mode: min}}]", ["monitor-mode"]),
        ("[{EarlyStopping: {monitor: val_R2Score, mode: max}}]", []),
        ("[{EarlyStopping: {monitor: val_R2Score}}]", []),
        ("[{ModelCheckpoint: {monitor: mae, mode: max}}]", ["monitor-mode"]),
        ("[{ReduceLROnPlateau: {monitor: loss, mode: min}}]", []),
    ],
)
def test_modes(codes, callbacks, expected):
    assert codes(callbacks) == expected


@pytest.mark.parametrize(
    ("plateau", "stopping", "expected"),
    [
        ("{patience: 5}", "{patience: 5}", ["plateau-patience"]),
        ("{patience: 4}", "{patience: 5}", []),
        ("{}", "{patience: 10}", ["plateau-patience"]),
        ("{monitor: loss, patience: 9}", "{patience: 5}", []),
    ],
)
def test_patience(codes, plateau, stopping, expected):
    callbacks = f"[{{ReduceLROnPlateau: {plateau}}}, {{EarlyStopping: {stopping}}}]"
    assert codes(callbacks) == expected


def test_two_logs_of_one_name(codes):
    assert codes("[CSVLogger, CSVLogger]") == ["shared-file"]
    assert codes("[CSVLogger, {CSVLogger: other.csv}]") == []


def test_a_metric_that_could_not_be_read_silences_what_depends_on_it(codes):
    callbacks = "[{EarlyStopping: {monitor: val_rmse, mode: max}}]"
    assert codes(callbacks, "[rmsee]") == ["unknown-metric"]
