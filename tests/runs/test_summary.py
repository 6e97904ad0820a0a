import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nnspec.runs.folder import RunFolder
from nnspec.runs.history import write_history
from nnspec.runs.summary import RunSummary, headline, list_runs, summarize

METRICS = {
    "validation": {"loss": 0.2, "rows": 5, "rmse": 3.0},
    "test": {"loss": 0.25, "rows": 10, "rmse": 2.5, "r2": None, "columns": {"a": {"rmse": 1.0}}},
}


def make(runs: Path, run_id: str, record: dict | None) -> RunFolder:
    run = RunFolder(runs / run_id)
    run.path.mkdir(parents=True)
    if record is not None:
        run.run_json.write_text(json.dumps(record), encoding="utf-8")
    return run


def test_a_summary(tmp_path: Path):
    record = {
        "status": "complete",
        "started": "2026-11-22T03:36:00.500Z",
        "duration_seconds": 33.125,
        "epochs": 100,
        "metrics": {"loss": 0.5, "rmse": 5.0, "roc_auc": None},
    }
    run = make(tmp_path, "concrete/20261122-033600-7f3a", record)
    assert summarize(run) == RunSummary(
        run_id="concrete/20261122-033600-7f3a",
        name="concrete",
        path=run.path,
        status="complete",
        started=datetime(2026, 11, 22, 3, 36, 0, 500_000, tzinfo=UTC),
        duration=33.125,
        epochs=100,
        metrics={"loss": 0.5, "rmse": 5.0},
    )


def test_what_run_json_does_not_say_is_looked_up(tmp_path: Path):
    record = {"status": "running", "started": "2026-11-22T03:36:00Z", "process_id": os.getpid()}
    run = make(tmp_path, "a/20261122-033600-7f3a", record)
    assert summarize(run).epochs is None
    write_history(run.history, [{"loss": 1.0}, {"loss": 0.5}])
    run.metrics.write_text(json.dumps(METRICS), encoding="utf-8")
    summary = summarize(run)
    assert (summary.status, summary.epochs, summary.duration) == ("running", 2, None)
    assert summary.metrics == {"loss": 0.25, "rmse": 2.5}


def test_a_killed_run(tmp_path: Path):
    record = {"status": "running", "started": "2026-11-22T03:36:00Z", "process_id": 10**30}
    assert summarize(make(tmp_path, "a/20261122-033600-7f3a", record)).status == "killed"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"test": 5}', '{"test": {"rmse": NaN}}'])
def test_odd_metrics_are_no_metrics(tmp_path: Path, content: str):
    record = {"status": "complete", "started": "2026-11-22T03:36:00Z", "duration_seconds": "long"}
    run = make(tmp_path, "a/20261122-033600-7f3a", record)
    run.metrics.write_text(content, encoding="utf-8")
    assert summarize(run).metrics == {}
    assert summarize(run).duration is None


def test_the_newest_first(tmp_path: Path):
    def record(started: str) -> dict:
        return {"status": "complete", "started": started}

    make(tmp_path, "b/20261122-033600-0000", record("2026-11-22T03:36:00.900Z"))
    make(tmp_path, "a/20261122-033600-ffff", record("2026-11-22T03:36:00.100Z"))
    make(tmp_path, "a/20261122-033600-0001", record("2026-11-22T03:36:00.500Z"))
    make(tmp_path, "a/20261123-000000-0000", None)
    make(tmp_path, "a/20261121-000000-0000", {"status": "odd"})
    make(tmp_path, "c/best", record("2026-11-22T05:36:00.000+02:00"))
    make(tmp_path, "c/not a run", None)
    make(tmp_path, "c/.hidden", record("2026-11-22T03:36:00.900Z"))
    expected = [
        ("a/20261123-000000-0000", "damaged"),
        ("b/20261122-033600-0000", "complete"),
        ("a/20261122-033600-0001", "complete"),
        ("a/20261122-033600-ffff", "complete"),
        ("c/best", "complete"),
        ("a/20261121-000000-0000", "damaged"),
    ]
    assert [(run.run_id, run.status) for run in list_runs(tmp_path)] == expected


def test_some_of_them(tmp_path: Path):
    for second in range(5):
        record = {"status": "complete", "started": f"2026-11-22T03:36:0{second}Z"}
        make(tmp_path, f"{'ab'[second % 2]}/20261122-03360{second}-0000", record)
    latest = [run.run_id for run in list_runs(tmp_path, limit=2)]
    assert latest == ["a/20261122-033604-0000", "b/20261122-033603-0000"]
    of_b = [run.run_id for run in list_runs(tmp_path, "b")]
    assert of_b == ["b/20261122-033603-0000", "b/20261122-033601-0000"]


def test_no_runs(tmp_path: Path):
    assert list_runs(tmp_path / "runs") == []
    assert list_runs(tmp_path, "nothing") == []


def test_a_thousand_runs_are_listed_quickly(tmp_path: Path):
    record = {"status": "complete", "epochs": 3, "metrics": {"rmse": 1.0}, "spec": "x" * 2000}
    for number in range(1000):
        stamp = f"20261122-{number // 60:06d}-{number:04x}"
        started = {"started": f"2026-11-22T00:{number % 60:02d}:00Z"}
        make(tmp_path, f"spec{number % 10}/{stamp}", record | started)
    begin = time.perf_counter()
    assert len(list_runs(tmp_path)) == 1000
    # 0.1 s here; the margin is for busy machines.
    assert time.perf_counter() - begin < 1.5


def test_headline():
    assert headline(METRICS) == {"loss": 0.25, "rmse": 2.5}
    assert headline(METRICS, "validation") == {"loss": 0.2, "rmse": 3.0}
    assert headline(METRICS, "training") == {}


def test_headline_of_several_outputs():
    outputs = {"strength": {"rmse": 2.0, "r2": None}, "kind": {"accuracy": 0.5}}
    metrics = {"test": {"loss": 1.5, "rows": 4, "outputs": outputs}}
    assert headline(metrics) == {"loss": 1.5, "strength.rmse": 2.0, "kind.accuracy": 0.5}


def test_headline_of_several_target_columns():
    def entry(count):
        columns = {f"Y{n}": {"rmse": 0.5, "r2": 0.9} for n in range(1, count + 1)}
        return {"loss": 1.5, "r2": 0.8, "columns": columns}

    # What has a mean is that, and what has a unit is each column's.
    few = {"loss": 1.5, "r2": 0.8, "Y1.rmse": 0.5, "Y2.rmse": 0.5}
    assert headline({"test": entry(2)}) == few
    assert headline({"test": entry(7)}) == {"loss": 1.5, "r2": 0.8}
    every = headline({"test": entry(7)}, every_column=True)
    assert (len(every), every["Y7.rmse"], every["Y7.r2"]) == (16, 0.5, 0.9)
    below = headline({"test": {"loss": 1.0, "outputs": {"y": entry(2)}}})
    assert below == {"loss": 1.0} | {"y.loss": 1.5, "y.r2": 0.8, "y.Y1.rmse": 0.5, "y.Y2.rmse": 0.5}
