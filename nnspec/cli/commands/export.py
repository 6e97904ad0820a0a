"""`nnspec export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nnspec.cli.flags import chosen_runs_dir
from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DebugOption,
    JsonOption,
    QuietOption,
    RunArgument,
    RunsDirOfRunOption,
)
from nnspec.cli.streams import put_json, say

if TYPE_CHECKING:
    from nnspec.export.export import Exported


@guarded
def export(
    run: RunArgument = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="onnx, tflite, saved_model, keras or h5.",
            show_default=False,
        ),
    ] = ...,  # type: ignore[assignment]
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The file, or a SavedModel's folder; the run's name with the format's ending in "
            "the current folder if left out.",
            show_default=False,
        ),
    ] = None,
    with_preprocessing: Annotated[
        bool,
        typer.Option(
            "--with-preprocessing",
            help="Raw columns in, labels or original units out: onnx, tflite, saved_model.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Save a run as a file for other programs, compared with predict before it is kept."""
    from nnspec.cli.progress import listener_for
    from nnspec.export.export import export as export_run

    done = export_run(
        run,
        to,
        output,
        with_preprocessing=with_preprocessing,
        force=force,
        runs_dir=chosen_runs_dir(runs_dir, run),
        listener=listener_for(quiet=quiet),
    )
    if not quiet:
        for line in _lines(done):
            say(line)
    if json_output:
        checked = done.checked
        put_json(
            {
                "run": done.folder.run_id,
                "format": done.format,
                "path": done.path.as_posix(),
                "preprocessing": done.preprocessing,
                "checked": None
                if checked is None
                else {
                    "rows_of": checked.rows_of,
                    "rows": checked.rows,
                    "largest_difference": checked.largest_difference,
                },
            }
        )


def _lines(done: Exported) -> list[str]:
    path = done.path.as_posix()
    checked = done.checked
    if checked is None:
        return [f"written to {path}: the run's own file, byte for byte"]
    rows = f"{checked.rows:,} {checked.rows_of} row{'s' * (checked.rows != 1)}"
    lines = []
    if done.preprocessing:
        lines.append("a row that predict would refuse gives NaN and no class")
    difference = f"{checked.largest_difference:.1e} of an output's scale"
    lines.append(f"written to {path}: differs from predict by at most {difference} on {rows}")
    return lines
