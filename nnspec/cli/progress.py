"""How far a training or a prediction is, on stderr: a live line on a terminal, else plain ones."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from nnspec.cli.streams import say, say_problems
from nnspec.errors import Problem
from nnspec.listener import Listener

# Plain lines for about so many epochs of a training, however long it is.
_PLAIN_LINES = 10
# Seconds between two plain lines of a prediction.
_ROWS_SECONDS = 5.0


class Silent(Listener):
    """`--quiet`: warnings and nothing else."""

    def warning(self, problem: Problem) -> None:
        """Show it."""
        say_problems([problem])


class PlainProgress(Silent):
    """A line for the first, the last and every tenth part of the epochs."""

    def __init__(self) -> None:
        self._epochs = 0
        self._figures: tuple[Mapping[str, float], tuple[str, float, int]] | None = None
        self._said = 0
        self._number = 0
        self._due = _ROWS_SECONDS

    def stage(self, text: str) -> None:
        """Say what begins."""
        say(f"{text} ...")

    def note(self, text: str) -> None:
        """Say it."""
        say(text)

    def begin(self, epochs: int) -> None:
        """Remember how many epochs there may be."""
        self._epochs = epochs

    def epoch(self, epoch: int, logs: Mapping[str, float], best: tuple[str, float, int]) -> None:
        """Say how it went, now and then."""
        self._number, self._figures = epoch, (logs, best)
        every = max(1, self._epochs // _PLAIN_LINES)
        if epoch == 1 or epoch % every == 0:
            say(self._line())
            self._said = epoch

    def _line(self) -> str:
        """The last epoch in words, put together only when it is said."""
        return f"epoch {self._number}/{self._epochs}  {_figures(*self._figures)}"

    def rows(self, done: int, seconds: float) -> None:
        """Say how far it is, every few seconds."""
        if seconds >= self._due:
            self._due = seconds + _ROWS_SECONDS
            say(rows_line(done, seconds))

    def end(self) -> None:
        """Say how the last epoch went."""
        if self._number > self._said:
            say(self._line())


class LiveProgress(PlainProgress):
    """One line that is drawn anew: bar, epoch, losses, best, time left."""

    def __init__(self) -> None:
        super().__init__()
        self._progress: Any = None
        self._task: Any = None
        self._drawn = 0.0
        self._rows_shown = False

    def note(self, text: str) -> None:
        """Say it above the live line."""
        if self._progress is not None:
            self._progress.console.print(text, highlight=False, markup=False)
        else:
            super().note(text)

    def begin(self, epochs: int) -> None:
        """Draw the line."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._epochs = epochs
        self._progress = Progress(
            TextColumn("epoch {task.completed:.0f}/{task.total:.0f}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=epochs, figures="")
        self._progress.start()

    def epoch(self, epoch: int, logs: Mapping[str, float], best: tuple[str, float, int]) -> None:
        """Draw it anew, if an eye could see the difference."""
        self._number, self._figures = epoch, (logs, best)
        now = time.monotonic()
        # Four times a second is all an eye can follow; formatting more would cost the training.
        if now - self._drawn > 0.25 or epoch == self._epochs:
            self._drawn = now
            self._progress.update(self._task, completed=epoch, figures=_figures(logs, best))

    def rows(self, done: int, seconds: float) -> None:
        """Draw the line anew, if an eye could see the difference."""
        if seconds - self._drawn > 0.25:
            self._drawn = seconds
            # By hand: rich takes a tenth of a second to load, and this is one line.
            sys.stderr.write(f"\r{rows_line(done, seconds)}\x1b[K")
            sys.stderr.flush()
            self._rows_shown = True

    def end(self) -> None:
        """Leave how the last epoch went in place of the line; a line of rows is wiped."""
        if self._rows_shown:
            self._rows_shown = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
            if self._figures is not None:
                say(self._line())


def listener_for(*, quiet: bool) -> Listener:
    """The listener that fits the terminal."""
    if quiet:
        return Silent()
    return LiveProgress() if sys.stderr.isatty() else PlainProgress()


def rows_line(done: int, seconds: float) -> str:
    """`1,000,000 rows, 350,000 rows/s`."""
    return f"{done:,} rows, {done / max(seconds, 1e-9):,.0f} rows/s"


def _figures(logs: Mapping[str, float], best: tuple[str, float, int]) -> str:
    """`loss 0.081  val_loss 0.130  best val_loss 0.129 (epoch 10)`."""
    shown = [f"{name} {logs[name]:.4g}" for name in ("loss", "val_loss") if name in logs]
    monitor, value, epoch = best
    if epoch:
        shown.append(f"best {monitor} {value:.4g} (epoch {epoch})")
    return "  ".join(shown)
