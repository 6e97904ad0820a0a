"""`nnspec weights`."""

from __future__ import annotations

import re
from pathlib import Path

import keras
import numpy as np
import pytest

from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder


def kernel(run="strength", layer="dense"):
    model = keras.models.load_model(find_run(Path("runs"), run).model_keras)
    return model.get_layer(layer).get_weights()


def test_the_table_of_a_run(in_trained, cli):
    answer = cli("weights strength")
    assert (answer.exit_code, answer.stderr) == (0, "run strength/ID\n")
    lines = [re.split("  +", line) for line in answer.stdout.splitlines()]
    assert [line[:3] for line in lines[:-1]] == [
        ["layer", "array", "shape"],
        ["dense", "kernel", "8 x 8"],
        ["dense", "bias", "8"],
        ["dense_1", "kernel", "8 x 1"],
        ["dense_1", "bias", "1"],
    ]
    assert lines[0][3:] == ["mean", "std", "min", "max"]
    assert lines[-1] == ["81 numbers"]
    first = kernel()[0]
    expected = [first.mean(), first.std(), first.min(), first.max()]
    assert [float(text) for text in lines[1][3:]] == pytest.approx(expected, rel=1e-4)


def test_a_layer_with_the_names_of_its_features(in_trained, cli):
    answer = cli("weights strength dense -q")
    assert (answer.exit_code, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    assert lines[0] == "dense/kernel  8 x 8"
    assert lines[1].split() == list("01234567")
    assert [line.split()[0] for line in lines[2:10]] == [
        *("cement", "slag", "flyash", "water", "superplasticizer"),
        *("coarseaggregate", "fineaggregate", "age"),
    ]
    shown = np.array([line.split()[1:] for line in lines[2:10]], float)
    np.testing.assert_allclose(shown, kernel()[0], rtol=1e-4)
    assert lines[10:12] == ["", "dense/bias  8"]
    np.testing.assert_allclose(np.array(lines[13].split(), float), kernel()[1], rtol=1e-4)


def test_a_later_layer_has_numbered_rows(in_trained, cli):
    lines = cli("weights strength dense_1/kernel -q").stdout.splitlines()
    assert [line.split()[0] for line in lines[2:]] == list("01234567")


def test_first_rows_and_columns_of_a_large_array(workshop, cli, monkeypatch):
    made = {"wide": {"kernel": np.zeros((50, 30)), "bias": np.ones(30)}, "none": {}}
    made["wide"]["filters"] = np.zeros((3, 3, 2, 1))
    run = workshop / "runs" / "net" / "one"
    monkeypatch.setattr("nnspec.prediction.choose.choose_run", lambda *_: RunFolder(run))
    monkeypatch.setattr("nnspec.network.inspect.weights.read_layers", lambda _: made)
    lines = cli("weights net wide -q").stdout.splitlines()
    assert lines[1:3] == [f"   {'  '.join('01234567')}", f"0  {'  '.join('00000000')}"]
    assert lines[12] == "... 40 more rows and 22 more columns; -o FILE saves all"
    assert lines[17] == "... 22 more columns; -o FILE saves all"
    assert lines[19:22] == ["wide/filters  3 x 3 x 2 x 1", "       0", "0,0,0  0"]


def test_files(own_trained, cli):
    answer = cli("weights strength dense/kernel -o made/k.npy")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == "run strength/ID\n1 array written to made/k.npy\n"
    np.testing.assert_array_equal(np.load("made/k.npy"), kernel()[0])
    assert cli("weights strength -o all.npz").stderr.endswith("4 arrays written to all.npz\n")
    with np.load("all.npz") as file:
        assert list(file) == ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]
        np.testing.assert_array_equal(file["dense/bias"], kernel()[1])
    cli("weights strength dense/kernel -o k.csv")
    lines = Path("k.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "row,kernel_0,kernel_1,kernel_2,kernel_3,kernel_4,kernel_5,kernel_6,kernel_7"
    assert lines[1].startswith("cement,")
    read = np.array([line.split(",")[1:] for line in lines[1:]], np.float32)
    np.testing.assert_array_equal(read, kernel()[0])


def test_json(in_trained, cli):
    document = cli("weights strength --json").document
    assert document["run"].startswith("strength/")
    assert [(a["layer"], a["array"], a["shape"]) for a in document["arrays"]] == [
        ("dense", "kernel", [8, 8]),
        ("dense", "bias", [8]),
        ("dense_1", "kernel", [8, 1]),
        ("dense_1", "bias", [1]),
    ]
    assert list(document["arrays"][0])[3:] == ["mean", "std", "min", "max"]
    (array,) = cli("weights strength dense/kernel --json").document["arrays"]
    assert array["rows"][0] == "cement"
    np.testing.assert_array_equal(np.array(array["values"], np.float32), kernel()[0])


ERRORS = [
    (
        "weights strength dens",
        """\
error[unknown-layer]: run strength/ID has no layer 'dens'
  did you mean 'dense'?
  layers: dense, dense_1
""",
    ),
    (
        "weights strength dense/kernal",
        """\
error[unknown-array]: layer 'dense' of run strength/ID has no array 'kernal'
  did you mean 'kernel'?
  arrays: kernel, bias
""",
    ),
    (
        "weights strength dense -o k.npy",
        """\
error[several-arrays]: k.npy can hold one array, and these are 2
  name one, as in 'dense/kernel', or write .npz
""",
    ),
    (
        "weights strength dense -o k.txt",
        "error[unknown-format]: cannot write k.txt: expected .npy, .npz or .csv\n",
    ),
]


@pytest.mark.parametrize(("line", "stderr"), ERRORS)
def test_what_is_not_there(in_trained, cli, line, stderr):
    answer = cli(f"{line} -q")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", stderr)


def test_an_interrupted_run_by_its_folder(interrupted, cli):
    answer = cli(f"weights {interrupted.path.as_posix()}")
    assert answer.exit_code == 0
    assert answer.stderr.startswith("run strength/ID, interrupted: its best network, of epoch")
    assert "dense    kernel" in answer.stdout
    runs = interrupted.path.parents[1].as_posix()
    assert cli(f"weights --runs-dir {runs}").exit_code == 2
