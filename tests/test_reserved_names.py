"""Names that some systems keep for devices: validate and train answer alike."""

from __future__ import annotations

import re

import pytest

from nnspec.errors import NnspecError, RunError
from nnspec.reserved_names import RUN_NAME, is_reserved, name_of_runs
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.plain_values import read_run_name

RESERVED = ["con", "NUL", "Aux", "prn", "com1", "LPT9", "con.yaml", "nul.tar.gz", "a.", "a.b.."]
FREE = ["console", "nulls", "com", "com10", "a.con", "aux-1", "my.net", "0", "a" * 64, "a_", "a-"]


@pytest.mark.parametrize("name", RESERVED)
def test_refused_by_all_who_ask(tmp_path, name):
    assert is_reserved(name)
    assert re.search(RUN_NAME, name) is None
    with pytest.raises(ValueError):
        read_run_name(name)
    with pytest.raises(RunError):
        RunFolder.create(tmp_path, name)


@pytest.mark.parametrize("name", FREE)
def test_taken_by_all_who_ask(tmp_path, name):
    assert not is_reserved(name)
    assert re.search(RUN_NAME, name)
    assert read_run_name(name) == name
    assert RunFolder.create(tmp_path, name).name == name


@pytest.mark.parametrize("name", ["con ", "con .txt", "com¹", "CONIN$", "a "])
def test_names_of_files_that_no_run_can_have(name):
    assert is_reserved(name)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("con.yaml", "con-spec"),
        ("NUL.tar.yaml", "NUL-spec"),
        ("my net.yaml", "my-net"),
        (".hidden.yaml", "hidden"),
        ("größe.yaml", "gr-e"),
        ("---.yaml", "spec"),
        (f"{'a' * 80}.yaml", "a" * 64),
    ],
)
def test_the_name_of_a_file_becomes_one_of_runs(tmp_path, file, name):
    assert name_of_runs(file, "spec") == name
    assert read_run_name(name) == name
    try:
        RunFolder.create(tmp_path, name)
    except NnspecError as error:
        pytest.fail(str(error))
