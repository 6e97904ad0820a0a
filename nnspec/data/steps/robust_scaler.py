"""RobustScaler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.shift_and_divide import ShiftAndDivide
from nnspec.data.steps.step import Contradiction, estimator, plain
from nnspec.spec.language.objects import ObjectSpec


class RobustScaler(ShiftAndDivide):
    """Shift is the median, scale the range between two quantiles."""

    __slots__ = ()

    PARAMETERS = ("with_centering", "with_scaling", "quantile_range", "unit_variance")
    TAKES: ClassVar = {"quantile_range": "list[2] of number >= 0 <= 100"}

    @classmethod
    def is_centred(cls, spec: ObjectSpec) -> bool:
        """Always said to be."""
        return True

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """A range the wrong way round; one of no width is left alone, as scikit-learn does."""
        low, high = spec.argument("quantile_range", [25.0, 75.0])
        if low <= high:
            return None
        message = f"RobustScaler's quantile_range goes from {low:g} to {high:g}"
        return Contradiction("quantile_range", message, "write the smaller number first")

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> RobustScaler:
        """Learn from the training rows; see `Step.learn`."""
        fitted = estimator("RobustScaler", arguments).fit(block)
        return cls(plain(fitted.center_), plain(fitted.scale_))
