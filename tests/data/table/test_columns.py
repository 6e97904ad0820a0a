"""The protocol is kept by each of its kinds alike: whoever asks cannot tell them apart."""

from __future__ import annotations

import numpy as np
import pytest
from pieces import stream_of, texts

from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merging_problem

ROWS = np.array([5, 0, 4, 2])
NAMES = ["t", "n"]
WHOLE = Table(
    {
        "n": np.array([1.0, np.nan, -0.0, 2.0, 2.0**60, 2.0**55]),
        "t": texts("b", None, "a", "b", "\u00e4", None),
        "m": np.arange(6.0),
    },
    "rows",
    np.arange(2, 8),
    "line",
)


@pytest.fixture(params=["in memory", "on disk", "some in memory", "some on disk"])
def kept(request, tmp_path, monkeypatch):
    """Columns of one kind, and the table whose rows they are."""
    monkeypatch.setattr(TableOnDisk.steps, "__defaults__", (2,))
    plain = Table(WHOLE.columns, "rows")
    stream, _ = stream_of(plain.take([0, 1, 2]), plain.take([3, 4, 5]), first_line=2)
    columns = spool(stream, tmp_path) if request.param.endswith("disk") else WHOLE
    if request.param.startswith("some"):
        return columns.among(ROWS), WHOLE.take(ROWS)
    return columns, WHOLE


def same(found: Table, expected: Table) -> None:
    assert found.names == expected.names
    for name in found.names:
        assert found[name].dtype == expected[name].dtype
        np.testing.assert_array_equal(found[name], expected[name])
    rows = range(found.n_rows)
    assert [found.place(i) for i in rows] == [expected.place(i) for i in rows]


def test_facts(kept):
    columns, table = kept
    assert (columns.origin, columns.n_rows, columns.names) == ("rows", table.n_rows, table.names)
    assert columns.kinds == {"n": "numeric", "t": "text", "m": "numeric"}
    assert columns.rows_in_words == table.rows_in_words
    assert (columns.row_word, columns.partial, columns.csv) == ("line", False, None)
    assert columns.left_out.total == 0
    assert columns.fingerprint() == table.fingerprint()
    assert columns.sources == {"training": columns}
    assert "t" in columns
    assert "u" not in columns


def test_values(kept):
    columns, table = kept
    same(columns.select(NAMES), table.select(NAMES))
    same(columns.as_table(), table)
    same(columns.take([2, 0], NAMES), table.take([2, 0], NAMES))
    same(columns.take([]), table.take([]))
    same(columns.among(np.array([1, 3])).select(NAMES), table.take([1, 3], NAMES))
    for name in table.names:
        np.testing.assert_array_equal(columns[name], table[name])
        np.testing.assert_array_equal(columns.missing_mask(name), table.missing_mask(name))
        assert columns.missing(name) == table.missing(name)
        assert columns.is_numeric(name) == table.is_numeric(name)
    rows = range(table.n_rows)
    assert [columns.number(i) for i in rows] == [table.number(i) for i in rows]


@pytest.mark.parametrize("size", [None, 1, 4])
def test_every_row_is_in_one_piece(kept, size):
    columns, table = kept
    pieces = list(columns.pieces(NAMES, size))
    index = np.concatenate([rows for rows, _ in pieces])
    assert sorted(index.tolist()) == list(range(table.n_rows))
    for rows, piece in pieces:
        same(piece, table.take(rows, NAMES))


def test_no_rows(kept):
    columns, _ = kept
    none = columns.among(np.arange(0))
    assert (none.n_rows, list(none.pieces(NAMES))) == (0, [])
    assert none.select(NAMES)["n"].dtype == np.float64


def test_the_first_row_is_named_whatever_the_order_of_the_pieces(kept):
    columns, table = kept
    first = int(np.flatnonzero(table["n"] > 2.0**53)[0])
    problem = merging_problem(columns, "n", "column 'n'", "are categories")
    assert f"has {table['n'][first]:.0f} {table.place(first)}, and 1 more" in problem.message
