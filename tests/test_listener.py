"""Whoever watches nothing hears nothing."""

from __future__ import annotations

from nnspec.errors import Problem
from nnspec.listener import Listener


def test_by_default_nothing_happens(capsys):
    listener = Listener()
    listener.stage("a")
    listener.note("b")
    listener.warning(Problem("c", "d"))
    listener.begin(1)
    listener.epoch(1, {"loss": 1.0}, ("loss", 1.0, 1))
    listener.end()
    assert capsys.readouterr() == ("", "")
