"""What a run remembers of its training rows."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.table.row_hashes import KeptHashes, row_hashes
from nnspec.data.table.table import Table
from nnspec.errors import RunError
from nnspec.evaluation.training_rows import (
    count_training_rows,
    write_training_rows,
)
from nnspec.runs.folder import RunFolder

PREPROCESSOR = Preprocessor(
    {"input": (FittedColumn("x", "numeric", ()),)},
    {"y": FittedTarget("y", ("y",), ("numeric",), "regression")},
)


def keep_training_rows(run, preprocessor, rows, index):
    """Write rows.npz of the rows with these indices."""
    kept = KeptHashes()
    kept.add(row_hashes(rows.take(index), preprocessor.kinds))
    write_training_rows(run, preprocessor, kept)


def table(x, y=None):
    x = np.asarray(x, dtype=np.float64)
    return Table({"x": x, "y": -x if y is None else np.asarray(y, dtype=np.float64)}, "t.csv")


@pytest.fixture
def run(tmp_path):
    return RunFolder.create(tmp_path, "net")


def count(run, given):
    found = count_training_rows(run, PREPROCESSOR, given)
    return found.count, found.exact


def test_training_rows_are_found_and_others_are_not(run):
    keep_training_rows(run, PREPROCESSOR, table(range(10)), np.array([1, 3, 5, 5]))
    assert count(run, table([5, 1, 2, 99, 5])) == (3, True)
    assert count(run, table([0, 2, 4, 6])) == (0, True)
    # Another target makes another row.
    assert count(run, table([1, 3], [-1, 0])) == (1, True)
    assert count(run, table([])) == (0, True)


def test_the_file_is_plain_arrays(run):
    keep_training_rows(run, PREPROCESSOR, table(range(10)), np.array([1, 3, 5, 5]))
    with np.load(run.rows, allow_pickle=False) as arrays:
        assert {name: arrays[name].dtype.kind for name in arrays} == {
            "hashes": "u",
            "shift": "i",
            "columns": "U",
        }
        assert len(arrays["hashes"]) == 3
        assert arrays["columns"].tolist() == ["x", "y"]


def test_of_very_many_rows_a_part_is_kept(run, monkeypatch):
    monkeypatch.setattr("nnspec.data.table.row_hashes.MOST_KEPT", 3000)
    rows = 20_000
    keep_training_rows(run, PREPROCESSOR, table(range(rows)), np.arange(rows))
    with np.load(run.rows) as arrays:
        assert 1500 <= len(arrays["hashes"]) <= 3000
        assert arrays["shift"] == 3
    found, exact = count(run, table(range(10_000, 30_000)))
    assert not exact
    assert found == pytest.approx(10_000, rel=0.1)
    assert count(run, table(range(20_000, 30_000))) == (0, False)
    # Scaled up it is never more than there are.
    assert count(run, table(range(40)))[0] <= 40


def test_hashes_that_were_gathered_in_pieces(run):
    rows = table(range(100))
    keep_training_rows(run, PREPROCESSOR, rows, np.arange(100))
    whole = run.rows.read_bytes()
    kept = KeptHashes()
    for start in (90, 40, 0):
        piece = rows.take(np.arange(start, min(start + 50, 100)))
        kept.add(row_hashes(piece, PREPROCESSOR.kinds))
    write_training_rows(run, PREPROCESSOR, kept)
    with np.load(run.rows) as arrays:
        assert len(arrays["hashes"]) == 100
    assert count(run, table(range(50, 150))) == (50, True)
    assert len(run.rows.read_bytes()) == len(whole)


def test_no_training_rows(run):
    keep_training_rows(run, PREPROCESSOR, table([1]), np.array([], dtype=np.int64))
    assert count(run, table([1])) == (0, True)


def test_a_run_without_the_file(run):
    assert count_training_rows(run, PREPROCESSOR, table([1])) is None


def test_a_damaged_file(run):
    run.rows.write_bytes(b"PK nonsense")
    with pytest.raises(RunError, match=r"rows.npz of run net/\S+ is damaged: "):
        count(run, table([1]))


def test_the_file_of_another_run(run):
    other = Preprocessor({"input": (FittedColumn("z", "numeric", ()),)}, PREPROCESSOR.targets)
    given = Table({"z": np.ones(1), "y": np.ones(1)}, "t")
    keep_training_rows(run, other, given, np.array([0]))
    with pytest.raises(RunError, match=r"rows.npz of run \S+ is damaged: it is of another run"):
        count(run, table([1]))


def test_large_whole_numbers_may_be_others(run):
    keep_training_rows(run, PREPROCESSOR, table([2**53, 5]), np.array([0, 1]))
    assert count(run, table([2**53 + 1], [-(2**53)])) == (1, False)
    assert count(run, table([5])) == (1, True)
