import numpy as np
import pandas as pd
import pytest

from nnspec.data.table.frame import from_pandas
from nnspec.errors import DataError


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (pd.Series([1, 2]), [1.0, 2.0]),
        (pd.Series([1, None], dtype="Int64"), [1.0, None]),
        (pd.Series([1, None], dtype=object), [1.0, None]),
        (pd.Series([1.5, np.nan], dtype="float32"), [1.5, None]),
        (pd.Series([True, False]), ["True", "False"]),
        (pd.Series([True, None], dtype="boolean"), ["True", None]),
        (pd.Series(["a", None]), ["a", None]),
        (pd.Series(["a", 1], dtype=object), ["a", "1"]),
        (pd.Series(pd.Categorical(["b", None])), ["b", None]),
        (pd.Series(pd.Categorical([3, 4])), ["3", "4"]),
        (pd.Series(pd.to_datetime(["2026-01-02", None])), ["2026-01-02", None]),
        (
            pd.Series(pd.to_datetime(["2026-01-02 03:04", "2026-01-02 00:00"])),
            ["2026-01-02T03:04:00", "2026-01-02T00:00:00"],
        ),
        (pd.Series([None, None], dtype=object), [None, None]),
    ],
)
def test_every_dtype_becomes_numbers_or_text(series, expected):
    table = from_pandas(pd.DataFrame({"a": series}))
    numeric = table.is_numeric("a")
    values = [None if numeric and np.isnan(v) else v for v in table["a"].tolist()]
    assert values == expected
    assert numeric == any(isinstance(v, float) for v in expected)


def test_the_index_is_left_out_and_names_become_text():
    table = from_pandas(pd.DataFrame({0: [1.0], "b": ["x"]}, index=[7]), "mine")
    assert table.names == ("0", "b")
    assert table.origin == "mine"


def test_two_columns_of_one_name_are_an_error():
    with pytest.raises(DataError) as error:
        from_pandas(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    assert error.value.messages == "the DataFrame has more than one column named 'a'"


def test_an_infinity_is_an_error():
    with pytest.raises(DataError) as error:
        from_pandas(pd.DataFrame({"a": [1.0, -np.inf]}))
    assert error.value.messages == "column 'a' of the DataFrame holds an infinity: -inf in row 2"
