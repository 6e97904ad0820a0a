import os
import subprocess
import sys

import pytest

from nnspec.runs.process import is_alive


def test_this_process():
    assert is_alive(os.getpid())


def test_a_process_that_ended():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not is_alive(child.pid)


def test_asking_does_not_end_the_process():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert is_alive(child.pid)
        assert is_alive(child.pid)
        assert child.poll() is None
    finally:
        child.communicate(b"\n")


@pytest.mark.parametrize("process_id", [0, -1, 10**30])
def test_what_is_no_process_id(process_id: int):
    assert not is_alive(process_id)


def test_a_process_of_another_user(monkeypatch):
    def kill(process_id: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", kill)
    assert is_alive(4711) or sys.platform == "win32"
