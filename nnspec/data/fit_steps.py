"""Fit steps with scikit-learn on the training rows, and keep only their plain numbers and text.

Besides `bundled`, the one module of this floor that imports scikit-learn.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nnspec.data.encoders import OneHotEncoder, OrdinalEncoder, SimpleImputer, label_text
from nnspec.data.scalers import (
    Log1p,
    MaxAbsScaler,
    MinMaxScaler,
    Passthrough,
    RobustScaler,
    StandardScaler,
    refuse_up_to,
)
from nnspec.data.steps import STEPS, Step
from nnspec.data.transformers import BOX_COX, PowerTransformer, QuantileTransformer
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.program import quick_import
from nnspec.spec.objects import ObjectSpec

PARAMETERS: dict[str, tuple[str, ...]] = {
    "StandardScaler": ("with_mean", "with_std"),
    "MinMaxScaler": ("feature_range", "clip"),
    "RobustScaler": ("with_centering", "with_scaling", "quantile_range", "unit_variance"),
    "MaxAbsScaler": (),
    "PowerTransformer": ("method", "standardize"),
    "QuantileTransformer": ("n_quantiles", "output_distribution", "subsample", "random_state"),
    "OneHotEncoder": ("handle_unknown", "drop", "categories", "min_frequency", "max_categories"),
    "OrdinalEncoder": ("handle_unknown", "unknown_value", "categories"),
    "SimpleImputer": ("strategy", "fill_value", "add_indicator"),
    "log1p": (),
    "passthrough": (),
}
"""The parameters that a step takes; the rest of scikit-learn's change nothing that a run keeps."""

ENCODERS = ("OneHotEncoder", "OrdinalEncoder")
"""Steps that make numbers of text."""


def needs_numbers(step: ObjectSpec) -> bool:
    """Whether a step cannot take text."""
    if step.name == "SimpleImputer":
        return step.arguments.get("strategy", "mean") in ("mean", "median")
    return step.name not in (*ENCODERS, "passthrough")


def fit_steps(steps: Sequence[ObjectSpec], block: np.ndarray) -> tuple[Step, ...]:
    """Fit a chain: each step on what the steps before it make of the training rows.

    Args:
        steps: As the spec names them.
        block: The training rows, float64 with NaN or object with None, shape (n, k).

    Raises:
        DataError: A step has no such parameter, or scikit-learn refuses a value of one.
        OutOfDomainError: log1p of -1 or less, or box-cox of 0 or less.
    """
    fitted = []
    for spec in steps:
        check_domain(spec, block)
        step = _fit_step(spec, block)
        block = step.apply(block)
        fitted.append(step)
    return tuple(fitted)


def check_domain(spec: ObjectSpec, block: np.ndarray) -> None:
    """Refuse values for which a step's formula has none.

    Args:
        spec: The step.
        block: What it is to be fitted on, shape (n, k).

    Raises:
        OutOfDomainError: log1p of -1 or less, or box-cox of 0 or less.
    """
    if has_domain(spec):
        bound, step = (-1, "log1p") if spec.name == "log1p" else (0, BOX_COX)
        refuse_up_to(bound, block, step)


def has_domain(spec: ObjectSpec) -> bool:
    """Whether a step does not take every number."""
    if spec.name == "PowerTransformer":
        return spec.argument("method", "yeo-johnson") == "box-cox"
    return spec.name == "log1p"


def _fit_step(spec: ObjectSpec, block: np.ndarray) -> Step:
    arguments = checked_arguments(spec)
    if spec.name == "log1p":
        return Log1p()
    if spec.name == "passthrough":
        return Passthrough()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # Of fewer rows than quantiles, and of powers tried on the way to the best one.
            warnings.simplefilter("ignore")
            return _FREEZERS[spec.name](_estimator(spec.name, arguments), block)
    except (TypeError, ValueError, RuntimeError) as error:
        raise DataError(_bad_argument(spec, error)) from error


def _bad_argument(spec: ObjectSpec, error: Exception) -> Problem:
    return Problem("bad-step-argument", f"{spec.name}: {str(error).splitlines()[0]}")


def fit_standard_scaler(spec: ObjectSpec, blocks: Iterable[np.ndarray]) -> Step:
    """Fit a StandardScaler on blocks of rows, which need not be in memory at once.

    Args:
        spec: The step.
        blocks: float64 with NaN, each of shape (n, k).

    Returns:
        What `fit_steps` makes of all rows together, but for the last digits.

    Raises:
        DataError: As `fit_steps`.

    Source: Chan, Golub and LeVeque (1983), as scikit-learn's `partial_fit` has it.
    """
    arguments = checked_arguments(spec)
    try:
        estimator = _estimator(spec.name, arguments)
        for block in blocks:
            estimator.partial_fit(block)
        return _freeze_standard_scaler(estimator)
    except (TypeError, ValueError) as error:
        raise DataError(_bad_argument(spec, error)) from error


def checked_arguments(spec: ObjectSpec) -> dict[str, Any]:
    """A step's arguments as scikit-learn takes them.

    Raises:
        DataError: There is no such step, or it has no such parameter.
    """
    if spec.name not in STEPS:
        raise DataError(
            Problem(
                "unknown-step",
                f"there is no preprocessing step {spec.name!r}",
                hint=did_you_mean(spec.name, STEPS),
                details=(f"steps: {listing(tuple(STEPS))}",),
            )
        )
    known = PARAMETERS[spec.name]
    problems = [
        Problem(
            "unknown-parameter",
            f"{spec.name} has no parameter {name!r}",
            hint=did_you_mean(name, known),
            details=(f"parameters: {listing(known) or 'none'}",),
        )
        for name in spec.arguments
        if name not in known
    ]
    if spec.arguments.get("unknown_value") != spec.arguments.get("unknown_value"):
        problems.append(
            Problem("bad-step-argument", "OrdinalEncoder: unknown_value must be a number, not nan")
        )
    if problems:
        raise DataError(problems)
    arguments = dict(spec.arguments)
    for name in ("feature_range", "quantile_range"):
        if isinstance(arguments.get(name), list):
            arguments[name] = tuple(arguments[name])
    categories = arguments.get("categories")
    if isinstance(categories, list) and not any(isinstance(c, list) for c in categories):
        # A step sees one column, so the list of lists that scikit-learn asks for has one list.
        arguments["categories"] = [categories]
    return arguments


