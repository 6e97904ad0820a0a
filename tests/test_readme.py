"""The README says what the program does."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from nnspec.checks.validate import validate
from nnspec.cli.main import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def transcript(command: str) -> str:
    """What the README shows below `$ command`."""
    found = re.search(rf"^    \$ {re.escape(command)}\n((?:    .*\n|\n(?=    ))*)", README, re.M)
    assert found, f"the README does not show '{command}'"
    return textwrap.dedent(found.group(1)).rstrip("\n")


def test_the_spec_shown_is_the_spec_shipped():
    shown = re.search(r"```yaml\n(.*?)```", README, re.S).group(1)
    shipped = (ROOT / "specs" / "concrete.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(shown) == yaml.safe_load(shipped)


def test_the_mistakes_shown_give_the_problems_shown(tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    data = (ROOT / "datasets" / "concrete.csv").read_bytes()
    (tmp_path / "datasets" / "concrete.csv").write_bytes(data)
    (tmp_path / "draft.yaml").write_text(
        textwrap.dedent("""\
            data:
              source: datasets/concrete.csv
              target: strenght
            layers:
              - Dense: {unit: 64, activation: relu}
              - Dense: 1
            compile: {optimizer: adam, loss: mse, metrics: [mea]}
            training: {epochs: 50, batchsize: 32}
            """),
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["validate", "draft.yaml"])
    assert result.exit_code == 2
    assert result.stderr.rstrip("\n") == transcript("nnspec validate draft.yaml")


@pytest.mark.parametrize(
    "command", re.findall(r"^\| `nnspec ([a-z ]+?)(?: \[| [A-Z]|`)", README, re.M)
)
def test_every_command_listed_exists(command):
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0


@pytest.mark.parametrize("flag", sorted(set(re.findall(r"`(--[a-z-]+)", README))))
def test_every_flag_named_exists(flag):
    verbs = ["init", "train", "validate", "evaluate", "predict", "summary"]
    verbs += ["weights", "activations", "export", "report", "runs compare"]
    helps = [
        CliRunner().invoke(app, [*verb.split(), "--help"], env={"COLUMNS": "200"}).stdout
        for verb in verbs
    ]
    assert any(flag in text for text in helps)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_link_leads_somewhere(target):
    assert (ROOT / target).exists()


def test_the_shipped_specs_are_valid():
    for spec in sorted((ROOT / "specs").glob("*.yaml")):
        assert validate(spec).problems == ()
