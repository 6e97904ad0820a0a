"""Predictions as named columns: labels, numbers in their own units, probabilities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget, class_array, result_names
from nnspec.errors import DataError, InputError, Problem, listing
from nnspec.options import option
from nnspec.scoring.threshold import has_threshold, no_threshold

# The columns of so many likeliest classes are known by their names.
_TOP = 10


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """Which columns a prediction has.

    Attributes:
        proba: A probability for every class, or a score where it is none.
        top_k: The so many likeliest classes with the same, the likeliest first.
        threshold: The probability above which two classes give the second; 0.5 when None.
    """

    proba: bool = False
    top_k: int | None = None
    threshold: float | None = None


def check_options(preprocessor: Preprocessor, options: ResultOptions) -> None:
    """Refuse what a run's outputs cannot give.

    Raises:
        InputError: `proba` or `top_k` without classes, a `top_k` of more than there are, or
            `threshold` without a probability of two classes or outside 0 to 1.
    """
    targets = preprocessor.targets.values()
    numbers = all(target.encoding == "regression" for target in targets)
    counts = [len(target.classes[0]) for target in targets if _has_top(target)]
    problems = []
    none = "is for classes, and this run has none"
    if options.proba and numbers:
        problems.append(Problem("no-classes", f"{option('proba')} {none}"))
    if options.top_k is not None:
        if not counts:
            problems.append(Problem("no-classes", f"{option('top_k')} {none}"))
        elif not 1 <= options.top_k <= min(counts):
            message = f"{option('top_k')} must be 1 to {min(counts)}, the number of classes"
            problems.append(Problem("out-of-range", f"{message}, not {options.top_k}"))
    if options.threshold is not None:
        if not any(map(has_threshold, targets)):
            problems.append(no_threshold(preprocessor.targets))
        elif not 0 <= options.threshold <= 1:
            message = f"{option('threshold')} must be between 0 and 1, not {options.threshold:g}"
            problems.append(Problem("out-of-range", message))
    if problems:
        raise InputError(problems)


def result_columns(
    preprocessor: Preprocessor,
    outputs: Mapping[str, np.ndarray],
    options: ResultOptions | None = None,
) -> dict[str, np.ndarray]:
    """The predictions as named columns.

    Args:
        preprocessor: Knows the targets.
        outputs: float64 (n, k) by output; for classes probabilities, or scores.
        options: Which columns there are.

    Returns:
        `predicted_<target>`, and on request `probability_<class>`, `top_1_<target>` and
        `top_1_probability_<target>`, with `score` for `probability` where it is none, each as
        `names_beside` has it; shape (n,), float64 for numbers, float32 for probabilities and
        scores, else labels.
    """
    columns = _columns(preprocessor, outputs, options or ResultOptions())
    names = names_beside(columns, preprocessor.input_kinds)
    return {names[name]: values for name, values in columns.items()}


def _columns(
    preprocessor: Preprocessor, outputs: Mapping[str, np.ndarray], options: ResultOptions
) -> dict[str, np.ndarray]:
    """The predictions by their usual names."""
    columns: dict[str, np.ndarray] = {}
    for (name, target), names in zip(
        preprocessor.targets.items(), result_names(preprocessor.targets).values(), strict=True
    ):
        delivered = target.delivered(outputs[name], options.threshold)
        columns |= dict(zip(names["predicted"], delivered.T, strict=True))
        if options.proba:
            for column, values in zip(
                names["of_classes"], target.of_classes(outputs[name]).T, strict=True
            ):
                columns[column] = values.astype(np.float32)
        if options.top_k is not None and _has_top(target):
            columns |= _top(target, outputs[name], options.top_k)
    return columns


def names_beside(results: Collection[str], features: Collection[str]) -> dict[str, str]:
    """The names that result columns have beside a run's features.

    >>> names_beside(["predicted_y", "probability_a"], ["x", "predicted_y"])
    {'predicted_y': 'predicted_y_1', 'probability_a': 'probability_a'}

    Args:
        results: The names that they are to have.
        features: The columns that the run is predicted from: the predictions of another network
            may be among them.

    Returns:
        By each name itself, or where a feature has it with the first number that makes it free.
    """
    names = {name: name for name in results}
    for name in results:
        number = 0
        while names[name] in features or (number and names[name] in results):
            number += 1
            names[name] = f"{name}_{number}"
    return names


def refuse_taken(
    names: Iterable[str], label: str, preprocessor: Preprocessor, options: ResultOptions
) -> None:
    """The result columns must not stand in the input already: neither may be lost silently.

    Args:
        names: The input's columns.
        label: What messages call it.
        preprocessor: Knows the targets.
        options: Which columns the results have.

    Raises:
        DataError: One stands there.
    """
    there = set(names)
    results = result_labels(preprocessor, options).values()
    taken = [repr(column) for column in results if column in there]
    if taken:
        raise DataError(
            Problem(
                "column-taken",
                f"{label} has a column {listing(taken)} already, where the prediction goes",
                hint="rename or remove it",
            )
        )


def refuse_unseen(
    preprocessor: Preprocessor,
    options: ResultOptions,
    labels: Mapping[str, str],
    names: Collection[str],
) -> None:
    """Refuse options that change none of the output's columns.

    Args:
        preprocessor: Knows the targets.
        options: Which columns the results have.
        labels: Their names by their usual ones, as `result_labels` has them.
        names: The output's columns.

    Raises:
        InputError: An option has to do with columns alone that `--columns` leaves out.
    """
    targets = preprocessor.targets
    usual = result_names(targets)
    decided = [c for n, t in targets.items() if has_threshold(t) for c in usual[n]["predicted"]]
    plain = result_labels(preprocessor, ResultOptions()).keys()
    proba = result_labels(preprocessor, ResultOptions(proba=True)).keys() - plain
    changed = {
        option("proba"): proba if options.proba else None,
        option("top_k"): labels.keys() - plain - proba if options.top_k is not None else None,
        option("threshold"): decided if options.threshold is not None else None,
    }
    unseen = {
        flag: [labels[column] for column in columns]
        for flag, columns in changed.items()
        if columns is not None and not any(labels[column] in names for column in columns)
    }
    if unseen:
        verb, whose = ("has", "its") if len(unseen) == 1 else ("have", "their")
        message = f"{listing(list(unseen))} {verb} no use with {option('columns')}, which leaves "
        message += f"out {whose} columns"
        columns = [name for name in labels.values() if any(name in u for u in unseen.values())]
        raise InputError(
            Problem(
                "flags",
                message,
                hint="name one of them, or leave the flag out",
                details=(f"columns: {listing(columns)}",),
            )
        )


def result_labels(preprocessor: Preprocessor, options: ResultOptions) -> dict[str, str]:
    """The names of the columns that `result_columns` makes, by their usual names."""
    targets = preprocessor.targets.items()
    nothing = {name: np.zeros((0, target.width)) for name, target in targets}
    return names_beside(_columns(preprocessor, nothing, options), preprocessor.input_kinds)


def flags_of_columns(preprocessor: Preprocessor) -> dict[str, str]:
    """The columns that predictions have only on request, with the flag that asks for each."""
    counts = [len(t.classes[0]) for t in preprocessor.targets.values() if _has_top(t)]
    plain = set(result_labels(preprocessor, ResultOptions()).values())
    proba = result_labels(preprocessor, ResultOptions(proba=True)).values()
    flags = {name: option("proba") for name in proba if name not in plain}
    for count in range(1, min([*counts, _TOP]) + 1 if counts else 1):
        asked = ResultOptions(top_k=count)
        for name in result_labels(preprocessor, asked).values():
            if name not in plain:
                flags.setdefault(name, option("top_k", str(count)))
    return flags


def _has_top(target: FittedTarget) -> bool:
    return target.encoding != "regression" and len(target.columns) == 1


def _top(target: FittedTarget, output: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """The likeliest classes; of equal ones the first."""
    shares = target.of_classes(output)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :count]
    classes, (name,) = class_array(target.classes[0]), target.columns
    columns = {}
    for k in range(count):
        columns[f"top_{k + 1}_{name}"] = classes[order[:, k]]
        chosen = np.take_along_axis(shares, order[:, k : k + 1], axis=1)[:, 0]
        columns[f"top_{k + 1}_{target.score}_{name}"] = chosen.astype(np.float32)
    return columns
