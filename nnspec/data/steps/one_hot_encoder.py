"""OneHotEncoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.categories import (
    Category,
    check_categories,
    each_column,
    emit_matches,
    label_text,
    positions,
    refuse_unknown,
)
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Column, Contradiction, Encoder, estimator
from nnspec.data.steps.sufficient_rows import distinct
from nnspec.spec.language.objects import ObjectSpec

_REMEDY = "OneHotEncoder: {handle_unknown: ignore}"


@dataclass(frozen=True, slots=True)
class OneHotEncoder(Encoder):
    """One column of 0 and 1 for each category that is not dropped.

    Attributes:
        categories: Per column, the categories of the training rows.
        outputs: Per column, the output column of each category; -1 for a dropped one.
        output_labels: Per column, what each output column stands for.
        unknown: What any other value becomes: `error`, `ignore` (all zeros), or per column the
            output column of infrequent categories.
    """

    categories: tuple[tuple[Category, ...], ...]
    outputs: tuple[tuple[int, ...], ...]
    output_labels: tuple[tuple[str, ...], ...]
    unknown: str | tuple[int, ...] = "error"

    COLUMNS = "categorical"
    PARAMETERS = ("handle_unknown", "drop", "min_frequency", "max_categories")
    UNLISTED = ("categories",)
    # Narrower than scikit-learn, which also takes functions, and for unknown categories `warn`: it
    # is `infrequent_if_exist` with a warning of Python.
    TAKES: ClassVar = {
        "drop": "one of first if_binary or null",
        "handle_unknown": "one of error ignore infrequent_if_exist",
        "min_frequency": "number > 0 or null",
    }
    MAY_SAMPLE = False
    FOR_NEW_CATEGORIES: ClassVar = {"handle_unknown": "ignore"}

    @classmethod
    def width(cls, spec: ObjectSpec) -> int | None:
        """As many as there are categories."""
        return None

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """A share of the rows that is more than all of them."""
        least = spec.argument("min_frequency")
        if least is None or least < 1 or isinstance(least, int):
            return None
        message = f"min_frequency is a share of the rows below 1 or a number of rows, not {least}"
        hint = f"write {max(1, round(least))} for a number of rows"
        return Contradiction("min_frequency", message, hint)

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> OneHotEncoder:
        """Learn from the training rows; see `Step.learn`."""
        encoder = estimator("OneHotEncoder", {**arguments, "sparse_output": False})
        columns = [_kept(column) for column in each_column(encoder, block)]
        categories, outputs, labels, infrequent = zip(*columns, strict=True)
        unknown = encoder.handle_unknown
        kept = infrequent if unknown == "infrequent_if_exist" else unknown
        return cls(categories, outputs, labels, kept)

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> OneHotEncoder:
        """Learn from each different value, where none is counted; see `Step.learn_from_blocks`."""
        counted = any(arguments.get(name) for name in ("min_frequency", "max_categories"))
        return cls.learn(arguments, in_memory() if counted else distinct(blocks()))

    def check(self) -> None:
        """Whether its fields are of each other.

        Raises:
            ValueError: They are not.
        """
        check_categories(self.categories)
        for known, outputs, labels in zip(
            self.categories, self.outputs, self.output_labels, strict=True
        ):
            places = range(-1, len(labels))
            if len(outputs) != len(known) or any(n not in places for n in outputs):
                raise ValueError(f"{len(known)} categories have the outputs {list(outputs)}")
        if isinstance(self.unknown, str):
            if self.unknown not in ("error", "ignore"):
                raise ValueError(f"unknown categories become {self.unknown!r}")
        elif len(self.unknown) != len(self.categories) or any(
            not -1 <= n < len(labels)
            for n, labels in zip(self.unknown, self.output_labels, strict=True)
        ):
            raise ValueError(f"unknown categories become {list(self.unknown)}")

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Encode a block of shape (n, k).

        Returns:
            float64 of shape (n, number of output columns).

        Raises:
            UnknownCategoryError: A value is no category and `unknown` is `error`.
        """
        encoded = np.zeros((len(block), sum(map(len, self.output_labels))))
        start = 0
        for i, (categories, outputs) in enumerate(zip(self.categories, self.outputs, strict=True)):
            found = positions(block[:, i], categories)
            if self.unknown == "error":
                refuse_unknown(found, block[:, i], categories, _REMEDY)
            other = -1 if isinstance(self.unknown, str) else self.unknown[i]
            hot = np.array([*outputs, other], dtype=np.int64)[found]
            rows = np.flatnonzero(hot >= 0)
            encoded[rows, start + hot[rows]] = 1.0
            start += len(self.output_labels[i])
        return encoded

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names of the columns that come out, for instance `island=Biscoe`."""
        return tuple(
            f"{name}={label}"
            for name, labels in zip(names, self.output_labels, strict=True)
            for label in labels
        )

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format: a column (n, width) for each, none of no width."""
        made = []
        for i, (x, is_text) in enumerate(block):
            width, outputs = len(self.output_labels[i]), self.outputs[i]
            hot, unknown = emit_matches(ops, self.categories[i], x, is_text)
            if self.unknown == "error":
                refused.append(unknown)
            if not width:
                continue
            # The column of infrequent categories takes the unknown ones too.
            other = -1 if isinstance(self.unknown, str) else self.unknown[i]
            if outputs != tuple(range(width)):
                ends = np.zeros((len(outputs), width))
                for position, end in enumerate(outputs):
                    if end >= 0:
                        ends[position, end] = 1.0
                hot = ops.matmul(hot, ops.numbers(ends))
            if other >= 0:
                there = ops.numbers(np.eye(width)[[other]])
                hot = ops.add(hot, ops.multiply(ops.as_numbers(unknown), there))
            made.append((hot, False))
        return made


def _kept(encoder: Any) -> tuple[tuple[Category, ...], tuple[int, ...], tuple[str, ...], int]:
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
