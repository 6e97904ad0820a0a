from __future__ import annotations

import pytest

from nnspec.cli import entry, main


@pytest.fixture(autouse=True)
def not_this_process(monkeypatch):
    monkeypatch.setattr(entry, "own_process", lambda: None)


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
