"""JSON objects in batches."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnspec.data.formats.json.new_rows import open_json_batches
from nnspec.errors import DataError


def opened(tmp_path, rows):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return open_json_batches(path, "rows.jsonl")


def test_batches_hold_every_row_once_and_as_it_came(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.formats.json.new_rows.JSON_ROWS", 2)
    objects = [{"x": 1, "s": "a"}, {"x": 2.5}, {"x": None, "s": {"t": [1]}}]
    found = opened(tmp_path, objects)
    assert found.names == ("x", "s")
    batches = list(found.batches)
    assert [batch.start for batch in batches] == [0, 2]
    assert [row for batch in batches for row in batch.objects] == objects
    assert batches[0].given.to_pydict() == {"x": [1.0, 2.5], "s": ["a", None]}
    assert batches[1].given.to_pydict() == {"x": [None], "s": ['{"t": [1]}']}
    assert batches[1].place(0) == "on line 3"


def test_whole_numbers_that_float64_merges_come_as_they_stand(tmp_path):
    (batch,) = opened(tmp_path, [{"id": 2**53 + 1}, {"id": None}, {"id": 5}]).batches
    assert batch.given.to_pydict() == {"id": ["9007199254740993", None, "5"]}


def test_what_is_not_of_the_kind_is_marked(tmp_path):
    (batch,) = opened(tmp_path, [{"x": 10**400}, {"x": "1"}, {"x": None}]).batches
    values, wrong = batch.column("x", "numeric")
    np.testing.assert_array_equal(values, [np.inf, np.nan, np.nan])
    assert wrong.tolist() == [False, True, False]
    (batch,) = opened(tmp_path, [{"x": 1}, {"x": None}]).batches
    assert batch.column("x", "text")[1].tolist() == [True, False]
    (batch,) = opened(tmp_path, [{"x": 1}, {"x": "b"}]).batches
    values, wrong = batch.column("x", "text")
    assert (values.tolist(), wrong) == (["1", "b"], None)


def test_a_column_that_comes_later_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.formats.json.new_rows.JSON_ROWS", 1)
    with pytest.raises(DataError) as caught:
        list(opened(tmp_path, [{"x": 1}, {"x": 2, "y": 3}]).batches)
    (problem,) = caught.value.problems
    assert problem.message == (
        "rows.jsonl has a new column 'y' on line 2, which none of its first 1 rows has"
    )
