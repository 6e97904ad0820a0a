"""`nnspec activations`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from nnspec.catalog.formats import titles
from nnspec.cli.flags import NO_CSV, chosen_runs_dir, refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DebugOption,
    EscapeFormulasOption,
    JsonOption,
    QuietOption,
    RunsDirOfRunOption,
)
from nnspec.cli.streams import put_json, say
from nnspec.printable import shown


@guarded
def activations(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="A run: its folder, its id, or a spec's name.",
            show_default=False,
        ),
    ],
    layer: Annotated[
        str,
        typer.Argument(
            metavar="LAYER",
            help="A layer; an input gives the rows as the network sees them.",
            show_default=False,
        ),
    ],
    input_: Annotated[
        Path,
        typer.Option(
            "--input",
            "-i",
            metavar="FILE",
            help=f"Rows: {titles()}.",
            show_default=False,
        ),
    ] = ...,  # type: ignore[assignment]
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write here and not to stdout: .npy or .csv.",
            show_default=False,
        ),
    ] = None,
    escape_formulas: EscapeFormulasOption = False,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what a layer makes of rows: a line a row, a column a unit."""
    from nnspec.cli.progress import listener_for
    from nnspec.prediction.activations import activations as activate
    from nnspec.prediction.array_files import (
        check_suffix,
        csv_rows,
        json_values,
        write_arrays,
        write_csv,
    )
    from nnspec.prediction.stdout import is_terminal

    suffix = None if json_output else ".csv"
    if output is not None:
        suffix = check_suffix(output, (".npy", ".csv"))
    if suffix != ".csv":
        refuse_flags({"--escape-formulas": escape_formulas}, *NO_CSV)
    folder = chosen_runs_dir(runs_dir, run)
    result = activate(run, layer, input_, runs_dir=folder, listener=listener_for(quiet=quiet))
    if output is not None:
        if suffix == ".npy":
            write_arrays(output, {result.layer: result.values})
        else:
            rows = csv_rows(result.rows(), result.columns, escape_formulas=escape_formulas)
            write_csv(output, rows)
        if not quiet:
            count = len(result.values)
            say(f"{count:,} row{'s' * (count != 1)} written to {output.as_posix()}")
    if json_output:
        put_json(
            {
                "run": result.folder.run_id,
                "layer": result.layer,
                "shape": list(result.values.shape),
                "values": json_values(result.values),
            }
        )
    elif output is None:
        # The rows are numbers: the name of an input alone may hold what a terminal obeys.
        columns = list(map(shown, result.columns)) if is_terminal() else result.columns
        rows = csv_rows(result.rows(), columns, escape_formulas=escape_formulas)
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
