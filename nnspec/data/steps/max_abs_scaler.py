"""MaxAbsScaler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnspec.data.steps.shift_and_divide import ShiftAndDivide
from nnspec.data.steps.step import Blocks, estimator, plain
from nnspec.data.steps.sufficient_rows import extremes


class MaxAbsScaler(ShiftAndDivide):
    """No shift; scale is the largest absolute value."""

    __slots__ = ()

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> MaxAbsScaler:
        """Learn from the training rows; see `Step.learn`."""
        return cls(None, plain(estimator("MaxAbsScaler", arguments).fit(block).scale_))

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> MaxAbsScaler:
        """Learn from the least and the greatest value; see `Step.learn_from_blocks`."""
        return cls.learn(arguments, extremes(blocks()))
