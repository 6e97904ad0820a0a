"""`nnspec summary`."""

from __future__ import annotations

from PIL import Image

from nnspec.data.loading.memory_need import Estimate

STRENGTH = """\
name     layer       output shape  parameters  from
input    InputLayer  rows x 8               0
dense    Dense       rows x 8              72  input
dense_1  Dense       rows x 1               9  dense
81 parameters, 81 of them trainable
"""


def test_a_spec(workshop, cli):
    answer = cli("summary strength.yaml")
    assert (answer.exit_code, answer.stdout) == (0, STRENGTH)
    assert answer.stderr == ("concrete.csv: 1,030 rows; 618 training, 206 validation, 206 test\n")
    assert not (workshop / "runs").exists()


def test_an_override(workshop, cli):
    answer = cli("summary strength.yaml -q --set layers.0.Dense.units=3")
    assert "31 parameters, 31 of them trainable" in answer.stdout


def test_a_run(in_trained, cli):
    answer = cli("summary strength")
    assert (answer.exit_code, answer.stdout) == (0, STRENGTH)
    assert answer.stderr == "run strength/ID\n"


def test_json(in_trained, cli):
    document = cli("summary twins --json").document
    assert (document["parameters"], document["trainable"]) == (52, 52)
    assert document["layers"][-1] == {
        "name": "mass",
        "layer": "Dense",
        "output_shape": [None, 1],
        "parameters": 7,
        "trainable": 7,
        "from": ["trunk"],
    }


def test_a_picture(own_trained, cli):
    answer = cli("summary strength --plot made/net.png")
    assert (answer.exit_code, answer.stdout) == (0, STRENGTH)
    assert answer.stderr == "run strength/ID\nwritten to made/net.png\n"
    with Image.open("made/net.png") as picture:
        assert picture.format == "PNG"
    answer = cli("summary strength --plot net.svg")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "error[unknown-format]: cannot write net.svg: expected .png\n"


def test_what_is_neither(in_trained, cli):
    answer = cli("summary nothing")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "error[unknown-run]: there is no run 'nothing' in runs/\n"
        "  specs with runs: sexes, species, strength, twins\n"
    )
    answer = cli("summary nothing.yaml")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "error[no-such-file]: there is no file nothing.yaml\n"
        "  specs in .: sexes.yaml, species.yaml, strength.yaml, twins.yaml\n"
    )


def test_a_network_that_keras_refuses(workshop, cli):
    answer = cli("summary strength.yaml -q --set layers.0='{Reshape: [3]}'")
    assert answer.exit_code == 2
    assert "Traceback" not in answer.stderr


def test_rows_that_do_not_fit_memory_are_cleared_away(workshop, cli, monkeypatch):
    needed = Estimate(1030, 3 << 40, 0)
    monkeypatch.setattr("nnspec.training.read.estimate", lambda *_, **__: needed)
    monkeypatch.setattr("tempfile.tempdir", str(workshop / "temporary"))
    (workshop / "temporary").mkdir()
    answer = cli("summary strength.yaml")
    assert (answer.exit_code, answer.stdout) == (0, STRENGTH)
    assert "they are preprocessed once and streamed from disk" in answer.stderr
    assert cli("validate strength.yaml --build").exit_code == 0
    assert list((workshop / "temporary").iterdir()) == []
    assert not (workshop / "runs").exists()
