"""The names under which Keras will log what a spec measures."""

from __future__ import annotations

import re

from nnspec import catalog
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.yaml.text import as_yaml


def metric_log_name(metric: ObjectSpec) -> str:
    """The name of a metric's log.

    `mae` logs as `mae`: Keras names a metric given as text after that text. A metric with
    arguments logs as its `name`, by default the class name in snake case.
    """
    if not metric.arguments:
        return metric.identifier or metric.name
    name = metric.argument("name")
    if name is None:
        entry = catalog.load().find("metrics", metric.name)
        parameter = entry.parameter("name") if entry else None
        name = parameter.default if parameter else None
    return name or snake_case(metric.name)


def snake_case(name: str) -> str:
    """A class name as Keras turns it into a log's name.

    >>> snake_case("MeanAbsoluteError"), snake_case("AUC")
    ('mean_absolute_error', 'auc')
    """
    text = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", text).lower()


def log_metrics(spec: Spec, outputs: tuple[str, ...]) -> dict[str, ObjectSpec | None]:
    """Every quantity that an epoch logs, without `val_`, and the metric behind it.

    Args:
        spec: The spec.
        outputs: The names of the network's outputs.

    Returns:
        Log names; losses have no metric behind them.
    """
    names: dict[str, ObjectSpec | None] = {"loss": None}
    several = len(outputs) > 1
    if several:
        names.update({f"{output}_loss": None for output in outputs})
    for output in outputs:
        own = metrics_of(spec.compile.metrics, output)
        prefix = f"{output}_" if several else ""
        names.update({prefix + metric_log_name(metric): metric for metric in own})
    for output in outputs:
        prefix = f"{output}_" if several else ""
        for metric in metrics_of(spec.compile.weighted_metrics, output):
            name = prefix + metric_log_name(metric)
            # Measured without the weights as well: Keras tells the two apart by this prefix.
            names[f"{prefix}weighted_{metric_log_name(metric)}" if name in names else name] = metric
    return names


def metrics_of(
    metrics: tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]], output: str
) -> tuple[ObjectSpec, ...]:
    """The metrics of one output: a list is for each of them."""
    return metrics if isinstance(metrics, tuple) else metrics.get(output, ())


def better(spec: Spec, outputs: tuple[str, ...], monitor: str, mode: str = "auto") -> str | None:
    """Whether `min` or `max` of a logged quantity is better; None when nobody knows.

    Args:
        spec: The spec.
        outputs: The names of the network's outputs.
        monitor: A log's name, with or without `val_`.
        mode: A callback's `mode`, which decides unless it is `auto`.
    """
    if mode in ("min", "max"):
        return mode
    logs = log_metrics(spec, outputs)
    bare = monitor.removeprefix("val_")
    if bare not in logs:
        return None
    metric = logs[bare]
    if metric is None:
        return "min"
    entry = catalog.load().find("metrics", metric.name)
    return entry.direction if entry else None


def cure_of_many(metric: ObjectSpec) -> str | None:
    """What to write instead of a metric with a number for each class, column or threshold.

    Args:
        metric: A metric of the spec.

    Returns:
        None where it is one number.
    """
    argument = None
    thresholds = metric.argument("thresholds")
    if metric.name in ("F1Score", "FBetaScore") and metric.argument("average") is None:
        argument = "average: macro"
    elif metric.name == "R2Score" and metric.argument("class_aggregation", "") is None:
        argument = "class_aggregation: uniform_average"
    elif isinstance(thresholds, list | tuple) and len(thresholds) > 1:
        argument = f"thresholds: {thresholds[0]}"
    if argument is None:
        return None
    changed = argument.partition(":")[0]
    others = [f"{n}: {as_yaml(v)}" for n, v in metric.arguments.items() if n != changed]
    if not metric.arguments and metric.identifier:
        # A metric with arguments would be logged under another name than the one that is watched.
        others.append(f"name: {metric.identifier}")
    return f"write {metric.name}: {{{', '.join([argument, *others])}}}"
