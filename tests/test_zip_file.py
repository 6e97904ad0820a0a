"""A .zip that holds one file is that file."""

from __future__ import annotations

import zipfile

import pytest

from nnspec.data.formats.csv.reader import read_csv
from nnspec.errors import DataError
from nnspec.zip_file import name_in_zip


def pack(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return path


def problem_of(path):
    with pytest.raises(DataError) as error:
        read_csv(path, label="data.zip")
    (problem,) = error.value.problems
    return problem


def test_the_one_file_is_read(tmp_path):
    path = pack(tmp_path / "data.zip", d_csv="a,b\n1,x\n2,y\n")
    (tmp_path / "d.csv").write_text("a,b\n1,x\n2,y\n")
    assert name_in_zip(path) == "d.csv"
    for rows in (None, 1):
        plain = read_csv(tmp_path / "d.csv", max_rows=rows)
        assert read_csv(path, max_rows=rows).fingerprint() == plain.fingerprint()


def test_what_macos_adds_does_not_count(tmp_path):
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rows/", "")
        archive.writestr("rows/d.tsv", "a\n1\n")
        archive.writestr("__MACOSX/rows/._d.tsv", "x")
        archive.writestr("rows/.DS_Store", "x")
    assert name_in_zip(path) == "rows/d.tsv"
    assert read_csv(path).n_rows == 1


def test_several_files_are_named(tmp_path):
    path = pack(tmp_path / "data.zip", a_csv="a\n1\n", b_csv="a\n1\n", README_txt="no")
    problem = problem_of(path)
    assert problem.code == "not-one-file"
    assert problem.message == "data.zip holds 3 files, and not one: a.csv, b.csv, README.txt"
    assert problem.hint == "unpack it and name the file that holds the rows"
    assert name_in_zip(path) is None
    assert problem_of(pack(tmp_path / "no.zip")).message == "data.zip holds no file"


def test_a_damaged_archive(tmp_path):
    path = tmp_path / "data.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    said = "data.zip cannot be read as a .zip: File is not a zip file"
    assert problem_of(path).message == said
    assert name_in_zip(path) is None and name_in_zip(tmp_path / "other.zip") is None
    whole = pack(tmp_path / "whole.zip", d_csv="a,b\n" + "1,2\n" * 9000).read_bytes()
    path.write_bytes(whole[:60] + bytes(9) + whole[69:])
    assert problem_of(path).code == "unreadable-file"


def test_a_password(tmp_path):
    path = pack(tmp_path / "data.zip", d_csv="a\n1\n")
    data = bytearray(path.read_bytes())
    # The flag of encryption, in the local header and in the directory at the end.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    problem = problem_of(path)
    assert (problem.message, problem.hint) == ("data.zip asks for a password", "unpack it")
