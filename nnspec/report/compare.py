"""What differs between runs: their specs path by path, their facts and their metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnspec.errors import NnspecError
from nnspec.report.spec_text import MISSING, differences
from nnspec.runs.folder import RunFolder
from nnspec.runs.metrics_file import read_metrics
from nnspec.runs.summary import headline
from nnspec.scoring.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from nnspec.spec.yaml.document import read_document
from nnspec.spec.yaml.nodes import plain

_FACTS = ("epochs", "best_epoch", "parameters", "duration_seconds")


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of every run.

    Attributes:
        name: For instance `training.batch_size`, `epochs` or `test rmse`.
        values: One a run; `MISSING` where a run has none.
        best: The position of the best run; None where none is, or better has no meaning.
    """

    name: str
    values: tuple[Any, ...]
    best: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs beside one another.

    Attributes:
        runs: The runs.
        spec: What differs in their resolved specs.
        facts: What became of them.
        metrics: Their metrics, part by part.
        notes: Why numbers may not be comparable.
    """

    runs: tuple[RunFolder, ...]
    spec: tuple[Row, ...]
    facts: tuple[Row, ...]
    metrics: tuple[Row, ...]
    notes: tuple[str, ...]


def compare(runs: Sequence[RunFolder]) -> Comparison:
    """Compare runs, of any status.

    Raises:
        RunError: A folder is no run, or its run.json or metrics.json is damaged.
    """
    records = [run.read() for run in runs]
    specs = [resolved_spec(run) for run in runs]
    spec = [Row(path, values) for path, values in differences(specs) if path != "name"]
    facts = []
    for name in _FACTS:
        values = tuple(record.get(name, MISSING) for record in records)
        if any(value is not MISSING for value in values):
            facts.append(Row(name, values))
    same_loss = not any(row.name.startswith("compile.loss") for row in spec)
    metrics = _metrics([read_metrics(run) for run in runs], same_loss=same_loss)
    return Comparison(
        tuple(runs), tuple(spec), tuple(facts), tuple(metrics), tuple(_notes(records, specs, spec))
    )


def better(name: str, values: Sequence[Any]) -> int | None:
    """The position of the best value, or None: a tie, a single value, or no order is known.

    Args:
        name: The metric, such as `rmse` or `strength.rmse`.
        values: One a run; anything but a number does not count.
    """
    metric = name.rpartition(".")[2]
    known = {i: value for i, value in enumerate(values) if isinstance(value, float)}
    if len(known) < 2 or metric not in (*LOWER_IS_BETTER, *HIGHER_IS_BETTER):
        return None
    pick = min if metric in LOWER_IS_BETTER else max
    best = pick(known.values())
    holders = [i for i, value in known.items() if value == best]
    return holders[0] if len(holders) == 1 else None


def _metrics(documents: Sequence[Mapping[str, Any]], *, same_loss: bool) -> list[Row]:
    rows = []
    for split in ("test", "validation", "training"):
        numbers = [headline(document, split) for document in documents]
        for name in dict.fromkeys(name for values in numbers for name in values):
            values = tuple(entry.get(name, MISSING) for entry in numbers)
            comparable = same_loss or name.rpartition(".")[2] != "loss"
            rows.append(
                Row(f"{split} {name}", values, better(name, values) if comparable else None)
            )
    return rows


def _notes(
    records: Sequence[Mapping[str, Any]], specs: Sequence[Any], spec: Sequence[Row]
) -> list[str]:
    def data(record: Mapping[str, Any], key: str) -> Any:
        found = record.get("data")
        return found.get(key) if isinstance(found, Mapping) else None

    notes = []
    if len({data(record, "fingerprint") for record in records}) > 1:
        notes.append("the runs were trained on different data, so their metrics are of other rows")
    elif any(row.name.startswith(("data.split", "data.sample")) for row in spec):
        notes.append("the runs deal their rows differently, so their metrics are of other rows")
    if any(row.name.startswith("compile.loss") for row in spec):
        notes.append("the losses are not the same function, so neither is better")
    if any(record.get("smoke") for record in records):
        notes.append("a smoke run's numbers mean nothing")
    if any(found is None for found in specs):
        notes.append("a run's spec.resolved.yaml cannot be read, so specs are not compared")
    return notes


def resolved_spec(run: RunFolder) -> Any:
    """A run's spec with every default filled in, as plain values; None where it cannot be read."""
    try:
        return plain(read_document(run.resolved_spec).root)
    except NnspecError:
        return None
