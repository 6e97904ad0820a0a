"""Numbers from 2^53 on are no labels, categories or groups unless they are kept as text."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from support import read_in_small_pieces

import nnspec
from nnspec.checks.validate import validate
from nnspec.data.loading.preview import preview
from nnspec.data.loading.sources import load_source
from nnspec.data.ondisk.storage import OnDisk
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merges, merging_problem, refuse_merging
from nnspec.errors import DataError
from nnspec.listener import Listener
from nnspec.spec.load import load_spec

FIRST = 2**53
ROUNDED = "numbers from 2^53 on are rounded to float64, where neighbours are one"
BINARY = """\
layers: [{Dense: {units: 1, activation: sigmoid}}]
compile: {loss: binary_crossentropy}
training: {epochs: 1}
"""
NUMBERS = "layers: [{Dense: 1}]\ncompile: {loss: mse}\ntraining: {epochs: 1}\n"


def rows(count=40, first=0):
    """`x`, a small number; `id` and `y`, of which the first so many are small as well."""
    large = [FIRST + i % 2 for i in range(count)]
    ids = [i % 2 if i < first else value for i, value in enumerate(large)]
    return {"x": [i % 7 / 7 for i in range(count)], "id": ids, "y": ids}


def write(folder, kind, table):
    """The source of a file with these columns."""
    path = folder / f"ids.{kind}"
    records = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    if kind == "csv":
        pd.DataFrame(table).to_csv(path, index=False)
    elif kind == "parquet":
        parquet.write_table(pa.table(table), path)
    elif kind == "decimal.parquet":
        wide = pa.array([Decimal(value) for value in table["y"]], pa.decimal128(20, 0))
        parquet.write_table(pa.table({**table, "y": wide}), path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    elif kind == "json":
        path.write_text(json.dumps(records))
    elif kind == "npz":
        np.savez(path, **{name: np.array(values) for name, values in table.items()})
    elif kind == "xlsx":
        pd.DataFrame(table).to_excel(path, index=False)
    elif kind == "sql":
        with closing(sqlite3.connect(folder / "ids.db")) as connection:
            pd.DataFrame(table).to_sql("ids", connection, index=False)
        return "{sql: {url: 'sqlite:///ids.db', query: SELECT * FROM ids}}"
    return path.name


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spec(here, text):
    path = here / "spec.yaml"
    path.write_text(text)
    return path


def problems(path):
    return [(p.code, p.message, p.hint) for p in validate(path).errors]


@pytest.mark.parametrize(
    "kind", ["csv", "parquet", "decimal.parquet", "jsonl", "json", "npz", "xlsx", "sql"]
)
def test_labels_of_every_reader(here, kind):
    source = write(here, kind, rows())
    ((code, message, hint),) = problems(
        spec(here, f"data: {{source: {source}, target: y, features: [x]}}\n{BINARY}")
    )
    origin = "ids.db" if kind == "sql" else f"ids.{kind}"
    place = {"csv": "on line 2", "jsonl": "on line 1"}.get(kind)
    assert code == "merging-numbers"
    assert message.startswith("target 'y' of ")
    assert message.endswith(f", and 39 more: {ROUNDED}, and so are classes")
    assert origin in message
    assert " has 9007199254740992 " in message
    assert place is None or place in message
    as_text = "read it as text: add dtype: {y: str}"
    assert hint == (as_text if kind == "csv" else "store it as text in the data")


@pytest.mark.parametrize(
    ("data", "more", "column", "use"),
    [
        (
            "target: x, features: [id]",
            "preprocessing: {columns: {id: [{SimpleImputer: median}, OneHotEncoder]}}\n",
            "id",
            "are categories",
        ),
        (
            "target: x, features: [id]",
            "preprocessing: {columns: {id: OrdinalEncoder}}\n",
            "id",
            "are categories",
        ),
        ("target: x, features: [y], split: {group: id}", "", "id", "are groups"),
    ],
)
def test_categories_and_groups(here, data, more, column, use):
    write(here, "csv", rows())
    path = spec(here, f"data: {{source: ids.csv, {data}}}\n{more}{NUMBERS}")
    assert problems(path) == [
        (
            "merging-numbers",
            f"column '{column}' of ids.csv has 9007199254740992 on line 2, and 39 more: {ROUNDED}, "
            f"and so {use}",
            "read it as text: add dtype: {id: str}",
        )
    ]


def test_a_filter(here):
    write(here, "csv", rows())
    text = "data: {source: ids.csv, target: x, features: [y], filter: ['%s']}\n" + NUMBERS
    for condition in ("id == 9007199254740993", "id not in [1, 9007199254740993]"):
        ((code, message, hint),) = problems(spec(here, text % condition))
        assert (code, hint) == ("merging-numbers", "read it as text: add dtype: {id: str}")
        assert message == (f"the filter compares 'id' of ids.csv with 9007199254740992: {ROUNDED}")
    assert problems(spec(here, text % "id >= 9007199254740992")) == []


def test_a_quantity_may_be_as_large_as_it_is(here):
    write(here, "csv", rows())
    scaled = "preprocessing: {numeric: StandardScaler, target: StandardScaler}\n"
    text = f"data: {{source: ids.csv, target: y, features: [x, id]}}\n{scaled}{NUMBERS}"
    found = validate(spec(here, text))
    assert found.errors == ()
    # Rows that float64 does not tell apart are not called the same.
    assert "duplicate-rows" not in [problem.code for problem in found.warnings]


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize("use", ["target", "category", "group"])
def test_rows_after_the_first_ones_in_pieces(here, monkeypatch, kind, use):
    read_in_small_pieces(monkeypatch)
    source = write(here, kind, rows(90, first=60))
    data = {
        "target": f"data: {{source: {source}, target: y, features: [x]}}\n{BINARY}",
        "category": f"data: {{source: {source}, target: x, features: [id]}}\n"
        f"preprocessing: {{columns: {{id: OneHotEncoder}}}}\n{NUMBERS}",
        "group": f"data: {{source: {source}, target: x, features: [y], split: {{group: id}}}}\n"
        f"{NUMBERS}",
    }
    loaded = load_spec(spec(here, data[use]))
    seen = preview(loaded.spec.data.source, base_dir=here, max_rows=20)
    storage, listener = OnDisk(here / "cache", 64 << 20), Listener()
    with pytest.raises(DataError) as error, storage.columns(loaded, seen, listener) as columns:
        storage.prepare(storage.assign(loaded, columns), None, listener)
    (problem,) = error.value.problems
    number = "in row 61" if kind == "parquet" else "on line 61" if kind == "jsonl" else "on line 62"
    assert problem.code == "merging-numbers"
    assert f"has 9007199254740992 {number}, and 29 more" in problem.message
    as_text = {"target": "y", "category": "id", "group": "id"}[use]
    if kind == "csv":
        assert problem.hint == f"read it as text: add dtype: {{{as_text}: str}}"
    assert not (here / "cache").exists()


def test_as_text_they_are_told_apart(here):
    table = rows()
    write(here, "csv", {**table, "id": [FIRST + i // 3 % 2 for i in range(40)]})
    source = "{csv: {path: ids.csv, dtype: {y: str, id: str}}}"
    path = spec(here, f"data: {{source: {source}, target: y, features: [x, id]}}\n{BINARY}")
    nnspec.train(path, plots=False)
    network = nnspec.load()._network
    assert network.preprocessor.targets["y"].classes == (("9007199254740992", "9007199254740993"),)
    assert network.preprocessor.feature_names("input") == (
        "x",
        "id=9007199254740992",
        "id=9007199254740993",
    )


def test_columns_that_are_passed_through_stay_what_they_are(here):
    from nnspec.prediction.predict_file import StreamOptions, predict_file

    small = {**rows(first=40), "note": [FIRST + i for i in range(40)]}
    write(here, "csv", small)
    path = spec(here, f"data: {{source: ids.csv, target: x, features: [y]}}\n{NUMBERS}")
    nnspec.train(path, plots=False)
    notes = [str(FIRST + i) for i in range(40)]
    assert nnspec.predict(None, "ids.csv").to_pandas()["note"].tolist() == notes
    frame = pd.DataFrame(small)
    assert nnspec.predict(None, frame).to_pandas()["note"].tolist() == notes
    write(here, "npz", small)
    with pytest.raises(DataError) as error:
        predict_file(None, here / "ids.npz", here / "out.csv")
    assert error.value.problems[0].message.endswith(f"{ROUNDED}, and so is what the output has")
    options = StreamOptions(columns=["y", "predicted_x"])
    assert predict_file(None, here / "ids.npz", here / "out.csv", options).rows == 40


def test_the_numbers_themselves():
    column = np.array([FIRST - 1, FIRST, -FIRST, 1e300, np.nan, 0.5])
    assert merges(column).tolist() == [False, True, True, True, False, False]
    text = np.array(["9007199254740993"], object)
    assert merges(text).tolist() == [False]
    table = Table({"a": column, "b": column[::-1] * 0, "c": text.repeat(6)}, "t.csv")
    assert merging_problem(table, "b", "column 'b'", "are groups") is None
    assert merging_problem(table, "c", "column 'c'", "are groups") is None
    with pytest.raises(DataError, match=r"has 9007199254740992 in row 2, and 2 more"):
        refuse_merging(table, "a", "column 'a'", "are groups")
    vast = Table({"a": np.array([-1e300])}, "t.csv")
    problem = merging_problem(vast, "a", "column 'a'", "are groups")
    assert "has -1e+300 in row 1: " in problem.message


def test_what_a_reader_keeps_as_text_is_exact(here):
    source = load_spec(
        spec(
            here,
            f"data: {{source: {{csv: {{path: {write(here, 'csv', rows())}, dtype: {{id: str}}}}}}, "
            f"target: x}}\n{NUMBERS}",
        )
    ).spec.data.source
    assert set(load_source(source, base_dir=here)["id"]) == {str(FIRST), str(FIRST + 1)}
