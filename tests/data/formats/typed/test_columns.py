import datetime

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from nnspec.data.formats.parquet import parquet_pieces, read_parquet
from nnspec.errors import DataError


def test_pieces_of_dates_have_one_form(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.formats.typed.columns.BATCH_ROWS", 2)
    days = [datetime.datetime(2026, 1, day) for day in (1, 2, 3, 4)]
    noon = [*days[:3], datetime.datetime(2026, 1, 4, 12)]
    columns = {"days": days, "noon": noon, "text": [None, None, "x", None], "n": [1, 2, 3, None]}
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table(columns), path)
    pieces = list(parquet_pieces(path, "rows.parquet"))
    table = read_parquet(path)
    assert [piece.n_rows for piece in pieces] == [2, 2]
    for name in ("days", "noon", "n"):
        np.testing.assert_array_equal(np.concatenate([p[name] for p in pieces]), table[name])
    assert [piece.is_numeric("text") for piece in pieces] == [True, False]
    assert pieces[1].place(1) == "in row 4"
    (only,) = {piece.names for piece in parquet_pieces(path, "rows.parquet", only={"noon"})}
    assert only == ("noon",)


def test_pieces_of_no_rows(tmp_path):
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"a": pa.array([], pa.float64())}), path)
    with pytest.raises(DataError, match=r"rows\.parquet has no rows"):
        list(parquet_pieces(path, "rows.parquet"))
