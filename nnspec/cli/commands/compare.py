"""`nnspec runs compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nnspec.cli.flags import chosen_runs_dir
from nnspec.cli.guard import guarded
from nnspec.cli.options import DebugOption, JsonOption, RunsDirOfRunOption
from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import InputError, Problem

DEFAULT_PLOT = Path("compare.png")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@guarded
def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN RUN...",
            help="Two or more runs: folders, ids, or specs' names.",
            show_default=False,
        ),
    ],
    plot: Annotated[
        bool,
        typer.Option("--plot", help=f"Draw their curves over one another: {DEFAULT_PLOT}."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The same, into this PNG file."),
    ] = None,
    boundaries: Annotated[
        Path | None,
        typer.Option(
            "--boundaries",
            metavar="FILE",
            help="Draw the decision boundaries side by side, into this PNG file.",
        ),
    ] = None,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what differs between runs: their specs, their metrics and their curves."""
    from nnspec.report.compare import compare as compare_runs
    from nnspec.report.pictures.compare import plot_boundaries, plot_curves
    from nnspec.runs.find import find_run

    if not 2 <= len(runs) <= len(_LETTERS):
        message = f"expected 2 to {len(_LETTERS)} runs, got {len(runs)}"
        raise InputError(Problem("number-of-runs", message, hint="`nnspec runs list` shows them"))
    folder = chosen_runs_dir(runs_dir, *runs)
    folders = [find_run(folder, run, usable=True) for run in runs]
    result = compare_runs(folders)
    curves = output or (DEFAULT_PLOT if plot else None)
    problems = plot_curves(folders, curves) if curves else ()
    if boundaries:
        problems = (*problems, *plot_boundaries(folders, boundaries))
    say_problems(problems)
    written = [path.as_posix() for path in (curves, boundaries) if path]
    if json_output:
        put_json(_document(result, written))
        return
    _show(result)
    for path in written:
        say(f"written to {path}")


def _show(result: Any) -> None:
    from nnspec.metrics_table import text_table
    from nnspec.report.spec_text import value_text

    letters = _LETTERS[: len(result.runs)]
    for letter, run in zip(letters, result.runs, strict=True):
        put(f"{letter}  {run.run_id}  {run.status()}")
    for title, rows in (("spec", result.spec), ("run", result.facts), ("metrics", result.metrics)):
        put()
        if not rows:
            put("the specs are the same" if title == "spec" else f"no {title}")
            continue
        if title == "spec":
            width = max(20, 120 // len(letters))
            shown = [[row.name, *(value_text(v, width) for v in row.values)] for row in rows]
        else:
            shown = [[row.name, *_cells(row)] for row in rows]
        for line in text_table([title, *letters], shown):
            put(line)
    if any(row.best is not None for row in result.metrics):
        put("* the best")
    for note in result.notes:
        say(f"note: {note}")


def _cells(row: Any) -> list[str]:
    """Numbers with a mark beside the best, and a space beside the others to keep them in line."""
    from nnspec.metrics_table import number
    from nnspec.report.spec_text import MISSING

    texts = ["-" if value is MISSING else number(value) for value in row.values]
    return [text + ("*" if i == row.best else " ") for i, text in enumerate(texts)]


def _document(result: Any, pictures: list[str]) -> dict[str, Any]:
    from nnspec.report.spec_text import MISSING

    def values(row: Any) -> list[Any]:
        return [None if value is MISSING else value for value in row.values]

    return {
        "runs": [
            {"run": run.run_id, "folder": run.path.as_posix(), "status": run.status()}
            for run in result.runs
        ],
        "spec": [{"path": row.name, "values": values(row)} for row in result.spec],
        "facts": [{"name": row.name, "values": values(row)} for row in result.facts],
        "metrics": [
            {"name": row.name, "values": values(row), "best": row.best} for row in result.metrics
        ],
        "notes": list(result.notes),
        "pictures": pictures,
    }
