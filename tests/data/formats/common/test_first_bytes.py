"""Files that are no text are named by what they are, not taken for text of some encoding."""

from __future__ import annotations

import gzip
import io
import pickle
import sqlite3
import tarfile
import zipfile

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import scipy.io
from pyarrow import feather, orc, parquet

from nnspec.data.formats.common.first_bytes import refuse_foreign_ending
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.json.reader import read_json
from nnspec.errors import DataError

FRAME = pd.DataFrame({"a": [1.5, 2.5] * 40, "b": ["x", "y"] * 40})
TABLE = pa.Table.from_pandas(FRAME)


def bytes_of(write):
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def zipped(**members):
    def write(buffer):
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in members.items():
                archive.writestr(name.replace("__", "/").replace("_", "."), data)

    return bytes_of(write)


def hdf5(buffer):
    with h5py.File(buffer, "w") as file:
        file["a"] = [1, 2]


def database(folder):
    path = folder / "made"
    connection = sqlite3.connect(path)
    FRAME.to_sql("rows", connection)
    connection.close()
    return path.read_bytes()


def tar(buffer):
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO())


def arrow_stream(buffer):
    with pa.ipc.new_stream(buffer, TABLE.schema) as writer:
        writer.write_table(TABLE)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ARFF = b"% 1. Title: Iris\n%\n\n@RELATION iris\n@ATTRIBUTE a REAL\n@DATA\n1\n"
OPEN_DOCUMENT = zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")
PLAIN = "save it as .csv"
PARQUET = "save it as .parquet"

FOREIGN = {
    "old Excel": (OLE, "an old Excel workbook (.xls)", "save it as .xlsx"),
    "ods": (OPEN_DOCUMENT, "an OpenDocument spreadsheet (.ods)", "save it as .xlsx or .csv"),
    "xlsb": (zipped(xl__workbook_bin=""), "a binary Excel workbook (.xlsb)", "save it as .xlsx"),
    "feather 1": (
        bytes_of(lambda b: feather.write_feather(TABLE, b, version=1)),
        "a Feather file of version 1", PARQUET,
    ),
    "orc": (bytes_of(lambda b: orc.write_table(TABLE, b)), "an ORC file", PARQUET),
    "avro": (b'Obj\x01\x04\x16avro.schema\xe2\x01{"type": "record"}', "an Avro file", PARQUET),
    "sav": (b"$FL2@(#) SPSS DATA FILE" + bytes(60), "an SPSS file (.sav)", PLAIN),
    "dta": (
        bytes_of(lambda b: FRAME.to_stata(b, version=118)), "a Stata file (.dta)", PLAIN,
    ),
    "old dta": (
        bytes_of(lambda b: FRAME.to_stata(b, version=114)), "a Stata file (.dta)", PLAIN,
    ),
    "sas": (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14" + bytes(90), "a SAS file", PLAIN),
    "rdata": (
        b"RDX3\nX\n\x00\x00", "a file of R objects",
        "write it in R with write.csv(x, FILE, row.names = FALSE)",
    ),
    "pickle": (
        pickle.dumps(FRAME), "a Python pickle",
        "save it as .parquet or .csv: a pickle can run code when it is read",
    ),
    "arff": (ARFF, "a Weka file (.arff)", PLAIN),
    "hdf5": (
        bytes_of(hdf5), "an HDF5 file",
        "save its arrays with np.savez as .npz, or a table as .parquet",
    ),
    "mat": (
        bytes_of(lambda b: scipy.io.savemat(b, {"a": [1]})), "a MATLAB file (.mat)",
        "save its arrays with np.savez as .npz",
    ),
    "npy": (
        bytes_of(lambda b: np.save(b, [1])), "a single NumPy array (.npy)",
        "save it by name: np.savez('data.npz', x=array)",
    ),
    "tar": (bytes_of(tar), "an archive", "unpack it and name the file in it"),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "an archive", "unpack it and name the file in it"),
    "html": (b"\n<HTML><body><table>", "a web page (HTML)", "save its table as .csv"),
    "xml": (b'\xef\xbb\xbf<?xml version="1.0"?>\n<rows/>', "an XML file", PLAIN),
    "png": (b"\x89PNG\r\n\x1a\n", "a picture", "data is a table, with a row for each example"),
    "pdf": (
        b"%PDF-1.4\n", "a document to be read by people",
        "copy its table to a spreadsheet, save it as .csv",
    ),
}  # fmt: skip


def problem_of(read, path, data):
    path.write_bytes(data)
    with pytest.raises(DataError) as error:
        read(path, label=path.name)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zip", "json", "dat"])
def test_what_is_not_read_is_named_whatever_its_ending(tmp_path, kind, ending):
    data, what, hint = FOREIGN[kind]
    verb = "is"
    if ending == "csv.gz":
        data, verb = gzip.compress(data), "holds"
    elif ending == "csv.zip":
        data, verb = zipped(a_csv=data), "holds"
    read = read_json if ending == "json" else read_csv
    problem = problem_of(read, tmp_path / f"data.{ending}", data)
    assert problem.code == "unsupported-file"
    assert problem.message == f"data.{ending} {verb} {what}, which cannot be read"
    assert problem.hint == hint


def test_a_database_is_named(tmp_path):
    problem = problem_of(read_csv, tmp_path / "data.csv", database(tmp_path))
    assert problem.message == "data.csv is an SQLite database, which cannot be read"


