"""`nnspec evaluate`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnspec.cli.flags import chosen_runs_dir, refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DebugOption,
    JsonOption,
    QuietOption,
    RunArgument,
    RunsDirOfRunOption,
)
from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.cli.wrong_usage import level_of
from nnspec.errors import InputError, Problem

if TYPE_CHECKING:
    from nnspec.evaluation.evaluate import Evaluation
    from nnspec.scoring.limits import Verdict


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
    split: Annotated[
        Split | None,
        typer.Option(
            "--split",
            metavar="PART",
            help="Its training, validation or test rows; test if left out.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="COLUMN", help="The metrics of each value of a column too."),
    ] = None,
    per_class: Annotated[
        bool, typer.Option("--per-class", help="Precision, recall and f1 of each class.")
    ] = False,
    ci: Annotated[
        bool, typer.Option("--ci", help="95% confidence intervals, by the bootstrap.")
    ] = False,
    ci_level: Annotated[
        float | None,
        typer.Option(
            "--ci-level", metavar="LEVEL", help="As --ci, with another level, such as 0.9."
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            metavar="P",
            help="The probability above which a row is of the second of two classes.",
        ),
    ] = None,
    tune_threshold: Annotated[
        str | None,
        typer.Option(
            "--tune-threshold",
            metavar="METRIC",
            help="Choose that threshold on the validation rows: by f1, accuracy, macro_f1 or "
            "balanced_accuracy.",
        ),
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="METRIC=VALUE",
            help="Exit with 1 if a metric is less, as in accuracy=0.9. Repeatable.",
        ),
    ] = None,
    fail_over: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-over",
            metavar="METRIC=VALUE",
            help="Exit with 1 if an error is larger, as in rmse=6. Repeatable.",
        ),
    ] = None,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Measure a run on its held-out rows, or on a labelled file."""
    from nnspec.cli.progress import listener_for
    from nnspec.evaluation.evaluate import evaluate as evaluate_run
    from nnspec.scoring.worse import worse_than_mean

    folder = chosen_runs_dir(runs_dir, run)
    if ci and run is not None:
        _refuse_level(run, folder)
    limits: list[Any] = []
    if fail_under or fail_over:
        from nnspec.scoring.limits import parse_limits

        limits = parse_limits(fail_under or [], fail_over or [])
    level = ci_level if ci_level is not None else 0.95 if ci else None
    result = evaluate_run(
        run,
        input=input_,
        split=None if split is None else split.value,
        by=by,
        ci=level,
        threshold=threshold,
        tune_threshold=tune_threshold,
        runs_dir=folder,
        listener=listener_for(quiet=quiet),
    )
    if per_class and not any(of.get("per_class") for of in _of_outputs(result.metrics).values()):
        refuse_flags(
            {"--per-class": True},
            f"for run {result.folder.run_id}: it predicts numbers, and no classes",
            "leave it out",
        )
    verdicts: list[Verdict] = []
    if limits:
        from nnspec.scoring.limits import judge

        verdicts = judge(limits, result.metrics)
    if json_output:
        put_json(_document(result, by, level, verdicts))
    else:
        for line in _lines(result, by, level, per_class=per_class):
            put(line)
    worse = worse_than_mean(result.metrics, result.rows_of)
    if worse is not None:
        say(f"note: {worse}")
    missed = [verdict.problem(result.rows_of) for verdict in verdicts if not verdict.kept]
    if missed:
        say_problems(missed)
        raise typer.Exit(1)


def _refuse_level(run: str, runs_dir: Path) -> None:
    """Refuse `--ci 90`, whose number would be taken for a run.

    Raises:
        InputError: No run is called so.
    """
    from nnspec.runs.all_runs import spec_names

    level = run.removesuffix("%")
    if re.fullmatch(r"\d*\.?\d+", level, re.ASCII) and len(level) < 7:
        if run in spec_names(runs_dir) or Path(run).exists():
            return
        hint = f"name the level: --ci-level {level_of(level)}"
        raise InputError(Problem("flags", f"--ci takes no value, found {run}", hint=hint))


def _document(
    result: Evaluation, by: str | None, level: float | None, verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """Everything as JSON values; what was not asked for has no key."""
    document: dict[str, Any] = {
        "run": result.folder.run_id,
        "rows_of": result.rows_of,
        "metrics": result.metrics,
    }
    if result.training_rows is not None:
        document["training_rows"] = result.training_rows
    if result.threshold is not None:
        document["threshold"] = {"value": result.threshold}
    if result.tuned is not None:
        document["threshold"]["tuned"] = {
            "metric": result.tuned.metric,
            "value": result.tuned.value,
            "rows_of": result.tuned.rows_of,
            "rows": result.tuned.rows,
        }
    if result.intervals is not None:
        from nnspec.scoring.bootstrap import RESAMPLES, SEED

        document["intervals"] = {
            "level": level,
            "resamples": RESAMPLES,
            "seed": SEED,
            "metrics": result.intervals,
        }
    if by is not None:
        document["by"] = {
            "column": by,
            "groups": [
                {"group": group.label, "value": group.value, "metrics": metrics}
                for group, metrics in result.groups
            ],
        }
    if verdicts:
        document["limits"] = [
            {
                "metric": verdict.limit.metric,
                "at_least" if verdict.limit.least else "at_most": verdict.limit.value,
                "found": verdict.found,
                "kept": verdict.kept,
            }
            for verdict in verdicts
        ]
    return document


def _lines(
    result: Evaluation, by: str | None, level: float | None, *, per_class: bool
) -> Iterator[str]:
    """Everything as tables."""
    from nnspec.metrics_table import class_table, confusion_table, metrics_table

    parts = {result.rows_of: result.metrics}
    if result.threshold is not None:
        parts[result.rows_of] = result.metrics | {"threshold": result.threshold}
    if result.intervals is not None and level is not None:
        for end, word in enumerate(("from", "to")):
            parts[f"  {100 * level:.5g}% {word}"] = _ends(result.intervals, end)
    yield from metrics_table(parts)
    if by is not None:
        yield ""
        groups = {group.label: metrics for group, metrics in result.groups}
        yield from metrics_table(groups, by)
    for name, metrics in _of_outputs(result.metrics).items():
        if metrics.get("confusion_matrix"):
            yield ""
            if name:
                yield name
            yield from confusion_table(metrics["confusion_matrix"], list(metrics["per_class"]))
        if per_class and metrics.get("per_class"):
            yield ""
            yield from class_table(metrics["per_class"], name)


def _of_outputs(metrics: Mapping[str, Any]) -> Mapping[str, Any]:
    """The metrics of each output by its name, which of a single one is empty."""
    return metrics.get("outputs", {"": metrics})


def _ends(intervals: Mapping[str, Any], end: int) -> dict[str, Any]:
    """One end of every interval."""
    return {
        name: {part: _ends(values, end) for part, values in value.items()}
        if name in ("outputs", "columns")
        else value[end]
        for name, value in intervals.items()
    }
