import zipfile

import pytest
from support import reader_of, said

from nnspec.spec.language.objects import UNREADABLE
from nnspec.spec.language.reading.tree import read_objects
from nnspec.spec.load import read_spec


def read(text):
    reader = reader_of(text)
    return read_objects(reader.document, reader), said(reader.problems)


def source(text):
    tree, problems = read(f"data: {{source: {text}}}")
    return tree["data"]["source"], problems


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("a.csv", {"path": "a.csv"}),
        ("../A.CSV", {"path": "../A.CSV"}),
        ("a.csv.gz", {"path": "a.csv.gz"}),
        ("a.txt", {"path": "a.txt"}),
        ("a.tsv", {"path": "a.tsv", "sep": "\t"}),
        ("a.tsv.xz", {"path": "a.tsv.xz", "sep": "\t"}),
        ("{csv: a.dat}", {"path": "a.dat"}),
        ("{csv: {path: a.dat, sep: ';'}}", {"path": "a.dat", "sep": ";"}),
    ],
)
def test_files(text, arguments):
    found, problems = source(text)
    assert (found.name, found.arguments, problems) == ("csv", arguments, [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../data/a.parquet", "parquet"),
        ("A.JSONL", "jsonl"),
        ("a.ndjson.gz", "jsonl"),
        ("a.xlsx", "excel"),
        ("a.npz", "npz"),
    ],
)
def test_files_of_other_formats(text, name):
    found, problems = source(text)
    assert (found.name, found.arguments, problems) == (name, {"path": text}, [])


def test_a_parquet_file_is_not_packed():
    assert source("a.parquet.gz")[1][0][0] == "unknown-source"


def test_a_password_in_a_spec():
    text = "{sql: {url: 'postgresql://ann:secret@db/plant', query: SELECT 1}}"
    found, problems = source(text)
    assert found == UNREADABLE
    message = "sql.url has a password written out; a spec names an environment variable instead"
    assert [problem[:2] for problem in problems] == [("password-in-spec", message)]
    assert source(text.replace("secret", "${DB_PASSWORD}"))[1] == []


def test_the_file_in_a_zip_beside_the_spec(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("rows.json", "[]")
    text = "data: {source: a.zip, target: y}\nlayers: [Flatten]\ncompile: {loss: mse}\n"
    (tmp_path / "spec.yaml").write_text(text)
    loaded, _ = read_spec(tmp_path / "spec.yaml")
    assert (loaded.spec.data.source.name, loaded.spec.data.source.arguments) == (
        "json",
        {"path": "a.zip"},
    )


def test_bundled_sources():
    assert source("load_iris")[0].name == "load_iris"
    moons, problems = source("{make_moons: {n_samples: 200, noise: 0.2}}")
    assert (moons.arguments, problems) == ({"n_samples": 200, "noise": 0.2}, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("load_irs", ("unknown-source", "'load_irs' is neither a data file nor a data source",
                      "did you mean 'load_iris'?")),
        ("a.dat", ("unknown-source", "'a.dat' is neither a data file nor a data source",
                    "a file's name ends in .csv, .txt, .tsv, .jsonl, .ndjson, .json, .parquet, "
                    ".arrow, .feather, .ipc, .arrows, .xlsx, .xlsm, .npz or .zip; "
                    "another text file is {csv: {path: a.dat}}")),
        ("plant", ("unknown-source", "'plant' is neither a data file nor a data source",
                   "a file's name ends in .csv, .txt, .tsv, .jsonl, .ndjson, .json, .parquet, "
                   ".arrow, .feather, .ipc, .arrows, .xlsx, .xlsm, .npz or .zip")),
        ("a.sav", ("unsupported-file", "'a.sav' is an SPSS file (.sav), which cannot be read",
                   "save it as .csv")),
        ("5", ("wrong-type", "expected a data source, found 5", None)),
        ("[a.csv]", ("wrong-type", "expected a data source, found a list", None)),
    ],
)  # fmt: skip
def test_wrong_sources(text, problem):
    found, problems = source(text)
    assert (found, problems) == (UNREADABLE, [problem])


def test_a_part_is_read_with_the_settings_of_the_source():
    text = "data: {source: {csv: {path: a.csv, sep: ';'}}, split: {validation: b.csv, test: 0.1}}"
    tree, problems = read(text)
    split = tree["data"]["split"]
    assert (split["validation"].arguments, split["test"]) == ({"path": "b.csv", "sep": ";"}, 0.1)
    assert problems == []


def test_a_wrong_source_is_said_once_though_a_part_asks_for_it():
    _, problems = read("data: {source: {csv: {pth: a.csv}}, split: {validation: b.csv}}")
    assert [problem[0] for problem in problems] == ["unknown-parameter"]
