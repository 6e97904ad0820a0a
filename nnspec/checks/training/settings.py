"""Settings of layers and of the training that do nothing, or do harm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import follow, output_call
from nnspec.checks.registry import check
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.logs import log_metrics
from nnspec.spec.yaml.nodes import Path

_LOWEST_RATE, _HIGHEST_RATE = 1e-6, 1.0
_DROPOUTS = (
    *("Dropout", "AlphaDropout", "GaussianDropout"),
    *("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
)
_REGULARIZERS = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
# The first argument of each schedule is the rate that it starts from, but for this one's list.
_FIRST_RATE = ("initial_learning_rate", "values")


@check("learning-rate", "warning")
def learning_rate(facts: Facts) -> Iterator[Finding]:
    """A learning rate outside 1e-6 to 1."""
    optimizer = facts.spec.compile.optimizer
    rate = optimizer.argument("learning_rate")
    path = argument_path(facts, optimizer, "learning_rate")
    if isinstance(rate, ObjectSpec):
        schedule = rate
        for name in _FIRST_RATE:
            rate = schedule.argument(name, rate)
            if name in schedule.arguments:
                path = argument_path(facts, schedule, name)
    for number in rate if isinstance(rate, list) else [rate]:
        if not isinstance(number, int | float) or _LOWEST_RATE <= number <= _HIGHEST_RATE:
            continue
        message = f"a learning rate of {number:g} is outside the usual 1e-6 to 1"
        hint = "steps will hardly move" if number < _LOWEST_RATE else "steps will overshoot"
        yield Finding(message, path, f"{hint}; 0.001 is {optimizer.name}'s usual start")


@check("metric-named-epoch", "error")
def metric_named_epoch(facts: Facts) -> Iterator[Finding]:
    """A metric named `epoch`, as the epoch itself is in history.csv and in names of checkpoints."""
    facts.log_names()
    metric = log_metrics(facts.spec, facts.outputs).get("epoch")
    if metric is not None:
        message = f"{metric.name} cannot be named 'epoch', which is the epoch's own name in "
        message += "history.csv"
        yield Finding(message, argument_path(facts, metric, "name"), "give it another name")


@check("dropout-at-the-end", "warning")
def dropout_at_the_end(facts: Facts) -> Iterator[Finding]:
    """Dropout after the last layer that learns, where it drops predictions themselves."""
    layers = facts.spec.layers
    if not layers or facts.spec.outputs:
        return
    last = layers[-1].object
    if last is not None and last.name in _DROPOUTS:
        message = f"{last.name} after the last layer drops predictions and not features"
        yield Finding(message, layers[-1].path, "put it before the last Dense")


@check("no-dropout", "warning")
def no_dropout(facts: Facts) -> Iterator[Finding]:
    """Dropout with a rate of 0."""
    for layer in facts.spec.layers:
        if layer.object and layer.object.name in _DROPOUTS and _is_zero(layer.object, "rate"):
            message = f"{layer.object.name} with a rate of 0 drops nothing"
            yield Finding(message, layer.path, "leave it out")


@check("no-regularization", "warning")
def no_regularization(facts: Facts) -> Iterator[Finding]:
    """A regularizer whose factors are all 0."""
    for layer in facts.spec.layers:
        for name in _REGULARIZERS:
            regularizer = layer.object.argument(name) if layer.object else None
            if not isinstance(regularizer, ObjectSpec) or not regularizer.readable:
                continue
            factors = [v for k, v in regularizer.arguments.items() if k in ("l1", "l2", "factor")]
            if factors and all(factor == 0 for factor in factors):
                message = f"{regularizer.name} with a factor of 0 regularizes nothing"
                yield Finding(message, regularizer.path, f"leave {name} out")


@check("half-precision-output", "warning")
def half_precision_output(facts: Facts) -> Iterator[Finding]:
    """Predictions of 16 bits, because mixed precision includes the last layer."""
    precision = facts.spec.training.precision
    for output in facts.outputs:
        call = output_call(facts, output)
        if call is None:
            continue
        dtype = call.spec.argument("dtype") or precision
        if not isinstance(dtype, str) or "float16" not in dtype:
            continue
        kind = dtype.removeprefix("mixed_")
        message = f"{call.spec.name} makes the predictions and rounds them to {kind}"
        yield Finding(message, call.layer.path, "give it dtype: float32, as Keras advises")


@check("bias-before-normalization", "warning")
def bias_before_normalization(facts: Facts) -> Iterator[Finding]:
    """A bias straight before BatchNormalization, which takes it away again."""
    calls = follow(facts)
    for call in calls:
        if call is None or call.spec.name != "BatchNormalization" or call.sources[0] < 0:
            continue
        before = calls[call.sources[0]]
        if before is None or before.entry is None or before.entry.parameter("use_bias") is None:
            continue
        # With an activation in between, the bias moves what the activation sees.
        if before.spec.argument("activation") not in (None,) and not _is_linear(before.spec):
            continue
        if before.spec.argument("use_bias", True) is True and "Dense" in before.spec.name + "Conv":
            message = f"the bias of {before.spec.name} is taken away again by the "
            message += "BatchNormalization after it"
            yield Finding(message, _name_path(before.spec), "add use_bias: false", key=True)


@check("batch-size", "warning")
def batch_size(facts: Facts) -> Iterator[Finding]:
    """A batch_size above the number of training rows."""
    rows = facts.training_rows
    size = facts.spec.training.batch_size
    if rows is not None and size > rows and "batch_size" in facts.spec.training.model_fields_set:
        message = f"batch_size {size:,} is more than the {rows:,} training rows: each epoch is "
        message += "one update"
        yield Finding(message, ("training", "batch_size"))


def _is_zero(spec: ObjectSpec, name: str) -> bool:
    value: Any = spec.argument(name)
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0


def _is_linear(spec: ObjectSpec) -> bool:
    activation = spec.argument("activation")
    return isinstance(activation, ObjectSpec) and activation.name == "linear"


def _name_path(spec: ObjectSpec) -> Path:
    return (*spec.path, spec.identifier)
