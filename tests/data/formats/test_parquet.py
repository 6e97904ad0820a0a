import datetime
import json
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from nnspec.data.formats.parquet import read_parquet
from nnspec.errors import DataError

MOMENTS = [datetime.datetime(2024, 1, 31, 7), None, datetime.datetime(2024, 2, 1)]
COLUMNS = {
    "whole": pa.array([1, None, 2**60], pa.int64()),
    "small": pa.array([1.5, 2.5, None], pa.float32()),
    "price": pa.array([Decimal("1.25"), None, Decimal("3.50")], pa.decimal128(10, 2)),
    "nothing": pa.nulls(3),
    "empty": pa.array([None, None, None], pa.string()),
    "yes": pa.array([True, None, False]),
    "word": pa.array(["1", None, "b"], pa.large_string()),
    "kind": pa.array(["x", None, "x"]).dictionary_encode(),
    "day": pa.array([datetime.date(2024, 1, 31), None, None]),
    "moment": pa.array(MOMENTS, pa.timestamp("ns")),
    "zoned": pa.array([MOMENTS[0], None, None], pa.timestamp("us", "UTC")),
    "clock": pa.array([datetime.time(7, 30), None, None], pa.time64("ns")),
}
NUMBERS = {
    "whole": [1, np.nan, 2**60],
    "small": [1.5, 2.5, np.nan],
    "price": [1.25, np.nan, 3.5],
    "nothing": [np.nan] * 3,
    "empty": [np.nan] * 3,
}
TEXTS = {
    "yes": ["True", None, "False"],
    "word": ["1", None, "b"],
    "kind": ["x", None, "x"],
    "day": ["2024-01-31", None, None],
    "moment": ["2024-01-31T07:00:00", None, "2024-02-01T00:00:00"],
    "zoned": ["2024-01-31T07:00:00+00:00", None, None],
    "clock": ["07:30:00", None, None],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def message_of(**arguments):
    with pytest.raises(DataError) as error:
        read_parquet("a.parquet", **arguments)
    return error.value.messages


def test_every_type(folder):
    parquet.write_table(pa.table(COLUMNS), "a.parquet", row_group_size=2)
    table = read_parquet("a.parquet")
    assert (table.names, table.origin) == (tuple(COLUMNS), "a.parquet")
    for name, numbers in NUMBERS.items():
        np.testing.assert_array_equal(table[name], np.array(numbers, dtype=np.float64))
    for name, texts in TEXTS.items():
        assert table[name].tolist() == texts
    head = read_parquet("a.parquet", max_rows=2)
    assert head.n_rows == 2
    assert head.fingerprint() == table.head(2).fingerprint()


def test_as_pandas_reads_it(folder):
    import pandas as pd

    from nnspec.data.table.frame import from_pandas

    frame = pd.DataFrame({"a": [1.5, None], "b": ["x", None], "c": [True, False]})
    frame["d"] = pd.Series(["u", "v"], dtype="category")
    frame["e"] = pd.to_datetime(["2024-01-31", None])
    frame.to_parquet("a.parquet")
    assert read_parquet("a.parquet").fingerprint() == from_pandas(frame).fingerprint()


def test_columns(folder):
    parquet.write_table(pa.table({**COLUMNS, "pairs": pa.array([[1], [2], []])}), "a.parquet")
    assert read_parquet("a.parquet", columns=["word", "whole"]).names == ("word", "whole")
    assert message_of(columns=["hole"]) == "'hole' is not a column of a.parquet"
    assert message_of() == (
        "column 'pairs' of a.parquet has arrays of 1 number in row 1 and of 0 numbers in row 3"
    )


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"a": pa.array([b"x"])}, "column 'a' of a.parquet is binary; a column holds numbers, "
                                  "text, booleans or dates"),
        ({"a": pa.array([1.0, np.inf])}, "column 'a' of a.parquet holds an infinity: inf in row 2"),
        ({"a": pa.array([], pa.int64())}, "a.parquet has no rows"),
    ],
)  # fmt: skip
def test_what_is_no_table(folder, columns, message):
    parquet.write_table(pa.table(columns), "a.parquet")
    assert message_of() == message


def test_no_parquet(folder):
    assert message_of() == "there is no file a.parquet"
    (folder / "a.parquet").write_text("a,b\n1,2\n", encoding="utf-8")
    assert message_of() == "a.parquet is not a Parquet file"
    (folder / "a.parquet").write_bytes(b"PAR1 and no more")
    assert message_of().startswith("a.parquet cannot be read as Parquet: ")
    (folder / "a.parquet").unlink()
    (folder / "a.parquet").mkdir()
    assert message_of() == "a.parquet is a folder, not a Parquet file"


def test_too_little_memory_is_no_fault_of_the_file(folder, monkeypatch):
    parquet.write_table(pa.table({"a": [1.0]}), "a.parquet")

    def full(*_, **__):
        raise pa.ArrowMemoryError("malloc of size 4294967296 failed")

    monkeypatch.setattr("pyarrow.parquet.ParquetFile", full)
    with pytest.raises(MemoryError, match="malloc of size"):
        message_of()


def test_pandas_is_not_imported(folder):
    parquet.write_table(pa.table(COLUMNS), "a.parquet")
    script = (
        "import json, sys; from nnspec.data.formats.parquet import read_parquet; "
        "read_parquet('a.parquet'); read_parquet('a.parquet', max_rows=2); "
        "print(json.dumps([n for n in ('pandas', 'sqlalchemy', 'openpyxl') if n in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert json.loads(done.stdout) == []
