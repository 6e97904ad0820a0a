"""What the second process of a training does; see `nnspec.training.helper_process`."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnspec.checks.validate import validate
from nnspec.checks.validation import Checked
from nnspec.data.chains.fit import needs_target
from nnspec.data.features.fit import fit
from nnspec.data.loading.sources import can_be_streamed
from nnspec.errors import Problem
from nnspec.program import REQUESTS_TO_END
from nnspec.report.facts import read_facts
from nnspec.report.pictures.draw import Picture, draw_pictures
from nnspec.report.write import write_report
from nnspec.runs.folder import RunFolder
from nnspec.spec.meaning.smoke import smoke as smoke_spec


def is_fitted_by_helper(checked: Checked) -> bool:
    """Whether the second process fits a spec's preprocessing: that of a file read at a glance.

    Args:
        checked: A validation without errors.
    """
    data = checked.loaded.spec.data
    chains = checked.loaded.spec.preprocessing.chains
    # What a step makes of the training rows beside their target does not come back as JSON.
    beside = any(needs_target(step) for chain in chains for step in chain)
    whole = checked.preview.complete and not data.split.files and not beside
    return whole and can_be_streamed(data.source)


def main() -> None:
    """Do what comes in by stdin, and answer by stdout, line by line as JSON."""
    # Ctrl-C, and a terminal that is closed, reach every process of it; the first one decides what
    # they mean. This one ends with its stdin.
    for request in (signal.SIGINT, *REQUESTS_TO_END):
        signal.signal(request, signal.SIG_IGN)
    helper = _Helper()
    for line in sys.stdin.buffer:
        number, what, *arguments = json.loads(line)
        try:
            answer = helper.doing[what](*arguments)
        except Exception:
            # The first process does it again, and says what is wrong.
            answer = None
        sys.stdout.buffer.write(json.dumps([number, answer]).encode() + b"\n")
        sys.stdout.buffer.flush()


class _Helper:
    """What the second process can be asked for."""

    def __init__(self) -> None:
        self._drawn: tuple[str, list[Picture], list[Problem]] | None = None
        self.doing: dict[str, Callable[..., Any]] = {
            "get ready to draw": self.get_ready,
            "fit": self.fit,
            "draw": self.draw,
            "illustrate": self.illustrate,
        }

    def get_ready(self) -> None:
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401  (it is there before it is needed)

    def fit(self, spec: str, overrides: list[str], smoke: bool) -> dict[str, Any] | None:
        checked = validate(spec, overrides, change=smoke_spec if smoke else None).require()
        assigned = checked.assigned
        if assigned is None or not is_fitted_by_helper(checked):
            return None
        training_rows = assigned.table.take(assigned.rows.training)
        return {
            "rows": training_rows.fingerprint(),
            "preprocessor": fit(assigned.plan, training_rows).to_json(),
        }

    def draw(self, path: str) -> None:
        self._drawn = (path, *draw_pictures(read_facts(RunFolder(Path(path)))))

    def illustrate(self, path: str) -> list[dict[str, Any]]:
        drawn = self._drawn[1:] if self._drawn is not None and self._drawn[0] == path else None
        report = write_report(RunFolder(Path(path)), drawn=drawn)
        names = ("code", "message", "hint", "details", "severity")
        return [{name: getattr(found, name) for name in names} for found in report.problems]
