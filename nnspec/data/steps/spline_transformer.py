"""SplineTransformer.

Source: scikit-learn's, which evaluates scipy's `BSpline`. What it has learnt is kept as the
polynomials between its knots: equal to it but for the last digits, and computed without a library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any, ClassVar, Literal

import numpy as np

from nnspec.data.steps.emit.common import intervals
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Column, Contradiction, Step, estimator
from nnspec.data.steps.sufficient_rows import extremes
from nnspec.spec.language.objects import ObjectSpec

Polynomials = tuple[tuple[tuple[float, ...], ...], ...]
"""By interval and by spline the coefficients of the distance from the interval's first knot."""


@dataclass(frozen=True, slots=True)
class SplineTransformer(Step):
    """The values of a basis of splines: smooth bumps along the range of the training rows.

    Attributes:
        knots: Per column, where one polynomial ends and the next begins, rising.
        polynomials: Per column, by interval and spline, from the highest power down.
        extrapolation: What is beyond the knots: their `constant` values, a `linear` or the
            polynomials' own continuation (`continue`), or the same over again (`periodic`).
    """

    knots: tuple[tuple[float, ...], ...]
    polynomials: tuple[Polynomials, ...]
    extrapolation: Literal["constant", "linear", "continue", "periodic"] = "constant"

    PARAMETERS = ("n_knots", "degree", "knots", "extrapolation", "include_bias")
    # Of degree 0 they are the bins of KBinsDiscretizer.
    TAKES: ClassVar = {
        "degree": "integer >= 1",
        "knots": "one of quantile uniform",
        "extrapolation": "one of constant continue linear periodic",
    }
    ABOUT: ClassVar = {
        "n_knots": "How many knots there are, the ends among them.",
        "knots": "Evenly spaced knots (uniform), or equally many rows between two (quantile).",
        "extrapolation": "Beyond the training rows: the last values, or how they go on.",
    }

    @classmethod
    def width(cls, spec: ObjectSpec) -> int | None:
        """As many as there are splines."""
        knots, degree = spec.argument("n_knots", 5), spec.argument("degree", 3)
        periodic = spec.argument("extrapolation", "constant") == "periodic"
        splines = knots - 1 + (0 if periodic else degree)
        return splines - (not spec.argument("include_bias", True))

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """Too few knots for a period."""
        knots, degree = spec.argument("n_knots", 5), spec.argument("degree", 3)
        if spec.argument("extrapolation", "constant") == "periodic" and knots <= degree:
            message = f"periodic splines of degree {degree} need more than {degree} knots"
            return Contradiction("extrapolation", message, f"write n_knots: {degree + 1}")
        return None

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> SplineTransformer:
        """Learn from the training rows; see `Step.learn`.

        Raises:
            ValueError: As scikit-learn; or a column has one value alone.
        """
        fitted = estimator("SplineTransformer", arguments).fit(block)
        columns = [_polynomials(spline, bias=fitted.include_bias) for spline in fitted.bsplines_]
        knots, polynomials = zip(*columns, strict=True)
        return cls(knots, polynomials, fitted.extrapolation)

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> SplineTransformer:
        """Learn from the ends, where knots are evenly spaced; see `Step.learn_from_blocks`."""
        uniform = arguments.get("knots", "uniform") == "uniform"
        return cls.learn(arguments, extremes(blocks()) if uniform else in_memory())

    def check(self) -> None:
        """Whether knots rise and each interval has as many splines of one degree.

        Raises:
            ValueError: They do not.
        """
        for knots, polynomials in zip(self.knots, self.polynomials, strict=True):
            if len(knots) < 2 or (np.diff(knots) <= 0).any():
                raise ValueError(f"the knots {list(knots)} do not rise")
            shape = np.shape(polynomials)
            if len(shape) != 3 or shape[0] != len(knots) - 1:
                raise ValueError(f"{len(knots)} knots have polynomials of shape {shape}")

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Evaluate the splines for a float64 block of shape (n, k); NaN gives NaN."""
        made = []
        for i, (knots, polynomials) in enumerate(zip(self.knots, self.polynomials, strict=True)):
            places, x = np.asarray(knots), block[:, i]
            near = self._moved(x, places)
            which = np.clip(np.searchsorted(places, near, side="right") - 1, 0, len(places) - 2)
            powers = np.moveaxis(np.asarray(polynomials)[which], 2, 0)
            run = (near - places[which])[:, None]
            values = np.zeros(powers.shape[1:])
            slopes = np.zeros(powers.shape[1:])
            for power in powers:
                slopes = slopes * run + values
                values = values * run + power
            if self.extrapolation == "linear":
                values = values + slopes * (x - near)[:, None]
            made.append(values)
        return np.hstack(made)

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """One name for each spline, such as `age spline 1`."""
        return tuple(
            f"{name} spline {number}"
            for name, polynomials in zip(names, self.polynomials, strict=True)
            for number in range(1, len(polynomials[0]) + 1)
        )

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format: a column (n, splines) for each."""
        made = []
        for (x, _is_text), knots, polynomials in zip(
            block, self.knots, self.polynomials, strict=True
        ):
            near = self._emit_moved(ops, x, knots)
            hot = intervals(ops, near, knots[1:-1])
            first = ops.matmul(hot, ops.numbers([[knot] for knot in knots[:-1]]))
            run = ops.subtract(near, first)
            values: Tensor = None
            slopes: Tensor = None
            for power in np.moveaxis(np.asarray(polynomials), 2, 0):
                more = ops.matmul(hot, ops.numbers(power))
                if values is None:
                    values, slopes = more, ops.multiply(more, ops.numbers([[0.0]]))
                    continue
                slopes = ops.add(ops.multiply(slopes, run), values)
                values = ops.add(ops.multiply(values, run), more)
            if self.extrapolation == "linear":
                values = ops.add(values, ops.multiply(slopes, ops.subtract(x, near)))
            made.append((values, False))
        return made

    def _moved(self, x: np.ndarray, knots: np.ndarray) -> np.ndarray:
        """Where the polynomials are evaluated."""
        if self.extrapolation == "continue":
            return x
        if self.extrapolation == "periodic":
            return knots[0] + (x - knots[0]) % (knots[-1] - knots[0])
        return np.clip(x, knots[0], knots[-1])

    def _emit_moved(self, ops: Operations, x: Tensor, knots: Sequence[float]) -> Tensor:
        if self.extrapolation == "continue":
            return x
        if self.extrapolation == "periodic":
            first, period = ops.numbers([[knots[0]]]), ops.numbers([[knots[-1] - knots[0]]])
            run = ops.subtract(x, first)
            periods = ops.floor(ops.divide(run, period))
            return ops.add(first, ops.subtract(run, ops.multiply(periods, period)))
        return ops.clip(x, knots[0], knots[-1])


def _polynomials(spline: Any, *, bias: bool) -> tuple[tuple[float, ...], Polynomials]:
    """The knots within the training rows' range, and the polynomials between them.

    Raises:
        ValueError: There is no range.
    """
    degree = int(spline.k)
    knots = np.unique(spline.t[degree : len(spline.t) - degree])
    if len(knots) < 2:
        raise ValueError("it needs two different values")
    # The derivatives from the right at an interval's first knot: Taylor's coefficients.
    by_power = [spline(knots[:-1], nu=power) / factorial(power) for power in range(degree, -1, -1)]
    coefficients = np.stack(by_power, axis=2)
    if not bias:
        coefficients = coefficients[:, :-1]
    if not np.isfinite(coefficients).all():
        raise ValueError("too many of its values are equal; write knots: uniform")
    polynomials = tuple(tuple(tuple(one) for one in interval) for interval in coefficients.tolist())
    return tuple(knots.tolist()), polynomials
