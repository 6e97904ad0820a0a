"""When files may be written while a training goes on.

A small network improves hundreds of times a second, and to write a file each time would take longer
than to train it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from nnspec.training.callbacks.state import State

# The share of the training's time that may go into writing files while it goes on.
WRITING_SHARE = 0.02
# Seconds between two writings, at least.
PAUSE = 2.0


class Clock:
    """Says when a file may be written again, so that writing takes 2% of the time at most.

    Args:
        now: Seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = self._last = now()
        self.spent = 0.0
        self._dearest = 0.0

    def may_write(self) -> bool:
        """Whether one more writing, as dear as the dearest so far, stays within the share."""
        now = self._now()
        if now - self._last < PAUSE:
            return False
        return self.spent + self._dearest <= WRITING_SHARE * (now - self._began)

    def measure(self, write: Callable[[], None]) -> None:
        """Write, and count the time."""
        began = self._now()
        write()
        self._last = self._now()
        seconds = self._last - began
        self.spent += seconds
        self._dearest = max(self._dearest, seconds)

    def state(self) -> State:
        """The seconds so far: of the training, of writing, and of the dearest writing."""
        ran = self._now() - self._began
        return State({"ran": ran, "spent": self.spent, "dearest": self._dearest})

    def restore(self, state: State) -> None:
        """Go on from the seconds of another clock."""
        self._last = self._now()
        self._began = self._last - state.values["ran"]
        self.spent, self._dearest = state.values["spent"], state.values["dearest"]
