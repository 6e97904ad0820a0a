"""`nnspec evaluate`."""

from __future__ import annotations

from enum import StrEnum
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
from nnspec.cli.streams import put, put_json


class Split(StrEnum):
    """The parts of a run's own rows."""

    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"


@guarded
def evaluate(
    run: RunArgument = None,
    input_: Annotated[
        Path | None,
        typer.Option("--input", "-i", metavar="FILE", help="A labelled file, CSV or other."),
    ] = None,
    split: Annotated[Split, typer.Option("--split", help="Which of the run's rows.")] = Split.TEST,
    runs_dir: RunsDirOption = DEFAULT_RUNS_DIR,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Measure a run on its held-out rows, or on a labelled file."""
    from nnspec.cli.metrics_table import confusion_table, metrics_table
    from nnspec.cli.progress import listener_for
    from nnspec.inference.evaluate import evaluate as evaluate_run

    result = evaluate_run(
        run,
        input=input_,
        split=split.value,
        runs_dir=runs_dir,
        listener=listener_for(quiet=quiet),
    )
    if json_output:
        put_json(
            {"run": result.folder.run_id, "rows_of": result.rows_of, "metrics": result.metrics}
        )
        return
    for line in metrics_table({result.rows_of: result.metrics}):
        put(line)
    for name, metrics in result.metrics.get("outputs", {"": result.metrics}).items():
        if metrics.get("confusion_matrix"):
            put()
            if name:
                put(name)
            for line in confusion_table(metrics["confusion_matrix"], list(metrics["per_class"])):
                put(line)
