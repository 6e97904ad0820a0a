"""A network and a training sized to the data."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Fewer units seldom learn anything; more are seldom needed by a table.
_FEWEST_UNITS, _MOST_UNITS = 8, 256
_ROWS_FOR_TWO_LAYERS = 100
_UPDATES_AN_EPOCH = 20
# With more inputs than this share of the rows there is little to bend a curve by.
_WIDE_SHARE = 0.5
_SMALLEST_BATCH, _LARGEST_BATCH = 8, 256


@dataclass(frozen=True, slots=True)
class Size:
    """How large the network is, and how it is trained.

    Attributes:
        units: Of each hidden layer.
        batch_size: Rows of one update.
        activation: Of the hidden layers.
        learning_rate: Of Adam.
        epochs: At most.
        slower_after: Epochs without progress after which the learning rate is halved.
        patience: Epochs without progress after which the training stops.
    """

    units: tuple[int, ...]
    batch_size: int
    activation: str
    learning_rate: float = 0.003
    epochs: int = 500
    slower_after: int = 20
    patience: int = 50


def size_for(training_rows: int, inputs: int) -> Size:
    """A network for so many rows and inputs.

    A rule of thumb: the first hidden layer has about as many units as the geometric mean of
    training rows and inputs, a power of two from 8 to 256, and from 100 rows on a second one has
    half of them. The layers have relu; with more than one input for every two rows they have elu,
    which is nearer to linear. An epoch is about 20 updates, of 8 to 256 rows each.

    Args:
        training_rows: Rows to train on.
        inputs: Numbers that the network sees of each row.

    >>> size = size_for(618, 8)
    >>> size.units, size.batch_size, size.activation
    ((64, 32), 32, 'relu')
    """
    first = _power_of_two(math.sqrt(training_rows * inputs), _FEWEST_UNITS, _MOST_UNITS)
    deep = training_rows >= _ROWS_FOR_TWO_LAYERS
    units = (first, max(first // 2, _FEWEST_UNITS)) if deep else (first,)
    batch = _power_of_two(training_rows / _UPDATES_AN_EPOCH, _SMALLEST_BATCH, _LARGEST_BATCH)
    while batch > training_rows:
        batch //= 2
    wide = inputs > _WIDE_SHARE * training_rows
    return Size(units, batch, "elu" if wide else "relu")


def _power_of_two(number: float, low: int, high: int) -> int:
    return min(max(2 ** round(math.log2(max(number, 1))), low), high)
