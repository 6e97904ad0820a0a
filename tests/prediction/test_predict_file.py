"""Predicting files batch by batch: every format, extra columns, rows that do not fit."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from support import Heard

from nnspec.errors import DataError, InputError, NnspecError
from nnspec.names import split_names
from nnspec.options import typed_options
from nnspec.prediction import predict_file as stream_predict
from nnspec.prediction.predict import predict
from nnspec.prediction.predict_file import StreamOptions, predict_file
from nnspec.prediction.results import ResultOptions
from nnspec.runs.find import find_run

HEADER = "cement,slag,flyash,water,superplasticizer,coarseaggregate,fineaggregate,age"
ROW = "540.0,0.0,0.0,162.0,2.5,1040.0,676.0,28"
OTHER = "332.5,142.5,0.0,228.0,0.0,932.0,594.0,270"
WRITTEN = ".csv, .tsv, .jsonl, .json, .parquet, .arrow or .arrows"
SEXES = "bill_length_mm,bill_depth_mm,body_mass_g"


@pytest.fixture(autouse=True)
def typed():
    """The command line is what predicts files."""
    with typed_options():
        yield


def write(name, *lines, end="\n"):
    Path(name).write_bytes("".join(line + end for line in lines).encode())
    return Path(name)


def run(name, path, output="out.csv", **options):
    return predict_file(name, Path(path), Path(output), StreamOptions(**options))


def read(name="out.csv", sep=","):
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=sep))


def expected(*lines):
    """The predictions of the Python API for the same rows."""
    made = predict("strength", write("expected.csv", HEADER, *lines))
    return made.columns["predicted_strength"].tolist()


def problem(error):
    (only,) = error.value.problems
    return only


def test_extra_columns_are_kept_as_they_are_written(own_trained):
    name = write("new.csv", f"id,{HEADER},note", f'007,{ROW},"a ""b"", c"', f"  8 ,{ROW}, spaced ")
    run("strength", name)
    header, *rows = read()
    assert header == ["id", *HEADER.split(","), "note", "predicted_strength"]
    assert [row[0] for row in rows] == ["007", "  8 "]
    assert [row[-2] for row in rows] == ['a "b", c', " spaced "]
    assert [row[1:9] for row in rows] == [ROW.split(",")] * 2
    assert [float(row[-1]) for row in rows] == pytest.approx(expected(ROW, ROW), rel=1e-6)


@pytest.mark.parametrize("name", ["new.csv", "new.tsv", "new.jsonl", "new.csv.gz", "new.jsonl.gz"])
def test_each_text_format_in_and_out(own_trained, name):
    pairs = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in (ROW, OTHER)]
    if ".jsonl" in name:
        rows = [{"id": i, **{k: float(v) for k, v in p.items()}} for i, p in enumerate(pairs)]
        text = "".join(json.dumps(row) + "\n" for row in rows)
    else:
        sep = "\t" if ".tsv" in name else ","
        rows = [["id", *pairs[0]], *([str(i), *p.values()] for i, p in enumerate(pairs))]
        text = "".join(sep.join(row) + "\n" for row in rows)
    opener = gzip.open if name.endswith(".gz") else open
    with opener(name, "wt", encoding="utf-8") as file:
        file.write(text)
    done = run("strength", name, f"out-{name}")
    assert (done.rows, done.faulty) == (2, 0)
    with opener(f"out-{name}", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    if ".jsonl" in name:
        found = [json.loads(line) for line in lines]
        values = [row.pop("predicted_strength") for row in found]
        assert found == rows
    else:
        assert [line.split(sep)[:-1] for line in lines] == rows
        values = [float(line.split(sep)[-1]) for line in lines[1:]]
    assert values == pytest.approx(expected(ROW, OTHER), rel=1e-6)


def test_formats_by_name_where_the_ending_says_nothing(own_trained):
    write("new.txt", HEADER.replace(",", "\t"), ROW.replace(",", "\t"))
    run("strength", "new.txt", "out.dat", input_format="tsv", output_format="jsonl")
    (row,) = map(json.loads, Path("out.dat").read_text(encoding="utf-8").splitlines())
    assert row["age"] == 28
    with pytest.raises(InputError) as caught:
        run("strength", "new.txt", "out.dat", output_format="excel")
    assert problem(caught).message == "there is no format 'excel' to write"
    assert problem(caught).hint == "one of csv, tsv, jsonl, json, parquet, arrow, arrows"


def test_a_parquet_file_keeps_its_types(own_trained):
    columns = {
        name: pa.array([float(value), float(value)])
        for name, value in zip(HEADER.split(","), ROW.split(","), strict=True)
    }
    columns["age"] = pa.array([28, 28], pa.int16())
    columns["cement"] = pa.array([Decimal("540.00")] * 2, pa.decimal128(8, 2))
    columns["when"] = pa.array([datetime(2026, 1, 2, 3), None], pa.timestamp("ms"))
    columns["site"] = pa.array(["north", None]).dictionary_encode()
    columns["list"] = pa.array([[1], [2, 3]])
    table = pa.table(columns)
    parquet.write_table(table, "new.parquet")
    run("strength", "new.parquet", "out.parquet")
    found = parquet.read_table("out.parquet")
    assert found.drop_columns(["predicted_strength"]).equals(table)
    values = found["predicted_strength"]
    assert values.type == pa.float64()
    assert values.to_pylist() == pytest.approx(expected(ROW, ROW), rel=1e-6)
    with pytest.raises(DataError) as caught:
        run("strength", "new.parquet", "out.csv")
    assert problem(caught).message == (
        "column 'list' is list<element: int64>, which out.csv cannot hold"
    )
    assert not Path("out.csv").exists()
    chosen = ["when", "site", "cement", "predicted_strength"]
    run("strength", "new.parquet", "out.csv", columns=chosen)
    header, first, second = read()
    assert header == chosen
    assert first[:3] == ["2026-01-02T03:00:00", "north", "540.00"]
    assert second[:3] == ["", "", "540.00"]


def test_numbers_of_a_csv_file_are_numbers_in_a_parquet_file(own_trained):
    write("new.csv", f"id,{HEADER}", f"007,{ROW}")
    run("strength", "new.csv", "out.parquet")
    (row,) = parquet.read_table("out.parquet").to_pylist()
    assert (row["id"], row["cement"], row["age"]) == ("007", 540.0, 28.0)


def test_nulls_where_an_imputer_fills_and_where_none_does(own_trained):
    frame = {
        "island": ["Biscoe", None],
        "sex": [None, "male"],
        "bill_length_mm": pa.array([None, None], pa.null()),
        "bill_depth_mm": [18.7, None],
        "flipper_length_mm": [181, 190],
        "body_mass_g": [3750, None],
    }
    parquet.write_table(pa.table(frame), "new.parquet")
    done = run("species", "new.parquet", "out.jsonl", results=ResultOptions(proba=True))
    assert done.rows == 2
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert rows[0]["predicted_species"] in {"Adelie", "Chinstrap", "Gentoo"}
    assert rows[0]["sex"] is None and rows[1]["bill_depth_mm"] is None
    columns = {name: [1.5, None] for name in SEXES.split(",")}
    parquet.write_table(pa.table(columns), "gaps.parquet")
    with pytest.raises(DataError) as caught:
        run("sexes", "gaps.parquet", "out.csv")
    assert problem(caught).message == (
        "column 'bill_length_mm' of gaps.parquet has no value in row 2, and nothing fills it"
    )


FAULTS = [
    (
        "strength",
        HEADER,
        ROW.replace("162.0", "wet"),
        "not-a-number",
        "column 'water' of new.csv must hold numbers: 'wet' on line 3",
        "go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("1040.0", '"1,040.0"'),
        "not-a-number",
        "column 'coarseaggregate' of new.csv must hold numbers: '1,040.0' on line 3",
        "write numbers without thousands separators, "
        "or go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("1040.0", '"1,040"'),
        "not-a-number",
        "column 'coarseaggregate' of new.csv must hold numbers: '1,040' on line 3",
        "write 1,040 as 1.04 or 1040, whichever it is, "
        "or go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("2.5", '"2,5"'),
        "not-a-number",
        "column 'superplasticizer' of new.csv must hold numbers: '2,5' on line 3",
        "write numbers as the run's own data has them, with a decimal point, "
        "or go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("162.0", ""),
        "missing-value",
        "column 'water' of new.csv has no value on line 3, and nothing fills it",
        "fill it in, train again with SimpleImputer in preprocessing, "
        "or go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("162.0", "inf"),
        "infinite-value",
        "column 'water' of new.csv holds an infinity: inf on line 3",
        "leave the value empty, or go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("162.0", "1e45"),
        "beyond-float32",
        "column 'water' of new.csv has 1e+45 on line 3, of which StandardScaler makes no finite "
        "float32, the network's numbers",
        "go on without such rows: --on-error skip, or null",
    ),
    (
        "strength",
        HEADER,
        ROW.replace("28", "-3"),
        "out-of-domain",
        "log1p needs values above -1, but column 'age' of new.csv has -3 on line 3",
        "go on without such rows: --on-error skip, or null",
    ),
    (
        "species",
        "island,sex,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g",
        "Mars,male,39.1,18.7,181,3750",
        "unknown-category",
        "column 'island' of new.csv has 'Mars' on line 3, which is not among the training rows",
        "train with OneHotEncoder: {handle_unknown: ignore}, "
        "or go on without such rows: --on-error skip, or null",
    ),
]


@pytest.mark.parametrize(("name", "header", "bad", "code", "message", "hint"), FAULTS)
def test_a_row_that_cannot_be_predicted(own_trained, name, header, bad, code, message, hint):
    good = ROW if name == "strength" else bad.replace("Mars", "Biscoe")
    write("new.csv", header, good, bad, good)
    with pytest.raises(DataError) as caught:
        run(name, "new.csv")
    assert (problem(caught).code, problem(caught).message) == (code, message)
    assert problem(caught).hint == hint
    assert not Path("out.csv").exists()
    assert [path.name for path in Path().iterdir() if path.name.startswith(".")] == []

    done = run(name, "new.csv", on_error="skip")
    assert (done.rows, done.faulty) == (2, 1)
    skipped = read()
    done = run(name, "new.csv", on_error="null")
    assert (done.rows, done.faulty) == (3, 1)
    emptied = read()
    (given,) = csv.reader([bad])
    assert emptied[2] == [*given, ""]
    assert [emptied[0], emptied[1], emptied[3]] == skipped


def test_the_first_faulty_row_is_told_whatever_its_column(own_trained):
    write("new.csv", HEADER, ROW, ROW.replace("28", "old"), ROW.replace("540.0", ""))
    with pytest.raises(DataError, match=r"'old' on line 3"):
        run("strength", "new.csv")


def test_every_row_may_be_faulty(own_trained):
    write("new.csv", HEADER, ROW.replace("540.0", ""), ROW.replace("28", ""))
    assert run("strength", "new.csv", on_error="skip").rows == 0
    assert len(read()) == 1
    done = run("strength", "new.csv", "out.jsonl", on_error="null")
    assert (done.rows, done.faulty) == (2, 2)
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [row["predicted_strength"] for row in rows] == [None, None]


def test_text_far_down_and_quoted_line_breaks_have_their_line(own_trained):
    rows = [f"{ROW},x"] * 150_000
    rows[10] = f'{ROW},"two\nlines"'
    rows[140_000] = f"{ROW.replace('162.0', 'wet')},x"
    write("new.csv", f"{HEADER},note", *rows)
    with pytest.raises(DataError) as caught:
        run("strength", "new.csv")
    assert problem(caught).message == (
        "column 'water' of new.csv must hold numbers: 'wet' on line 140003"
    )
    done = run("strength", "new.csv", on_error="skip")
    assert (done.rows, done.faulty) == (149_999, 1)
    found = read()
    assert len(found) == 150_000
    assert found[11][-2] == "two\nlines"


FINE = {
    "a byte order mark": (b"\xef\xbb\xbf" + f"{HEADER}\n{ROW}\n".encode(), 1),
    "CRLF": (f"{HEADER}\r\n{ROW}\r\n".encode(), 1),
    "no line break at the end": (f"{HEADER}\n{ROW}".encode(), 1),
    "blank lines": (f"\n{HEADER}\n\n{ROW}\n\n".encode(), 1),
    "a header alone": (f"{HEADER}\n".encode(), 0),
    "spaces": (f"{HEADER}\n{ROW.replace(',', ' , ')}\n".encode(), 1),
    "quotation marks": ((HEADER + "\n" + ",".join(f'"{v}"' for v in ROW.split(","))).encode(), 1),
}


@pytest.mark.parametrize("case", FINE)
def test_what_is_fine(own_trained, case):
    content, rows = FINE[case]
    Path("new.csv").write_bytes(content)
    assert run("strength", "new.csv").rows == rows
    found = read()
    assert found[0] == [*HEADER.split(","), "predicted_strength"]
    assert [float(row[-1]) for row in found[1:]] == pytest.approx(expected(ROW)[:rows], rel=1e-6)


REFUSED = {
    "empty": (b"", "new.csv is empty"),
    "ragged": (
        f"{HEADER}\n{ROW}\n{ROW},7\n".encode(),
        "line 3 of new.csv has 9 fields, the header has 8",
    ),
    "cut short": (
        f"{HEADER}\n{ROW}\n540.0,0.0".encode(),
        "line 3 of new.csv has 2 fields, the header has 8",
    ),
    "open quotation mark": (
        f'{HEADER},note\n{ROW},a\n{ROW},"b'.encode(),
        'new.csv: the row on line 3 opens a quotation mark (") that is never closed',
    ),
    "latin-1": (
        f"{HEADER},note\n{ROW},caf\xe9\n".encode("latin-1"),
        "new.csv is not utf-8: byte 0xE9 on line 2 cannot be decoded",
    ),
    "columns change": (
        f"{HEADER}\n{ROW}\n".encode() + b"a,b,c\n1,2,3\n",
        "line 3 of new.csv has 3 fields, the header has 8",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(own_trained, case):
    content, message = REFUSED[case]
    Path("new.csv").write_bytes(content)
    with pytest.raises(DataError) as caught:
        run("strength", "new.csv")
    assert problem(caught).message == message
    assert not Path("out.csv").exists()


def test_files_cut_short(own_trained):
    whole = gzip.compress(f"{HEADER}\n{ROW}\n".encode() * 50)
    Path("new.csv.gz").write_bytes(whole[:-20])
    parquet.write_table(pa.table({"age": np.arange(1000.0)}), "new.parquet")
    Path("cut.parquet").write_bytes(Path("new.parquet").read_bytes()[:-100])
    Path("new.jsonl").write_text('{"age": 28}\n{"age": ', encoding="utf-8")
    for name, message in {
        "new.csv.gz": "new.csv.gz cannot be read: ",
        "cut.parquet": "cut.parquet cannot be read as Parquet: ",
        "new.jsonl": "new.jsonl is not JSON lines: ",
    }.items():
        with pytest.raises(DataError) as caught:
            run("strength", name)
        assert problem(caught).message.startswith(message)
        assert not Path("out.csv").exists()


def test_a_column_of_text_where_numbers_were_is_shown_as_a_diff(own_trained):
    write("new.csv", HEADER, *[ROW.replace("162.0", "wet")] * 3)
    parquet.write_table(
        pa.table({n: ["x"] if n == "age" else [1.0] for n in HEADER.split(",")}), "new.parquet"
    )
    Path("new.jsonl").write_text(json.dumps(dict.fromkeys(HEADER.split(","), "x")) + "\n")
    for name in ("new.csv", "new.parquet", "new.jsonl"):
        with pytest.raises(DataError) as caught:
            run("strength", name)
        assert problem(caught).code == "columns-differ"
        assert any(line.startswith("+ ") and "text" in line for line in problem(caught).details)


def test_json_lines_with_gaps_and_new_columns(own_trained):
    row = dict(zip(HEADER.split(","), map(float, ROW.split(",")), strict=True))
    lines = [{**row, "tags": ["a"]}, {**row, "age": "old"}, row]
    Path("new.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        run("strength", "new.jsonl")
    assert problem(caught).message == (
        "column 'age' of new.jsonl must hold numbers: 'old' on line 2"
    )
    run("strength", "new.jsonl", "out.jsonl", on_error="skip")
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [row.get("tags") for row in rows] == [["a"], None]
    run("strength", "new.jsonl", on_error="skip")
    assert [row[-2] for row in read()] == ["tags", '["a"]', ""]


def test_a_list_of_json_is_answered_as_one(own_trained):
    row = dict(zip(HEADER.split(","), map(float, ROW.split(",")), strict=True))
    given = [{**row, "tags": ["a"]}, {**row, "age": "old"}, row]
    Path("new.json").write_text(json.dumps(given, indent=1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        run("strength", "new.json")
    assert problem(caught).message == ("column 'age' of new.json must hold numbers: 'old' in row 2")
    run("strength", "new.json", "out.json", on_error="skip")
    rows = json.loads(Path("out.json").read_text())
    values = [row.pop("predicted_strength") for row in rows]
    assert rows == [given[0], given[2]]
    assert values == pytest.approx(expected(ROW, ROW), rel=1e-6)
    Path("new.json").write_text("[]")
    with pytest.raises(DataError):
        run("strength", "new.json", "none.json")
    write("new.csv", HEADER)
    run("strength", "new.csv", "out.json")
    assert json.loads(Path("out.json").read_text()) == []


def test_a_zip_holds_one_file_of_rows(own_trained):
    for name, text in {
        "d.csv": f"{HEADER}\n{ROW}\n",
        "d.tsv": f"{HEADER}\n{ROW}\n".replace(",", "\t"),
        "d.json": json.dumps(
            [dict(zip(HEADER.split(","), map(float, ROW.split(",")), strict=True))]
        ),
    }.items():
        with zipfile.ZipFile("new.zip", "w") as archive:
            archive.writestr(name, text)
        run("strength", "new.zip", "out.csv")
        assert [float(row[-1]) for row in read()[1:]] == pytest.approx(expected(ROW), rel=1e-6)


def test_what_cannot_be_read_is_named(own_trained):
    Path("new.sql").write_text("INSERT INTO rows VALUES (1);")
    Path("new.csv").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90))
    for name, what in {"new.sql": "a database", "new.csv": "an old Excel workbook (.xls)"}.items():
        with pytest.raises(DataError) as caught:
            run("strength", name)
        assert problem(caught).message == f"{name} is {what}, which cannot be read"
        with pytest.raises(DataError) as caught:
            predict("strength", name)
        assert problem(caught).message == f"{name} is {what}, which cannot be read"


def test_chosen_columns(own_trained):
    write("new.csv", f"id,{HEADER}", f"1,{ROW}")
    run("strength", "new.csv", columns=["predicted_strength", "id"])
    header, row = read()
    assert (header, row[1]) == (["predicted_strength", "id"], "1")
    with pytest.raises(InputError) as caught:
        run("strength", "new.csv", columns=["idd"])
    assert problem(caught).message == (
        "--columns: there is no column 'idd' in new.csv or the predictions"
    )
    assert problem(caught).hint == "did you mean 'id'?"
    write("new.csv", f'"a, b",{HEADER}', f"1,{ROW}")
    with pytest.raises(InputError) as caught:
        run("strength", "new.csv", columns=["age", "a", "b"])
    assert problem(caught).hint == (
        "a name with a comma stands in quotation marks: --columns '\"a, b\"'"
    )
    run("strength", "new.csv", columns=split_names('age,"a, b"'))
    assert read() == [["age", "a, b"], ["28", "1"]]


GERMAN = {"sep": ";", "decimal": ","}


def german(folder, **more):
    """Let the run's own data be a file with semicolons and decimal commas."""
    path = find_run(folder / "runs", "strength").path / "run.json"
    record = json.loads(path.read_text())
    record["data"]["format"] = {**GERMAN, **more}
    path.write_text(json.dumps(record))


