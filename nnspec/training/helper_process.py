"""A second process that has scikit-learn and matplotlib, while the first one has TensorFlow.

Each takes about as long to load as a small network takes to be trained, and a computer has more
than one processor: the second process fits the preprocessing while the first one loads TensorFlow,
and draws the pictures while the first one saves the network.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnspec.errors import Problem
from nnspec.listener import Listener

if TYPE_CHECKING:
    from nnspec.data.features.preprocessor import Preprocessor
    from nnspec.data.table.columns import Columns
    from nnspec.runs.folder import RunFolder

PROGRAM = "from nnspec.training.helper_tasks import main; main()"
"""nnspec's own modules are imported inside: the sooner the process is started, the better."""


class HelperProcess:
    """What is done aside. All of it is done by the first process where the second one fails.

    Args:
        draws: Whether there will be pictures.
    """

    def __init__(self, *, draws: bool) -> None:
        self._draws = draws
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def fit(self, spec: str | Path, overrides: Sequence[str] = (), *, smoke: bool = False) -> None:
        """Have the preprocessing of a spec fitted; this does not wait.

        Args:
            spec: The spec's YAML file.
            overrides: Settings such as `training.epochs=5`.
            smoke: Whether it is to be trained on a few rows.
        """
        self._start()
        self._ask("fit", str(spec), list(overrides), smoke)

    def fitted(self, training_rows: Columns) -> Preprocessor | None:
        """The preprocessing that `fit` was asked for last.

        Args:
            training_rows: The rows that it should be fitted on.

        Returns:
            None where it was not fitted, or on other rows.
        """
        from nnspec.data.features.preprocessor import Preprocessor

        answer = self.answer()
        if answer is None or answer["rows"] != training_rows.fingerprint():
            return None
        return Preprocessor.from_json(answer["preprocessor"])

    def draw(self, run: RunFolder) -> None:
        """Have the pictures drawn of a run whose numbers are all there; this does not wait.

        Args:
            run: The run; it need not be complete.
        """
        if self._draws:
            self._ask("draw", str(run.path.resolve()))

    def illustrate(self, run: RunFolder, listener: Listener) -> None:
        """Write the report of a run that has just been completed; a failure is a mere warning.

        Args:
            run: The run; pictures that `draw` was asked for are waited for.
            listener: Hears what could not be drawn.

        Raises:
            Interrupted: The user stopped the drawing; the run is complete all the same.
        """
        from nnspec.report.write import drawing, illustrate

        with drawing(run):
            self._ask("illustrate", str(run.path.resolve()))
            problems = self.answer()
        if problems is None:
            illustrate(run, listener)
            return
        for problem in problems:
            listener.warning(Problem(**problem | {"details": tuple(problem["details"])}))

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()

    def _start(self) -> None:
        if self._asked or (os.cpu_count() or 1) < 2 or not sys.executable:
            return
        # The very modules that this process has, whatever lies in the current folder.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with contextlib.suppress(OSError, ValueError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        if self._draws:
            self._ask("get ready to draw")

    def _ask(self, what: str, *arguments: Any) -> None:
        questions = None if self._process is None else self._process.stdin
        if questions is None:
            return
        self._asked += 1
        try:
            line = json.dumps([self._asked, what, *arguments])
            questions.write(line.encode() + b"\n")
            questions.flush()
        except OSError:
            self.close()

    def answer(self) -> Any:
        """The answer to the last question; None where the process has failed, or at it."""
        while self._process is not None and self._process.stdout is not None:
            try:
                number, answer = json.loads(self._process.stdout.readline())
            except (OSError, ValueError):
                self.close()
                return None
            # What nobody waited for is passed over.
            if number == self._asked:
                return answer
        return None
