"""Can each loss take its target and what the last layer gives it?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.labels import NON_NEGATIVE, give_activation, loss_path
from nnspec.checks.network.metric_arguments import bad_loss_argument
from nnspec.checks.network.metric_rules import word
from nnspec.checks.network.metrics import measured
from nnspec.checks.registry import check
from nnspec.errors import listing
from nnspec.spec.meaning.ends import MARGINS
from nnspec.spec.meaning.logs import metrics_of

# Losses that take a power of the probabilities.
_POWERS = ("CategoricalGeneralizedCrossEntropy",)


@check("loss-arguments", "error")
def loss_arguments(facts: Facts) -> Iterator[Finding]:
    """A loss with an axis or weights that its output has not."""
    for output in facts.outputs:
        at = measured(facts, output)
        found = bad_loss_argument(at.loss, at) if at.loss.readable else None
        if found is not None:
            argument, message, cure = found
            path = argument_path(facts, at.loss, argument)
            yield Finding(message, path, cure, certain=True)


@check("loss-and-columns", "error")
def loss_and_columns(facts: Facts) -> Iterator[Finding]:
    """A loss that cannot take so many target columns, or numbers that are no labels."""
    for output, columns in facts.roles.targets.items():
        encoding, loss = facts.encoding(output), facts.roles.losses[output]
        path = loss_path(facts, output)
        if encoding == "sparse" and len(columns) > 1:
            message = f"{word(loss)} takes one column of classes, but the target is "
            message += f"{len(columns)} columns ({listing(columns, 6)})"
            several = [facts.numbers(column) for column in columns]
            labels = all(values is None or len(set(values.tolist())) <= 2 for values in several)
            hint = "use binary_crossentropy" if labels else "use mse"
            yield Finding(message, path, hint, certain=True)
        elif loss.name == "CosineSimilarity" and len(columns) == 1 and loss.argument("axis") != 0:
            message = f"{word(loss)} compares the directions of rows, and one number has none"
            yield Finding(message, path, "use mse", certain=True)
        elif encoding == "binary" and len(columns) > 1:
            for column in columns:
                values = facts.numbers(column)
                if values is not None and len(set(values.tolist())) > 2:
                    message = f"{word(loss)} takes two values a column; '{column}' has more"
                    yield Finding(message, path, "use mse", certain=True, column=column)


@check("score-range", "error")
def score_range(facts: Facts) -> Iterator[Finding]:
    """An activation that never gives the scores below 0 by which a loss tells the first class."""
    for output, end in facts.ends.items():
        loss = facts.roles.losses[output]
        if facts.encoding(output) != "binary" or loss.name not in MARGINS:
            continue
        if end.activation in NON_NEGATIVE:
            message = f"{end.activation} never goes below zero, but {word(loss)} tells the "
            message += "first class by a score below 0"
            yield Finding(message, end.path, "use tanh, or leave the activation out: linear")


@check("positive-outputs", "error")
def positive_outputs(facts: Facts) -> Iterator[Finding]:
    """A loss that takes a power of probabilities, and outputs that may be below 0."""
    for output, end in facts.ends.items():
        loss = facts.roles.losses[output]
        positive = end.activation is None or end.activation in NON_NEGATIVE
        if loss.name in _POWERS and not positive:
            message = f"{word(loss)} is no number of outputs below zero, and the last layer's "
            message += f"activation is {end.activation}"
            yield Finding(message, end.path, give_activation(end, "softmax"))


@check("logs-of-outputs", "warning")
def logs_of_outputs(facts: Facts) -> Iterator[Finding]:
    """Poisson, which takes the logarithm of outputs that may be below 0."""
    section = facts.spec.compile
    for output, end in facts.ends.items():
        numbers = facts.encoding(output) == "regression"
        if not numbers or end.activation is None or end.activation in NON_NEGATIVE:
            continue
        groups = (metrics_of(one, output) for one in (section.metrics, section.weighted_metrics))
        for spec in (facts.roles.losses[output], *(one for group in groups for one in group)):
            if spec.name == "Poisson":
                message = f"{word(spec)} takes the logarithm of the outputs, which with "
                message += f"{end.activation} may be below zero: it is then no number"
                path = spec.path or end.path
                yield Finding(message, path, "give the last layer activation: softplus")
