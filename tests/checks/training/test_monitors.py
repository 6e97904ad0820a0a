"""Callbacks must watch something that will exist."""

# Messages stand here as they are shown.

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.validate import validate
from nnspec.problem_text import problem_lines

ROWS = "a,b,kind,yes\n1,-2,x,no\n2,3,y,yes\n3,4,z,no\n4,5,x,yes\n5,6,y,no\n6,7,z,yes\n"
# The spec, and what is said of it.
CASES = {
    "unknown": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse, metrics: [mae]}
callbacks:
  - EarlyStopping: {monitor: val_los, restore_best_weights: true}
""",
        """\
error[unknown-monitor]: EarlyStopping watches 'val_los', which is never measured
  net.yaml:5:30
  5 |   - EarlyStopping: {monitor: val_los, restore_best_weights: true}
    |                              ^^^^^^^ did you mean 'val_loss'?
  measured: loss, mae, val_loss, val_mae
""",
    ),
    "nothing near": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse, metrics: [mae]}
callbacks:
  - ModelCheckpoint: {monitor: qqq}
""",
        """\
error[unknown-monitor]: ModelCheckpoint watches 'qqq', which is never measured
  net.yaml:5:32
  5 |   - ModelCheckpoint: {monitor: qqq}
    |                                ^^^
  measured: loss, mae, val_loss, val_mae
""",
    ),
    "metric not measured": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse, metrics: [mae]}
callbacks:
  - EarlyStopping: {monitor: val_accuracy, restore_best_weights: true}
""",
        """\
error[unknown-monitor]: EarlyStopping watches 'val_accuracy', which is never measured
  net.yaml:5:30
  5 |   - EarlyStopping: {monitor: val_accuracy, restore_best_weights: true}
    |                              ^^^^^^^^^^^^
  measured: loss, mae, val_loss, val_mae
""",
    ),
    "named by the class": (
        """\
data: {source: rows.csv, target: b, features: [a]}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse, metrics: [MeanAbsoluteError]}
callbacks:
  - EarlyStopping: {monitor: val_mae, restore_best_weights: true}
""",
        """\
error[unknown-monitor]: EarlyStopping watches 'val_mae', which is never measured
  net.yaml:5:30
  5 |   - EarlyStopping: {monitor: val_mae, restore_best_weights: true}
    |                              ^^^^^^^
  measured: loss, MeanAbsoluteError, val_loss, val_MeanAbsoluteError
""",
    ),
    "a number for each threshold": (
        """\
data: {source: rows.csv, target: yes, features: [a]}
layers: [{Dense: {units: 1, activation: sigmoid}}]
compile:
  optimizer: adam
  loss: binary_crossentropy
  metrics: [{Precision: {thresholds: [0.3, 0.7]}}]
callbacks:
  - ReduceLROnPlateau: {monitor: precision, mode: max}
""",
        """\
error[monitor-of-many]: ReduceLROnPlateau watches 'precision', which is several numbers
  net.yaml:8:34
  8 |   - ReduceLROnPlateau: {monitor: precision, mode: max}
    |                                  ^^^^^^^^^ write Precision: {thresholds: 0.3}
""",
    ),
    "a number for each column": (
        """\
data: {source: rows.csv, target: [a, b], features: [yes]}
layers: [{Dense: 2}]
compile: {optimizer: adam, loss: mse, metrics: [{R2Score: {class_aggregation: null}}]}
callbacks:
  - EarlyStopping: {monitor: val_r2_score, restore_best_weights: true}
""",
        """\
error[monitor-of-many]: EarlyStopping watches 'val_r2_score', which is several numbers
  net.yaml:5:30
  5 |   - EarlyStopping: {monitor: val_r2_score, restore_best_weights: true}
    |                              ^^^^^^^^^^^^ write R2Score: {class_aggregation: uniform_average}
""",
    ),
    "no validation rows": (
        """\
data: {source: rows.csv, target: b, features: [a], split: {validation: 0}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse, metrics: [mae]}
callbacks:
  - EarlyStopping: {restore_best_weights: true}
""",
        """\
error[no-validation-rows]: EarlyStopping watches 'val_loss', but no rows validate
  net.yaml:5:5
  5 |   - EarlyStopping: {restore_best_weights: true}
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ watch 'loss', or set data.split.validation
""",
    ),
    "no validation rows, short": (
        """\
data: {source: rows.csv, target: b, features: [a], split: {validation: 0}}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse, metrics: [mae]}
callbacks:
  - ReduceLROnPlateau: val_mae
""",
        """\
error[no-validation-rows]: ReduceLROnPlateau watches 'val_mae', but no rows validate
  net.yaml:5:24
  5 |   - ReduceLROnPlateau: val_mae
    |                        ^^^^^^^ watch 'mae', or set data.split.validation
""",
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_messages(folder, case):
    text, expected = CASES[case]
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    found = validate("net.yaml", ignore=["unscaled-features"]).problems
    assert "".join(f"{line}\n" for problem in found for line in problem_lines(problem)) == expected


@pytest.mark.parametrize(
    ("monitor", "batch_size", "found"),
    [
        ("val_old_loss", 32, True),
        ("old_loss", 32, True),
        # All of them in one batch, or in batches of one size.
        ("val_old_loss", 206, False),
        ("val_old_loss", 1000, False),
        ("val_old_loss", 103, False),
        ("val_loss", 32, False),
        ("val_old_mae", 32, False),
    ],
)
def test_the_loss_of_an_output_is_one_of_batches(tmp_path, monitor, batch_size, found):
    data = Path(__file__).parents[3] / "datasets" / "concrete.csv"
    text = f"""\
data: {{source: '{data.as_posix()}', target: {{strong: [strength], old: [age]}}}}
preprocessing: {{numeric: StandardScaler, target: StandardScaler}}
layers:
  - Dense: 4
    name: h
  - Dense: 1
    name: strong
    from: h
  - Dense: 1
    name: old
    from: h
outputs: [strong, old]
compile: {{optimizer: adam, loss: mse, metrics: [mae]}}
training: {{batch_size: {batch_size}}}
callbacks: [{{CSVLogger: a.csv}}, {{ReduceLROnPlateau: {{monitor: {monitor}}}}}]
"""
    (tmp_path / "two.yaml").write_text(text, encoding="utf-8")
    codes = [problem.code for problem in validate(tmp_path / "two.yaml").problems]
    assert ("loss-of-batches" in codes) == found
