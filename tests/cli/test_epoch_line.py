"""What is left of a training's line in a narrow terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from nnspec.cli.epoch_line import EpochLine, best_epoch, wrapped

LOGS = {
    "accuracy": 0.99,
    "loss": 3.628e-07,
    "val_accuracy": 0.98551,
    "val_loss": 0.00018683,
    "learning_rate": 0.001,
}
BEST = ("val_loss", 0.00018681, 967)
BAR = "━" * 10 + "─" * 10


def line_at(epoch=968, epochs=2000, logs=LOGS, best=BEST):
    """A line after half a second an epoch."""
    now = [0.0]
    line = EpochLine(epochs, now=lambda: now[0])
    line.update(epoch - 2, logs, best)
    now[0] = 1.0
    line.update(epoch, logs, best)
    return line


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (
            150,
            f"epoch 968/2000  {BAR}  loss 3.628e-07  val_loss 0.0001868  val_accuracy 0.9855  "
            "best val_loss 0.0001868 (epoch 967)  8:36 left",
        ),
        (
            120,
            f"epoch 968/2000  {BAR}  loss 3.628e-07  val_loss 0.0001868  val_accuracy 0.9855  "
            "8:36 left",
        ),
        (
            90,
            "epoch 968/2000  loss 3.628e-07  val_loss 0.0001868  val_accuracy 0.9855  8:36 left",
        ),
        (80, "epoch 968/2000  loss 3.63e-07  val_loss 0.000187  val_accuracy 0.986  8:36 left"),
        (70, "epoch 968/2000  val_loss 0.000187  val_accuracy 0.986  8:36 left"),
        (60, "epoch 968/2000  loss 3.63e-07  val_loss 0.000187  8:36 left"),
        (50, "epoch 968/2000  val_loss 0.000187  8:36 left"),
        (30, "epoch 968/2000  8:36 left"),
    ],
)
def test_what_each_width_shows(width, shown):
    assert line_at().fitted(width) == shown
    assert len(shown) <= width


def test_without_validation_the_metrics_are_those_of_training():
    logs = {"loss": 0.5, "mae": 0.25, "price_loss": 0.3, "learning_rate": 0.001}
    line = line_at(9, 10, logs, ("loss", 0.5, 9))
    bar = "━" * 18 + "──"
    assert line.fitted(70) == f"epoch 9/10  {bar}  loss 0.5  mae 0.25  0:00 left"


LONG = "val_price_root_mean_squared_error"


@pytest.mark.parametrize(
    ("watched", "width", "shown"),
    [
        ("val_loss", 100, f"val_loss 0.12  val_mae 0.25  {LONG} 0.375"),
        ("val_loss", 80, "loss 0.5  val_loss 0.12  val_mae 0.25"),
        (LONG, 100, f"val_loss 0.12  {LONG} 0.375  val_mae 0.25"),
        (LONG, 90, f"val_loss 0.12  {LONG} 0.375"),
        (LONG, 70, f"{LONG} 0.375"),
        (LONG, 60, "val_loss 0.12  val_mae 0.25"),
        ("val_price_loss", 70, "val_loss 0.12  val_price_loss 0.0625"),
        ("val_price_loss", 50, "val_price_loss 0.0625"),
    ],
)
def test_what_is_watched_has_the_first_claim_to_the_room(watched, width, shown):
    logs = {"loss": 0.5, "val_mae": 0.25, LONG: 0.375, "val_price_loss": 0.0625, "val_loss": 0.12}
    line = line_at(logs=logs, best=(watched, 0.1, 3)).fitted(width)
    assert line == f"epoch 968/2000  {shown}  8:36 left"
    assert len(line) <= width


def test_what_was_left_out_comes_back_only_with_the_width():
    line = line_at()
    long = line.fitted(80)
    short = {"loss": 1.0, "val_loss": 1.0, "val_accuracy": 1.0}
    line.update(969, short, ("val_loss", 1.0, 1))
    assert "best" not in line.fitted(80) and "━" not in line.fitted(80)
    assert long.count("  ") == line.fitted(80).count("  ")
    assert "best val_loss 1 (epoch 1)" in line.fitted(120)


def test_the_time_left_counts_the_last_half_minute():
    now = [0.0]
    line = EpochLine(10_000, now=lambda: now[0])
    assert line.fitted(60) == "epoch 0/10000  " + "─" * 20
    line.update(1, {"loss": 1.0}, ("loss", 1.0, 1))
    assert line.fitted(80).endswith("best loss 1 (epoch 1)")
    # The first epoch has to build the graph.
    now[0] = 100.0
    for epoch in range(2, 103):
        line.update(epoch, {"loss": 1.0}, ("loss", 1.0, 1))
        now[0] += 1.0
    assert line.fitted(80).endswith("2:44:58 left")


def test_ascii_where_the_terminal_has_no_more():
    assert "##########----------" in line_at().fitted(150, ascii_only=True)


def test_it_is_one_line_of_a_terminal():
    for width in (20, 60, 80, 200):
        out = io.StringIO()
        Console(file=out, width=width, color_system=None).print(line_at())
        assert out.getvalue().count("\n") == 1
        assert out.getvalue().startswith("epoch 968/2000")


def test_parts_are_wrapped_whole():
    parts = ["epoch 2000/2000", "loss 3.628e-07", "", "best val_loss 0.0001868 (epoch 967)"]
    assert wrapped(parts, 80) == ["  ".join(filter(None, parts))]
    assert wrapped(parts, 50) == [
        "epoch 2000/2000  loss 3.628e-07",
        "  best val_loss 0.0001868 (epoch 967)",
    ]
    assert wrapped(parts, 5) == [
        "epoch 2000/2000",
        "  loss 3.628e-07",
        "  best val_loss 0.0001868 (epoch 967)",
    ]


def test_a_name_cannot_move_the_terminal_or_begin_a_line():
    logs = {"loss": 0.5, "val_loss": 1.0, "val_a\n\x1b[31mb": 0.25}
    best = ("val_a\n\x1b[31mb", 0.25, 9)
    assert line_at(9, 10, logs, best).fitted(200) == (
        f"epoch 9/10  {'━' * 18}──  loss 0.5  val_loss 1  val_a\\u000a\\u001b[31mb 0.25"
        "  best val_a\\u000a\\u001b[31mb 0.25 (epoch 9)  0:00 left"
    )
    assert wrapped(["epoch 9/10", best_epoch(best)], 20) == [
        "epoch 9/10",
        "  best val_a\\u000a\\u001b[31mb 0.25 (epoch 9)",
    ]
