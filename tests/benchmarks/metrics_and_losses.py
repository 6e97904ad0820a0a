"""Every metric under every kind of loss, and every loss under every kind of target.

    python tests/benchmarks/metrics_and_losses.py [metrics | losses] [KIND ...]

Each cell is `refused` by validate, `equal` to Keras' own metric object on the trained network's
outputs for the validation rows (with the border at 0 for logits and scores), or what went wrong.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import metric_grid

import nnspec
from nnspec import catalog
from nnspec.checks.validate import validate
from nnspec.errors import NnspecError

# What a metric is told by nnspec where the outputs are logits or scores, and no probabilities.
_TOLD = {
    "BinaryAccuracy": {"threshold": 0.0},
    "BinaryIoU": {"threshold": 0.0},
    "accuracy": {"threshold": 0.0},
    **{
        name: {"thresholds": 0.0}
        for name in ("Precision", "Recall", "FalseNegatives", "FalsePositives", "TrueNegatives",
                     "TruePositives")
    },
}  # fmt: skip


def main() -> None:
    """Print both tables, or one, or those of some kinds of target."""
    warnings.simplefilter("ignore")
    folder = Path(tempfile.mkdtemp())
    metric_grid.write_rows(folder)
    which, *kinds = sys.argv[1:] or ["both"]
    if which != "losses":
        _metrics(folder, kinds or list(metric_grid.KINDS))
    if which != "metrics":
        _losses(folder, kinds or list(_TARGETS))


def _metrics(folder: Path, kinds: list[str]) -> None:
    counts: Counter[str] = Counter()
    print("metrics")
    for kind in kinds:
        for metrics in (metric_grid.metrics(), metric_grid.WITH_ARGUMENTS):
            cells = _row(folder, kind, metrics)
            refused = [name for name, cell in cells.items() if cell.startswith("refused")]
            equal = [name for name, cell in cells.items() if cell == "equal"]
            print(f"  {kind}: {len(refused)} refused, {len(equal)} equal: {', '.join(equal)}")
            for name, cell in cells.items():
                counts[cell.split(" (")[0]] += 1
                if name not in refused and name not in equal:
                    print(f"    {name}: {cell}")
    print("  in all:", dict(counts))


def _row(folder: Path, kind: str, metrics: Sequence[str]) -> dict[str, str]:
    """A kind's cells, by metric."""
    cells, passed = {}, []
    for metric in metrics:
        found = _validate(folder, metric_grid.spec_text(kind, f"[{metric}]"))
        if found:
            cells[_name(metric)] = f"refused ({', '.join(found)})"
        else:
            passed.append(metric)
    return cells | _trained(folder, kind, passed)


def _trained(folder: Path, kind: str, metrics: Sequence[str]) -> dict[str, str]:
    """Train once with all of them; one by one where that fails."""
    text = metric_grid.spec_text(kind, f"[{', '.join(metrics)}]")
    try:
        return _compare(folder, text, kind)
    except Exception as error:
        if len(metrics) == 1:
            code = error.problems[0].code if isinstance(error, NnspecError) else "internal"
            return {_name(metrics[0]): f"fails ({code}: {str(error)[:100]})"}
    cells = {}
    for metric in metrics:
        cells |= _trained(folder, kind, [metric])
    return cells


def _compare(folder: Path, text: str, kind: str) -> dict[str, str]:
    """The last line of the history against Keras' metrics of the network's outputs."""
    import keras

    from nnspec.evaluation.own_rows import own_rows
    from nnspec.prediction.network import load_keras_network
    from nnspec.spec.load import load_spec
    from nnspec.spec.meaning.logs import metric_log_name

    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    run = nnspec.train(folder / "spec.yaml", plots=False, runs_dir=folder / "runs").folder
    with run.history.open(encoding="utf-8", newline="") as file:
        history = list(csv.DictReader(file))
    loaded = load_spec(run.resolved_spec)
    network = load_keras_network(run)
    table = own_rows(run, loaded, "validation")["validation"]
    ((name, y),) = network.preprocessor.encode_target(table).items()
    raw = network.raw(network.preprocessor.transform(table))[name]
    cells = {}
    for spec in loaded.spec.compile.metrics:
        log = f"val_{metric_log_name(spec)}"
        made = _keras_metric(keras, spec, kind)
        made.update_state(y, raw)
        expected = np.asarray(made.result(), dtype=float)
        # A metric of several numbers has a column each, such as F1Score[0].
        column = re.compile(rf"{re.escape(log)}(\[\d+\])?")
        found = [float(value) for name, value in history[-1].items() if column.fullmatch(name)]
        same = np.allclose(found, expected, rtol=2e-5, atol=1e-6, equal_nan=True)
        cells[spec.name] = "equal" if same else f"differs ({found} and {expected})"
        if same and not np.isfinite(expected).all():
            cells[spec.name] = f"equal, but {expected}"
    return cells


