from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from nnspec.cli import entry, main
from nnspec.program import REQUESTS_TO_END, is_own_process

ENDING = """\
import atexit, sys, threading, time, types
from nnspec import program
from nnspec.cli import entry
program.own_process()
sys.modules["tensorflow"] = types.ModuleType("tensorflow")

class Kept:
    def __del__(self):
        print("taken apart")

kept = Kept()
atexit.register(lambda: print("exit function"))
threading.Thread(target=lambda: (time.sleep(0.2), print("thread"))).start()
print("main")
entry.leave(3)
"""


@pytest.fixture(autouse=True)
def not_this_process(monkeypatch):
    monkeypatch.setattr(entry, "own_process", lambda: None)
    previous = {request: signal.getsignal(request) for request in REQUESTS_TO_END}
    yield
    for request, handler in previous.items():
        signal.signal(request, handler)


def test_an_interruption_at_any_moment_ends_with_130(monkeypatch, capsys):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "app", interrupt)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("request_to_end", REQUESTS_TO_END)
def test_a_request_to_end_is_an_interruption(monkeypatch, request_to_end):
    def wait():
        signal.raise_signal(request_to_end)
        time.sleep(5)

    monkeypatch.setattr(main, "app", wait)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 130


def test_otherwise_the_verbs_run(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["nnspec", "--version"])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("nnspec ")


@pytest.mark.parametrize(
    ("code", "ended"), [(None, 0), (0, 0), (2, 2), ("a last word", "a last word")]
)
def test_the_exit_code_is_that_of_the_verb(monkeypatch, code, ended):
    def verb():
        raise SystemExit(code)

    monkeypatch.setattr(main, "app", verb)
    with pytest.raises(SystemExit) as end:
        entry.main()
    assert end.value.code == ended


def test_the_process_is_the_programs_own(monkeypatch):
    called = []
    monkeypatch.setattr(entry, "own_process", lambda: called.append("own"))
    monkeypatch.setattr(main, "app", lambda: called.append("app"))
    entry.main()
    assert called == ["own", "app"]


def test_leaving_does_all_but_take_the_process_apart():
    line = [sys.executable, "-c", ENDING]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stdout.split("\n") == ["main", "thread", "exit function", ""]


def test_a_process_of_others_is_left_as_usual():
    assert not is_own_process()
    with pytest.raises(SystemExit) as ended:
        entry.leave(4)
    assert ended.value.code == 4
