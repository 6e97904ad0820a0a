"""The shipped specs learn what the comments on top of them say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnspec.network.backend import load_keras
from nnspec.spec.load import load_spec
from nnspec.training.train import train

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
SCRIPTS = {path.stem for path in Path(__file__).with_name("scripts").glob("*.py")}

pytestmark = pytest.mark.usefixtures("no_plots")


@pytest.mark.parametrize("name", ["logic_and", "logic_or", "logic_xor", "car"])
def test_every_row_is_right(name, tmp_path):
    run = train(SPECS / f"{name}.yaml", runs_dir=tmp_path)
    assert run.metrics["training"]["accuracy"] == 1


def test_the_line_is_that_of_least_squares(tmp_path):
    run = train(SPECS / "line.yaml", runs_dir=tmp_path)
    model = load_keras().models.load_model(run.folder.model_keras)
    slope, intercept = (float(weights.item()) for weights in model.get_weights())
    points = pd.read_csv(ROOT / "datasets" / "line.csv")
    assert np.polyfit(points["x"], points["y"], 1) == pytest.approx([0.7, 0.7])
    assert (slope, intercept) == pytest.approx((0.7, 0.7), abs=0.02)


def test_digits_are_read(tmp_path):
    run = train(SPECS / "digits.yaml", runs_dir=tmp_path)
    assert run.metrics["test"]["accuracy"] >= 0.98


def test_the_clinical_trial_is_as_it_says(tmp_path):
    patients = pd.read_csv(ROOT / "datasets" / "clinical_trial.csv")
    assert (len(patients), patients["age"].min(), patients["age"].max()) == (2100, 13, 100)
    by_the_rule = (patients["age"] >= 65) == (patients["side_effect"] == "yes")
    assert by_the_rule.mean() == pytest.approx(0.95)
    run = train(SPECS / "clinical_trial.yaml", runs_dir=tmp_path, smoke=True)
    assert run.folder.read()["parameters"] == 642


def test_the_decision_table_is_complete():
    table = pd.read_csv(ROOT / "datasets" / "car.csv")
    assert len(table) == 18
    assert not table.duplicated(["price", "maintenance", "capacity"]).any()
    assert table["decision"].nunique() == 4


def test_every_spec_is_short_and_says_how_it_is_run():
    for path in SPECS.glob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "# yaml-language-server: $schema=nnspec.schema.json", path
        assert lines[1].startswith("# "), path
        assert f"#   nnspec train specs/{path.name}" in lines, path
        assert load_spec(path).spec.name == path.stem
