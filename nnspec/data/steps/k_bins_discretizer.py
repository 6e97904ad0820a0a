"""KBinsDiscretizer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.emit.common import intervals, zeros_like
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Column, Step, estimator
from nnspec.data.steps.sufficient_rows import extremes
from nnspec.spec.language.objects import ObjectSpec


@dataclass(frozen=True, slots=True)
class KBinsDiscretizer(Step):
    """The bin that a number falls into, as its position or as a column of 0 and 1 for each bin.

    Attributes:
        edges: Per column, where each bin but the first begins, rising.
        one_hot: Whether there is a column for each bin.
    """

    edges: tuple[tuple[float, ...], ...]
    one_hot: bool = True

    PARAMETERS = ("n_bins", "encode", "strategy", "quantile_method", "subsample", "random_state")
    # scikit-learn's `onehot` gives a sparse matrix, and `onehot-dense` what a network takes.
    TAKES: ClassVar = {
        "n_bins": "integer >= 2",
        "encode": "one of onehot ordinal",
        "random_state": "integer >= 0",
    }
    ABOUT: ClassVar = {
        "encode": "onehot: a column of 0 and 1 for each bin; ordinal: the bin's position from 0.",
        "strategy": "Bins of one width (uniform), of equal counts (quantile) or by means (kmeans).",
        "quantile_method": "How quantiles are found between two rows, as numpy names the ways.",
        "subsample": "So many rows decide the bins; null for all of them.",
        "random_state": "Seed of the subsample: the same seed takes the same rows.",
    }

    @classmethod
    def width(cls, spec: ObjectSpec) -> int | None:
        """One, or as many as there are bins: fewer than asked for where quantiles are equal."""
        return 1 if spec.argument("encode", "onehot") == "ordinal" else None

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> KBinsDiscretizer:
        """Learn from the training rows; see `Step.learn`."""
        one_hot = arguments.get("encode", "onehot") == "onehot"
        settings = {
            "quantile_method": "averaged_inverted_cdf",
            "random_state": 0,
            **arguments,
            "encode": "onehot-dense" if one_hot else "ordinal",
        }
        fitted = estimator("KBinsDiscretizer", settings).fit(block)
        return cls(tuple(tuple(edges[1:-1].tolist()) for edges in fitted.bin_edges_), one_hot)

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> KBinsDiscretizer:
        """Learn from the ends, where bins are equally wide; see `Step.learn_from_blocks`."""
        uniform = arguments.get("strategy", "quantile") == "uniform"
        return cls.learn(arguments, extremes(blocks()) if uniform else in_memory())

    def check(self) -> None:
        """Whether the edges rise.

        Raises:
            ValueError: They do not.
        """
        for edges in self.edges:
            if any(high <= low for low, high in pairwise(edges)):
                raise ValueError(f"the edges {list(edges)} do not rise")

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Find the bins of a float64 block of shape (n, k); NaN gives NaN."""
        made = []
        for i, edges in enumerate(self.edges):
            bins = np.searchsorted(np.asarray(edges), block[:, i], side="right")
            encoded = np.eye(len(edges) + 1)[bins] if self.one_hot else bins[:, None].astype(float)
            encoded[np.isnan(block[:, i])] = np.nan
            made.append(encoded)
        return np.hstack(made)

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """One name for each bin, such as `age=5 to 10`; or the names that went in."""
        if not self.one_hot:
            return tuple(names)
        return tuple(
            f"{name}={bin_}"
            for name, edges in zip(names, self.edges, strict=True)
            for bin_ in _bins(edges)
        )

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format."""
        made = []
        for (x, _is_text), edges in zip(block, self.edges, strict=True):
            hot = intervals(ops, x, edges)
            if not self.one_hot:
                places = ops.numbers([range(len(edges) + 1)])
                hot = ops.row_sum(ops.multiply(hot, places)) if edges else zeros_like(ops, x)
            made.append((hot, False))
        return made


def _bins(edges: Sequence[float]) -> list[str]:
    if not edges:
        return ["any"]
    between = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
    return [f"below {edges[0]:g}", *between, f"from {edges[-1]:g}"]