@pytest.mark.parametrize("ending", ["xls", "rds", "sav", "pkl", "joblib", "numbers", "docx"])
def test_the_ending_tells_what_begins_alike(tmp_path, ending):
    data = gzip.compress(b"a,b\n1,2\n") if ending != "docx" else zipped(a="b")
    problem = problem_of(read_csv, tmp_path / f"data.{ending}", data)
    with pytest.raises(DataError) as error:
        refuse_foreign_ending(tmp_path / f"data.{ending}", f"data.{ending}")
    assert error.value.problems == (problem,)


READ = {
    ".parquet": (bytes_of(lambda b: parquet.write_table(TABLE, b)), "a Parquet file"),
    ".arrow": (bytes_of(lambda b: feather.write_feather(TABLE, b)), "an Arrow file"),
    ".gz": (gzip.compress(b"a\n1\n" * 200), "a file packed by gzip"),
    ".zip": (zipped(a_csv="a\n1\n"), "a .zip archive"),
    ".xlsx": (zipped(xl__workbook_xml="<workbook/>"), "an Excel workbook"),
    ".npz": (bytes_of(lambda b: np.savez(b, a=[1])), "an archive of NumPy arrays"),
}


@pytest.mark.parametrize("ending", READ)
def test_what_is_read_under_another_ending(tmp_path, ending):
    data, what = READ[ending]
    problem = problem_of(read_csv, tmp_path / "data.csv", data)
    assert problem.message == f"data.csv is {what} and no text"
    assert problem.hint == f"let its name end in {ending}"
    packed = problem_of(read_csv, tmp_path / "data.csv.zip", zipped(a=data))
    assert packed.message == f"data.csv.zip holds {what} and no text"
    assert packed.hint == "unpack it, and name the file in it"


def test_text_under_the_ending_of_another_kind(tmp_path):
    path = tmp_path / "data.xls"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(DataError) as error:
        refuse_foreign_ending(path, "data.xls")
    (problem,) = error.value.problems
    assert problem.message == (
        "data.xls is text, and not an old Excel workbook (.xls) as its ending says"
    )
    assert problem.hint == "if it is CSV, let its name end in .csv"
    path.with_suffix(".sql").write_text("CREATE TABLE a;")
    with pytest.raises(DataError, match=r"data\.sql is a database"):
        refuse_foreign_ending(path.with_suffix(".sql"), "data.sql")
    refuse_foreign_ending(tmp_path / "none.xls", "none.xls")


@pytest.mark.parametrize("text", ['[{"a": 1}]', '\ufeff\n[\n  {\n "a": 1}]', '{"a": 1}\n'])
def test_json_is_no_csv(tmp_path, text):
    problem = problem_of(read_csv, tmp_path / "data.csv", text.encode())
    assert (problem.code, problem.message) == ("unsupported-file", "data.csv is JSON and no CSV")
    assert problem.hint == "let its name end in .json"
    (tmp_path / "data.json").write_text(text)
    said = problem_of(read_csv, tmp_path / "data.json", text.encode())
    assert said.hint == "name the file alone: its ending says how it is read"
    (tmp_path / "new.csv").write_text('"[a]",{b}\n1,2\n')
    assert read_csv(tmp_path / "new.csv").names == ("[a]", "{b}")


def test_stdin_is_told_by_a_flag(tmp_path):
    for ending, hint in {".parquet": "add --format parquet", ".gz": "unpack it before"}.items():
        (tmp_path / "stdin.csv").write_bytes(READ[ending][0])
        with pytest.raises(DataError) as error:
            read_csv(tmp_path / "stdin.csv", label="stdin")
        assert error.value.problems[0].hint == hint


def test_binary_data_of_no_known_kind(tmp_path):
    data = np.arange(900, dtype=np.float64).tobytes()
    problem = problem_of(read_csv, tmp_path / "data.csv", data)
    assert problem.message == (
        "data.csv is not text: it begins with b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'"
    )
    assert problem.hint == "save the rows as .csv, .jsonl, .parquet or .xlsx"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("ORCID", "utf-8"),
        ("PAR1", "utf-8"),
        ("BZh", "utf-8"),
        ("größe", "latin-1"),
        ("größe", "utf-16"),
        ("größe", "utf-16-le"),
        ("größe", "utf-16-be"),
        ("年齢", "utf-16-le"),
        ("年齢", "shift_jis"),
        ("€uro", "cp1252"),
        ("PK", "utf-8"),
        ("q", "utf-8"),
    ],
)
def test_text_is_read(tmp_path, header, encoding):
    text = f"{header},name\n" + "".join(f"{n},ö{n}\n".replace("ö", header[-1]) for n in range(50))
    path = tmp_path / "data.csv"
    path.write_bytes(text.encode(encoding))
    assert read_csv(path, encoding=encoding)[header].tolist() == list(range(50))


def test_control_characters_in_text_are_text(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n" + "1,k\x07\n" * 50)
    assert read_csv(path)["b"].tolist() == ["k\x07"] * 50


def test_control_characters_may_separate(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a\x01b\n" + "1\x012\n" * 50)
    assert read_csv(path, sep="\x01")["b"].tolist() == [2] * 50


def test_a_text_file_under_a_foreign_name_is_read_where_a_spec_says_so(tmp_path):
    path = tmp_path / "report.xls"
    path.write_text("a\tb\n1\t2\n")
    assert read_csv(path, sep="\t").names == ("a", "b")


def test_a_stream_of_arrow_under_another_ending(tmp_path):
    problem = problem_of(read_csv, tmp_path / "data.csv", bytes_of(arrow_stream))
    assert problem.message == "data.csv is an Arrow file and no text"
    assert problem.hint == "let its name end in .arrow"
