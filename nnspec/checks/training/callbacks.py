"""Do the callbacks do what their author will expect?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec import catalog
from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.checks.training.monitors import SET_LEARNING_RATE, monitors
from nnspec.checks.training.optimizers import optimizers_of
from nnspec.checks.training.paths import callback_path, path_key
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.logs import better, cure_of_many, log_metrics, metric_log_name

# Counts: Keras leaves it open which way they are better.
_NO_DIRECTION = ("FalseNegatives", "FalsePositives", "TrueNegatives", "TruePositives")


def _named(facts: Facts, name: str) -> list[ObjectSpec]:
    return [spec for spec in facts.spec.callbacks if spec.name == name]


@check("monitor-mode", "error")
def monitor_mode(facts: Facts) -> Iterator[Finding]:
    """A `mode` that takes the worst value of the watched quantity for its best."""
    facts.log_names()
    for spec, monitor, _ in monitors(facts):
        mode = spec.argument("mode", "auto")
        right = better(facts.spec, facts.outputs, monitor)
        if mode not in ("min", "max") or right is None or mode == right:
            continue
        which = "lower" if right == "min" else "higher"
        message = f"{spec.name} takes the {mode}imum of '{monitor}' for the best, but {which} is "
        message += "better"
        yield Finding(message, argument_path(facts, spec, "mode"), f"write mode: {right}")


@check("monitor-direction", "error")
def monitor_direction(facts: Facts) -> Iterator[Finding]:
    """A watched quantity of which Keras cannot tell whether lower or higher is better."""
    facts.log_names()
    logs = log_metrics(facts.spec, facts.outputs)
    for spec, monitor, path in monitors(facts):
        entry = catalog.load().find("callbacks", spec.name)
        told = spec.argument("mode", "auto") in ("min", "max")
        if entry is None or entry.parameter("mode") is None or told:
            continue
        bare = monitor.removeprefix("val_")
        if bare == "loss" or bare not in (*logs, "learning_rate"):
            continue
        metric = logs.get(bare)
        # Keras knows the metrics by their own names, without the output's or `weighted_`.
        own = metric is not None and metric_log_name(metric) == bare
        if own and metric is not None and metric.name not in _NO_DIRECTION:
            continue
        if metric is not None and cure_of_many(metric) is not None:
            continue
        right = better(facts.spec, facts.outputs, monitor)
        message = f"Keras cannot tell whether lower or higher '{monitor}' is better"
        hint = f"add mode: {right}" if right else "add mode: min or mode: max"
        yield Finding(message, path, hint, certain=True)


@check("restore-best-weights", "warning")
def restore_best_weights(facts: Facts) -> Iterator[Finding]:
    """EarlyStopping that keeps the weights of its last epoch and not of its best."""
    for spec in _named(facts, "EarlyStopping"):
        if not spec.argument("restore_best_weights", False):
            message = "EarlyStopping will leave the network with the weights of the last epoch"
            hint = "add restore_best_weights: true"
            yield Finding(message, (*spec.path, spec.identifier), hint, key=True)


@check("plateau-patience", "warning")
def plateau_patience(facts: Facts) -> Iterator[Finding]:
    """ReduceLROnPlateau that is no less patient than EarlyStopping, and so never acts."""
    watched = {spec.path: monitor for spec, monitor, _ in monitors(facts)}
    for plateau in _named(facts, "ReduceLROnPlateau"):
        for stopping in _named(facts, "EarlyStopping"):
            waits, stops = plateau.argument("patience", 10), stopping.argument("patience", 0)
            if not isinstance(waits, int) or not isinstance(stops, int) or waits < stops:
                continue
            if watched.get(plateau.path) != watched.get(stopping.path):
                continue
            message = f"ReduceLROnPlateau waits for {waits} epochs, but EarlyStopping stops the "
            message += f"training after {stops}"
            hint = f"make its patience less than {stops}" if stops > 1 else None
            yield Finding(message, argument_path(facts, plateau, "patience"), hint)


@check("shared-file", "error")
def shared_file(facts: Facts) -> Iterator[Finding]:
    """Two callbacks that write one file."""
    seen: dict[str, ObjectSpec] = {}
    for spec in facts.spec.callbacks:
        where = callback_path(spec) if spec.readable else None
        if where is None or not isinstance(where[1], str):
            continue
        parameter, path = where
        first = seen.setdefault(path_key(path), spec)
        if first is not spec:
            message = f"{spec.name} writes '{path}', which the {first.name} above writes too"
            hint = f"give one of them another {parameter}"
            yield Finding(message, argument_path(facts, spec, parameter), hint)


@check("scheduled-learning-rate", "error")
def scheduled_learning_rate(facts: Facts) -> Iterator[Finding]:
    """A callback that sets a learning rate which already follows a schedule."""
    optimizer = _inner_optimizer(facts)
    rate = optimizer.argument("learning_rate")
    if not isinstance(rate, ObjectSpec) or not rate.readable:
        return
    for spec in facts.spec.callbacks:
        if spec.name in SET_LEARNING_RATE:
            message = f"{spec.name} cannot set the learning rate of {optimizer.name}, which "
            message += f"follows {rate.name}"
            hint = f"leave it out, or give {optimizer.name} a number as learning_rate"
            yield Finding(message, (*spec.path, spec.identifier), hint, key=True)


@check("ema-weights", "error")
def ema_weights(facts: Facts) -> Iterator[Finding]:
    """SwapEMAWeights and an optimizer that keeps no averages of the weights."""
    optimizer = _inner_optimizer(facts)
    if not optimizer.readable or optimizer.argument("use_ema", False):
        return
    for spec in _named(facts, "SwapEMAWeights"):
        message = f"SwapEMAWeights needs averages of the weights, and {optimizer.name} keeps none"
        hint = f"give {optimizer.name} use_ema: true"
        yield Finding(message, (*spec.path, spec.identifier), hint, key=True)


@check("csv-separator", "error")
def csv_separator(facts: Facts) -> Iterator[Finding]:
    """A separator that CSVLogger cannot put between columns."""
    for spec in _named(facts, "CSVLogger"):
        separator = spec.argument("separator", ",")
        if not isinstance(separator, str):
            continue
        path = argument_path(facts, spec, "separator")
        if len(separator) != 1:
            message = f"CSVLogger.separator: must be one character, found {separator!r}"
            hint = 'a tab is "\\t", in double quotes' if separator == "\\t" else None
            yield Finding(message, path, hint)
        elif separator in '\r\n"':
            message = "CSVLogger.separator: a line break or a quotation mark cannot part columns, "
            message += f"found {separator!r}"
            yield Finding(message, path)


@check("tensorboard-of-many", "error")
def tensorboard_of_many(facts: Facts) -> Iterator[Finding]:
    """TensorBoard and a metric with a number for each class, column or threshold."""
    facts.log_names()
    for spec in _named(facts, "TensorBoard"):
        for name, metric in log_metrics(facts.spec, facts.outputs).items():
            cure = None if metric is None else cure_of_many(metric)
            if cure is not None:
                message = f"TensorBoard takes single numbers, and '{name}' is several"
                yield Finding(message, (*spec.path, spec.identifier), cure, key=True)


@check("profiled-batches", "error")
def profiled_batches(facts: Facts) -> Iterator[Finding]:
    """TensorBoard that would stop to profile before it starts."""
    for spec in _named(facts, "TensorBoard"):
        given = spec.argument("profile_batch")
        pair = given if isinstance(given, list | tuple) and len(given) == 2 else ()
        if pair and all(isinstance(n, int) for n in pair) and pair[0] > pair[1]:
            message = f"TensorBoard would profile from batch {pair[0]} to batch {pair[1]}"
            path = argument_path(facts, spec, "profile_batch")
            yield Finding(message, path, f"write [{pair[1]}, {pair[0]}]")


def _inner_optimizer(facts: Facts) -> ObjectSpec:
    """The optimizer that has the learning rate: one that scales the loss only wraps it."""
    return [facts.spec.compile.optimizer, *optimizers_of(facts)][-1]
