from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnspec.runs.all_runs import name_stamp, run_folders, spec_names, subfolders


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Runs of two specs; one has a name of its own and one no run.json."""
    for run, started in (
        ("concrete/20261120-100000-aaaa", "2026-11-20T10:00:00.000Z"),
        ("concrete/best", "2026-11-21T10:00:00.000Z"),
        ("penguins/20261122-090000-dddd", "2026-11-22T09:00:00.000Z"),
    ):
        (tmp_path / run).mkdir(parents=True)
        record = {"status": "complete", "started": started}
        (tmp_path / run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "concrete" / "20261123-100000-cccc").mkdir()
    (tmp_path / "concrete" / "notes").mkdir()
    (tmp_path / ".cache").mkdir()
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    return tmp_path


def test_spec_names(runs):
    assert spec_names(runs) == ["concrete", "penguins"]
    assert spec_names(runs / "nowhere") == []


def test_the_run_that_was_started_last_comes_first(runs):
    assert [folder.run_id for folder in run_folders(runs, ["concrete", "penguins"])] == [
        "concrete/20261123-100000-cccc",
        "penguins/20261122-090000-dddd",
        "concrete/best",
        "concrete/20261120-100000-aaaa",
    ]


def test_a_damaged_run_of_its_own_name_comes_last(runs):
    (runs / "concrete" / "best" / "run.json").write_text("{", encoding="utf-8")
    assert run_folders(runs, ["concrete"])[-1].run_id == "concrete/best"


@pytest.mark.parametrize(
    ("name", "stamp"),
    [("20261122-033600-7f3a", "20261122-033600"), ("best", ""), ("20261122-033600-7f3", "")],
)
def test_name_stamp(name: str, stamp: str):
    assert name_stamp(name) == stamp


def test_subfolders(runs):
    assert sorted(subfolders(runs)) == ["concrete", "penguins"]
    assert subfolders(runs / "README.md") == []
