"""What a preprocessing step is: a class, in a file of its own, with all there is to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np

from nnspec.data.steps.categories import Category
from nnspec.data.steps.domain import Domain
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.program import quick_import
from nnspec.spec.language.objects import ObjectSpec

Blocks = Callable[[], Iterator[np.ndarray]]
"""Gives the training rows block by block, each of shape (n, k), as often as it is called."""

Column = tuple[Tensor, bool]
"""A column of a graph, (n, 1), and whether it is text."""


class Contradiction(NamedTuple):
    """Arguments of a step that cannot go together.

    Attributes:
        argument: The one to point at.
        message: What is wrong.
        hint: What to do.
    """

    argument: str
    message: str
    hint: str


class Target(NamedTuple):
    """The target of the training rows, for steps that learn from it.

    Attributes:
        values: float64 or object of shape (n,), in its own units or classes.
        kind: What they are, in scikit-learn's words.
        groups: The group of each row, where rows come in groups; None elsewhere.
    """

    values: np.ndarray
    kind: Literal["continuous", "binary", "multiclass"]
    groups: np.ndarray | None = None


@dataclass(frozen=True)
class Step:
    """A step: as a class what a spec may say of it, as an object what it has learnt.

    A subclass is a frozen dataclass of plain numbers, text and tuples of them; these fields are
    what `preprocessing.json` keeps. It is registered in `chains/chain.py`.

    Attributes:
        NAME: Its name in a spec; the class's own when empty.
        COLUMNS: Which columns a spec may give it to.
        PARAMETERS: The parameters that a spec may give it, in order; `Name: value` sets the first.
        UNLISTED: Parameters that it takes besides, which the catalogue does not offer.
        TAKES: What a parameter takes, where that is narrower than scikit-learn has it.
        ABOUT: Its summary, or that of a parameter by name, where scikit-learn has none that fits.
        ENCODES: Whether it makes numbers of categories.
        KEEPS_VALUES: Whether values stay what they are, but for missing ones.
        NEEDS_TARGET: Whether it learns from the target too; such a step has `learn_beside`.
        MAY_SAMPLE: Whether it may learn from some of very many rows.
        FOR_NEW_CATEGORIES: The arguments with which an encoder takes categories that no training
            row has.
    """

    __slots__ = ()

    NAME: ClassVar[str] = ""
    COLUMNS: ClassVar[Literal["numeric", "categorical", "any"]] = "numeric"
    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    UNLISTED: ClassVar[tuple[str, ...]] = ()
    TAKES: ClassVar[Mapping[str, str]] = {}
    ABOUT: ClassVar[Mapping[str, str]] = {}
    ENCODES: ClassVar[bool] = False
    KEEPS_VALUES: ClassVar[bool] = False
    NEEDS_TARGET: ClassVar[bool] = False
    MAY_SAMPLE: ClassVar[bool] = True
    FOR_NEW_CATEGORIES: ClassVar[Mapping[str, object]] = {}

    # What a spec says of it.

    @classmethod
    def name(cls) -> str:
        """The step's name in a spec."""
        return cls.NAME or cls.__name__

    @classmethod
    def needs_numbers(cls, spec: ObjectSpec) -> bool:
        """Whether it cannot take text."""
        return cls.COLUMNS == "numeric"

    @classmethod
    def domain(cls, spec: ObjectSpec) -> Domain | None:
        """The numbers that it takes; None where it takes all."""
        return None

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """Arguments that contradict each other."""
        return None

    @classmethod
    def width(cls, spec: ObjectSpec) -> int | None:
        """How many columns come out for one that goes in; None where the rows decide that."""
        return 1

    @classmethod
    def is_centred(cls, spec: ObjectSpec) -> bool:
        """Whether it moves numbers to both sides of zero."""
        return False

    # How it learns.

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> Step:
        """Learn from the training rows.

        Args:
            arguments: As scikit-learn takes them.
            block: The training rows, shape (n, k): float64 with NaN, or text with None.

        Raises:
            TypeError, ValueError, RuntimeError: As scikit-learn's estimator does.
        """
        raise NotImplementedError

    @classmethod
    def learn_beside(
        cls, arguments: Mapping[str, Any], block: np.ndarray, target: Target
    ) -> tuple[Step, np.ndarray]:
        """Learn from the training rows and their target.

        Args:
            arguments: As scikit-learn takes them.
            block: The training rows, shape (n, k).
            target: Their target.

        Returns:
            What was learnt; and the training rows under this step, float64 (n, m), each as the
            rows beside it would have it. For other rows it is `apply`.

        Raises:
            TypeError, ValueError, RuntimeError: As `learn`.
        """
        raise NotImplementedError

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> Step:
        """Learn from training rows that do not fit memory.

        Args:
            arguments: As scikit-learn takes them.
            blocks: Gives the rows block by block.
            in_memory: Gives them as one block after all, or some of them where `MAY_SAMPLE`.

        Returns:
            What `learn` makes of all of them, but for the last digits.

        Raises:
            TypeError, ValueError, RuntimeError: As `learn`.
            TooManyValuesError: There are too many different values to be held.
        """
        return cls.learn(arguments, in_memory())

    # What it does.

    def check(self) -> None:
        """Whether its fields are of each other.

        Raises:
            ValueError: They are not.
        """

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Transform a float64 or object block of shape (n, k)."""
        raise NotImplementedError

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names of the columns that come out for those that go in."""
        return tuple(names)

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """`apply` in the operations of a format.

        Args:
            ops: The format's.
            block: The columns.
            refused: Takes masks (n, 1) of the rows that have no value under this step.
        """
        return [
            (self.emit_column(ops, i, x, refused), False) for i, (x, _is_text) in enumerate(block)
        ]

    def emit_column(self, ops: Operations, i: int, x: Tensor, refused: list[Tensor]) -> Tensor:
        """`emit` of one column of numbers, (n, 1), for steps that give one for each."""
        raise NotImplementedError

    def emit_rows(self, ops: Operations, block: Tensor, size: int, refused: list[Tensor]) -> Tensor:
        """`apply` to the numbers of arrays, for steps that give one for each.

        Args:
            ops: The format's.
            block: The numbers, (n, size).
            size: How many a row has.
            refused: As for `emit`.
        """
        columns = [(ops.column(block, i), False) for i in range(size)]
        return ops.concat([x for x, _ in self.emit(ops, columns, refused)])


