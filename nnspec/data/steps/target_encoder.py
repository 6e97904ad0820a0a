"""TargetEncoder.

Source: scikit-learn's, with its cross fitting: a training row is encoded by what the other folds
say of its category, so that its own target is not among its features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.categories import Category, check_categories, emit_matches, positions
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Column, Encoder, Target, estimator
from nnspec.spec.language.objects import ObjectSpec


@dataclass(frozen=True, slots=True)
class TargetEncoder(Encoder):
    """The mean of the target over the rows of a category, drawn towards the mean of all rows.

    Attributes:
        categories: Per column, the categories of the training rows.
        encodings: Per column and category its mean; under several classes the share of each.
        mean: That of all training rows, which any other value gets.
        labels: The classes, where there are more than two.
    """

    categories: tuple[tuple[Category, ...], ...]
    encodings: tuple[tuple[tuple[float, ...], ...], ...]
    mean: tuple[float, ...]
    labels: tuple[str, ...] = ()

    COLUMNS = "categorical"
    PARAMETERS = ("smooth", "cv", "random_state")
    TAKES: ClassVar = {
        "smooth": "number >= 0 or one of auto",
        "cv": "integer >= 2",
        "random_state": "integer >= 0",
    }
    ABOUT: ClassVar = {
        "smooth": "How many rows the mean of all weighs against those of a category; or auto.",
        "cv": "In how many folds the training rows are encoded, each by the others.",
        "random_state": "Seed of the folds: the same seed makes the same.",
    }
    MAY_SAMPLE = False
    NEEDS_TARGET = True

    @classmethod
    def width(cls, spec: ObjectSpec) -> int | None:
        """One, or as many as there are classes."""
        return None

    @classmethod
    def learn_beside(
        cls, arguments: Mapping[str, Any], block: np.ndarray, target: Target
    ) -> tuple[TargetEncoder, np.ndarray]:
        """Learn from the training rows and their target; see `Step.learn_beside`."""
        smooth = {"smooth": arguments.get("smooth", "auto"), "target_type": target.kind}
        made = cls._learnt(smooth, block, target.values)
        encoded = np.empty((len(block), len(made.mean) * block.shape[1]))
        folds = _folds(arguments.get("cv", 5), arguments.get("random_state", 0), target)
        for others, fold in folds.split(block, target.values, target.groups):
            part = cls._learnt(smooth, block[others], target.values[others])
            encoded[fold] = part.apply(block[fold])
        return made, encoded

    @classmethod
    def _learnt(
        cls, arguments: Mapping[str, Any], block: np.ndarray, values: np.ndarray
    ) -> TargetEncoder:
        fitted = estimator("TargetEncoder", arguments).fit(block, values)
        classes = fitted.classes_ if fitted.target_type_ == "multiclass" else ()
        outputs = len(classes) or 1
        columns = [
            np.stack(fitted.encodings_[start : start + outputs], axis=1)
            for start in range(0, len(fitted.encodings_), outputs)
        ]
        return cls(
            tuple(tuple(known.tolist()) for known in fitted.categories_),
            tuple(tuple(map(tuple, column.tolist())) for column in columns),
            tuple(np.ravel(fitted.target_mean_).tolist()),
            tuple(f"{label:g}" if isinstance(label, float) else str(label) for label in classes),
        )

    def check(self) -> None:
        """Whether its fields are of each other.

        Raises:
            ValueError: They are not.
        """
        check_categories(self.categories)
        for known, encodings in zip(self.categories, self.encodings, strict=True):
            if np.shape(encodings) != (len(known), len(self.mean)):
                raise ValueError(f"{len(known)} categories have {np.shape(encodings)} encodings")
        if len(self.mean) != (len(self.labels) or 1):
            raise ValueError(f"{len(self.labels)} classes have {len(self.mean)} means")

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Encode a block of shape (n, k) to float64 (n, k), or (n, k * classes)."""
        made = []
        for i, (known, encodings) in enumerate(zip(self.categories, self.encodings, strict=True)):
            # Position -1, of a value that is no category, is the last.
            made.append(np.asarray([*encodings, self.mean])[positions(block[:, i], known)])
        return np.hstack(made)

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names that went in; under several classes `island: Adelie` for each."""
        if not self.labels:
            return tuple(names)
        return tuple(f"{name}: {label}" for name in names for label in self.labels)

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format."""
        made = []
        for (x, is_text), known, encodings in zip(
            block, self.categories, self.encodings, strict=True
        ):
            hot, unknown = emit_matches(ops, known, x, is_text)
            mean = ops.multiply(ops.as_numbers(unknown), ops.numbers([self.mean]))
            made.append((ops.add(ops.matmul(hot, ops.numbers(encodings)), mean), False))
        return made


def _folds(count: int, seed: int, target: Target) -> Any:
    """The folds of training rows: whole groups where rows come in groups, else by class."""
    from sklearn import model_selection

    if target.groups is not None:
        return model_selection.GroupKFold(count, shuffle=True, random_state=seed)
    stratified = target.kind != "continuous"
    kind = model_selection.StratifiedKFold if stratified else model_selection.KFold
    return kind(count, shuffle=True, random_state=seed)