def _keras_metric(keras: Any, spec: Any, kind: str) -> Any:
    arguments = dict(spec.arguments)
    one_unit = kind in ("logits", "hinge")
    if one_unit and spec.name in _TOLD:
        arguments = _TOLD[spec.name] | arguments
    told = catalog.load().find("metrics", spec.name).parameter("from_logits") is not None
    if told and (kind.endswith("logits") or (kind == "hinge" and spec.name == "AUC")):
        arguments["from_logits"] = True
    if spec.name == "accuracy":
        name = "CategoricalAccuracy"
        if kind in ("binary", "logits", "hinge", "0 or 1 as numbers"):
            name = "BinaryAccuracy"
        elif kind.startswith("sparse"):
            name = "SparseCategoricalAccuracy"
        return getattr(keras.metrics, name)(**arguments)
    made = getattr(keras.metrics, spec.name)
    if not isinstance(made, type):
        return keras.metrics.MeanMetricWrapper(made, name=spec.name, **arguments)
    return made(**arguments)


_TARGETS = {
    "one of two": ("two", "{units: 1, activation: sigmoid}", "1", "{units: 1, activation: tanh}"),
    "one of two, two units": ("two", "{units: 2, activation: softmax}", "2"),
    "one of three": ("three", "{units: 3, activation: softmax}", "3"),
    "three labels": ("[p, q, r]", "{units: 3, activation: sigmoid}", "3"),
    "a number": ("u", "1"),
    "0 or 1": ("p", "{units: 1, activation: sigmoid}", "1"),
    "two numbers": ("[u, v]", "2"),
    "shares": ("[s, t]", "{units: 2, activation: softmax}", "{units: 2, activation: sigmoid}"),
}


def _losses(folder: Path, kinds: list[str]) -> None:
    """Each loss on each target with each of its last layers."""
    family = catalog.load().family("losses")
    names = [name for name, entry in family.items() if entry.omitted is None]
    print("losses")
    counts: Counter[str] = Counter()
    for target in kinds:
        columns, *layers = _TARGETS[target]
        good, refused = [], 0
        for loss in sorted(names):
            for layer in layers:
                text = metric_grid.spec_text("numbers", "[]", loss=loss, epochs=2)
                text = text.replace("target: u,", f"target: {columns},")
                text = text.replace("Dense: 1\n", f"Dense: {layer}\n")
                cell = _loss_cell(folder, text)
                counts[cell.split(" (")[0]] += 1
                if cell == "equal":
                    good.append(f"{loss} on {layer}")
                elif cell.startswith("refused"):
                    refused += 1
                else:
                    print(f"    {target}, {loss} on {layer}: {cell}")
        print(f"  {target}: {refused} refused, {len(good)} equal: {', '.join(good)}")
    print("  in all:", dict(counts))


def _loss_cell(folder: Path, text: str) -> str:
    """Train, and hold the loss of the validation rows against Keras' own of the saved network."""
    import keras

    from nnspec.evaluation.own_rows import own_rows
    from nnspec.prediction.network import load_keras_network
    from nnspec.spec.load import load_spec

    found = _validate(folder, text)
    if found:
        return f"refused ({', '.join(found)})"
    try:
        trained = nnspec.train(folder / "spec.yaml", plots=False, runs_dir=folder / "runs")
    except Exception as error:
        code = error.problems[0].code if isinstance(error, NnspecError) else "internal"
        return f"fails ({code}: {str(error)[:120]})"
    loaded = load_spec(trained.folder.resolved_spec)
    network = load_keras_network(trained.folder)
    table = own_rows(trained.folder, loaded, "validation")["validation"]
    (y,) = network.preprocessor.encode_target(table).values()
    x = next(iter(network.preprocessor.transform(table).values()))
    # By `evaluate`, and not by calling the loss: Keras finds the logits behind an activation.
    network.model.compile(loss=getattr(keras.losses, loaded.spec.compile.loss.name)())
    expected = network.model.evaluate(x, y, batch_size=len(y), verbose=0)
    measured = trained.metrics["validation"]["loss"]
    same = np.isclose(measured, expected, rtol=1e-4, atol=1e-6)
    return "equal" if same else f"differs ({measured} and {expected})"


def _validate(folder: Path, text: str) -> list[str]:
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return [problem.code for problem in validate(folder / "spec.yaml").errors]


def _name(metric: str) -> str:
    return metric.strip("{").split(":")[0]


if __name__ == "__main__":
    main()
