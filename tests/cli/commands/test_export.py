"""`nnspec export`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.runs.find import find_run


def test_a_file_of_the_latest_run(own_trained, cli):
    answer = cli("export --to onnx")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == (
        "run twins/ID\nwritten to twins.onnx: the run's own file, byte for byte\n"
    )
    assert Path("twins.onnx").read_bytes() == find_run(Path("runs")).model_onnx.read_bytes()


def test_with_the_preprocessing(own_trained, cli):
    answer = cli("export species --to onnx --with-preprocessing -o new/birds.onnx --json")
    assert answer.exit_code == 0
    document = answer.document
    assert document["run"].startswith("species/")
    checked = document.pop("checked")
    assert (checked["rows_of"], checked["rows"]) == ("test", 69)
    assert document | {"run": ""} == {
        "run": "",
        "format": "onnx",
        "path": "new/birds.onnx",
        "preprocessing": True,
    }
    first, second, third = answer.stderr.splitlines()
    assert (first, second) == (
        "run species/ID",
        "a row that predict would refuse gives NaN and no class",
    )
    difference = f"{checked['largest_difference']:.1e}"
    assert third == (
        f"written to new/birds.onnx: differs from predict by at most {difference} of an output's "
        "scale on 69 test rows"
    )
    assert Path("new/birds.onnx").is_file()


ERRORS = [
    (
        "--to onx",
        "error[unknown-format]: there is no format 'onx'\n"
        "  did you mean 'onnx'?\n"
        "  formats: onnx, tflite, saved_model, keras, h5\n",
    ),
    (
        "--to tflite --with-preprocessing",
        "error[cannot-hold]: tflite cannot hold the text column 'island': "
        "it has no operations on text\n"
        "  onnx and saved_model can, and so can tflite without --with-preprocessing\n",
    ),
    (
        "--to keras --with-preprocessing",
        "error[cannot-hold]: keras cannot hold the preprocessing: "
        "it is a copy of the run's model.keras\n"
        "  onnx, tflite and saved_model can\n",
    ),
    (
        "--to h5 -o there.h5",
        "error[file-exists]: there.h5 exists already\n  --force overwrites it\n",
    ),
    (
        "--to h5 -o there.h5/net.h5",
        "error[cannot-write]: cannot write there.h5/net.h5: there.h5 is a file\n",
    ),
]


@pytest.mark.parametrize(("flags", "stderr"), ERRORS)
def test_what_is_wrong(own_trained, cli, flags, stderr):
    Path("there.h5").write_text("mine")
    before = sorted(Path().iterdir())
    answer = cli(f"export species {flags} -q")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", stderr)
    assert sorted(Path().iterdir()) == before
    assert Path("there.h5").read_text() == "mine"


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [(OSError(28, "No space left on device"), 1), (OSError(30, "Read-only file system"), 2)],
)
def test_the_disk_refuses(own_trained, cli, monkeypatch, error, exit_code):
    def refuse(*_):
        raise error

    monkeypatch.setattr("shutil.copyfile", refuse)
    answer = cli("export species --to h5 -q")
    assert (answer.exit_code, answer.stderr) == (
        exit_code,
        f"error[cannot-write]: cannot write species.h5: {error.strerror}\n",
    )
    assert not Path("species.h5").exists()
