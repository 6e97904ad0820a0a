"""Files that cannot be read at all."""

import os

import pytest

from nnspec.data.formats.common.files import check_is_file, open_binary
from nnspec.errors import DataError


def problem_of(path, label):
    with pytest.raises(DataError) as error, open_binary(path, label) as file:
        file.read()
    (problem,) = error.value.problems
    return problem.code, problem.message, problem.hint


def test_a_misspelt_file_gets_the_nearest_name(tmp_path):
    (tmp_path / "concrete.csv").touch()
    assert problem_of(tmp_path / "concret.csv", "data/concret.csv") == (
        "no-such-file",
        "there is no file data/concret.csv",
        "did you mean 'concrete.csv'?",
    )


def test_a_folder_is_no_file_to_suggest(tmp_path):
    (tmp_path / "concrete").mkdir()
    assert problem_of(tmp_path / "concret.csv", "concret.csv") == (
        "no-such-file",
        "there is no file concret.csv",
        None,
    )


def test_what_may_have_no_end_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "f.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    hint = "copy what it gives into a file"
    for name in ("f.csv", "zero.csv"):
        message = f"{name} is a pipe or a device, not a CSV file"
        assert problem_of(tmp_path / name, name) == ("not-a-file", message, hint)
    message = "loop.csv is a link that leads to no file"
    assert problem_of(tmp_path / "loop.csv", "loop.csv") == ("not-a-file", message, None)


def test_a_misspelt_folder(tmp_path):
    assert problem_of(tmp_path / "no" / "a.csv", "no/a.csv") == (
        "no-such-file",
        "there is no file no/a.csv",
        "there is no folder 'no' either",
    )


def test_a_folder(tmp_path):
    assert problem_of(tmp_path, "data") == (
        "not-a-file",
        "data is a folder, not a CSV file",
        None,
    )


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz", "zst"])
def test_a_damaged_archive_is_no_traceback(tmp_path, ending):
    path = tmp_path / f"a.csv.{ending}"
    path.write_bytes(b"no archive")
    code, message, _ = problem_of(path, path.name)
    assert code == "unreadable-file"
    assert message.startswith(f"a.csv.{ending} cannot be read: ")


def test_a_name_that_is_too_long_is_said(tmp_path):
    with pytest.raises(DataError) as error:
        check_is_file(tmp_path / ("m" * 300 + ".xlsx"), "long.xlsx", "an Excel file")
    (problem,) = error.value.problems
    assert problem.code == "unreadable-file"
    assert problem.message == "long.xlsx cannot be read: File name too long"


def test_a_file_in_a_folder_beside_it(tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets/new.csv").touch()
    (tmp_path / "news.csv").touch()
    assert problem_of(tmp_path / "new.csv", "new.csv") == (
        "no-such-file",
        "there is no file new.csv",
        "did you mean 'datasets/new.csv'?",
    )
