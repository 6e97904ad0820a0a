"""`nnspec train`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DEFAULT_RUNS_DIR,
    DebugOption,
    JsonOption,
    NoPlotsOption,
    QuietOption,
    RunsDirOption,
    SetOption,
    SmokeOption,
    SpecsArgument,
)
from nnspec.cli.problems import problem_document
from nnspec.cli.progress import listener_for
from nnspec.cli.steady import reader_may_leave
from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import Interrupted, NnspecError
from nnspec.program import is_own_process


@guarded
def train(
    specs: SpecsArgument,
    set_: SetOption = None,
    smoke: SmokeOption = False,
    no_plots: NoPlotsOption = False,
    runs_dir: RunsDirOption = DEFAULT_RUNS_DIR,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Validate a spec, train its network and save the run.

    Several specs are trained one after the other in one process; when one fails, the others are
    trained all the same.
    """
    from nnspec.training.helper_process import HelperProcess

    draws = not (no_plots or smoke)
    entries: list[dict[str, Any]] = []
    failed = 0
    with contextlib.closing(HelperProcess(draws=draws)) as helper:
        for spec in specs:
            if len(specs) > 1 and not quiet:
                say(f"== {spec}")
            try:
                run = _train_one(spec, set_ or (), smoke, runs_dir, quiet, helper)
            except NnspecError as error:
                # One spec alone ends as every command does; of several, the others go on.
                if debug or (len(specs) == 1 and not json_output):
                    raise
                say_problems(error.problems)
                failed = failed or error.exit_code
                problems = [problem_document(problem) for problem in error.problems]
                entries.append({"spec": spec, "problems": problems})
                if isinstance(error, Interrupted):
                    break
                continue
            entries.append(_entry(spec, run))
            if not json_output:
                with reader_may_leave():
                    _show(run)
            # The pictures come last: nobody waits for them to read the metrics.
            if draws:
                helper.illustrate(run.folder, listener_for(quiet=quiet))
    if json_output:
        put_json({"runs": entries})
    if failed:
        if len(specs) > 1:
            count = sum("problems" in entry for entry in entries)
            say(f"{count} of {len(specs)} specs failed")
        raise typer.Exit(failed)


def _train_one(
    spec: str, overrides: Sequence[str], smoke: bool, runs_dir: Path, quiet: bool, helper: Any
) -> Any:
    # A program has its process to itself, and may have a second one.
    helper = helper if is_own_process() else None
    if helper is not None:
        helper.fit(spec, overrides, smoke=smoke)
    from nnspec.training.train import train as train_spec

    return train_spec(
        spec,
        overrides=overrides,
        smoke=smoke,
        runs_dir=runs_dir,
        listener=listener_for(quiet=quiet),
        command=["nnspec", *sys.argv[1:]],
        plots=False,
        helper=helper,
    )


def _entry(spec: str, run: Any) -> dict[str, Any]:
    """What `--json` says of a run."""
    return {
        "spec": spec,
        "run": run.folder.run_id,
        "folder": run.folder.path.as_posix(),
        "epochs": run.epochs,
        "best_epoch": run.best_epoch,
        "saved_epoch": run.saved_epoch,
        "monitor": run.monitor,
        "metrics": run.metrics,
        "doubt": run.doubt,
    }


def _show(run: Any) -> None:
    from nnspec.metrics_table import metrics_table
    from nnspec.scoring.worse import PARTS, worse_than_mean

    for line in metrics_table(run.metrics):
        put(line)
    best = f"best {run.monitor} in epoch {run.best_epoch} of {run.epochs}"
    if run.saved_epoch != run.best_epoch:
        best += f"; the saved network is that of epoch {run.saved_epoch}"
    put(best)
    put(f"saved {run.folder.path.as_posix()}")
    if run.doubt is not None:
        say(f"note: {run.doubt}")
    part = next(part for part in PARTS if part in run.metrics)
    worse = worse_than_mean(run.metrics[part], part)
    if worse is not None:
        say(f"note: {worse}")
