"""`nnspec runs list` and `nnspec runs show`; `compare` has a file of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from nnspec.cli.commands.compare import compare
from nnspec.cli.flags import chosen_runs_dir
from nnspec.cli.guard import guarded
from nnspec.cli.help import PlainCommand, PlainGroup
from nnspec.cli.options import (
    DEFAULT_RUNS_DIR,
    DebugOption,
    JsonOption,
    RunArgument,
    RunsDirOfRunOption,
    RunsDirOption,
)
from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import RunError

app = typer.Typer(
    help="List runs, look at one, compare several.", no_args_is_help=True, cls=PlainGroup
)
app.command("compare", cls=PlainCommand)(compare)


@app.command("list", cls=PlainCommand)
@guarded
def list_(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[SPEC]",
            help="Only the runs of this spec, by its name or path.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, metavar="N", help="At most so many.")
    ] = 20,
    runs_dir: RunsDirOption = DEFAULT_RUNS_DIR,
    json_output: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """List runs, the newest first."""
    from nnspec.metrics_table import number, text_table
    from nnspec.runs import list_runs
    from nnspec.runs.summary import spec_with_runs

    spec = None if name is None else spec_with_runs(runs_dir, name)
    runs = list_runs(runs_dir, spec, limit=limit)
    if json_output:
        put_json({"runs": [_document(run) for run in runs]})
        return
    if not runs:
        of = "" if spec is None else f" of '{spec}'"
        say(f"there is no run{of} in {runs_dir.as_posix()}/")
        return
    rows = [
        [
            run.run_id,
            run.status,
            "-" if run.duration is None else f"{run.duration:.1f} s",
            "-" if run.epochs is None else str(run.epochs),
            "  ".join(f"{key} {number(value)}" for key, value in run.metrics.items()),
        ]
        for run in runs
    ]
    for line in text_table(["run", "status", "time", "epochs", "test metrics"], rows):
        put(line)


@app.command("show", cls=PlainCommand)
@guarded
def show(
    run: RunArgument = None,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Show one run: its facts and metrics."""
    from nnspec.metrics_table import metrics_table
    from nnspec.runs import find_run
    from nnspec.runs.metrics_file import read_metrics

    # Without a name it is the latest that evaluate would take; a named one may be of any status.
    folder = find_run(chosen_runs_dir(runs_dir, run), run, complete=run is None)
    record = {**folder.read(), "status": folder.status()}
    metrics: dict[str, Any] = {}
    try:
        metrics = read_metrics(folder)
    except RunError as error:
        # The facts can be shown all the same.
        say_problems(replace(problem, severity="warning") for problem in error.problems)
    if json_output:
        put_json({**record, "folder": folder.path.as_posix(), "metrics": metrics or None})
        return
    put(f"run       {folder.run_id}")
    put(f"status    {record['status']}" + _reason(record))
    put(f"started   {record['started']}")
    if record.get("duration_seconds") is not None:
        put(f"time      {record['duration_seconds']:.1f} s")
    if "epochs" in record:
        best = record.get("best_epoch")
        put(f"epochs    {record['epochs']}, best {record.get('monitor')} in epoch {best}")
    data = record.get("data") or {}
    if {"source", "rows", "split"} <= data.keys():
        split = ", ".join(f"{count:,} {name}" for name, count in data["split"].items() if count)
        put(f"data      {data['source']}: {data['rows']:,} rows; {split}")
    put(f"seed      {record.get('seed')}")
    put(f"network   {record.get('parameters', 0):,} parameters")
    if record.get("overrides"):
        put(f"overrides {', '.join(record['overrides'])}")
    versions = record.get("versions") or {}
    named = (f"{package} {version}" for package, version in versions.items() if version)
    put(f"versions  {', '.join(named)}")
    git = record.get("git") or {}
    if git.get("commit"):
        put(f"git       {git['commit']}{' with changes' if git.get('dirty') else ''}")
    put(f"folder    {folder.path.as_posix()}")
    if metrics:
        put()
        for line in metrics_table(metrics):
            put(line)


def _document(run: Any) -> dict[str, Any]:
    return {
        "run": run.run_id,
        "name": run.name,
        "folder": run.path.as_posix(),
        "status": run.status,
        "started": run.started.isoformat() if run.started else None,
        "duration_seconds": run.duration,
        "epochs": run.epochs,
        "metrics": run.metrics,
    }


def _reason(record: dict[str, Any]) -> str:
    return f" ({record['reason']})" if record.get("reason") else ""
