"""Fit steps on the training rows, one after the other, and check what they are told."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nnspec.data.steps.chain import STEPS, Step
from nnspec.data.steps.estimators import estimator_of, fit_estimator, freeze_standard_scaler
from nnspec.data.steps.scalers import Log1p, Passthrough, refuse_up_to
from nnspec.data.steps.transformers import BOX_COX
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.spec.language.objects import ObjectSpec

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
            return fit_estimator(spec.name, arguments, block)
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
        estimator = estimator_of(spec.name, arguments)
        for block in blocks:
            estimator.partial_fit(block)
        return freeze_standard_scaler(estimator)
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