class Encoder(Step):
    """A step that makes numbers of categories.

    Attributes:
        categories: Per column, the categories of the training rows.
    """

    __slots__ = ()

    ENCODES = True

    categories: tuple[tuple[Category, ...], ...]


class InvertibleStep(Step):
    """A step that gives a number for each number and can be undone: one that a target may take."""

    __slots__ = ()

    def invert(self, block: np.ndarray) -> np.ndarray:
        """Undo `apply`, float64 of shape (n, k)."""
        raise NotImplementedError

    def emit_inverse(self, ops: Operations, block: Tensor) -> Tensor:
        """`invert` in the operations of a format: numbers (n, k)."""
        columns = [ops.column(block, i) for i in range(self.n_columns())]
        return ops.concat([self.emit_inverse_column(ops, i, x) for i, x in enumerate(columns)])

    def emit_inverse_column(self, ops: Operations, i: int, x: Tensor) -> Tensor:
        """`emit_inverse` of one column, (n, 1), for steps that undo one after the other."""
        raise NotImplementedError

    def n_columns(self) -> int:
        """How many columns it was fitted on, for steps that undo one after the other."""
        raise NotImplementedError


def estimator(step: str, arguments: Mapping[str, Any], of: str = "preprocessing") -> Any:
    """Scikit-learn's estimator of a name, not fitted.

    Args:
        step: Its name there.
        arguments: As it takes them.
        of: The module of scikit-learn that has it.
    """
    with quick_import("sklearn"):
        from sklearn import impute, preprocessing

    module = impute if of == "impute" else preprocessing
    return getattr(module, step)(**arguments)


def plain(values: np.ndarray | None) -> Any:
    """Numbers of numpy as a tuple of Python's; None as None."""
    return None if values is None else tuple(values.tolist())
