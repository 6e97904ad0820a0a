"""The program where its streams are closed, full, narrow, or read by nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SCRIPT = "import sys; from nnspec.cli.entry import main; sys.argv[0] = 'nnspec'; main()"
SYSTEM = "error[system]: "
FULL = SYSTEM + "No space left on device\n"
CLOSED = SYSTEM + "stdout is closed\n"

SPEC = "data: {source: load_iris, target: target}\nlayers:\n  - Dense: 3\ncompile: {loss: hinge}\n"


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Runs `nnspec` with arguments and redirections as a shell does; gives its exit code."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text(SPEC.replace("Dense", "Dens"))

    def run(line, **environment):
        command = f'"$PYTHON" -c "$SCRIPT" {line}'
        variables = {**os.environ, "PYTHON": sys.executable, "SCRIPT": SCRIPT, **environment}
        done = subprocess.run(["bash", "-c", command], capture_output=True, env=variables)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


@pytest.mark.parametrize("line", ["--version", "--help", "describe --help", "runs list --json"])
def test_a_full_stdout_is_said(shell, line):
    assert shell(f"{line} >/dev/full") == (1, "", FULL)


@pytest.mark.parametrize("line", ["--version", "--help", "runs list --json"])
def test_a_closed_stdout_is_said(shell, line):
    assert shell(f"{line} >&-") == (1, "", CLOSED)


@pytest.mark.parametrize("where", [">&-", ">/dev/full"])
def test_the_exit_code_stays_that_of_the_problem(shell, where):
    code, _, stderr = shell(f"validate bad.yaml --json {where}")
    assert (code, stderr) == (2, CLOSED if "&" in where else FULL)
    code, _, stderr = shell(f"evaluate --json {where}")
    assert code == 2
    assert stderr.startswith("error[no-run]: ")
    assert stderr.count("error[") == 1


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full", "2> >(exec true)", "<&- >&- 2>&-"])
def test_what_stderr_does_not_take_is_dropped(shell, where):
    assert shell(f"validate bad.yaml {where}") == (2, "", "")


def test_all_of_it_is_json_in_any_locale(shell):
    narrow = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    code, stdout, stderr = shell("validate nö.yaml --json", **narrow)
    assert code == 2
    assert stdout.isascii()
    assert "no-such-file" in str(json.loads(stdout))
    assert stderr == ""


TRAINING = """\
import os, sys
from nnspec.cli.steady import drop_output, finish_output, reader_may_leave, steady_streams
steady_streams()
for stream in (1, 2):
    reader, writer = os.pipe()
    os.dup2(writer, stream)
    os.close(writer)
    os.close(reader)
print("lost", file=sys.stderr)
os.write(2, b"libraries write to it as well")
with reader_may_leave():
    print("nobody reads this")
print("nor this")
os._exit(0 if finish_output() is None else 1)
"""


def test_work_goes_on_when_readers_leave():
    assert subprocess.run([sys.executable, "-c", TRAINING]).returncode == 0
