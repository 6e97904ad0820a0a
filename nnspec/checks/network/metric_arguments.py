"""Which arguments of metrics and losses fit an output of so many units."""

from __future__ import annotations

from nnspec import catalog
from nnspec.checks.network.metric_rules import ALONG_A_ROW, Measured, word, written
from nnspec.spec.language.objects import ObjectSpec

# What is wrong with an argument: its name, the message, and what to do.
Found = tuple[str, str, str | None]

_ALONG_ROWS = (-1, 1)
# Losses whose axis may be that of the rows as well.
_OF_ANY_AXIS = ("CosineSimilarity", "Dice", "Tversky")


def bad_argument(metric: ObjectSpec, at: Measured) -> Found | None:
    """An argument of a metric that does not fit the output; None where all do.

    Args:
        metric: A readable metric that suits the output.
        at: The output.
    """
    for look in (*_OF_CLASSES, _thresholds, _alpha, _regressors):
        found = look(metric, at)
        if found is not None:
            return found
    return _axis(metric, any_axis=metric.name in ALONG_A_ROW)


def bad_loss_argument(loss: ObjectSpec, at: Measured) -> Found | None:
    """An argument of a loss that does not fit its output; None where all do."""
    return _alpha(loss, at) or _axis(loss, any_axis=loss.name in _OF_ANY_AXIS)


def _regressors(metric: ObjectSpec, at: Measured) -> Found | None:
    """R2Score compares it with the count of rows in Python, which no graph of an epoch knows."""
    if not metric.argument("num_regressors"):
        return None
    message = "num_regressors is for metrics outside a training: Keras has no graph of it"
    return "num_regressors", message, "leave num_regressors out"


def _class_id(metric: ObjectSpec, at: Measured) -> Found | None:
    class_id = metric.argument("class_id")
    if class_id is None or at.units is None or class_id < at.units:
        return None
    units = "one unit, 0" if at.units == 1 else f"{at.units} units, 0 to {at.units - 1}"
    return "class_id", f"there is no class_id {class_id}: the output has {units}", None


def _top_k(metric: ObjectSpec, at: Measured) -> Found | None:
    entry = catalog.load().find("metrics", metric.name)
    parameter = "k" if "TopK" in metric.name else "top_k"
    known = None if entry is None else entry.parameter(parameter)
    if known is None or at.units is None:
        return None
    k = metric.argument(parameter, known.default)
    if metric.argument("from_sorted_ids", False):
        message = "from_sorted_ids takes outputs that are ranked class numbers"
        return "from_sorted_ids", message, "leave it out"
    if k is None or k < at.units:
        return None
    message = f"{parameter}: {k} takes every class of {at.units} for a hit"
    if at.units <= 2:
        return parameter, message, "write accuracy" if parameter == "k" else "leave it out"
    return parameter, message, f"write {written(metric, **{parameter: at.units - 1})}"


def _labels(metric: ObjectSpec, at: Measured) -> Found | None:
    """`label_weights` and `num_labels` of AUC."""
    multi_label = metric.argument("multi_label", False)
    count, weights = metric.argument("num_labels"), metric.argument("label_weights")
    if count is not None and not multi_label:
        return "num_labels", "num_labels is for multi_label: true only", "leave it out"
    if at.units is None:
        return None
    if count is not None and count != at.units:
        message = f"num_labels: {count} of an output of {_units(at.units)}"
        return "num_labels", message, "leave it out"
    if weights is not None and len(weights) != at.units:
        message = f"{len(weights)} label_weights for an output of {_units(at.units)}"
        return "label_weights", message, "give one a unit"
    return None


def _target_classes(metric: ObjectSpec, at: Measured) -> Found | None:
    """The classes of IoU and its kind, and how they get to them."""
    if not metric.name.endswith("IoU") or metric.name == "BinaryIoU":
        return None
    sparse = "OneHot" not in metric.name
    if metric.argument("sparse_y_pred", sparse):
        message = f"{word(metric)} takes the outputs for class numbers, but they are a number for "
        message += "each class"
        count = at.units or metric.argument("num_classes")
        cure = f"write {written(metric, num_classes=count, sparse_y_pred=False)}"
        return "sparse_y_pred", message, cure
    if sparse and not metric.argument("sparse_y_true", True):
        message = "sparse_y_true: false takes one-hot rows, but the target is class numbers"
        return "sparse_y_true", message, "leave it out"
    count = metric.argument("num_classes")
    if at.units is not None and count != at.units:
        message = f"num_classes: {count} of an output of {_units(at.units)}"
        return "num_classes", message, f"write num_classes: {at.units}"
    return None


def _ids(metric: ObjectSpec, at: Measured) -> Found | None:
    ids = metric.argument("target_class_ids")
    if ids is None:
        return None
    count = 2 if metric.name == "BinaryIoU" else metric.argument("num_classes")
    beyond = [one for one in ids if one >= count]
    if not ids or beyond:
        there = f"there is no class {beyond[0]}" if beyond else "no class is named"
        return "target_class_ids", f"{there}: {word(metric)} has 0 to {count - 1}", None
    return None


def _thresholds(metric: ObjectSpec, at: Measured) -> Found | None:
    given = metric.argument("thresholds")
    if isinstance(given, list | tuple) and not given:
        return "thresholds", "no threshold is named", "leave thresholds out"
    return None


def _alpha(spec: ObjectSpec, at: Measured) -> Found | None:
    """A weight a class, of the focal crossentropy."""
    alpha = spec.argument("alpha")
    if not isinstance(alpha, list | tuple) or at.units is None or len(alpha) in (1, at.units):
        return None
    return "alpha", f"{len(alpha)} weights in alpha for {_units(at.units)}", "give one a class"


def _axis(spec: ObjectSpec, *, any_axis: bool) -> Found | None:
    """An output is rows of units: its axes are 0 and 1, or -2 and -1."""
    given = spec.argument("axis")
    axes = given if isinstance(given, list | tuple) else [given]
    for axis in axes:
        if axis is None:
            continue
        if not -2 <= axis <= 1:
            return "axis", f"axis: {axis} of an output that has the axes 0 and 1", "write axis: -1"
        if axis not in _ALONG_ROWS and not any_axis:
            message = f"axis: {axis} is that of the rows; {word(spec)} goes over the classes"
            return "axis", message, "leave axis out"
    return None


def _units(count: int) -> str:
    return "one unit" if count == 1 else f"{count} units"


_OF_CLASSES = (_class_id, _top_k, _labels, _target_classes, _ids)
