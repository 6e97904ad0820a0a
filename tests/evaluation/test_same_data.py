"""Whether a run's own data is what it was, and fits memory."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnspec.data.loading.load import load_rows
from nnspec.data.loading.memory_need import Estimate
from nnspec.data.split.shares import Parts
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.evaluation.same_data import require_rows, require_same, too_large
from nnspec.runs.find import find_run
from nnspec.spec.load import load_spec


@pytest.fixture
def run(own_trained):
    return find_run(own_trained / "runs", "strength")


def test_data_that_has_changed_is_refused(run):
    table = load_rows(load_spec(run.resolved_spec))
    require_same(run, table, "test")
    with pytest.raises(DataError) as caught:
        require_same(run, table.take(range(1000)), "test")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "data-changed",
        f"{table.origin} has changed since run {run.run_id} was trained, so that its test rows can "
        "no longer be told from the others",
    )


def test_a_part_without_rows_is_refused_by_the_name_of_the_others(run):
    none = np.array([], dtype=np.int64)
    rows = Parts(np.arange(3), np.arange(3, 5), none)
    require_rows(run, rows, "validation")
    with pytest.raises(DataError) as caught:
        require_rows(run, rows, "test")
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == (
        f"run {run.run_id} has no test rows",
        "use split='training' or split='validation'",
    )


def test_only_rows_that_did_not_fit_in_training_are_estimated_again(run, monkeypatch):
    loaded = load_spec(run.resolved_spec)
    needed = Estimate(1030, 3 << 40, 1 << 20)
    monkeypatch.setattr("nnspec.evaluation.same_data.estimate", lambda *_, **__: needed)
    monkeypatch.setattr("nnspec.evaluation.same_data.memory_budget", lambda _: 1 << 30)
    assert too_large(run, loaded) is None
    record = run.read()
    record["data"]["streamed"] = True
    run.run_json.write_text(json.dumps(record), encoding="utf-8")
    found = too_large(run, loaded)
    assert (found.needed, found.budget) == (needed, 1 << 30)
    monkeypatch.setattr("nnspec.evaluation.same_data.memory_budget", lambda _: 4 << 40)
    assert too_large(run, loaded) is None


def test_arrays_that_an_older_version_laid_out_in_columns(run):
    record = run.read()
    record["data"]["columns"] = ["y", "x1", "x2"]
    run.run_json.write_text(json.dumps(record), encoding="utf-8")
    table = Table({"x": np.zeros((3, 2), np.float32), "y": np.zeros(3)}, "old.npz")
    with pytest.raises(DataError) as caught:
        require_same(run, table, "test")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.hint) == (
        "data-changed",
        f"run {run.run_id} was trained by a version that read the arrays of old.npz as columns of "
        "their numbers",
        "the array 'x' is one column of 2 numbers now: write x, and train runs of x1, x2, ... "
        "again",
    )
