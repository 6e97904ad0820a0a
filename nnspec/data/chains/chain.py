"""Fitted steps as plain JSON, and chains of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

import numpy as np

from nnspec.data.chains.field_types import is_of
from nnspec.data.steps.k_bins_discretizer import KBinsDiscretizer
from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.max_abs_scaler import MaxAbsScaler
from nnspec.data.steps.min_max_scaler import MinMaxScaler
from nnspec.data.steps.one_hot_encoder import OneHotEncoder
from nnspec.data.steps.ordinal_encoder import OrdinalEncoder
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.steps.power_transformer import PowerTransformer
from nnspec.data.steps.quantile_transformer import QuantileTransformer
from nnspec.data.steps.robust_scaler import RobustScaler
from nnspec.data.steps.simple_imputer import SimpleImputer
from nnspec.data.steps.spline_transformer import SplineTransformer
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.steps.step import InvertibleStep, Step
from nnspec.data.steps.target_encoder import TargetEncoder

_CLASSES: tuple[type[Step], ...] = (
    StandardScaler,
    MinMaxScaler,
    RobustScaler,
    MaxAbsScaler,
    PowerTransformer,
    QuantileTransformer,
    KBinsDiscretizer,
    SplineTransformer,
    OneHotEncoder,
    OrdinalEncoder,
    TargetEncoder,
    SimpleImputer,
    Log1p,
    Passthrough,
)

STEPS: dict[str, type[Step]] = {cls.name(): cls for cls in _CLASSES}
"""The class of each step, by its name in a spec."""

SCALERS = tuple(
    name for name, cls in STEPS.items() if issubclass(cls, InvertibleStep) and not cls.KEEPS_VALUES
)
"""The names of the steps that make a number of another size of each number, and can be undone."""

ENCODERS = tuple(name for name, cls in STEPS.items() if cls.ENCODES)
"""The names of the steps that make numbers of text."""

KEEP_VALUES = tuple(name for name, cls in STEPS.items() if cls.KEEPS_VALUES)
"""The names of the steps after which values are still a column's own."""


def step_name(step: Step) -> str:
    """The name of a fitted step in a spec."""
    return type(step).name()


def step_to_json(step: Step) -> dict[str, Any]:
    """A fitted step as `{name: {field: value}}`, ready for `json.dumps`."""
    state = {field.name: getattr(step, field.name) for field in fields(step)}
    return {step_name(step): _lists(state)}


def step_from_json(document: Mapping[str, Any]) -> Step:
    """The step that `step_to_json` wrote; floats come back to the last bit.

    Raises:
        ValueError: There is no such step, or one of its fields holds what it cannot.
        TypeError: It has no such field, or one is missing.
    """
    ((name, state),) = document.items()
    if name not in STEPS:
        raise ValueError(f"there is no step {name!r}")
    made = STEPS[name](**{key: _tuples(value) for key, value in state.items()})
    hints = get_type_hints(STEPS[name])
    for field in fields(made):
        value = getattr(made, field.name)
        if not is_of(value, hints[field.name]):
            raise ValueError(f"{name}.{field.name} cannot be {value!r}"[:200])
    return made


def apply_steps(steps: Sequence[Step], block: np.ndarray) -> np.ndarray:
    """Apply a chain in order."""
    for step in steps:
        block = step.apply(block)
    return block


def invertible(steps: Iterable[Step]) -> tuple[InvertibleStep, ...]:
    """A chain of which every step can be undone.

    Raises:
        ValueError: One of them cannot.
    """
    chain = tuple(steps)
    undone = tuple(step for step in chain if isinstance(step, InvertibleStep))
    if len(undone) < len(chain):
        raise ValueError(f"not all of {', '.join(map(step_name, chain))} can be undone")
    return undone


def invert_steps(steps: Sequence[InvertibleStep], block: np.ndarray) -> np.ndarray:
    """Undo a chain of steps that can be undone."""
    for step in reversed(steps):
        block = step.invert(block)
    return block


def chain_names(steps: Sequence[Step], names: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns that come out of a chain."""
    for step in steps:
        names = step.output_names(names)
    return tuple(names)


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
