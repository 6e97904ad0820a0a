"""The list of all runs, with what a reader wants to know of each at a glance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nnspec.errors import Problem, RunError, did_you_mean, listing
from nnspec.runs.all_runs import name_stamp, run_folders, spec_names
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import count_epochs
from nnspec.runs.metrics_file import read_metrics
from nnspec.runs.record import parse_timestamp, read_record, status_of
from nnspec.runs.train_first import spec_called

# Of more target columns a line would have no end.
_MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One line of `runs list`.

    Attributes:
        run_id: For instance `concrete/20261122-033600-7f3a`.
        name: The spec's name.
        path: The run's folder.
        status: `running`, `complete`, `interrupted`, `failed`, `killed` (it says `running` but its
            process is gone) or `damaged` (its run.json cannot be read).
        started: When training began, with its time zone; None when damaged.
        duration: Seconds from start to end; None until the run has ended.
        epochs: Epochs trained; None when unknown.
        metrics: The single numbers of the test split, by name; see `headline`.
    """

    run_id: str
    name: str
    path: Path
    status: str
    started: datetime | None = None
    duration: float | None = None
    epochs: int | None = None
    metrics: dict[str, float] = field(default_factory=dict)


def list_runs(
    runs_dir: Path, name: str | None = None, *, limit: int | None = None
) -> list[RunSummary]:
    """The runs in a folder, the one started last first.

    Args:
        runs_dir: The folder of all runs; a folder that does not exist has none.
        name: Only the runs of this spec.
        limit: Only this many; the others' files are not read.
    """
    names = spec_names(runs_dir) if name is None else [name]
    summaries = [summarize(folder) for folder in run_folders(runs_dir, names)[:limit]]
    return sorted(summaries, key=_order, reverse=True)


def spec_with_runs(runs_dir: Path, spec: str) -> str:
    """The name of the spec whose runs are meant.

    Args:
        runs_dir: The folder of all runs.
        spec: The spec's name, the path of its file, or that of the folder of its runs.

    Raises:
        RunError: There are no runs of it, and no spec is called so.
    """
    path = Path(spec)
    if path.suffix.lower() in (".yaml", ".yml") and path.is_file():
        from nnspec.spec.load import name_in

        return name_in(path)
    names = spec_names(runs_dir)
    if spec in names or spec_called(spec) is not None:
        return spec
    if path.name in names and path.parent.resolve() == runs_dir.resolve():
        return path.name
    raise RunError(
        Problem(
            "unknown-run",
            f"there is no run of '{spec}' in {runs_dir.as_posix().rstrip('/')}/",
            hint=did_you_mean(spec, names),
            details=(f"specs with runs: {listing(names)}",) if names else (),
        )
    )


def summarize(folder: RunFolder) -> RunSummary:
    """The summary of one run; never fails, a damaged run has the status `damaged`."""
    name = folder.name
    run_id = folder.run_id
    try:
        record = read_record(folder.path)
    except RunError:
        return RunSummary(run_id, name, folder.path, "damaged")
    epochs = record.get("epochs")
    metrics = record.get("metrics")
    return RunSummary(
        run_id=run_id,
        name=name,
        path=folder.path,
        status=status_of(record),
        started=parse_timestamp(record["started"]),
        duration=_number(record.get("duration_seconds")),
        epochs=epochs if isinstance(epochs, int) else count_epochs(folder.history),
        metrics=_numbers(metrics) if isinstance(metrics, dict) else _read_headline(folder),
    )


def headline(
    metrics: Mapping[str, Any], split: str = "test", *, every_column: bool = False
) -> dict[str, float]:
    """The single numbers of one split of metrics.json: the loss, and what can stand in a table.

    Args:
        metrics: The content of metrics.json.
        split: `training`, `validation` or `test`.
        every_column: All that is known of each of several target columns, however many.

    Returns:
        The numbers by name, such as `loss` and `rmse`; those of several outputs by the output's
        name too, such as `strength.rmse`, and of a few target columns what has no mean, such as
        `Y1.rmse`. Undefined metrics are left out. Empty without such a split.
    """
    entry = metrics.get(split)
    if not isinstance(entry, Mapping):
        return {}
    found = _numbers(entry) | _of_columns(entry, "", every=every_column)
    outputs = entry.get("outputs")
    for output, values in outputs.items() if isinstance(outputs, Mapping) else ():
        if isinstance(values, Mapping):
            found |= {f"{output}.{key}": value for key, value in _numbers(values).items()}
            found |= _of_columns(values, f"{output}.", every=every_column)
    return found


def _of_columns(entry: Mapping[str, Any], prefix: str, *, every: bool) -> dict[str, float]:
    """What each of several target columns has in units of its own; of very many only if asked."""
    columns = entry.get("columns")
    if not isinstance(columns, Mapping) or (len(columns) > _MOST_COLUMNS and not every):
        return {}
    return {
        f"{prefix}{column}.{key}": value
        for column, values in columns.items()
        if isinstance(values, Mapping)
        for key, value in _numbers(values).items()
        if every or key not in entry
    }


def _order(summary: RunSummary) -> tuple[str, float, str]:
    """When it started: exactly, or to the second by its folder's name when it is damaged."""
    if summary.started is None:
        return name_stamp(summary.path.name), 0.0, summary.run_id
    started = summary.started.astimezone(UTC)
    return started.strftime("%Y%m%d-%H%M%S"), started.timestamp(), summary.run_id


def _read_headline(folder: RunFolder) -> dict[str, float]:
    try:
        return headline(read_metrics(folder))
    except RunError:
        return {}


def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
    """The finite numbers among the values, without the count of rows."""
    found = {key: _number(value) for key, value in values.items() if key != "rows"}
    return {key: value for key, value in found.items() if value is not None}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
