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


@pytest.mark.parametrize("process_id", [0, -1, -(10**30), 10**30])
def test_what_is_no_process_id(process_id: int):
    assert not is_alive(process_id)


@pytest.mark.skipif(sys.platform == "win32", reason="the first process has another id there")
def test_a_process_of_another_user():
    assert is_alive(1)


def test_on_windows_nothing_is_sent_to_the_process(monkeypatch):
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        assert is_alive(child.pid)
    child.communicate(b"\n")
    monkeypatch.setattr(sys, "platform", "win32")
    assert not is_alive(child.pid)
