import numpy as np
import pytest

from nnspec.data.table.table import Table
from nnspec.starter.order import classes_stay, time_of, unsorted_time_of

DAYS = [f"2024-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(60)]


def table(**columns):
    arrays = {
        name: np.array(values, dtype=object if isinstance(values[0], str) else np.float64)
        for name, values in columns.items()
    }
    return Table(arrays, "a.csv")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (DAYS, "when"),
        (DAYS[::-1], "when"),
        ([day for day in DAYS[:30] for _ in range(2)], "when"),
        ([20240100 + i // 2 for i in range(60)], "when"),
        (DAYS[30:] + DAYS[:30], None),
        ([f"{1 + i % 28}.1.2024" for i in range(60)], None),
        (DAYS[:10], None),
        (["2024-01-01"] * 59 + ["2024-01-02"], None),
    ],
)
def test_the_order_of_rows(values, found):
    assert time_of(table(when=values), ["when"]) == found


def test_classes_that_come_late():
    rows = table(when=DAYS, y=[0.0] * 50 + [1.0] * 10, z=[0.0, 1.0] * 30)
    assert classes_stay(rows, "when", [rows["z"]], (0.2, 0.2))
    assert not classes_stay(rows, "when", [rows["y"]], (0.2, 0.2))
    early = table(when=DAYS, y=[1.0] * 10 + [0.0] * 50)
    assert not classes_stay(early, "when", [early["y"]], (0.2, 0.2))
    assert classes_stay(early, "when", [], (0.2, 0.2))


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("{day}.{month}.2024", "when"),
        ("{month}/{day}/2024", "when"),
        ("{month:02}-{day:02}-2024 10:00", "when"),
        ("2024-{month:02}-{day:02}", None),
    ],
)
def test_dates_with_the_year_last(form, found):
    days = [form.format(month=1 + i // 28, day=1 + i % 28) for i in range(60)]
    assert unsorted_time_of(table(when=days), ["when"]) == found
    assert unsorted_time_of(table(when=days[::-1]), ["when"]) == found
    assert unsorted_time_of(table(when=days[7:] + days[:7]), ["when"]) is None
