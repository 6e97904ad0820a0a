"""Beside these, tests/data/table/test_columns.py asks a selection all that columns can be asked."""

from __future__ import annotations

import numpy as np
from pieces import stream_of, texts

from nnspec.data.ondisk.selection import Selection
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.table import Table


def table(folder):
    columns = {"n": np.arange(100.0), "t": texts(*("ab"[i % 2] for i in range(100)))}
    return spool(stream_of(Table(columns, "rows"))[0], folder)


def test_pieces_come_in_the_order_of_the_table_with_the_places_of_the_selection(tmp_path):
    rows = np.array([70, 3, 99, 40])
    pieces = list(Selection(table(tmp_path), rows).pieces(["n"], 50))
    assert [index.tolist() for index, _ in pieces] == [[1, 3], [0, 2]]
    assert [piece["n"].tolist() for _, piece in pieces] == [[3, 40], [70, 99]]


def test_pieces_without_a_row_are_not_read(tmp_path, monkeypatch):
    whole = table(tmp_path)
    read, asked = whole.piece, []

    def piece(names, start, stop):
        asked.append((start, stop))
        return read(names, start, stop)

    monkeypatch.setattr(whole, "piece", piece)
    assert len(list(Selection(whole, np.array([12, 95])).pieces(["n"], 10))) == 2
    assert asked == [(10, 20), (90, 100)]


def test_a_selection_of_a_selection(tmp_path):
    some = Selection(table(tmp_path), np.array([70, 3, 99, 40])).among(np.array([3, 0]))
    assert some["n"].tolist() == [40, 70]
    assert some.take([1])["t"].tolist() == ["a"]
    assert some.place(0) == "in row 41"
    assert some.missing("t") == 0
