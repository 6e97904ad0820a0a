import pytest

from nnspec.catalog import hints
from nnspec.catalog.kinds import parse


@pytest.mark.parametrize(
    ("family", "name", "parameter", "default", "expected"),
    [
        (
            "layers",
            "Conv2D",
            "kernel_size",
            None,
            "integer >= 1 or list[2] of integer >= 1 or null",
        ),
        ("layers", "Conv1D", "padding", "valid", "one of valid same causal"),
        ("layers", "Dense", "bias_regularizer", None, "object of regularizers or null"),
        ("layers", "Dense", "use_bias", True, "boolean"),
        ("losses", "Huber", "dtype", None, "one of float16 bfloat16 float32 float64 or null"),
    ],
)
def test_the_particular_goes_before_the_general(family, name, parameter, default, expected):
    assert hints.takes(family, name, parameter, default) == expected


def test_an_unknown_parameter_asks_for_a_line():
    with pytest.raises(LookupError, match=r"Dense\.wibble .* needs a line in hints\.py"):
        hints.takes("layers", "Dense", "wibble", 3)
    with pytest.raises(LookupError, match=r"Dense\.kernel_size needs a line of its own"):
        hints.takes("layers", "Dense", "kernel_size", 3)


@pytest.mark.parametrize("table", ["BY_NAME", "BY_FAMILY", "BY_PARAMETER", "BY_SUFFIX"])
def test_every_hint_is_well_formed(table):
    for notation in getattr(hints, table).values():
        assert parse(notation.replace("{n}", "2")).kinds
