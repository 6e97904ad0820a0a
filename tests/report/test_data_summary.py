import numpy as np

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.table.table import Table
from nnspec.report.data_summary import summarize_data


def test_numbers_text_and_classes():
    table = Table(
        {
            "unused": np.array(["s"] * 5, dtype=object),
            "n": np.array([1.0, 3.0, np.nan, 99.0, 2.0]),
            "t": np.array(["b", "a", None, "a", "b"], dtype=object),
            "y": np.array([0.0, 1.0, 1.0, 0.0, 1.0]),
        },
        "a.csv",
    )
    target = FittedTarget("y", ("y",), ("numeric",), "binary", (), ((0, 1),))
    columns = (FittedColumn("n", "numeric", ()), FittedColumn("t", "text", ()))
    rows = {"training": np.array([0, 1, 2]), "test": np.array([4])}
    assert summarize_data(Preprocessor({"x": columns}, {"y": target}), table, rows) == {
        "rows": {"training": 3, "test": 1},
        "columns": [
            {
                "name": "n",
                "role": "feature",
                "kind": "numeric",
                "missing": 1,
                "min": 1.0,
                "max": 3.0,
                "mean": 2.0,
                "standard_deviation": (2 / 3) ** 0.5,
            },
            {
                "name": "t",
                "role": "feature",
                "kind": "text",
                "missing": 1,
                "distinct": 2,
                "values": {"b": 2, "a": 1},
            },
            {
                "name": "y",
                "role": "target",
                "kind": "numeric",
                "missing": 0,
                "distinct": 2,
                "values": {"1": 3, "0": 1},
            },
        ],
    }


def test_a_column_without_any_value():
    table = Table({"n": np.full(2, np.nan), "y": np.arange(2.0)}, "a.csv")
    target = FittedTarget("y", ("y",), ("numeric",), "regression")
    fitted = Preprocessor({"x": (FittedColumn("n", "numeric", ()),)}, {"y": target})
    first = summarize_data(fitted, table, {"training": np.arange(2)})["columns"][0]
    assert first == {"name": "n", "role": "feature", "kind": "numeric", "missing": 2}
