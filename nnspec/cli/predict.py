"""`nnspec predict`."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DEFAULT_RUNS_DIR,
    DebugOption,
    JsonOption,
    QuietOption,
    RunArgument,
    RunsDirOption,
)
from nnspec.cli.streams import put_json, say


@guarded
def predict(
    run: RunArgument = None,
    input_: Annotated[
        Path,
        typer.Option(
            "--input",
            "-i",
            metavar="FILE",
            help="New rows: CSV, Parquet, JSON lines or Excel.",
            show_default=False,
        ),
    ] = ...,  # type: ignore[assignment]
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here and not to stdout."),
    ] = None,
    proba: Annotated[
        bool, typer.Option("--proba", help="Add the probability of every class.")
    ] = False,
    runs_dir: RunsDirOption = DEFAULT_RUNS_DIR,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Predict new rows: the file's own columns, and the prediction beside them."""
    from nnspec.cli.progress import listener_for
    from nnspec.inference.predict import predict as predict_rows
    from nnspec.inference.predict import result_rows
    from nnspec.runs.files import write_text

    predictions = predict_rows(
        run, input_, proba=proba, runs_dir=runs_dir, listener=listener_for(quiet=quiet)
    )
    if output is not None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(result_rows(predictions, input_))
        write_text(output, text.getvalue())
        if not quiet:
            count = predictions.table.n_rows
            rows = "row" if count == 1 else "rows"
            say(f"{count:,} {rows} written to {output.as_posix()}")
    if json_output:
        put_json({"run": predictions.folder.run_id, "predictions": predictions.records()})
    elif output is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows(result_rows(predictions, input_))
