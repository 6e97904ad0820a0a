"""Rows to JSON, as a list or a line each."""

from __future__ import annotations

import io
import json

import numpy as np
import pyarrow as pa

from nnspec.data.formats.registry import file_format_of
from nnspec.data.table.arrow import to_arrow


def written(form, *batches, names):
    file = io.BytesIO()
    writer = file_format_of(form).writer(file, names, "out")
    for batch in batches:
        writer.write(batch)
    writer.close()
    return file.getvalue()


def test_json_lines_have_the_shortest_numbers_and_null_for_none():
    columns = [to_arrow(np.array([0.1, np.nan], np.float32)), pa.array(["é", None])]
    text = written("jsonl", columns, names=["a", "b"]).decode()
    assert text == '{"a": 0.1, "b": "é"}\n{"a": null, "b": null}\n'
    assert json.loads(text.splitlines()[0])["a"] == 0.1


def test_a_list_of_json():
    first, second = [pa.array([1, 2])], [pa.array([3])]
    text = written("json", first, [pa.array([], pa.int64())], second, names=["a"]).decode()
    assert text == '[\n{"a": 1},\n{"a": 2},\n{"a": 3}\n]\n'
    assert written("json", names=["a"]) == b"[]\n"
