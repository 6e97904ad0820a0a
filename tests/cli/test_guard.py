"""Whatever happens ends in text and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from nnspec.cli.guard import guarded
from nnspec.errors import DataError, Problem, TrainingError

BUG = "error[internal]: KeyError: 'x'\n  this is a bug in nnspec; --debug shows where\n"
CASES = [
    (
        DataError(Problem("bad", "it is bad", hint="mend it")),
        2,
        "error[bad]: it is bad\n  mend it\n",
    ),
    (TrainingError(Problem("burst", "it burst")), 1, "error[burst]: it burst\n"),
    (KeyboardInterrupt(), 130, "warning[interrupted]: interrupted\n"),
    (
        OSError(28, "No space left on device", "runs/x"),
        1,
        "error[system]: No space left on device (runs/x)\n",
    ),
    (MemoryError(), 1, "error[out-of-memory]: there is not enough memory for this\n"),
    (KeyError("x"), 1, BUG),
    (ValueError(), 1, BUG.replace("KeyError: 'x'", "ValueError: ValueError")),
    (BrokenPipeError(32, "Broken pipe"), 1, "error[system]: Broken pipe\n"),
]


def run(error, *flags):
    app = typer.Typer()

    @app.command()
    @guarded
    def command(debug: bool = False, json_output: bool = False) -> None:
        raise error

    return CliRunner().invoke(app, flags)


@pytest.mark.parametrize(("error", "exit_code", "stderr"), CASES)
def test_errors_are_text(error, exit_code, stderr):
    result = run(error)
    assert (result.exit_code, result.stdout, result.stderr) == (exit_code, "", stderr)


@pytest.mark.parametrize(("error", "exit_code", "stderr"), CASES)
def test_debug_shows_where_and_ends_alike(error, exit_code, stderr):
    result = run(error, "--debug")
    assert result.exit_code == exit_code
    assert result.stderr.startswith("Traceback (most recent call last):\n")
    assert result.stderr.endswith(stderr)


@pytest.mark.parametrize(("error", "exit_code", "stderr"), CASES)
def test_json_puts_the_problems_on_stdout_too(error, exit_code, stderr):
    result = run(error, "--json-output")
    (problem,) = json.loads(result.stdout)["problems"]
    assert result.stderr.startswith(f"{problem['severity']}[{problem['code']}]: ")


def test_the_reader_of_a_pipe_may_leave(in_trained):
    """As `nnspec predict ... | head -1` does."""
    script = "import sys; from nnspec.cli.entry import main; sys.argv[0] = 'nnspec'; main()"
    line = [sys.executable, "-c", script, "runs", "list", "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        stderr = process.stderr.read()
        process.wait()
    assert stderr == b""
    assert process.returncode == 0
