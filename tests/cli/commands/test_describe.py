from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from nnspec.cli.main import app


def run(*arguments: str):
    return CliRunner().invoke(app, ["describe", *arguments])


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dense", "Dense: a layer"),
        ("mse", "mse = MeanSquaredError: a loss"),
        ("layers", "layers"),
        ("training", "training: a section of a spec"),
        ("training.epochs", "training.epochs"),
        ("checks", "checks"),
        ("units", "units"),
    ],
)
def test_a_name(name, first):
    result = run(name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.split("\n")[0] == first


def test_a_name_of_two_families_shows_both():
    lines = run("mse").stdout.split("\n")
    assert "mse = MeanSquaredError: a loss" in lines
    assert "mse = MeanSquaredError: a metric" in lines


def test_no_name_lists_what_there_is():
    lines = run().stdout.split("\n")
    assert lines[0] == "families"
    assert "sections" in lines


def test_an_unknown_name():
    result = run("Dnse")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error[unknown-name]: nothing is called 'Dnse'\n  did you mean 'Dense'?\n"
    )


def test_a_parameter_alone_lists_whose_it_is():
    assert [line.split()[0] for line in run("pool_size").stdout.splitlines()][:2] == [
        "pool_size",
        "AveragePooling1D.pool_size",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lr", "nothing is called 'lr'\n  did you mean 'learning_rate'?\n"),
        ("r2", "nothing is called 'r2'\n  did you mean 'R2Score'?\n"),
        ("Adam.lr", "Adam has no parameter 'lr'\n  did you mean 'learning_rate'?\n"),
    ],
)
def test_what_people_call_a_thing(name, said):
    result = run(name)
    assert result.exit_code == 2
    assert result.stderr.partition(": ")[2] == said
    assert run(result.stderr.split("'")[-2]).exit_code == 0


def test_json():
    document = json.loads(run("EarlyStopping", "--json").stdout)
    (topic,) = document["topics"]
    assert document["name"] == topic["name"] == "EarlyStopping"
    assert topic["topic"] == "entry"
    assert topic["parameters"][0] == {
        "name": "monitor",
        "takes": "a text",
        "required": False,
        "default": "val_loss",
        "summary": "Quantity to be monitored.",
        "shared": False,
        "topic": "parameter",
    }


def test_json_of_an_unknown_name():
    result = run("Dnse", "--json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["hint"]) == ("unknown-name", "did you mean 'Dense'?")
