"""New rows are read as the run's own data were."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nnspec.data.formats.csv.new_rows import written_like
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.formats.registry import file_format_of
from nnspec.errors import DataError, Problem
from nnspec.prediction.network import load_preprocessor
from nnspec.prediction.read import read_input, source_format
from nnspec.runs.find import find_run
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import load_spec


def input_format(name, written):
    return csv_format(**file_format_of("csv").settings(written, Path(name)))


def run_of(folder, name):
    run = find_run(folder / "runs", name)
    return load_spec(run.resolved_spec), load_preprocessor(run)


def test_text_columns_stay_text_even_when_they_look_like_numbers(own_trained):
    loaded, preprocessor = run_of(own_trained, "species")
    Path("new.csv").write_text("species,island,sex,bill_length_mm\n1,2,3,4\n", encoding="utf-8")
    table = read_input(Path("new.csv"), loaded, preprocessor)
    assert table["species"].tolist() == ["1"]
    assert table["island"].tolist() == ["2"]
    assert table["bill_length_mm"].tolist() == [4.0]
    assert table.origin == "new.csv"


def test_the_format_is_that_of_the_training_data(workshop):
    text = (workshop / "concrete.csv").read_text(encoding="utf-8")
    german = text.replace(",", ";").replace(".", ",")
    (workshop / "german.csv").write_text(german, encoding="utf-8")
    spec = (
        (workshop / "strength.yaml")
        .read_text(encoding="utf-8")
        .replace(
            "source: concrete.csv", "source: {csv: {path: german.csv, sep: ';', decimal: ','}}"
        )
    )
    (workshop / "german.yaml").write_text(spec, encoding="utf-8")
    loaded = load_spec("german.yaml")
    written = source_format(loaded.spec.data.source)
    form = input_format("new.csv", written)
    assert (form.sep, form.decimal) == (";", ",")
    assert input_format("new.tsv", written).sep == "\t"
    assert input_format("new.tsv.gz", written).sep == "\t"


def test_tabs_by_the_name_of_the_file(own_trained):
    loaded, preprocessor = run_of(own_trained, "strength")
    Path("new.tsv").write_text("age\tstrength\n28\t1.5\n", encoding="utf-8")
    table = read_input(Path("new.tsv"), loaded, preprocessor)
    assert np.array_equal(table["strength"], [1.5])


def test_other_formats_by_their_ending(own_trained):
    import pyarrow as pa
    from pyarrow import parquet

    loaded, preprocessor = run_of(own_trained, "strength")
    parquet.write_table(pa.table({"age": [28], "strength": [1.5]}), "new.parquet")
    Path("new.jsonl").write_text('{"age": 28, "strength": 1.5}\n', encoding="utf-8")
    for name in ("new.parquet", "new.jsonl"):
        table = read_input(Path(name), loaded, preprocessor)
        assert (table.origin, table["strength"].tolist()) == (name, [1.5])


def test_how_a_csv_file_is_written_goes_with_the_run():
    arguments = {
        "sep": r"\s+", "header": None, "names": ["zip", "size"], "skiprows": 1, "comment": "#",
        "decimal": None, "thousands": ",", "dtype": {"zip": "str"}, "keep_default_na": False,
    }  # fmt: skip
    written = source_format(ObjectSpec("csv", {"path": "a.data", **arguments}))
    assert written == {name: value for name, value in arguments.items() if name != "decimal"}
    assert input_format("new.data", json.loads(json.dumps(written))) == csv_format(**written)
    # Without names, only null says that there is no header.
    assert source_format(ObjectSpec("csv", {"path": "a", "header": None})) == {"header": None}


@pytest.mark.parametrize(
    ("written", "hint", "expected"),
    [
        ({}, 'add sep: ";"', "new rows are read as the run's own data was written: sep: \",\""),
        ({"sep": ";"}, 'add sep: "\\\\t", header: null, names: [x1, x2]',
         "new rows are read as the run's own data was written: sep: \";\""),
        ({}, 'add sep: "\\t"',
         "new rows are read as the run's own data was written: sep: \",\"; "
         "tabs are read from a file whose name ends in .tsv"),
        ({}, "add encoding: cp1252",
         "new rows are read as the run's own data was written: encoding: \"utf-8\""),
        ({}, 'add comment: "#"', "new rows are read as the run's own data was written"),
        ({}, "add header: null (the columns are then 0 to 1)",
         "write the columns' names into its first line"),
        ({}, "close it", "close it"),
    ],
)  # fmt: skip
def test_the_settings_of_a_run_stay(written, hint, expected):
    with pytest.raises(DataError) as error, written_like(written):
        raise DataError(Problem("code", "message", hint=hint))
    (problem,) = error.value.problems
    assert problem.hint == expected