def test_its_own_style_comes_back(own_trained, capfdbinary):
    german(own_trained, encoding="cp1252")
    (plain,) = expected_with()
    lines = [f"größe;{HEADER};note".replace(",", ";"), f"1,5;{ROW};a;b".replace("a;b", '"a;b"')]
    lines[1] = lines[1].replace(ROW, ROW.replace(",", ";").replace(".", ","))
    Path("new.csv").write_bytes("\n".join([*lines, ""]).encode("cp1252"))
    shown = f"{plain!r}".replace(".", ",")
    answer = f"{lines[0]};predicted_strength\n{lines[1]};{shown}\n".encode("cp1252")
    run("strength", "new.csv")
    assert Path("out.csv").read_bytes() == answer
    predict_file("strength", Path("new.csv"), None)
    assert capfdbinary.readouterr().out == answer
    run("strength", "new.csv", "out.csv.gz")
    assert gzip.decompress(Path("out.csv.gz").read_bytes()) == answer
    # It may be answered again: it is read as it was written.
    run("strength", "new.csv", columns=["größe", *HEADER.split(","), "note"])
    run("strength", "out.csv", "more.csv", columns=["größe", "note"])
    assert Path("more.csv").read_bytes() == 'größe;note\n1,5;"a;b"\n'.encode("cp1252")
    run("strength", "new.csv", "plain.csv", output_format="csv")
    header, row = read("plain.csv")
    assert header == ["größe", *HEADER.split(","), "note", "predicted_strength"]
    assert row == ["1,5", *ROW.split(","), "a;b", repr(plain)]
    run("strength", "new.csv", "out.jsonl", columns=["age", "predicted_strength"])
    assert json.loads(Path("out.jsonl").read_text()) == {"age": 28.0, "predicted_strength": plain}


