"""The metrics of some rows of a run."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.table.table import Table
from nnspec.evaluation.figures import Figures
from nnspec.listener import Listener
from nnspec.prediction.network import load_network, load_preprocessor
from nnspec.prediction.read import read_input
from nnspec.runs.find import find_run
from nnspec.spec.load import load_spec


@pytest.fixture
def figures(in_trained):
    run = find_run(in_trained / "runs", "twins")
    loaded, preprocessor = load_spec(run.resolved_spec), load_preprocessor(run)
    table = read_input(in_trained / "sexes.csv", loaded, preprocessor)
    outputs = load_network(run).outputs(preprocessor.transform(table))
    return Figures(run, loaded, preprocessor, table, outputs)


def test_some_rows_are_measured_as_if_they_were_all(figures):
    everything = figures.metrics(None, 0.5)
    rows = figures.table.n_rows
    assert everything == figures.metrics(np.arange(rows), 0.5)
    halves = [figures.metrics(np.arange(*ends), 0.5) for ends in ((0, 100), (100, rows))]
    loss = np.average([half["loss"] for half in halves], weights=[100, rows - 100])
    assert everything["loss"] == pytest.approx(loss)
    assert list(everything["outputs"]) == ["kind", "mass"]


def test_the_intervals_are_nested_as_the_metrics(figures):
    found = figures.intervals(0.9, 0.5)
    assert list(found) == ["loss", "outputs"]
    assert list(found["outputs"]["mass"]) == ["rmse", "mae", "r2"]


def test_rows_that_weigh_nothing_have_no_loss(in_trained):
    run = find_run(in_trained / "runs", "twins")
    preprocessor = load_preprocessor(run)
    loaded = load_spec(run.resolved_spec, ["data.weight=weight"])
    table = read_input(in_trained / "sexes.csv", loaded, preprocessor)
    outputs = load_network(run).outputs(preprocessor.transform(table))
    weights = np.zeros(table.n_rows)

    def measured():
        weighed = Table({**table.columns, "weight": weights}, table.origin)
        return Figures(run, loaded, preprocessor, weighed, outputs)

    weights[:5] = 1
    assert measured().metrics(None, 0.5)["loss"] > 0
    assert measured().metrics(np.arange(5, 20), 0.5)["loss"] is None
    weights[:5] = 0
    found, notes = measured(), []
    listener = Listener()
    listener.note = notes.append
    found.say_why_no_loss(listener)
    assert notes == [f"no loss: every row of {table.origin} weighs 0"]
    assert "loss" not in found.metrics(None, 0.5)


def test_no_reason_is_no_note(figures):
    notes = []
    listener = Listener()
    listener.note = notes.append
    figures.say_why_no_loss(listener)
    assert notes == []
