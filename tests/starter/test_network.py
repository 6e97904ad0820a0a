import pytest

from nnspec.starter.network import size_for


@pytest.mark.parametrize(
    ("rows", "inputs", "units", "batch_size", "activation"),
    [
        (618, 8, (64, 32), 32, "relu"),
        (206, 10, (64, 32), 8, "relu"),
        (129, 100, (128, 64), 8, "elu"),
        (99, 3, (16,), 8, "relu"),
        (1_000_000, 500, (256, 128), 256, "relu"),
        (3, 1, (8,), 2, "relu"),
        (1, 1, (8,), 1, "elu"),
    ],
)
def test_the_network_suits_rows_and_inputs(rows, inputs, units, batch_size, activation):
    size = size_for(rows, inputs)
    assert (size.units, size.batch_size, size.activation) == (units, batch_size, activation)