def expected_with():
    """The prediction of one row that is written in the style of the run."""
    row = dict(zip(HEADER.split(","), map(float, ROW.split(",")), strict=True))
    Path("one.json").write_text(json.dumps([row]))
    return predict("strength", "one.json").columns["predicted_strength"].tolist()


def test_tabs_come_back_on_stdout(own_trained, capfdbinary):
    write("new.tsv", HEADER.replace(",", "\t"), ROW.replace(",", "\t"))
    predict_file("strength", Path("new.tsv"), None, StreamOptions(columns=["age", "slag"]))
    assert capfdbinary.readouterr().out == b"age\tslag\n28\t0.0\n"
    run("strength", "new.tsv", columns=["age", "slag"])
    assert Path("out.csv").read_bytes() == b"age,slag\n28,0.0\n"


def test_a_feature_with_the_name_of_a_prediction(own_trained):
    """The prediction of another network is a feature, and predict has a name beside it."""
    plain = expected(ROW)
    folder = find_run(own_trained / "runs", "strength")
    document = json.loads((folder.path / "preprocessing.json").read_text())
    (columns,) = document["inputs"].values()
    (slag,) = (column for column in columns if column["column"] == "slag")
    slag["column"] = "predicted_strength"
    (folder.path / "preprocessing.json").write_text(json.dumps(document))
    record = json.loads((folder.path / "run.json").read_text())
    del record["files"]["preprocessing.json"]
    (folder.path / "run.json").write_text(json.dumps(record))
    write("new.csv", HEADER.replace("slag", "predicted_strength"), ROW)
    listener = Heard()
    predict_file("strength", Path("new.csv"), Path("out.csv"), listener=listener)
    (note,) = (note for note in listener.notes if "feature" in note)
    assert note == (
        "predicted_strength is a feature of this run: the prediction is predicted_strength_1"
    )
    header, row = read()
    assert header == [*HEADER.replace("slag", "predicted_strength").split(","),
                      "predicted_strength_1"]  # fmt: skip
    assert (row[1], float(row[-1])) == ("0.0", pytest.approx(plain[0], rel=1e-12))
    run("strength", "new.csv", columns=["predicted_strength_1", "predicted_strength"])
    assert read() == [["predicted_strength_1", "predicted_strength"], [row[-1], "0.0"]]
    made = predict("strength", Path("new.csv"))
    assert list(made.columns) == ["predicted_strength_1"]
    assert made.to_pandas().iloc[0].tolist()[1] == 0.0


