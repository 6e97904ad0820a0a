"""Can each metric measure its output, and do its arguments fit the classes?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec import catalog
from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.metric_arguments import bad_argument
from nnspec.checks.network.metric_rules import Measured, Misfit, misfit, word, written
from nnspec.checks.registry import check
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.at_zero import at_zero
from nnspec.spec.meaning.ends import score_kind
from nnspec.spec.meaning.logs import metrics_of
from nnspec.spec.yaml.nodes import Path


def measured(facts: Facts, output: str) -> Measured:
    """An output as its metrics see it.

    Raises:
        Unreadable: Its loss or a column of it could not be read.
    """
    encoding, loss = facts.encoding(output), facts.roles.losses[output]
    columns, end = facts.roles.targets[output], facts.ends.get(output)
    units: int | None = len(columns)
    if encoding in ("sparse", "one_hot"):
        units = None if end is None else end.units
        if units is None and facts.preview.complete:
            classes = facts.classes(output)
            units = None if classes is None else len(classes)
    numbers = encoding == "regression"
    entry = catalog.load().find("losses", loss.name)
    return Measured(
        encoding,
        score_kind(loss, encoding, end),
        loss,
        units,
        zero_one=numbers and _zero_one(facts, output),
        distribution=numbers and entry is not None and entry.target == "one_hot",
    )


def measurements(facts: Facts) -> Iterator[tuple[str, ObjectSpec, Measured]]:
    """Each readable metric with the output that it measures."""
    section = facts.spec.compile
    for output in facts.outputs:
        at = None
        for group in (section.metrics, section.weighted_metrics):
            for metric in metrics_of(group, output):
                if metric.readable:
                    at = at or measured(facts, output)
                    yield output, metric, at


@check("metric-and-loss", "error")
def metric_and_loss(facts: Facts) -> Iterator[Finding]:
    """A metric that takes another target than the loss, or reads its outputs for something else."""
    for output, metric, at in measurements(facts):
        found = misfit(metric, at)
        if found is not None and not found.numbers:
            yield Finding(
                found.message, _path(metric), _cure(facts, output, metric, found), certain=True
            )


@check("accuracy-of-numbers", "error")
def accuracy_of_numbers(facts: Facts) -> Iterator[Finding]:
    """A metric for classes that measures a numeric target, where it counts exact hits only."""
    for output, metric, at in measurements(facts):
        found = misfit(metric, at)
        if found is not None and found.numbers:
            yield Finding(
                found.message, _path(metric), _cure(facts, output, metric, found), certain=True
            )


@check("metric-arguments", "error")
def metric_arguments(facts: Facts) -> Iterator[Finding]:
    """A metric with a class, a number of classes, an axis or weights that the output has not."""
    for _, metric, at in measurements(facts):
        if misfit(metric, at) is None:
            found = bad_argument(metric, at)
            if found is not None:
                argument, message, cure = found
                given = argument in metric.arguments
                path = argument_path(facts, metric, argument) if given else _path(metric)
                yield Finding(message, path, cure, certain=True)


@check("threshold-of-scores", "warning")
def threshold_of_scores(facts: Facts) -> Iterator[Finding]:
    """A threshold from 0 to 1 that is compared with logits or scores, where the border is 0."""
    for _, metric, at in measurements(facts):
        if at.scores not in ("logit", "score") or at.encoding != "binary" or misfit(metric, at):
            continue
        bare = ObjectSpec(metric.name, {}, identifier=metric.identifier)
        for argument in ("threshold", "thresholds"):
            given = metric.argument(argument)
            cut = at_zero(bare, at.loss, at.scores).argument(argument)
            if cut is None or given is None or not np.any(np.asarray(given) != 0):
                continue
            values = "logits" if at.scores == "logit" else f"scores of {word(at.loss)}"
            message = f"{word(metric)} compares its {argument} with {values}, where the border "
            message += "between the classes is 0"
            path = argument_path(facts, metric, argument)
            yield Finding(message, path, "leave it out, and it is 0", certain=True)


def _zero_one(facts: Facts, output: str) -> bool:
    """Whether every value of a numeric target that was seen is 0 or 1."""
    if facts.spec.preprocessing.target:
        return False
    for column in facts.roles.targets[output]:
        values = facts.numbers(column)
        if values is None:
            values = np.array(facts.classes(output) or (np.nan,), dtype=object)
        if not all(value in (0, 1) for value in values.tolist()):
            return False
    return True


def _path(metric: ObjectSpec) -> Path:
    return metric.path or ("compile", "metrics")


def _cure(facts: Facts, output: str, metric: ObjectSpec, found: Misfit) -> str:
    """What to do: where one list is for all outputs, give the metric to those that it fits."""
    section = facts.spec.compile
    groups = {"metrics": section.metrics, "weighted_metrics": section.weighted_metrics}
    for key, group in groups.items():
        if not isinstance(group, tuple) or not any(one is metric for one in group):
            continue
        others = [name for name in facts.outputs if name != output]
        fits = [name for name in others if misfit(metric, measured(facts, name)) is None]
        if fits:
            shown = written(metric) if metric.arguments else word(metric)
            return f"give it to its output alone: {key}: {{{fits[0]}: [{shown}]}}"
    return found.cure
