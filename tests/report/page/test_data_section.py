from __future__ import annotations

from types import SimpleNamespace

from nnspec.report.page.data_section import MAX_FEATURES, data_section

DATA = {"source": "a.csv", "rows": 12, "columns": ["x"], "split": {"training": 9, "test": 3}}


def section(columns, data=DATA):
    return "\n".join(
        data_section(SimpleNamespace(record={"data": data}, data={"columns": columns}))
    )


def test_where_the_rows_come_from():
    page = section([])
    assert "a.csv" in page and "12; 9 training, 3 test" in page
    assert section([], data=None) == ""


def test_of_many_columns_the_first_are_shown_and_it_is_said():
    columns = [{"name": f"x{n}", "role": "feature", "mean": 1.0} for n in range(MAX_FEATURES + 5)]
    page = section(columns)
    assert f"(the first {MAX_FEATURES} of {MAX_FEATURES + 5} columns)" in page
    assert f"x{MAX_FEATURES - 1}<" in page and f"x{MAX_FEATURES}<" not in page