def _estimator(name: str, arguments: dict[str, Any]) -> Any:
    with quick_import("sklearn"):
        from sklearn import impute, preprocessing

    if name == "SimpleImputer":
        return impute.SimpleImputer(**arguments)
    if name == "OneHotEncoder":
        return preprocessing.OneHotEncoder(**arguments, sparse_output=False)
    if name == "QuantileTransformer":
        # scikit-learn's default draws other rows each time.
        return preprocessing.QuantileTransformer(**{"random_state": 0, **arguments})
    return getattr(preprocessing, name)(**arguments)


def _plain(values: np.ndarray | None) -> tuple | None:
    return None if values is None else tuple(values.tolist())


def _standard_scaler(estimator: Any, block: np.ndarray) -> Step:
    return _freeze_standard_scaler(estimator.fit(block))


def _freeze_standard_scaler(estimator: Any) -> Step:
    # scikit-learn learns the mean even when it is not to be subtracted.
    mean = estimator.mean_ if estimator.with_mean else None
    return StandardScaler(_plain(mean), _plain(estimator.scale_))


def _min_max_scaler(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    clip_to = tuple(map(float, estimator.feature_range)) if estimator.clip else None
    return MinMaxScaler(_plain(estimator.scale_), _plain(estimator.min_), clip_to)


def _robust_scaler(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    return RobustScaler(_plain(estimator.center_), _plain(estimator.scale_))


def _max_abs_scaler(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    return MaxAbsScaler(None, _plain(estimator.scale_))


def _power_transformer(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    # Not public, but the fit keeps the numbers of `standardize` nowhere else.
    scaler = estimator._scaler if estimator.standardize else None
    mean, scale = (None, None) if scaler is None else (scaler.mean_, scaler.scale_)
    for numbers in (estimator.lambdas_, mean, scale):
        if numbers is not None and not np.isfinite(numbers).all():
            raise ValueError("no power makes this column finite; QuantileTransformer takes it")
    return PowerTransformer(
        estimator.method, _plain(estimator.lambdas_), _plain(mean), _plain(scale)
    )


def _quantile_transformer(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    quantiles = tuple(map(tuple, estimator.quantiles_.T.tolist()))
    return QuantileTransformer(quantiles, estimator.output_distribution)


def _one_hot_encoder(estimator: Any, block: np.ndarray) -> Step:
    columns = [_freeze_one_hot(column) for column in _fit_each(estimator, block)]
    categories, outputs, labels, infrequent = zip(*columns, strict=True)
    unknown = estimator.handle_unknown
    return OneHotEncoder(
        categories, outputs, labels, infrequent if unknown == "infrequent_if_exist" else unknown
    )


def _fit_each(estimator: Any, block: np.ndarray) -> list[Any]:
    """The estimator fitted to each column alone, so that output columns start at 0."""
    from sklearn.base import clone

    return [clone(estimator).fit(block[:, [i]]) for i in range(block.shape[1])]


def _freeze_one_hot(encoder: Any) -> tuple[tuple, tuple[int, ...], tuple[str, ...], int]:
    """Categories, their output columns, the columns' labels, and the infrequent one's column."""
    (values,) = encoder.categories_
    categories = values.tolist()
    encoded = encoder.transform(values.reshape(-1, 1))
    outputs = [int(row.argmax()) if row.any() else -1 for row in encoded]
    grouped = encoder.min_frequency is not None or encoder.max_categories is not None
    rare = encoder.infrequent_categories_[0] if grouped else None
    infrequent = -1 if rare is None else outputs[categories.index(rare[0])]
    labels = dict(zip(outputs, map(label_text, categories), strict=True))
    if infrequent >= 0:
        labels[infrequent] = "infrequent"
    ordered = tuple(labels[output] for output in range(encoded.shape[1]))
    return tuple(categories), tuple(outputs), ordered, infrequent


def _ordinal_encoder(estimator: Any, block: np.ndarray) -> Step:
    categories = tuple(
        tuple(column.categories_[0].tolist()) for column in _fit_each(estimator, block)
    )
    unknown = estimator.unknown_value
    return OrdinalEncoder(categories, None if unknown is None else float(unknown))


def _simple_imputer(estimator: Any, block: np.ndarray) -> Step:
    if block.dtype == np.object_:
        # scikit-learn finds NaN in text columns, not None.
        block = np.where(np.equal(block, None).astype(bool), np.nan, block)
    estimator.fit(block)
    indicators = estimator.indicator_.features_ if estimator.add_indicator else np.array([])
    return SimpleImputer(_plain(estimator.statistics_), _plain(indicators.astype(int)))


_FREEZERS = {
    "StandardScaler": _standard_scaler,
    "MinMaxScaler": _min_max_scaler,
    "RobustScaler": _robust_scaler,
    "MaxAbsScaler": _max_abs_scaler,
    "PowerTransformer": _power_transformer,
    "QuantileTransformer": _quantile_transformer,
    "OneHotEncoder": _one_hot_encoder,
    "OrdinalEncoder": _ordinal_encoder,
    "SimpleImputer": _simple_imputer,
}
