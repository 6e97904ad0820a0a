"""Arrow IPC in all that a format is asked for."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import feather, ipc

from nnspec.checks.validate import validate
from nnspec.data.formats import arrow
from nnspec.data.formats.arrow import ArrowFile, ArrowWriter
from nnspec.data.loading.memory_need import estimate
from nnspec.data.loading.preview import preview
from nnspec.data.loading.sources import load_source, open_stream
from nnspec.errors import DataError, InputError
from nnspec.evaluation.evaluate import evaluate
from nnspec.prediction.predict import predict
from nnspec.prediction.predict_file import StreamOptions, predict_file
from nnspec.spec.language.file_kinds import file_source
from nnspec.spec.language.objects import ObjectSpec
from nnspec.starter.read import read_given
from nnspec.starter.start import start

DAYS = [datetime.datetime(2024, 1, day) for day in range(1, 6)]
TABLE = pa.table(
    {
        "n": [1.5, None, 3.0, 4.0, 5.0],
        "s": ["a", None, "c", "d", "e"],
        "k": pa.array(["x", "y", "x", "x", "y"]).dictionary_encode(),
        "day": pa.array(DAYS, pa.timestamp("ns")),
        "yes": [True, None, False, True, True],
    }
)


def as_file(path, table=TABLE, **options):
    with ipc.new_file(path, table.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=2)


def as_stream(path, table=TABLE):
    with ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)


WAYS = {
    "a.arrow": as_file,
    "a.feather": lambda path: feather.write_feather(TABLE, path, compression="zstd"),
    "a.ipc": lambda path: as_file(path, compression="lz4"),
    "a.arrows": as_stream,
    # What a file is, its first bytes say.
    "b.arrow": as_stream,
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", WAYS)
def test_whole_at_the_head_and_in_pieces(folder, name, monkeypatch):
    from pyarrow import parquet

    monkeypatch.setattr("nnspec.data.formats.typed.columns.BATCH_ROWS", 2)
    WAYS[name](name)
    source = file_source(name)
    assert source.name == "arrow"
    table = load_source(source, base_dir=folder)
    parquet.write_table(TABLE, "a.parquet")
    same = load_source(file_source("a.parquet"), base_dir=folder)
    assert (table.origin, table.fingerprint()) == (name, same.fingerprint())
    head = load_source(source, base_dir=folder, max_rows=3)
    assert head.fingerprint() == table.head(3).fingerprint()
    stream = open_stream(source, base_dir=folder)
    for _ in range(2):
        pieces = list(stream.pieces((), ()))
        assert [piece.n_rows for piece in pieces] == [2, 2, 1]
        for column in table.names:
            joined = np.concatenate([piece[column] for piece in pieces])
            np.testing.assert_array_equal(joined, table[column])
    assert pieces[2].place(0) == "in row 5"
    assert [piece.names for piece in stream.pieces({"s"}, ())] == [("s",)] * 3


def test_some_columns_in_the_order_given(folder):
    as_file("a.arrow")
    chosen = ObjectSpec("arrow", {"path": "a.arrow", "columns": ["s", "n"]})
    assert load_source(chosen, base_dir=folder).names == ("s", "n")
    (piece, *_) = open_stream(chosen, base_dir=folder).pieces((), ())
    assert piece.names == ("s", "n")
    wrong = ObjectSpec("arrow", {"path": "a.arrow", "columns": ["m"]})
    with pytest.raises(DataError, match=r"'m' is not a column of a\.arrow"):
        load_source(wrong, base_dir=folder)


@pytest.mark.parametrize("name", ["a.arrow", "a.arrows"])
def test_its_rows_are_counted(folder, name):
    WAYS[name](name)
    source = file_source(name)
    assert ArrowFile(Path(name), name).rows == 5
    assert estimate(source, preview(source, base_dir=folder, max_rows=2), base_dir=folder).rows == 5


def test_lists_and_tensors_are_columns_of_their_shape(folder, monkeypatch):
    monkeypatch.setattr("nnspec.data.formats.typed.columns.BATCH_ROWS", 2)
    images = np.arange(5 * 2 * 3, dtype=np.float32).reshape(5, 2, 3)
    tensors = pa.FixedShapeTensorArray.from_numpy_ndarray(images)
    as_stream("a.arrow", pa.table({"image": tensors, "pair": [[1, 2]] * 5, "n": range(5)}))
    table = load_source(file_source("a.arrow"), base_dir=folder)
    np.testing.assert_array_equal(table["image"], images)
    assert table["pair"].tolist() == [[1, 2]] * 5
    pieces = list(open_stream(file_source("a.arrow"), base_dir=folder).pieces((), ()))
    np.testing.assert_array_equal(np.concatenate([piece["image"] for piece in pieces]), images)


def message_of(call):
    with pytest.raises(DataError) as error:
        call()
    (problem,) = error.value.problems
    return problem.code, problem.message, problem.hint


def test_what_is_no_arrow_file(folder):
    read = lambda: load_source(file_source("a.feather"), base_dir=folder)  # noqa: E731
    path = folder / "a.feather"
    assert message_of(read) == ("no-such-file", "there is no file a.feather", None)
    path.write_text("a,b\n1,2\n")
    assert message_of(read) == ("unreadable-arrow", "a.feather is not an Arrow file", None)
    # What feather.write_feather(..., version=1) wrote, which newer releases of pyarrow do not.
    path.write_bytes(b"FEA1" + bytes(200) + b"FEA1")
    assert message_of(read) == (
        "unreadable-arrow",
        "a.feather is not an Arrow file but a Feather file of version 1",
        "save it as .parquet",
    )
    as_file("a.feather", TABLE.slice(0, 0))
    assert message_of(read) == ("no-rows", "a.feather has no rows", None)
    pieces = open_stream(file_source("a.feather"), base_dir=folder).pieces((), ())
    assert message_of(lambda: list(pieces))[:2] == ("no-rows", "a.feather has no rows")


@pytest.mark.parametrize("name", ["a.arrow", "a.arrows"])
@pytest.mark.parametrize("kept", [12, 0.5, 0.9])
def test_a_damaged_file_is_said_to_be_one(folder, name, kept):
    WAYS[name](name)
    data = Path(name).read_bytes()
    Path(name).write_bytes(data[: int(kept * len(data)) if kept < 1 else kept])
    source = file_source(name)
    for call in (
        lambda: load_source(source, base_dir=folder),
        lambda: list(open_stream(source, base_dir=folder).pieces((), ())),
    ):
        code, message, _ = message_of(call)
        assert code == "unreadable-arrow"
        assert message.startswith(f"{name} cannot be read as Arrow: ")


def test_rows_are_written_in_few_batches_and_categories_as_words(folder, monkeypatch):
    monkeypatch.setattr(arrow.ArrowWriter, "GROUP_ROWS", 4)
    with Path("out.arrow").open("wb") as file:
        writer = ArrowWriter(file, ["a", "b"], "out")
        for words in (["x"], ["y", "z"], ["x"], ["w"]):
            kinds = pa.array(words).dictionary_encode()
            writer.write([pa.array([float(len(words))] * len(words)), kinds])
        with pytest.raises(DataError, match="column 'a' is double in the first rows and string in"):
            writer.write([pa.array(["word"]), pa.array(["x"])])
        writer.close()
    made = ipc.open_file("out.arrow")
    assert made.num_record_batches == 2
    assert made.read_all().to_pydict() == {
        "a": [1.0, 2.0, 2.0, 1.0, 1.0], "b": ["x", "y", "z", "x", "w"],
    }  # fmt: skip
    with Path("none.arrow").open("wb") as file:
        ArrowWriter(file, ["a"], "none").close()
    assert feather.read_table("none.arrow").schema == pa.schema([("a", pa.string())])


def test_predict_and_evaluate(own_trained):
    rows = arrow_csv.read_csv("concrete.csv")
    as_stream("new.arrows", rows.append_column("id", pa.array(range(rows.num_rows), pa.int32())))
    done = predict_file("strength", Path("new.arrows"), Path("out.feather"))
    assert (done.rows, done.faulty) == (1030, 0)
    made = feather.read_table("out.feather")
    assert made.column_names == [*rows.column_names, "id", "predicted_strength"]
    assert made.schema.field("id").type == pa.int32()
    expected = predict("strength", "concrete.csv").columns["predicted_strength"]
    np.testing.assert_allclose(made["predicted_strength"].to_pylist(), expected, rtol=1e-6)
    assert evaluate("strength", input="new.arrows").metrics == (
        evaluate("strength", input="concrete.csv").metrics
    )
    predict_file("strength", Path("new.arrows"), Path("out.arrows"))
    assert ipc.open_stream("out.arrows").read_all().equals(made)
    again = StreamOptions(columns=["predicted_strength"], output_format="arrow")
    predict_file("strength", Path("new.arrows"), Path("out.dat"), again)
    assert ipc.open_file("out.dat").schema.names == ["predicted_strength"]
    with pytest.raises(InputError, match="an Arrow file packs its columns itself"):
        predict_file("strength", Path("new.arrows"), Path("out.arrow.gz"))


def test_a_row_that_cannot_be_predicted_has_its_place(own_trained):
    rows = arrow_csv.read_csv("concrete.csv")
    ages = pa.array([*rows["age"].to_pylist()[:6], None, *rows["age"].to_pylist()[7:]])
    as_file("new.arrow", rows.set_column(rows.column_names.index("age"), "age", ages))
    with pytest.raises(DataError, match=r"column 'age' of new\.arrow has no value in row 7"):
        predict_file("strength", Path("new.arrow"), Path("out.csv"))


def test_a_spec_for_it_is_proposed_and_holds(workshop):
    as_file("concrete.arrow", arrow_csv.read_csv("concrete.csv"))
    made = start(read_given(Path("concrete.arrow")), targets=["strength"], output=Path("own.yaml"))
    assert "  source: concrete.arrow\n" in made.text
    Path("own.yaml").write_text(made.text)
    assert not validate("own.yaml").errors
