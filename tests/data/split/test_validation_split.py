from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.src.trainers.data_adapters.array_slicing import train_validation_split

from nnspec.data.split.validation_split import take_last
from nnspec.errors import DataError


@given(st.integers(2, 400), st.floats(0.01, 0.99))
def test_the_rows_are_those_of_keras(count, share):
    order = np.random.default_rng(0).permutation(count)
    try:
        ((training,), (validation,)) = train_validation_split((order,), share)
    except ValueError:
        with pytest.raises(DataError):
            take_last(order, share, origin="data.csv")
        return
    rows = take_last(order, share, origin="data.csv")
    assert rows.training.tolist() == np.asarray(training).tolist()
    assert rows.validation.tolist() == np.asarray(validation).tolist()


@pytest.mark.parametrize(
    ("count", "share", "labels", "message"),
    [
        (3, 0.9, None, "validation_split 0.9 of 3 rows of data.csv leaves no row to train on"),
        (0, 0.5, None, "validation_split 0.5 of 0 rows of data.csv leaves no row to train on"),
        (
            4,
            0.5,
            ["a", "a", "b", "b"],
            "validation_split holds back every row of class b: it takes the last rows of data.csv",
        ),
    ],
)
def test_what_cannot_be_held_back(count, share, labels, message):
    labels = None if labels is None else np.array(labels, dtype=object)
    with pytest.raises(DataError) as caught:
        take_last(np.arange(count), share, labels=labels, origin="data.csv")
    assert [problem.message for problem in caught.value.problems] == [message]
