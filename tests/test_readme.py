"""The README says what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from nnspec.checks.validate import validate
from nnspec.cli.main import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


SESSION = re.findall(r"^    \$ (nnspec .*)$", README, re.M)


def transcript(command: str) -> str:
    """What the README shows below `$ command`."""
    found = re.search(rf"^    \$ {re.escape(command)}\n((?:    .*\n|\n(?=    ))*)", README, re.M)
    assert found, f"the README does not show '{command}'"
    return textwrap.dedent(found.group(1)).rstrip("\n")


def test_the_spec_shown_is_the_spec_shipped():
    shown = re.search(r"```yaml\n(.*?)```", README, re.S).group(1)
    shipped = (ROOT / "specs" / "concrete.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(shown) == yaml.safe_load(shipped)


def test_the_mistakes_shown_give_the_problems_shown(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, ["validate", "specs/mistakes/draft.yaml"])
    assert result.exit_code == 2
    assert result.stderr.rstrip("\n") == transcript("nnspec validate specs/mistakes/draft.yaml")


def test_the_session_can_be_copied():
    assert len(SESSION) >= 6
    for command in SESSION:
        words = re.sub(r" -o \S+", "", command).split()
        named = [word for word in words if re.search(r"\.\w+$", word)]
        assert [name for name in named if not (ROOT / name).is_file()] == [], command
    python = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    named = re.findall(r'"([\w/]+/[^"]+\.\w+)"', python)
    assert named
    assert all((ROOT / name).is_file() for name in named)


def test_the_sessions_commands_work(own_trained, monkeypatch):
    """All but the training, with a run of the same data in place of its own."""
    for folder in ("datasets", "specs"):
        shutil.copytree(ROOT / folder, own_trained / folder, dirs_exist_ok=True)
    for other in (own_trained / "runs").iterdir():
        if other.is_dir() and other.name != "strength":
            shutil.rmtree(other)
    for command in SESSION:
        _, verb, *words = shlex.split(command)
        if verb == "train":
            continue
        words = ["strength" if word == "concrete" else word for word in words]
        result = CliRunner().invoke(app, [verb, *words])
        wrong = any("mistakes/" in word for word in words)
        assert result.exit_code == (2 if wrong else 0), (command, result.stderr)
        if verb == "predict":
            shown = transcript(command).splitlines()[1:]
            made = result.stdout.splitlines()
            assert len(made) == len(shown)
            assert [line.rpartition(",")[0] for line in made] == [
                line.rpartition(",")[0] for line in shown
            ]


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
