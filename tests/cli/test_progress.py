"""What a training looks like on stderr."""

from __future__ import annotations

import os

import pytest

from nnspec.cli.progress import LiveProgress, PlainProgress, Silent, listener_for
from nnspec.errors import Problem


def train(listener, epochs, last=None):
    listener.stage("loading TensorFlow")
    listener.note("a note")
    listener.warning(Problem("odd", "it is odd", severity="warning"))
    listener.begin(epochs)
    for epoch in range(1, (last or epochs) + 1):
        logs = {"loss": 1 / epoch, "val_loss": 2 / epoch, "mae": 0.1}
        listener.epoch(epoch, logs, ("val_loss", 2 / epoch, epoch))
    listener.end()


START = "loading TensorFlow ...\na note\nwarning[odd]: it is odd\n"


def test_plain_lines(capsys):
    train(PlainProgress(), 2)
    assert capsys.readouterr() == (
        "",
        START + "epoch 1/2  loss 1  val_loss 2  best val_loss 2 (epoch 1)\n"
        "epoch 2/2  loss 0.5  val_loss 1  best val_loss 1 (epoch 2)\n",
    )


@pytest.mark.parametrize(
    ("epochs", "last", "shown"),
    [
        (10, None, list(range(1, 11))),
        (100, None, [1, *range(10, 101, 10)]),
        (100, 37, [1, 10, 20, 30, 37]),
        (1, None, [1]),
        (25, 3, [1, 2, 3]),
    ],
)
def test_few_plain_lines_and_always_the_last(capsys, epochs, last, shown):
    train(PlainProgress(), epochs, last)
    lines = capsys.readouterr().err.removeprefix(START).splitlines()
    assert [int(line.split("/")[0].removeprefix("epoch ")) for line in lines] == shown


def test_quiet_says_warnings_alone(capsys):
    train(Silent(), 3)
    assert capsys.readouterr() == ("", "warning[odd]: it is odd\n")


def test_no_best_yet(capsys):
    listener = PlainProgress()
    listener.begin(1)
    listener.epoch(1, {"loss": float("nan")}, ("val_loss", float("inf"), 0))
    assert capsys.readouterr().err == "epoch 1/1  loss nan\n"


def test_the_live_line_leaves_the_last_epoch(capsys):
    listener = LiveProgress()
    train(listener, 3, 2)
    listener.end()
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("epoch 2/3  loss 0.5  val_loss 1  best val_loss 1 (epoch 2)\n")
    assert err.count("epoch 2/3") >= 1


def test_a_note_while_the_line_is_live(capsys):
    listener = LiveProgress()
    listener.begin(2)
    listener.note("stopping [after] this epoch")
    listener.epoch(1, {"loss": 1.0}, ("loss", 1.0, 1))
    listener.end()
    assert "stopping [after] this epoch\n" in capsys.readouterr().err


def test_the_last_epoch_is_wrapped_between_its_parts(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    train(LiveProgress(), 3, 2)
    assert capsys.readouterr().err.endswith(
        "epoch 2/3  loss 0.5  val_loss 1\n  best val_loss 1 (epoch 2)\n"
    )


def test_a_note_is_wrapped_between_its_words(capsys, monkeypatch):
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((30, 24)))
    monkeypatch.setattr("sys.stderr.fileno", lambda: 2, raising=False)
    LiveProgress().note("penguins.csv: 344 rows; 206 training, 69 validation, 69 test")
    assert capsys.readouterr().err == (
        "penguins.csv: 344 rows; 206\n  training, 69 validation, 69\n  test\n"
    )


def test_a_terminal_that_was_closed_costs_no_network(capsys, monkeypatch):
    listener = LiveProgress()
    listener.begin(2)
    listener.epoch(1, {"loss": 1.0}, ("loss", 1.0, 1))

    def closed(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("rich.live.Live.refresh", closed)
    monkeypatch.setattr("nnspec.cli.progress.say", closed)
    listener.end()


def test_which_listener(monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    assert type(listener_for(quiet=False)) is PlainProgress
    assert type(listener_for(quiet=True)) is Silent
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert type(listener_for(quiet=False)) is LiveProgress


def test_a_plain_line_has_the_metrics_of_the_spec(capsys):
    listener = PlainProgress()
    listener.begin(1)
    logs = {"loss": 1.0, "mae": 0.5, "val_loss": 2.0, "val_mae": 0.25, "learning_rate": 0.1}
    listener.epoch(1, logs, ("val_loss", 2.0, 1))
    assert capsys.readouterr().err == (
        "epoch 1/1  loss 1  val_loss 2  val_mae 0.25  best val_loss 2 (epoch 1)\n"
    )
