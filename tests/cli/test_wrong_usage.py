"""What is said to flags and arguments that a command does not have."""

from __future__ import annotations

import re
import shlex

import pytest

from nnspec.cli.wrong_usage import _COMMANDS, _SPEC_FLAGS


def words(text):
    return re.sub(r"[\s│╭╮╰╯─]+", " ", text)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "train x.yaml --epochs 5",
            "No such option: --epochs. It is a value of the spec: add --set training.epochs=5 ",
        ),
        (
            "validate x.yaml --batch_size=4",
            "No such option: --batch_size. It is a value of the spec: "
            "add --set training.batch_size=32 ",
        ),
        (
            "predict RUN new.csv",
            "Missing option '--input' / '-i'. Name the rows with a flag: --input new.csv ",
        ),
        (
            "evaluate RUN new.csv",
            "Got unexpected extra argument(s) (new.csv). "
            "Name the rows with a flag: --input new.csv ",
        ),
        (
            "evaluate RUN --ci 90",
            "Got unexpected extra argument(s) (90). "
            "Name the level with a flag of its own: --ci-level 0.9 ",
        ),
        ("runs list --epochs 5", "No such option: --epochs "),
        (
            "predict RUN",
            "Missing option '--input' / '-i'. Name the rows: --input FILE, or --input - for stdin ",
        ),
        ("runs list -n few", "Invalid value for '--limit' / '-n': expected a whole number "),
        ("runs list -n 0", "Invalid value for '--limit' / '-n': expected at least 1 "),
        ("evaluate --ci-level x", "Invalid value for '--ci-level': expected a number "),
        ("export RUN", "Missing option '--to'. Formats: onnx, tflite, saved_model, keras, h5 "),
        ("fit x.yaml", "No such command 'fit'. Did you mean 'nnspec train'? "),
        ("list", "No such command 'list'. Did you mean 'nnspec runs list'? "),
        ("runs rm x", "No such command 'rm'. A run is removed by deleting its folder "),
        ("runs ls", "No such command 'ls'. Did you mean 'list'? "),
        (
            "validate x.yaml --format yaml",
            "Invalid value for '--format': 'yaml' is not one of 'text', 'json', 'github'. ",
        ),
        (
            "predict RUN -i new.csv --on-error drop",
            "Invalid value for '--on-error': 'drop' is not one of 'stop', 'skip', 'null'. ",
        ),
    ],
)
def test_the_hint_says_what_to_write(cli, line, said):
    answer = cli(line)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert said in words(answer.stderr)


@pytest.mark.parametrize("setting", sorted(set(_SPEC_FLAGS.values())))
def test_a_hinted_setting_is_one_that_a_spec_takes(cli, tmp_path, monkeypatch, setting):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{n},{n * n % 7},{n % 5}\n" for n in range(60))
    (tmp_path / "x.csv").write_text("A,B,COLUMN\n" + rows, encoding="utf-8")
    (tmp_path / "x.yaml").write_text(
        "data: {source: x.csv, target: COLUMN}\n"
        "layers: [{Dense: 4}, {Dense: 1}]\n"
        "compile: {optimizer: adam, loss: mse}\n",
        encoding="utf-8",
    )
    answer = cli(f"validate x.yaml --set {setting}")
    refused = re.findall(r"error\[(.*?)\]", answer.stderr)
    # Weights of classes need classes, and a file needs an ending; the key is right.
    allowed = {"training.class_weight=balanced": 1, "data.source=FILE": 1}
    assert len(refused) <= allowed.get(shlex.split(setting)[0], 0), answer.stderr
    assert not {"unknown-key", "unknown-section", "wrong-type"} & set(refused)


def test_control_characters_are_escaped(cli):
    for line in ("train '--\x1b[31mred'", "'\x1b[2Jfrobnicate'", "train x.yaml --device '\x9b31m'"):
        answer = cli(line)
        assert answer.exit_code == 2
        assert answer.stderr.replace("\n", "").isprintable()


@pytest.mark.parametrize("meant", sorted(set(_COMMANDS.values())))
def test_a_hinted_command_is_one(cli, meant):
    assert cli(f"{meant.removeprefix('nnspec ')} --help").exit_code == 0


def test_a_text_of_a_megabyte_is_repeated_short(cli):
    long = "m" * 1_000_000
    for line in (f"validate --{long}", long, f"doctor {long}"):
        result = cli(line)
        assert result.exit_code == 2
        assert "mmm" in result.stderr
        assert len(result.stderr) < 1500
