"""Which metric can measure which output: its target, and what the output's values are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nnspec import catalog
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.ends import Scores

ALONG_A_ROW = ("ConcordanceCorrelation", "CosineSimilarity", "PearsonCorrelation")
"""Metrics of a row's numbers to one another, which one number has not."""

_TAKES = {
    "binary": "0 or 1 for every unit",
    "one_hot": "one-hot rows",
    "sparse": "class numbers",
    "regression": "numbers",
}
_F_SCORES = ("F1Score", "FBetaScore")
# Metrics of one class among several, and what measures two classes on one unit in their place.
_OF_ONE_UNIT = {
    "CategoricalAccuracy": "BinaryAccuracy",
    "CategoricalHinge": "Hinge",
    "IoU": "BinaryIoU",
    "MeanIoU": "BinaryIoU",
    "OneHotIoU": "BinaryIoU",
    "OneHotMeanIoU": "BinaryIoU",
    "SparseCategoricalAccuracy": "BinaryAccuracy",
    "SparseTopKCategoricalAccuracy": "BinaryAccuracy",
    "TopKCategoricalAccuracy": "BinaryAccuracy",
    "categorical_focal_crossentropy": "binary_focal_crossentropy",
}
# The two of a pair: class numbers against one-hot rows.
_SPARSE = {
    "BinaryAccuracy": "SparseCategoricalAccuracy",
    "CategoricalAccuracy": "SparseCategoricalAccuracy",
    "TopKCategoricalAccuracy": "SparseTopKCategoricalAccuracy",
    "OneHotIoU": "IoU",
    "OneHotMeanIoU": "MeanIoU",
    "BinaryIoU": "MeanIoU",
}
_ONE_HOT = {
    "SparseCategoricalAccuracy": "CategoricalAccuracy",
    "SparseCategoricalCrossentropy": "CategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy": "TopKCategoricalAccuracy",
    "IoU": "OneHotIoU",
    "MeanIoU": "OneHotMeanIoU",
}
# What Keras takes of the logits behind an activation, as if that were a sigmoid.
_BEHIND_THE_SOFTMAX = {
    "BinaryCrossentropy": "CategoricalCrossentropy",
    "binary_focal_crossentropy": "categorical_focal_crossentropy",
}
# Metrics between two distributions: a target of several numeric columns can be one of them.
_OF_DISTRIBUTIONS = (
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "KLDivergence",
    "TopKCategoricalAccuracy",
    "categorical_focal_crossentropy",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """An output, as its metrics see it.

    Attributes:
        encoding: How its target is encoded.
        scores: What its values are.
        loss: Its loss.
        units: How many values a row has, None when that is not known.
        zero_one: Of a regression: every known value of its target is 0 or 1.
        distribution: Of a regression: its loss compares distributions.
    """

    encoding: str
    scores: Scores
    loss: ObjectSpec
    units: int | None = None
    zero_one: bool = False
    distribution: bool = False


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a metric cannot measure an output.

    Attributes:
        message: What is wrong.
        cure: What to do.
        numbers: It is for classes, and the target is numbers.
    """

    message: str
    cure: str
    numbers: bool = False


def misfit(metric: ObjectSpec, at: Measured) -> Misfit | None:
    """Why a metric cannot measure an output; None where it can.

    Args:
        metric: A metric that could be read.
        at: The output.
    """
    entry = catalog.load().find("metrics", metric.name)
    if entry is None:
        return None
    if at.encoding == "regression":
        return _of_numbers(metric, entry, at)
    if metric.name == "accuracy":
        if at.encoding == "binary" and at.units is not None and at.units > 1:
            message = f"{word(metric)} of several units is that of one class among them, but here "
            message += "each unit is 0 or 1 by itself"
            return Misfit(message, "write BinaryAccuracy")
        return None
    other = _other_target(metric, entry, at)
    if other is not None:
        return other
    read = _other_values(metric, entry, at)
    if read is not None:
        return read
    of_labels = at.encoding == "binary" and at.units != 1
    if of_labels and metric.name == "PearsonCorrelation" and metric.argument("axis", -1) != 0:
        message = f"{word(metric)} of a row with one label in all units is no number"
        return Misfit(message, f"write {written(metric, axis=0)}")
    return _one_number(metric) if _one_in_a_row(metric, at) else None


def _of_numbers(metric: ObjectSpec, entry: catalog.Entry, at: Measured) -> Misfit | None:
    """Metrics of a target of numbers."""
    if entry.target == "regression":
        return _one_number(metric) if _one_in_a_row(metric, at) else None
    scores: Scores = "logit" if at.scores == "logit" else "probability"
    if at.zero_one and at.distribution:
        # One-hot rows that are columns of the data.
        return misfit(metric, replace(at, encoding="one_hot", scores=scores))
    if at.zero_one:
        return misfit(metric, replace(at, encoding="binary", scores="probability"))
    if at.distribution and (metric.name == "accuracy" or metric.name in _OF_DISTRIBUTIONS):
        # Their rows are as one-hot rows, and the outputs logits or probabilities.
        return _other_values(metric, entry, replace(at, encoding="one_hot", scores=scores))
    message = f"{word(metric)} is for classes, but the target is numbers"
    return Misfit(message, "use mae, RootMeanSquaredError or R2Score", numbers=True)


def _other_target(metric: ObjectSpec, entry: catalog.Entry, at: Measured) -> Misfit | None:
    """A metric that takes the target in another encoding than the loss gives it."""
    takes, name, loss = entry.target or "", metric.name, word(at.loss)
    message = f"{word(metric)} takes {_TAKES[takes]}, but the loss {loss} takes "
    if at.encoding == "sparse" and takes != "sparse":
        twin = _SPARSE.get(name)
        if name in ("CategoricalCrossentropy", "BinaryCrossentropy", "KLDivergence"):
            twin = "SparseCategoricalCrossentropy" if at.scores != "score" else None
        if twin is None:
            cure = f"use {_categorical(at.loss)} in place of {loss}"
        else:
            cure = f"write {_with_classes(twin, metric, at)}"
        return Misfit(message + "class numbers", cure)
    if at.encoding == "one_hot" and takes == "sparse":
        twin = _ONE_HOT[name]
        if twin == "CategoricalCrossentropy" and at.scores == "score":
            twin = "CategoricalHinge"
        return Misfit(message + "one-hot rows", f"write {_with_classes(twin, metric, at)}")
    if at.encoding == "one_hot" and name in _BEHIND_THE_SOFTMAX:
        cure = _BEHIND_THE_SOFTMAX[name] if at.scores != "score" else "CategoricalHinge"
        return Misfit(message + "one-hot rows", f"write {cure}")
    if at.encoding == "binary" and takes in ("one_hot", "sparse"):
        if name in _F_SCORES:
            if metric.argument("threshold") is not None or at.scores != "probability":
                # Of other values it is not the threshold that is wrong.
                return None
            message = f"{word(metric)} without a threshold takes the largest unit of a row for its "
            message += "class, but here each unit is 0 or 1 by itself"
            return Misfit(message, f"write {written(metric, threshold=0.5)}")
        cure = _OF_ONE_UNIT.get(name, "BinaryCrossentropy")
        if cure.lower().endswith("crossentropy") and at.scores == "score":
            cure = "Hinge"
        return Misfit(message + "0 or 1 for every unit", f"write {cure}")
    return None


def _other_values(metric: ObjectSpec, entry: catalog.Entry, at: Measured) -> Misfit | None:
    """A metric that reads the output's values for something else than they are."""
    if at.scores == "probability":
        if metric.argument("from_logits", False):
            message = f"{word(metric)} is told from_logits, but the outputs are probabilities"
            return Misfit(message, "leave from_logits out")
        return None
    values = "logits" if at.scores == "logit" else f"scores of {word(at.loss)}"
    binary = at.encoding == "binary"
    reads = f"{word(metric)} wants probabilities, but the outputs are {values}"
    if entry.parameter("from_logits") is not None:
        # Logits of one-hot rows are for a softmax; AUC and what is binary would take the sigmoid.
        of_units = metric.name == "AUC" or entry.target == "binary"
        if at.scores == "logit" and (binary or not of_units):
            if metric.argument("from_logits", True):
                return None
            message = f"{word(metric)} is told that the outputs are no logits, but they are"
            return Misfit(message, "leave from_logits out")
        if metric.name == "AUC" and binary:
            return None
        return Misfit(reads, _to_probabilities(metric, at))
    if metric.name in _F_SCORES:
        whole = not binary and metric.argument("threshold") is None
        return None if whole else Misfit(reads, _to_probabilities(metric, at))
    if entry.parameter("num_thresholds") is not None or entry.target == "regression":
        return Misfit(reads, _to_probabilities(metric, at))
    if metric.name == "KLDivergence":
        return Misfit(reads, _to_probabilities(metric, at))
    cuts = entry.parameter("thresholds") is not None or entry.parameter("threshold") is not None
    if cuts and not binary and metric.argument("top_k") is None:
        return Misfit(reads, _to_probabilities(metric, at))
    return None


def _to_probabilities(metric: ObjectSpec, at: Measured) -> str:
    """How the outputs become probabilities."""
    activation = "sigmoid" if at.encoding == "binary" else "softmax"
    if at.scores == "logit":
        return f"give the last layer activation: {activation} and leave from_logits out of the loss"
    loss = {"binary": "binary", "one_hot": "categorical", "sparse": "sparse_categorical"}
    return f"use {loss[at.encoding]}_crossentropy and {activation}, or leave {word(metric)} out"


def _with_classes(name: str, metric: ObjectSpec, at: Measured) -> str:
    """A metric of classes, with the arguments that it needs."""
    classes = at.units or 2
    arguments: dict[str, Any] = {}
    if "TopK" in name:
        k = min(metric.argument("k", 5), max(classes - 1, 1))
        arguments = {} if k == 5 else {"k": k}
    elif name.endswith("IoU"):
        arguments = {"num_classes": metric.argument("num_classes", classes)}
        if not name.endswith("MeanIoU"):
            arguments["target_class_ids"] = list(metric.argument("target_class_ids", [0]))
        if "OneHot" not in name:
            arguments["sparse_y_pred"] = False
    return written(ObjectSpec(name), **arguments)


def _categorical(loss: ObjectSpec) -> str:
    """The loss over one-hot rows to use in place of one over class numbers."""
    if loss.argument("from_logits", False):
        return "{CategoricalCrossentropy: {from_logits: true}}"
    return "categorical_crossentropy"


def _one_in_a_row(metric: ObjectSpec, at: Measured) -> bool:
    along = metric.name in ALONG_A_ROW and metric.argument("axis", -1) in (-1, 1)
    return along and at.units == 1


def _one_number(metric: ObjectSpec) -> Misfit:
    message = f"{word(metric)} compares the numbers of a row with one another, and there is one"
    return Misfit(message, f"write {written(metric, axis=0)}")


def written(metric: ObjectSpec, **arguments: Any) -> str:
    """A metric with these arguments besides its own, as it is written in a spec."""
    from nnspec.spec.yaml.text import as_yaml

    every = {**metric.arguments, **arguments}
    if not every:
        return metric.name
    inside = ", ".join(f"{name}: {as_yaml(value)}" for name, value in every.items())
    return f"{{{metric.name}: {{{inside}}}}}"


def word(spec: ObjectSpec) -> str:
    """How the spec calls it."""
    return spec.identifier or spec.name
