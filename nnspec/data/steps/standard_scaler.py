"""StandardScaler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnspec.data.steps.shift_and_divide import ShiftAndDivide
from nnspec.data.steps.step import Blocks, estimator, plain
from nnspec.spec.language.objects import ObjectSpec


class StandardScaler(ShiftAndDivide):
    """Shift is the mean, scale the standard deviation (of n, not n - 1)."""

    __slots__ = ()

    PARAMETERS = ("with_mean", "with_std")

    @classmethod
    def is_centred(cls, spec: ObjectSpec) -> bool:
        """Always said to be."""
        return True

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> StandardScaler:
        """Learn from the training rows; see `Step.learn`."""
        return cls.kept(estimator("StandardScaler", arguments).fit(block))

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> StandardScaler:
        """Learn block by block; see `Step.learn_from_blocks`.

        Source: Chan, Golub and LeVeque (1983), as scikit-learn's `partial_fit` has it.
        """
        fitted = estimator("StandardScaler", arguments)
        for block in blocks():
            fitted.partial_fit(block)
        return cls.kept(fitted)

    @classmethod
    def kept(cls, fitted: Any) -> StandardScaler:
        """What scikit-learn's fitted one has learnt."""
        # It learns the mean even when it is not to be subtracted.
        return cls(plain(fitted.mean_ if fitted.with_mean else None), plain(fitted.scale_))
