"""One JSON object instead of rows is said, with what to do."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from nnspec.data.formats.json.reader import read_json
from nnspec.errors import DataError

MESSAGE = "a.json is one JSON object and not rows: expected a list of objects, "
MESSAGE += '[{"age": 28}, ...], or one object a line'
FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})


def problem_of(folder, text):
    path = folder / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_json(path, label="a.json")
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize("orient", ["columns", "index", "split", "tight"])
@pytest.mark.parametrize("indent", [None, 2])
def test_what_pandas_writes_otherwise(tmp_path, orient, indent):
    text = json.dumps(
        FRAME.to_dict(orient=orient if orient != "columns" else "dict"), indent=indent
    )
    problem = problem_of(tmp_path, text)
    assert (problem.code, problem.message) == ("unreadable-json", MESSAGE)
    assert problem.hint == "pandas writes rows with to_json(..., orient='records')"
    (tmp_path / "a.json").write_text(FRAME.to_json(orient="records"))
    assert read_json(tmp_path / "a.json").names == ("a", "b")


def test_rows_under_a_key(tmp_path):
    text = json.dumps({"count": 2, "rows": FRAME.to_dict(orient="records")}, indent=1)
    problem = problem_of(tmp_path, text)
    assert problem.message == MESSAGE
    assert problem.hint == "the rows stand under 'rows': save that list as a file of its own"
    assert problem.details == ("its keys: count, rows",)


def test_one_row_over_several_lines(tmp_path):
    problem = problem_of(tmp_path, '{\n  "a": 1,\n  "b": "x"\n}')
    assert (problem.message, problem.hint) == (MESSAGE, "put it in a list: [{...}]")
    (tmp_path / "a.json").write_text('[{\n  "a": 1,\n  "b": "x"\n}]')
    assert read_json(tmp_path / "a.json").n_rows == 1


def test_one_row_on_a_line_is_a_row(tmp_path):
    (tmp_path / "a.json").write_text('{"a": 1, "b": "x"}')
    assert read_json(tmp_path / "a.json").n_rows == 1