def test_one_column_that_is_empty_is_no_blank_line(own_trained):
    write("new.csv", f"note,{HEADER}", f",{ROW}", f"x,{ROW}")
    run("strength", "new.csv", columns=["note"])
    assert Path("out.csv").read_text() == 'note\n""\nx\n'


def test_a_threshold_moves_the_label_and_the_likeliest_come_first(own_trained):
    run("sexes", "sexes.csv", results=ResultOptions(proba=True, threshold=0.9, top_k=1))
    header, *rows = read()
    male = header.index("probability_male")
    label = header.index("predicted_sex")
    assert {row[label] for row in rows} <= {"female", "male"}
    for row in rows:
        assert row[label] == ("male" if float(row[male]) > 0.9 else "female")
    run("species", "penguins.csv", "top.csv", results=ResultOptions(proba=True, top_k=2))
    header, *rows = read("top.csv")
    assert header[-4:] == [
        "top_1_species",
        "top_1_probability_species",
        "top_2_species",
        "top_2_probability_species",
    ]
    for row in rows:
        shares = dict(zip(header, row, strict=True))
        assert shares["top_1_species"] == shares["predicted_species"]
        for place in ("top_1", "top_2"):
            share = shares[f"{place}_probability_species"]
            assert share == shares[f"probability_{shares[f'{place}_species']}"]


