from __future__ import annotations

import pytest

from nnspec.cli import entry, main


def test_an_interruption_at_any_moment_ends_with_130(monkeypatch, capsys):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "app", interrupt)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_otherwise_the_verbs_run(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["nnspec", "--version"])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("nnspec ")
