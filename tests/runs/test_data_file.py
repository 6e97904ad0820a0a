import json

import pytest

from nnspec.errors import RunError
from nnspec.runs.data_file import read_data
from nnspec.runs.folder import RunFolder


def test_what_was_written_is_read(tmp_path):
    run = RunFolder(tmp_path)
    document = {
        "rows": {"training": 6},
        "columns": [{"name": "age", "role": "feature", "missing": 0, "mean": None}],
    }
    run.data.write_text(json.dumps(document), encoding="utf-8")
    assert read_data(run) == document


def test_a_run_without_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_data(RunFolder(tmp_path))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, "it has no 'columns'"),
        ({"columns": [{"name": "age"}]}, "it has no 'columns[0].role'"),
    ],
)
def test_a_damaged_one(tmp_path, document, reason):
    run = RunFolder(tmp_path)
    run.data.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(RunError) as caught:
        read_data(run)
    assert caught.value.problems[0].message == f"{run.data.as_posix()} is damaged: {reason}"
