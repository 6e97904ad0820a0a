"""What a training gives back."""

from __future__ import annotations

import csv
import inspect
import json
from pathlib import Path

import pandas as pd
import pytest

import nnspec
from nnspec.runs.find import find_run
from nnspec.training.trained_run import TrainedRun


@pytest.fixture
def trained_run(in_trained):
    """What `nnspec.train` gave back for the run `strength`."""
    folder = find_run(Path("runs"), "strength")
    record, metrics = folder.read(), json.loads(folder.metrics.read_text(encoding="utf-8"))
    epochs = (record[key] for key in ("epochs", "best_epoch", "monitor", "saved_epoch"))
    return TrainedRun(folder, metrics, *epochs)


def test_the_epochs(trained_run):
    with trained_run.folder.history.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    history = trained_run.history
    assert history["epoch"] == [1, 2, 3]
    assert history["val_loss"] == [float(row["val_loss"]) for row in rows]


def test_predicting_and_measuring(trained_run):
    frame = pd.read_csv("concrete.csv").head(3)
    assert trained_run.features == nnspec.load(trained_run.folder).features
    expected = nnspec.predict(trained_run.folder, frame).to_pandas()
    pd.testing.assert_series_equal(trained_run.predict(frame), expected["predicted_strength"])
    found = trained_run.evaluate(split="validation")
    assert found.metrics["rmse"] == pytest.approx(trained_run.metrics["validation"]["rmse"])


def test_a_loaded_run_answers_as_a_trained_one(trained_run):
    loaded = nnspec.load("strength")
    assert isinstance(trained_run, type(loaded))
    assert loaded.history == trained_run.history
    found, own = loaded.evaluate(), trained_run.evaluate()
    assert found.metrics == own.metrics
    parameters = dict(inspect.signature(nnspec.evaluate).parameters)
    del parameters["run"]
    assert dict(inspect.signature(loaded.evaluate).parameters) == parameters


def test_it_shows_itself(trained_run):
    run_id, metrics = trained_run.folder.run_id, trained_run.metrics["test"]
    best = f"best val_loss in epoch {trained_run.best_epoch} of 3"
    figures = ", ".join(f"{name} {metrics[name]:.5g}" for name in ("loss", "rmse", "mae", "r2"))
    assert repr(trained_run) == f"<nnspec run {run_id}: {best}; test {figures}>"
    page = trained_run._repr_html_()
    assert page.startswith(f"<p>nnspec run {run_id}: {best}</p>\n<table>\n<tr><th")
    assert f"<td>{metrics['rmse']:.5g}</td>" in page
