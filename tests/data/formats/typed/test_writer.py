"""Rows to Parquet."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from nnspec.data.formats.parquet import ParquetWriter
from nnspec.errors import DataError


def written(*batches):
    file = io.BytesIO()
    writer = ParquetWriter(file, ["a", "b", "c"], "out")
    for batch in batches:
        writer.write(batch)
    writer.close()
    return file.getvalue()


def test_parquet_without_rows_and_with_types_that_change():
    table = parquet.read_table(io.BytesIO(written()))
    assert (table.num_rows, table.column_names) == (0, ["a", "b", "c"])
    first = [pa.array([1]), pa.array([1.5]), pa.array(["x"])]
    table = parquet.read_table(io.BytesIO(written(first, first)))
    assert table.num_rows == 2
    with pytest.raises(DataError) as caught:
        written(first, [pa.array(["word"]), *first[1:]])
    (problem,) = caught.value.problems
    assert problem.message == (
        "column 'a' is int64 in the first rows and string in later ones, which out cannot hold"
    )
