"""tests/data/ondisk/test_storage.py compares whole parts and messages on disk and in memory."""

import numpy as np
import pytest

from nnspec.data.features.row_weights import ClassWeights
from nnspec.data.loading.row_weights import RowWeights
from nnspec.data.table.table import Table

TABLE = Table({"w": np.array([1.0, 2.0, 0.5]), "y": np.array([4.0, 5.0, 4.0])}, "rows")
CLASSES = ClassWeights({4: 3.0, 5: 0.5})


@pytest.mark.parametrize(
    ("weights", "training", "held_out"),
    [
        (RowWeights("w"), [1, 2, 0.5], [1, 2, 0.5]),
        (RowWeights("w", "y", CLASSES), [3, 1, 1.5], [1, 2, 0.5]),
        (RowWeights(None, "y", CLASSES), [3, 0.5, 3], None),
    ],
)
def test_classes_weigh_training_rows_alone(weights, training, held_out):
    made = weights.of(TABLE, training=True)
    assert (made.dtype, made.tolist()) == (np.float32, training)
    assert weights.weighs("training")
    assert weights.weighs("test") is (held_out is not None)
    if held_out is not None:
        assert weights.of(TABLE, training=False).tolist() == held_out


def test_the_columns_it_needs():
    assert RowWeights("w", "y", CLASSES).columns == ("w", "y")
    assert RowWeights("w").columns == ("w",)