@pytest.mark.parametrize(
    ("name", "results", "message"),
    [
        ("strength", {"top_k": 1}, "--top-k is for classes, and this run has none"),
        ("species", {"top_k": 4}, "--top-k must be 1 to 3, the number of classes, not 4"),
        (
            "species",
            {"threshold": 0.3},
            "a threshold decides between two classes: species has 3 classes",
        ),
        ("sexes", {"threshold": 3}, "--threshold must be between 0 and 1, not 3"),
    ],
)
def test_what_a_run_cannot_give(in_trained, name, results, message):
    with pytest.raises(InputError) as caught:
        run(name, "sexes.csv", "never.csv", results=ResultOptions(**results))
    assert problem(caught).message == message


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("out.xlsx", f"cannot write out.xlsx: expected {WRITTEN}"),
        ("out.parquet.gz", "cannot write out.parquet.gz: a Parquet file packs its columns itself"),
        ("out.xls", f"cannot write out.xls: expected {WRITTEN}"),
        ("out.csv.zip", "cannot write out.csv.zip: output is packed with .gz, .zst or .bz2"),
        ("out.csv.xz", "cannot write out.csv.xz: output is packed with .gz, .zst or .bz2"),
        ("runs", "runs is a folder"),
    ],
)
def test_outputs_that_cannot_be(in_trained, output, message):
    with pytest.raises(NnspecError) as caught:
        run("strength", "concrete.csv", output)
    assert problem(caught).message == message


