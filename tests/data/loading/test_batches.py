from pathlib import Path

import numpy as np
import pytest

from nnspec.data.loading.batches import open_stream
from nnspec.data.loading.sources import load_source
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

DATASETS = Path(__file__).parents[3] / "datasets"


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
