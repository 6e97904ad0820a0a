"""Do the callbacks watch something that will exist?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec import catalog
from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.errors import did_you_mean, listing
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.logs import cure_of_many, log_metrics
from nnspec.spec.yaml.nodes import Path

# Callbacks that set the learning rate; they log it as well.
SET_LEARNING_RATE = ("ReduceLROnPlateau", "LearningRateScheduler")


def monitors(facts: Facts) -> Iterator[tuple[ObjectSpec, str, Path]]:
    """Each callback that watches a quantity, the quantity, and where it is named."""
    for spec in facts.spec.callbacks:
        entry = catalog.load().find("callbacks", spec.name)
        parameter = entry.parameter("monitor") if entry else None
        monitor = spec.argument("monitor", parameter.default) if parameter else None
        if not isinstance(monitor, str):
            continue
        path: Path = spec.path
        if "monitor" in spec.arguments:
            path = argument_path(facts, spec, "monitor")
        yield spec, monitor, path


@check("unknown-monitor", "error")
def unknown_monitor(facts: Facts) -> Iterator[Finding]:
    """A callback watches a quantity that is never logged."""
    known = facts.log_names()
    every = [*known, *(f"val_{name}" for name in known)]
    logged = every if facts.has_validation else known
    if any(spec.name in SET_LEARNING_RATE for spec in facts.spec.callbacks):
        logged = [*logged, "learning_rate"]
        every = [*every, "learning_rate"]
    for spec, monitor, path in monitors(facts):
        if monitor not in every:
            hint = did_you_mean(monitor, logged)
            message = f"{spec.name} watches '{monitor}', which is never measured"
            yield Finding(message, path, hint, details=(f"measured: {listing(logged)}",))


@check("no-validation-rows", "error")
def no_validation_rows(facts: Facts) -> Iterator[Finding]:
    """A callback watches a val_ quantity without validation rows."""
    if facts.has_validation:
        return
    known = facts.log_names()
    for spec, monitor, path in monitors(facts):
        bare = monitor.removeprefix("val_")
        if bare != monitor and bare in known:
            message = f"{spec.name} watches '{monitor}', but no rows validate"
            hint = f"watch '{bare}', or set data.split.validation"
            yield Finding(message, path, hint)


@check("monitor-of-many", "error")
def monitor_of_many(facts: Facts) -> Iterator[Finding]:
    """A callback watches a metric with a number for each class, column or threshold."""
    facts.log_names()
    metrics = log_metrics(facts.spec, facts.outputs)
    for spec, monitor, path in monitors(facts):
        metric = metrics.get(monitor.removeprefix("val_"))
        cure = None if metric is None else cure_of_many(metric)
        if cure is not None:
            message = f"{spec.name} watches '{monitor}', which is several numbers"
            yield Finding(message, path, cure)


@check("loss-of-batches", "warning")
def loss_of_batches(facts: Facts) -> Iterator[Finding]:
    """A callback watches the loss of one of several outputs, which is a mean over batches."""
    if len(facts.outputs) == 1:
        return
    size = facts.spec.training.batch_size
    for spec, monitor, path in monitors(facts):
        bare = monitor.removeprefix("val_")
        if bare not in {f"{output}_loss" for output in facts.outputs}:
            continue
        rows = facts.part_rows("training" if bare == monitor else "validation")
        if rows is not None and (rows % size == 0 or rows <= size):
            continue
        message = f"{spec.name} watches '{monitor}', which Keras averages over batches, a smaller "
        message += "last one like the others; the run's table has the mean over rows"
        total = monitor.removesuffix(bare) + "loss"
        hint = f"watch '{total}', or a metric of the output with its mode, or choose a batch_size "
        hint += "that divides the rows"
        yield Finding(message, path, hint, certain=True)
