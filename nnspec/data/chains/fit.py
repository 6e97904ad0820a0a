"""Fit steps on the training rows, one after the other, and check what they are told."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from nnspec.data.chains.chain import STEPS
from nnspec.data.steps.domain import Domain
from nnspec.data.steps.step import Blocks, Step, Target
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.spec.language.objects import ObjectSpec


def needs_numbers(step: ObjectSpec) -> bool:
    """Whether a step cannot take text."""
    return step.name not in STEPS or STEPS[step.name].needs_numbers(step)


def needs_target(step: ObjectSpec) -> bool:
    """Whether a step learns from the target too."""
    return step.name in STEPS and STEPS[step.name].NEEDS_TARGET


def domain_of(step: ObjectSpec) -> Domain | None:
    """The numbers that a step takes, None where it takes all."""
    return STEPS[step.name].domain(step) if step.name in STEPS else None


def fit_steps(steps: Sequence[ObjectSpec], block: np.ndarray) -> tuple[Step, ...]:
    """Fit a chain: each step on what the steps before it make of the training rows.

    Args:
        steps: As the spec names them.
        block: The training rows, float64 with NaN or object with None, shape (n, k).

    Raises:
        DataError: A step has no such parameter, or scikit-learn refuses a value of one.
        OutOfDomainError: log1p of -1 or less, or box-cox of 0 or less.
    """
    return fit_chain(steps, block)[0]


def fit_chain(
    steps: Sequence[ObjectSpec], block: np.ndarray, target: Target | None = None
) -> tuple[tuple[Step, ...], np.ndarray | None]:
    """Fit a chain in which a step may learn from the target.

    Args:
        steps: As the spec names them.
        block: The training rows, float64 with NaN or object with None, shape (n, k).
        target: Their target, for a step that needs it.

    Returns:
        The steps; and, where one learns from the target, the training rows as the network is to
        see them, float64 (n, m).

    Raises:
        DataError: As `fit_steps`; or a step needs a target.
        OutOfDomainError: As `fit_steps`.
    """
    fitted: list[Step] = []
    beside = False
    for spec in steps:
        if (domain := domain_of(spec)) is not None:
            domain.refuse_outside(block)
        if needs_target(spec):
            arguments = checked_arguments(spec)
            if target is None:
                raise DataError(no_target_problem(spec.name))
            with _told(spec):
                step, block = STEPS[spec.name].learn_beside(arguments, block, target)
            beside = True
        else:
            step = _fit_step(spec, block)
            block = step.apply(block)
        fitted.append(step)
    return tuple(fitted), block if beside else None


def no_target_problem(step: str) -> Problem:
    """A step learns from the target, of which there is none, or more than one."""
    message = f"{step} learns from one target, and the spec has several columns of targets"
    return Problem("several-targets", message, hint="write OneHotEncoder or OrdinalEncoder")


def fit_step_in_blocks(
    spec: ObjectSpec, blocks: Blocks, in_memory: Callable[[], np.ndarray]
) -> Step:
    """Fit a step on rows that do not fit memory; see `Step.learn_from_blocks`.

    Raises:
        DataError: As `fit_steps`.
        TooManyValuesError: There are too many different values to be held.
    """
    arguments = checked_arguments(spec)
    with _told(spec):
        return STEPS[spec.name].learn_from_blocks(arguments, blocks, in_memory)


def _fit_step(spec: ObjectSpec, block: np.ndarray) -> Step:
    arguments = checked_arguments(spec)
    with _told(spec):
        return STEPS[spec.name].learn(arguments, block)


@contextmanager
def _told(spec: ObjectSpec) -> Iterator[None]:
    """What scikit-learn refuses, as a problem; its warnings are not for here.

    Raises:
        DataError: In place of its errors.
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # Of fewer rows than quantiles, and of powers tried on the way to the best one.
            warnings.simplefilter("ignore")
            yield
    except (TypeError, ValueError, RuntimeError) as error:
        message = f"{spec.name}: {str(error).splitlines()[0]}"
        raise DataError(Problem("bad-step-argument", message)) from error


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
    step = STEPS[spec.name]
    known = (*step.PARAMETERS, *step.UNLISTED)
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
