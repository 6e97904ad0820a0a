"""How far a training or a prediction is, on stderr: a live line on a terminal, else plain ones."""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

from nnspec.cli.epoch_line import EpochLine, best_epoch, figures, shown_names, wrapped
from nnspec.cli.streams import say, say_problems
from nnspec.errors import Problem
from nnspec.listener import Listener
from nnspec.printable import shown

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
        return "  ".join(filter(None, self._parts()))

    def _parts(self) -> list[str]:
        if self._figures is None:
            return []
        logs, best = self._figures
        measured = figures(logs, shown_names(logs, best[0]))
        return [f"epoch {self._number}/{self._epochs}", *measured, best_epoch(best)]

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
        self._live: Any = None
        self._line_of_epochs: EpochLine | None = None
        self._drawn = 0.0
        self._rows_shown = False

    def note(self, text: str) -> None:
        """Say it above the live line."""
        if self._live is not None:
            self._live.console.print(shown(text), highlight=False, markup=False)
        else:
            say(*on_words(shown(text), terminal_width()))

    def begin(self, epochs: int) -> None:
        """Draw the line."""
        from rich.console import Console
        from rich.live import Live

        self._epochs = epochs
        self._line_of_epochs = EpochLine(epochs)
        # Four times a second is all an eye can follow.
        self._live = Live(
            self._line_of_epochs,
            console=Console(stderr=True),
            refresh_per_second=4,
            transient=True,
        )
        self._live.start()

    def epoch(self, epoch: int, logs: Mapping[str, float], best: tuple[str, float, int]) -> None:
        """Have the line say so when it is drawn next."""
        self._number, self._figures = epoch, (logs, best)
        if self._line_of_epochs is not None:
            self._line_of_epochs.update(epoch, logs, best)

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
        if self._live is None:
            return
        live, self._live = self._live, None
        # A terminal that was closed has ended the training, and must not cost its network.
        with contextlib.suppress(OSError):
            live.stop()
            if self._figures is not None:
                say(*wrapped(self._parts(), live.console.width))


def listener_for(*, quiet: bool) -> Listener:
    """The listener that fits the terminal."""
    if quiet:
        return Silent()
    return LiveProgress() if sys.stderr.isatty() else PlainProgress()


def on_words(text: str, width: int) -> list[str]:
    """A note, wrapped between its words; a path or an address is never torn."""
    return textwrap.wrap(
        text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def terminal_width() -> int:
    """The columns of the terminal that stderr is; 80 where nobody knows."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return 80


def rows_line(done: int, seconds: float) -> str:
    """`1,000,000 rows, 350,000 rows/s`."""
    return f"{done:,} rows, {done / max(seconds, 1e-9):,.0f} rows/s"
