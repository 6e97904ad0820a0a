"""The formats: their names, their endings, and where a file goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nnspec.errors import InputError
from nnspec.export.formats import FORMATS, find_format, output_path


def message(call):
    with pytest.raises(InputError) as caught:
        call()
    (problem,) = caught.value.problems
    return problem.message, problem.hint


@pytest.mark.parametrize(
    ("word", "right"),
    [("onx", "onnx"), ("SavedModel", "saved_model"), ("tf-lite", "tflite"), ("hdf", None)],
)
def test_a_wrong_name_gets_the_nearest_right_one(word, right):
    hint = right and f"did you mean '{right}'?"
    assert message(lambda: find_format(word)) == (f"there is no format '{word}'", hint)


def test_only_some_hold_the_preprocessing():
    assert message(lambda: find_format("h5", preprocessing=True)) == (
        "h5 cannot hold the preprocessing: it is a copy of the run's model.h5",
        "onnx, tflite and saved_model can",
    )
    for name in ("onnx", "tflite", "saved_model"):
        assert find_format(name, preprocessing=True) is FORMATS[name]


def test_the_file_has_the_name_of_the_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [output_path(made, "car", None, force=False).as_posix() for made in FORMATS.values()]
    assert paths == ["car.onnx", "car.tflite", "car", "car.keras", "car.h5"]
    assert output_path(FORMATS["onnx"], "car", Path("a/net.bin"), force=False) == Path("a/net.bin")


REFUSED = [
    ("onnx", "net.h5", "net.h5 has the ending of h5, and onnx is asked for", None),
    (
        "saved_model",
        "net.onnx",
        "net.onnx has the ending of onnx, and saved_model is asked for",
        None,
    ),
    ("keras", "net", "net does not end with .keras, without which Keras cannot load it", None),
    ("onnx", "there.onnx", "there.onnx exists already", "--force overwrites it"),
    ("onnx", "folder", "folder is a folder", None),
    ("saved_model", "file", "file is a file", "name a folder with -o"),
    (
        "saved_model",
        "folder",
        "the folder folder exists and is no SavedModel",
        "name another one with -o",
    ),
    ("saved_model", "saved", "saved exists already", "--force overwrites it"),
    ("onnx", "file/net.onnx", "cannot write file/net.onnx: file is a file", None),
]


@pytest.mark.parametrize(("name", "path", "said", "hint"), REFUSED)
def test_where_a_file_cannot_go(tmp_path, monkeypatch, name, path, said, hint):
    monkeypatch.chdir(tmp_path)
    for file in ("there.onnx", "file", "folder/mine.txt", "saved/saved_model.pb"):
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_text("")
    call = lambda: output_path(FORMATS[name], "car", Path(path), force=False)  # noqa: E731
    assert message(call) == (said, hint)


def test_force_replaces_files_and_saved_models_alone(tmp_path):
    (tmp_path / "old.onnx").write_text("")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("")
    path = tmp_path / "old.onnx"
    assert output_path(FORMATS["onnx"], "car", path, force=True) == path
    with pytest.raises(InputError, match="is no SavedModel"):
        output_path(FORMATS["saved_model"], "car", tmp_path / "mine", force=True)


def test_a_folder_that_may_not_be_written_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("locked").mkdir()
    # Whoever runs the tests may be allowed everything.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "locked")
    assert message(
        lambda: output_path(FORMATS["onnx"], "car", Path("locked/net.onnx"), force=False)
    ) == ("cannot write locked/net.onnx: the folder locked may not be written to", None)