def test_the_whole_file_as_the_python_api_predicts_it(own_trained):
    done = run("strength", "concrete.csv", "out.csv.zst")
    assert done.rows == 1030
    with pa.CompressedInputStream(pa.OSFile("out.csv.zst"), "zstd") as file:
        lines = file.read().decode().splitlines()
    found = [float(line.rpartition(",")[2]) for line in lines[1:]]
    made = predict("strength", "concrete.csv").columns["predicted_strength"]
    assert found == pytest.approx(made.tolist(), rel=1e-6)
    assert [line.rpartition(",")[0] for line in lines] == Path(
        "concrete.csv"
    ).read_text().splitlines()


def test_several_outputs_and_the_input_as_the_output(own_trained):
    records = []
    before = read("sexes.csv")
    done = predict_file("twins", Path("sexes.csv"), None, records=records)
    assert done.rows == len(records) == len(before) - 1
    assert list(records[0]) == ["predicted_species", "predicted_body_mass_g"]
    run("twins", "sexes.csv", "sexes.csv")
    after = read("sexes.csv")
    assert [row[:-2] for row in after] == before


def test_formulas_of_the_input_are_escaped_where_it_is_asked_for(own_trained):
    path = write("new.csv", f"{HEADER},=note", f"{ROW},=cmd|x", f"{ROW},-7")
    run("strength", path)
    assert [row[8] for row in read()] == ["=note", "=cmd|x", "-7"]
    run("strength", path, escape_formulas=True)
    assert [row[8] for row in read()] == ["'=note", "'=cmd|x", "-7"]
    with pytest.raises(InputError) as error:
        run("strength", path, "out.jsonl", escape_formulas=True)
    assert (problem(error).code, problem(error).message) == (
        "flags",
        "--escape-formulas has no use in jsonl, which no spreadsheet calculates",
    )


def test_the_columns_of_a_file_are_looked_up_in_no_list():
    class Names(tuple):
        def __contains__(self, name):
            raise AssertionError("each look-up goes through all names")

    names = [f"c{number}" for number in range(100)]
    rows = SimpleNamespace(names=Names(names), batches=iter(()), label="new.csv")
    known = SimpleNamespace(input_kinds=dict.fromkeys(names, "number"))
    assert list(stream_predict._checked(rows, known, None)) == []
