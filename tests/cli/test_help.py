"""Help shows what a person types."""

from __future__ import annotations

import re

import pytest
import typer.main

from nnspec.cli.main import app

COMMANDS = [
    *("", "init", "train", "validate", "evaluate", "predict", "summary", "weights"),
    *("activations", "export", "report", "describe", "schema", "doctor"),
    *("runs", "runs list", "runs show", "runs compare"),
]


@pytest.fixture
def help_of(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    return lambda command: cli(f"{command} --help").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_no_types_of_python(help_of, command):
    text = help_of(command)
    assert "Usage: " in text
    assert not re.search(r"<\w|\{|\[\[|list\[", text)
    assert max(map(len, text.splitlines())) <= 80
    # A name that does not fit would be cut.
    assert "…" not in text


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("train", "train [OPTIONS] SPEC..."),
        ("evaluate", "evaluate [OPTIONS] [RUN]"),
        ("activations", "activations [OPTIONS] RUN LAYER"),
        ("weights", "weights [OPTIONS] [RUN] [LAYER]"),
        ("runs compare", "runs compare [OPTIONS] RUN RUN..."),
    ],
)
def test_usage(help_of, command, usage):
    line = next(line for line in help_of(command).splitlines() if "Usage:" in line)
    assert line.split(maxsplit=2)[2].strip() == usage


def test_every_command_is_here():
    root = typer.main.get_command(app)
    runs = root.commands["runs"].commands
    assert {*root.commands, *(f"runs {name}" for name in runs)} == {*COMMANDS} - {""}


def test_completion(cli):
    assert "--install-completion" in cli("--help").stdout
    assert "complete -o default -F" in cli("--show-completion bash").stdout
