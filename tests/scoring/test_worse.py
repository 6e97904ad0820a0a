import pytest

from nnspec.scoring.worse import worse_than_mean

END = ": their own mean, for each of them, would be nearer"


@pytest.mark.parametrize(
    ("metrics", "rows_of", "told"),
    [
        (
            {"r2": -0.3125},
            "test",
            "the test rows are predicted worse than by no network (r2 -0.3125)",
        ),
        ({"r2": -2.0}, "a.csv", "the rows of a.csv are predicted worse than by no network (r2 -2)"),
        (
            {"outputs": {"kind": {"accuracy": 1.0}, "mass": {"r2": -1.0}}},
            "validation",
            "the validation rows are predicted worse than by no network (r2 -1 of mass)",
        ),
        (
            {"r2": 0.1, "columns": {f"c{i}": {"r2": -1.0 - i} for i in range(5)}},
            "test",
            "the test rows are predicted worse than by no network "
            "(r2 -1 of c0, r2 -2 of c1, r2 -3 of c2 and 2 more)",
        ),
    ],
)
def test_a_negative_r2_is_said(metrics, rows_of, told):
    assert worse_than_mean(metrics, rows_of) == told + END


@pytest.mark.parametrize("metrics", [{"r2": 0.0}, {"r2": None}, {"accuracy": 0.1}, {}])
def test_others_are_not(metrics):
    assert worse_than_mean(metrics, "test") is None
