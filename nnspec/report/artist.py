"""A second process that draws the pictures of a run while the first one is at work.

Loading matplotlib and drawing take as long as a small training does, and a computer has more than
one processor.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from nnspec.errors import Problem
from nnspec.listener import Listener
from nnspec.report.facts import read_facts
from nnspec.report.pictures import Picture, draw_pictures
from nnspec.report.write import drawing, illustrate, write_report
from nnspec.runs.folder import RunFolder

_PROGRAM = "from nnspec.report.artist import main; main()"


class Artist:
    """Draws the pictures of runs in a process of its own, one run after the other.

    Where there is no second process, or it fails, the report is written in the first one.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have the process get ready, if it is not there yet."""
        if self._process is not None or (os.cpu_count() or 1) < 2 or not sys.executable:
            return
        # The very modules that this process has, whatever lies in the current folder.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with contextlib.suppress(OSError, ValueError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )

    def draw(self, run: RunFolder) -> None:
        """Have the pictures drawn of a run whose numbers are all there; this does not wait.

        Args:
            run: The run; it need not be complete.
        """
        self._ask("draw", run)

    def illustrate(self, run: RunFolder, listener: Listener) -> None:
        """Write the report of a run that has just been completed; a failure is a mere warning.

        Args:
            run: The run; pictures that `draw` was asked for are waited for.
            listener: Hears what could not be drawn.

        Raises:
            Interrupted: The user stopped the drawing; the run is complete all the same.
        """
        with drawing(run):
            self._ask("illustrate", run)
            problems = self._answer()
        if problems is None:
            illustrate(run, listener)
            return
        for problem in problems:
            listener.warning(problem)

    def _ask(self, what: str, run: RunFolder) -> None:
        if self._process is None:
            return
        try:
            self._process.stdin.write(_line([what, str(run.path.resolve())]))
            self._process.stdin.flush()
        except OSError:
            self.close()

    def _answer(self) -> list[Problem] | None:
        """The problems of a report; None where the process has failed."""
        if self._process is None:
            return None
        try:
            return [_problem(document) for document in json.loads(self._process.stdout.readline())]
        except (OSError, ValueError):
            self.close()
            return None

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        process.wait()


def main() -> None:
    """The second process: does what comes in by stdin, and answers by stdout."""
    # Ctrl-C reaches every process of a terminal; the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401  (it is there before it is needed)

    for answer in _answers(sys.stdin.buffer):
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _answers(requests: IO[bytes]) -> Iterator[bytes]:
    drawn: tuple[Path, list[Picture], list[Problem]] | None = None
    for request in requests:
        what, path = json.loads(request)
        run = RunFolder(Path(path))
        if what == "draw":
            drawn = (run.path, *draw_pictures(read_facts(run)))
            continue
        pictures = drawn[1:] if drawn is not None and drawn[0] == run.path else None
        report = write_report(run, drawn=pictures)
        yield _line([_document(problem) for problem in report.problems])


def _line(document: Any) -> bytes:
    return json.dumps(document).encode() + b"\n"


def _document(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "details": problem.details,
    }


def _problem(document: dict[str, Any]) -> Problem:
    details = tuple(document.pop("details"))
    return Problem(**document, details=details, severity="warning")
