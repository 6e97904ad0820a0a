"""The parts of a run's own rows, in memory."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnspec.data.loading.memory_need import Estimate
from nnspec.errors import DataError
from nnspec.evaluation.own_rows import LabelledRows, own_parts, own_rows
from nnspec.export.check import rows_to_check
from nnspec.listener import Listener
from nnspec.prediction.network import load_network, load_preprocessor
from nnspec.runs.find import find_run
from nnspec.spec.load import load_spec


@pytest.fixture
def run(own_trained):
    return find_run(own_trained / "runs", "strength")


def test_the_parts_have_the_rows_that_they_had_in_training(run):
    loaded = load_spec(run.resolved_spec)
    with own_parts(run, loaded, "test", Listener()) as parts:
        counts = {name: part.table.n_rows for name, part in parts.items()}
        assert counts == run.read()["data"]["split"]
        tables = own_rows(run, loaded, "validation")
        np.testing.assert_array_equal(tables["test"]["age"], parts["test"].table["age"])
        made = parts["test"].outputs(load_network(run))
    assert made["strength"].shape == (206, 1)


def test_columns_are_compared_with_those_of_the_training(run):
    rows = LabelledRows(own_rows(run, load_spec(run.resolved_spec), "test")["test"])
    preprocessor = load_preprocessor(run)
    rows.check(preprocessor)
    with pytest.raises(DataError, match="does not have the columns this run was trained on"):
        LabelledRows(rows.table.select(["age"])).check(preprocessor)


def test_an_export_is_not_compared_on_rows_that_do_not_fit(run, monkeypatch):
    record = run.read()
    record["data"]["streamed"] = True
    run.run_json.write_text(json.dumps(record), encoding="utf-8")
    needed = Estimate(1030, 3 << 40, 1 << 20)
    monkeypatch.setattr("nnspec.evaluation.same_data.estimate", lambda *_, **__: needed)
    monkeypatch.setattr("nnspec.evaluation.same_data.memory_budget", lambda _: 1 << 30)
    with pytest.raises(DataError) as caught:
        own_rows(run, load_spec(run.resolved_spec), "test")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "does-not-fit",
        f"run {run.run_id} was trained on rows that do not fit memory: they need about 3.0 TiB, "
        "and 1.0 GiB are allowed",
    )
    notes = []
    listener = Listener()
    listener.note = notes.append
    rows_of, _ = rows_to_check(run, load_preprocessor(run), listener)
    assert rows_of == "synthetic"
    assert notes == [
        f"compared on synthetic rows within the ranges of data.json: {problem.message}"
    ]
