"""One line of how far a training is, in whatever width there is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nnspec.printable import shown

# What an epoch takes is measured over the last so many seconds: the first ones build the graph.
_SECONDS = 30.0
_BAR_WIDTH = 20
# Significant digits of a figure, where there is room and where there is little.
_DIGITS = 4
_FEW_DIGITS = 3
_GAP = "  "


class EpochLine:
    """The line that is drawn anew while a training goes on.

    Where it is too long for the terminal, parts are left out: the best epoch first, then the bar,
    digits, and figures. Of these the watched one has the first claim to the room, then the
    validation loss, the metrics in the spec's order, and the loss of training; one that is too
    long for what is left makes way for a shorter one. The epochs' number and the time left always
    stay.

    Args:
        epochs: How many epochs there may be.
        now: Seconds that only grow.
    """

    def __init__(self, epochs: int, now: Callable[[], float] = time.monotonic) -> None:
        self._epochs = epochs
        self._now = now
        # One thing, since another thread draws it.
        self._last: tuple[int, Mapping[str, float], tuple[str, float, int]] = (0, {}, ("", 0.0, 0))
        self._times: deque[tuple[float, int]] = deque()
        self._width = 0
        self._step = 0
        self._left_out: set[str] = set()

    def update(self, epoch: int, logs: Mapping[str, float], best: tuple[str, float, int]) -> None:
        """What the line is to show; arguments as in `Listener.epoch`."""
        self._last = (epoch, dict(logs), best)
        now = self._now()
        self._times.append((now, epoch))
        while len(self._times) > 2 and self._times[0][0] < now - _SECONDS:
            self._times.popleft()

    def fitted(self, width: int, *, ascii_only: bool = False) -> str:
        """The line, with as much in it as the width has room for.

        What was once left out stays out until the width changes: a line whose parts come and go
        with the digits of a loss cannot be read.

        Args:
            width: The columns of the terminal.
            ascii_only: Draw the bar with ASCII characters.
        """
        if width != self._width:
            self._width, self._step, self._left_out = width, 0, set()
        epoch, logs, best = self._last
        head, left = f"epoch {epoch}/{self._epochs}", self._time_left()
        bar = self._bar(epoch, "#-" if ascii_only else "━─")
        names = shown_names(logs, best[0])
        measured = figures(logs, names)
        lines = [
            [head, bar, *measured, best_epoch(best), left],
            [head, bar, *measured, left],
            [head, *measured, left],
        ]
        for parts in lines[self._step :]:
            line = _joined(parts)
            if len(line) <= width:
                return line
            self._step += 1
        room = width - len(_joined([head, left]))
        chosen = self._that_fit(logs, _by_importance(names, best[0]), room)
        in_order = [name for name in names if name in chosen]
        return _joined([head, *figures(logs, in_order, _FEW_DIGITS), left])

    def _that_fit(self, logs: Mapping[str, float], names: Sequence[str], room: int) -> set[str]:
        """The figures that there is room for, asked one after the other."""
        chosen = set()
        for name in names:
            if name in self._left_out:
                continue
            needed = len(_joined(["", *figures(logs, [name], _FEW_DIGITS)])) + len(_GAP)
            if needed <= room:
                chosen.add(name)
                room -= needed
            else:
                self._left_out.add(name)
        return chosen

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        from rich.text import Text

        line = self.fitted(options.max_width, ascii_only=options.ascii_only)
        yield Text(line, no_wrap=True, overflow="crop")

    def _bar(self, epoch: int, marks: str) -> str:
        done = round(_BAR_WIDTH * epoch / max(1, self._epochs))
        return marks[0] * done + marks[1] * (_BAR_WIDTH - done)

    def _time_left(self) -> str:
        if len(self._times) < 2:
            return ""
        (began, first), (ended, last) = self._times[0], self._times[-1]
        seconds = (ended - began) / max(1, last - first) * (self._epochs - last)
        minutes, rest = divmod(round(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        clock = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
        return f"{clock} left"


def figures(logs: Mapping[str, float], names: Sequence[str], digits: int = _DIGITS) -> list[str]:
    """`loss 0.081`, `val_loss 0.13`.

    Args:
        logs: What Keras measured.
        names: Which of it.
        digits: How many significant digits.
    """
    return [f"{name} {logs[name]:.{digits}g}" for name in names]


def best_epoch(best: tuple[str, float, int]) -> str:
    """`best val_loss 0.129 (epoch 10)`; nothing before there is one."""
    monitor, value, epoch = best
    return f"best {monitor} {value:.{_DIGITS}g} (epoch {epoch})" if epoch else ""


def wrapped(parts: Sequence[str], width: int) -> list[str]:
    """Parts beside each other, and on further lines where a line is full.

    Args:
        parts: None of them is broken.
        width: The columns of the terminal.
    """
    lines: list[str] = []
    for part in map(shown, filter(None, parts)):
        if lines and len(lines[-1]) + len(_GAP) + len(part) <= width:
            lines[-1] += _GAP + part
        else:
            lines.append(_GAP + part if lines else part)
    return lines


def _joined(parts: Sequence[str]) -> str:
    return shown(_GAP.join(filter(None, parts)))


def shown_names(logs: Mapping[str, float], watched: str) -> list[str]:
    """What a line shows where there is room: the losses, what is watched, the metrics.

    Args:
        logs: What Keras measured.
        watched: The name that callbacks watch.
    """
    names = [*_losses(logs), *([watched] if watched in logs else ()), *_metrics(logs)]
    return list(dict.fromkeys(names))


def _by_importance(names: Sequence[str], watched: str) -> list[str]:
    """What is watched says most, and what is learnt says least."""
    first = [name for name in (watched, "val_loss") if name in names]
    last = [name for name in names if name == "loss"]
    return list(dict.fromkeys([*first, *(name for name in names if name not in last), *last]))


def _losses(logs: Mapping[str, float]) -> list[str]:
    return [name for name in ("loss", "val_loss") if name in logs]


def _metrics(logs: Mapping[str, float]) -> list[str]:
    """The spec's own metrics on the validation rows, or on the training rows without any."""
    validated = [name for name in logs if name.startswith("val_")]
    names = validated or [name for name in logs if name != "learning_rate"]
    return [name for name in names if name != "loss" and not name.endswith("_loss")]
