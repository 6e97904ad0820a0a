"""What a training or a prediction tells its watcher. The command line draws it; else silence."""

from __future__ import annotations

from collections.abc import Mapping

from nnspec.errors import Problem


class Listener:
    """Hears what a training or a prediction does. By default nothing happens in any method."""

    def stage(self, text: str) -> None:
        """A step begins that may take a while, for instance `loading TensorFlow`."""

    def note(self, text: str) -> None:
        """A fact worth a line: a default that matters, what was found in the data."""

    def warning(self, problem: Problem) -> None:
        """Something looks wrong but does not stop the training."""

    def begin(self, epochs: int) -> None:
        """Training starts and will go on for at most `epochs`."""

    def epoch(self, epoch: int, logs: Mapping[str, float], best: tuple[str, float, int]) -> None:
        """An epoch is over.

        Args:
            epoch: Its number, from 1.
            logs: What Keras measured, by Keras' names.
            best: The watched quantity, its best value so far and the epoch of that value.
        """

    def rows(self, done: int, seconds: float) -> None:
        """So many rows were predicted in so many seconds."""

    def end(self) -> None:
        """Training is over, however it ended; or the last row is predicted."""
