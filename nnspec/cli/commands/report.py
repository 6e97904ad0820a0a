"""`nnspec report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
from nnspec.cli.streams import put, put_json, say, say_problems


@guarded
def report(
    run: RunArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the page here, not into the run."
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Draw a run's pictures and write its page, one HTML file that needs nothing else."""
    from nnspec.report.write import write_report
    from nnspec.runs.find import find_run

    # Without a name it is the latest that evaluate would take; a named one may be of any status.
    folder = find_run(chosen_runs_dir(runs_dir, run), run, complete=run is None)
    if not quiet:
        say(f"run {folder.run_id}")
    written = write_report(folder, output)
    say_problems(written.problems)
    if json_output:
        put_json(
            {
                "run": folder.run_id,
                "report": written.path.as_posix(),
                "pictures": [path.as_posix() for path in written.pictures],
            }
        )
    else:
        put(written.path.as_posix())
    if open_:
        import webbrowser

        webbrowser.open(written.path.absolute().as_uri())
