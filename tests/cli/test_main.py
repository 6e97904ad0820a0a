"""The program itself: its verbs, its version, and flags that are wrong."""

from __future__ import annotations

import re

import pytest

from nnspec.version import __version__

VERBS = ("train", "validate", "evaluate", "predict", "summary", "runs")


def words(text):
    """Text without the frame that Typer draws around it."""
    return re.sub(r"[\s│╭╮╰╯─]+", " ", text)


def test_the_version(cli):
    answer = cli("--version")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, f"nnspec {__version__}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_names_every_verb(cli, flag):
    answer = cli(flag)
    assert answer.exit_code == 0
    for verb in VERBS:
        assert re.search(rf"\b{verb}\b", answer.stdout)


@pytest.mark.parametrize("verb", [*VERBS, "runs list", "runs show"])
def test_every_verb_has_help(cli, verb):
    assert cli(f"{verb} --help").exit_code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("frobnicate", "No such command 'frobnicate'."),
        ("train", "Missing argument 'SPEC...'."),
        ("validate", "Missing argument 'SPEC...'."),
        ("summary", "Missing argument 'SPEC|RUN'."),
        ("predict", "Missing option '--input' / '-i'."),
        ("predict -i new.csv --prob", "No such option: --prob"),
        ("evaluate --split train", "'train' is not one of 'training', 'validation', 'test'."),
        ("runs list --limit 0", "Invalid value for '--limit'"),
        ("runs frobnicate", "No such command 'frobnicate'."),
        ("validate x.yaml --format xml", "'xml' is not one of 'text', 'json', 'github'."),
    ],
)
def test_wrong_flags(cli, line, said):
    answer = cli(line)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert said in words(answer.stderr)


@pytest.mark.parametrize("line", ["", "runs"])
def test_without_a_verb_there_is_help(cli, line):
    answer = cli(line)
    assert answer.exit_code == 2
    assert "Usage" in answer.stdout + answer.stderr
