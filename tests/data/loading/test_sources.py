from pathlib import Path

import numpy as np
import pytest

from nnspec.data.loading.sources import load_source, open_stream
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

DATASETS = Path(__file__).parents[3] / "datasets"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "specs").mkdir()
    (tmp_path / "data" / "a.csv").write_text("a;b\n1;x\n2;3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_path_is_relative_to_the_spec_and_shown_from_here(folder, monkeypatch):
    source = ObjectSpec("csv", {"path": "../data/a.csv", "sep": ";"})
    table = load_source(source, base_dir=Path("specs"))
    assert table.origin == "data/a.csv"
    assert table.n_rows == 2
    assert load_source(source, base_dir=Path("specs"), max_rows=1).n_rows == 1
    monkeypatch.chdir(folder / "specs")
    assert load_source(source, base_dir=Path()).origin == "../data/a.csv"
    assert load_source(source, base_dir=Path(), text=["a"]).is_numeric("a") is False


def test_a_missing_file_is_named_as_the_user_sees_it(folder):
    with pytest.raises(DataError) as error:
        load_source(ObjectSpec("csv", {"path": "../data/b.csv"}), base_dir=Path("specs"))
    assert error.value.messages == "there is no file data/b.csv"


def test_a_bundled_set():
    table = load_source(ObjectSpec("load_iris"), base_dir=Path(), max_rows=10)
    assert (table.origin, table.n_rows) == ("load_iris", 10)


def test_every_kind_of_file(folder):
    import json

    import openpyxl
    from pyarrow import csv, parquet

    (folder / "data" / "b.csv").write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    expected = load_source(ObjectSpec("csv", {"path": "data/b.csv"}), base_dir=folder)
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    parquet.write_table(csv.read_csv("data/b.csv"), "data/b.parquet")
    Path("data/b.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    np.savez("data/b.npz", a=[1, 2], b=["x", "y"])
    book = openpyxl.Workbook()
    for row in (["a", "b"], [1, "x"], [2, "y"]):
        book.active.append(row)
    book.save("data/b.xlsx")
    endings = {"parquet": "parquet", "jsonl": "jsonl", "npz": "npz", "excel": "xlsx"}
    for name, ending in endings.items():
        source = ObjectSpec(name, {"path": f"../data/b.{ending}"})
        table = load_source(source, base_dir=Path("specs"))
        assert table.origin == f"data/b.{ending}"
        assert table.fingerprint() == expected.fingerprint()
        assert load_source(source, base_dir=Path("specs"), max_rows=1).n_rows == 1


def test_a_database(folder):
    import sqlite3

    connection = sqlite3.connect("data/plant.db")
    connection.execute("CREATE TABLE t AS SELECT 1 AS a UNION SELECT 2")
    connection.commit()
    connection.close()
    arguments = {"url": "sqlite:///../data/plant.db", "query": "SELECT a FROM t ORDER BY a"}
    table = load_source(ObjectSpec("sql", arguments), base_dir=Path("specs"))
    assert (table.origin, table["a"].tolist()) == ("data/plant.db", [1.0, 2.0])


def test_a_file_of_text():
    source = ObjectSpec("csv", {"path": "concrete.csv"})
    stream = open_stream(source, base_dir=DATASETS, block_bytes=5000)
    pieces = list(stream.pieces({"age"}, ()))
    table = load_source(source, base_dir=DATASETS)
    assert len(pieces) > 5
    np.testing.assert_array_equal(np.concatenate([p["age"] for p in pieces]), table["age"])
    assert stream.origin == table.origin
    assert stream.first_line() == 2


def test_arguments_go_to_the_reader(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    (tmp_path / "rows.csv").write_text("a;b\n1,5;x\n")
    source = ObjectSpec("csv", {"path": "rows.csv", "sep": ";", "decimal": ","})
    (piece,) = open_stream(source, base_dir=tmp_path).pieces((), ())
    assert piece["a"].tolist() == [1.5]
    parquet.write_table(pa.table({"a": [1], "b": [2], "c": [3]}), tmp_path / "rows.parquet")
    source = ObjectSpec("parquet", {"path": "rows.parquet", "columns": ["c", "a"]})
    stream = open_stream(source, base_dir=tmp_path)
    assert [piece.names for piece in stream.pieces((), ())] == [("c", "a")]
    assert [piece.names for piece in stream.pieces({"a"}, ())] == [("a",)]
    assert stream.first_line() is None
    (tmp_path / "rows.jsonl").write_text('{"a": 1, "b": "x"}\n')
    stream = open_stream(ObjectSpec("jsonl", {"path": "rows.jsonl"}), base_dir=tmp_path)
    (piece,) = stream.pieces({"a"}, {"a"})
    assert piece["a"].tolist() == ["1"]
    assert piece.place(0) == "on line 1"


def test_a_wrong_argument():
    source = ObjectSpec("csv", {"path": "concrete.csv", "sep": ",,"})
    with pytest.raises(DataError, match="sep must be one ASCII character"):
        open_stream(source, base_dir=DATASETS)


@pytest.mark.parametrize("name", ["excel", "npz", "sql", "load_iris"])
def test_sources_that_cannot_be_read_in_pieces(name):
    assert open_stream(ObjectSpec(name), base_dir=DATASETS) is None
