"""Flags that several commands share, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_RUNS_DIR = Path("runs")

SpecArgument = Annotated[
    str, typer.Argument(metavar="SPEC", help="The spec's YAML file.", show_default=False)
]
SpecsArgument = Annotated[
    list[str], typer.Argument(metavar="SPEC...", help="One or more specs.", show_default=False)
]
RunArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[RUN]",
        help="A run: its folder or id, or a spec's name or path; the latest complete if left out.",
        show_default=False,
    ),
]
RunsDirOption = Annotated[
    Path, typer.Option("--runs-dir", metavar="DIR", help="The folder of all runs.")
]
# Beside RUN: it may be a path, which no folder of runs is looked into for.
RunsDirOfRunOption = Annotated[
    Path | None,
    typer.Option(
        "--runs-dir",
        metavar="DIR",
        help="The folder of all runs.",
        show_default=DEFAULT_RUNS_DIR.as_posix(),
    ),
]
EscapeFormulasOption = Annotated[
    bool,
    typer.Option(
        "--escape-formulas",
        help="In CSV, put ' before texts that a spreadsheet would calculate, as =1+1.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Override a value of the spec, as in --set training.epochs=5. Repeatable.",
        show_default=False,
    ),
]
SmokeOption = Annotated[
    bool,
    typer.Option("--smoke", help="Run everything on a few rows and two epochs, as CI does."),
]
NoPlotsOption = Annotated[
    bool,
    typer.Option("--no-plots", help="Draw no pictures and write no page.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Nothing on stderr but warnings and errors.")
]
DebugOption = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of an error.", show_default=False)
]
