"""`nnspec predict`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnspec.catalog.formats import titles
from nnspec.cli.flags import chosen_runs_dir, refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DebugOption,
    EscapeFormulasOption,
    JsonOption,
    QuietOption,
    RunArgument,
    RunsDirOfRunOption,
)
from nnspec.cli.streams import put_json, say

if TYPE_CHECKING:
    from nnspec.prediction.predict_file import Streamed

# Below so many seconds a rate says more of the start than of the rows.
_RATE_SECONDS = 1.0


class OnError(StrEnum):
    """What becomes of a row that cannot be predicted."""

    STOP = "stop"
    SKIP = "skip"
    NULL = "null"


@guarded
def predict(
    run: RunArgument = None,
    input_: Annotated[
        Path,
        typer.Option(
            "--input",
            "-i",
            metavar="FILE",
            help=f"New rows: {titles()}; - for stdin.",
            show_default=False,
        ),
    ] = ...,  # type: ignore[assignment]
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"Write here, as {titles(written=True)}, and not to stdout.",
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="The input's, whatever its ending."),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--output-format",
            metavar="FORMAT",
            help="The output's; on stdout CSV, as the input is written.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="A,B,...",
            help="The output's columns; all if left out. Quote names with commas: '\"a,b\",c'.",
        ),
    ] = None,
    on_error: Annotated[
        OnError,
        typer.Option(
            "--on-error",
            metavar="FATE",
            help="Rows that cannot be predicted: stop, skip them, or null to leave them empty.",
        ),
    ] = OnError.STOP,
    proba: Annotated[
        bool, typer.Option("--proba", help="Add the probability of every class, or its score.")
    ] = False,
    top_k: Annotated[
        int | None, typer.Option("--top-k", metavar="K", help="Add the K likeliest classes.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            metavar="T",
            help="Of two classes, predict the second above this probability; 0.5 if left out.",
        ),
    ] = None,
    escape_formulas: EscapeFormulasOption = False,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Predict new rows: the file's own columns, and the prediction beside them."""
    from nnspec.cli.progress import listener_for
    from nnspec.names import split_names
    from nnspec.prediction.predict_file import StreamOptions, predict_file
    from nnspec.prediction.results import ResultOptions

    stdout = Path("-")
    if json_output:
        refuse_flags(
            {"--output -": output == stdout},
            "with --json, which has stdout for itself",
            "leave one of the two out, or name a file: --output FILE",
        )
        if output is None:
            refuse_flags(
                {
                    "--columns": columns,
                    "--output-format": output_format,
                    "--escape-formulas": escape_formulas,
                },
                "with --json, which shows the predictions alone",
                "name a file for the rows: --output FILE",
            )
    folder = chosen_runs_dir(runs_dir, run)
    listener = listener_for(quiet=quiet)
    options = StreamOptions(
        ResultOptions(proba, top_k, threshold),
        None if columns is None else split_names(columns),
        on_error.value,
        format_,
        output_format,
        escape_formulas,
    )
    records: list[dict[str, Any]] | None = [] if json_output else None
    done = predict_file(
        run, input_, output, options, records=records, runs_dir=folder, listener=listener
    )
    if done.faulty:
        fate = "left out" if on_error is OnError.SKIP else "left empty"
        say(f"{_rows(done.faulty)} could not be predicted and {_was(done.faulty)} {fate}")
    if output is not None and output != stdout and not quiet:
        say(_written(done, output))
    if json_output:
        put_json({"run": done.folder.run_id, "predictions": records})


def _written(done: Streamed, output: Path) -> str:
    text = f"{_rows(done.rows)} written to {output.as_posix()}"
    if done.seconds >= _RATE_SECONDS:
        text += f" in {done.seconds:.1f} s, {done.rows / done.seconds:,.0f} rows/s"
    return text


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
