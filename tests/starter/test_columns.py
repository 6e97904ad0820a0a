import numpy as np
import pytest

from nnspec.data.table.table import Table
from nnspec.starter.columns import are_dates, is_heavy_tailed, judge_column


def column(values, name="x", target=None):
    """The look of one column beside a target."""
    numbers = all(v is None or isinstance(v, int | float) for v in values)
    if numbers:
        array = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    else:
        array = np.array(values, dtype=object)
    n = len(values)
    y = np.arange(n) * 1.5 if target is None else target
    table = Table({name: array, "y": y}, "a.csv")
    return judge_column(table, name, ["y"])


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("values", "name", "why_not"),
    [
        ([None] * 9, "x", "no value in any row"),
        ([7.0] * 9, "x", "the same in every row"),
        (["a"] * 8 + [None], "x", "the same in every row"),
        ([None] * 46 + [1.0, 2.0, 3.0, 4.0], "x", "a value in 4 of 50 rows only"),
        (list(range(1, 31)), "x", "counts the rows"),
        (list(range(1950, 1990)), "year", "counts the rows"),
        (
            RNG.permutation(1000)[:40].tolist(),
            "customer_id",
            "a different value in every row: it names rows",
        ),
        (
            [20240100 + day for day in range(1, 32)][::-1],
            "x",
            "dates written as numbers; the year or month in a column of its own would do",
        ),
        (
            ["2012/01/01", "2012/01/02"] * 9,
            "x",
            "dates; the year, month or hour in a column of its own would do",
        ),
        (
            [f"k{i}" for i in range(30)],
            "x",
            "a different text in nearly every row: none comes up again",
        ),
        (
            [f"k{i % 90}" for i in range(200)],
            "x",
            "90 different texts, with too few rows for each",
        ),
        (
            [f"this is remark number {i} of many" for i in range(30)],
            "x",
            "sentences and not categories, which no step makes numbers of",
        ),
        (
            [f"{i} kg" for i in range(30)],
            "x",
            "numbers with a unit, for instance '0 kg'; without it they would do",
        ),
        (
            [i for i in range(90) if i % 19],
            "x",
            "counts the rows, some of which are gone or come twice",
        ),
        (
            [*RNG.permutation(10**6)[:198].tolist(), 7, 7],
            "RowNumber",
            "199 different in 200 rows: it names rows",
        ),
        (
            [f"p{i // 3}" for i in range(90)],
            "patientid",
            "30 different in 90 rows: it names what rows are of, others in new data",
        ),
        (
            [str(i) for i in range(30)] + ["low"],
            "x",
            "numbers, and text such as 'low' between them",
        ),
    ],
)
def test_what_is_no_feature_says_why(values, name, why_not):
    assert column(values, name).why_not == why_not


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ([3.0, 1.0, 2.0] * 9, "x"),
        (["a", "b", "c"] * 9, "x"),
        (["yes", None, "no"] * 9, "x"),
        (list(range(1950, 1960)), "year"),
        ([1.5, 2.5, 3.5, 4.5] * 3, "id"),
        (["a", "b", "c", "d"], "x"),
        ([f"city {i % 40}" for i in range(200)], "x"),
    ],
)
def test_what_is_a_feature(values, name):
    assert column(values, name).why_not is None


def test_a_copy_of_the_target_is_no_feature():
    values = [1.0, 5.0, 2.0, 9.0]
    found = column(values, target=np.array(values))
    assert found.why_not == "the same values as y: it would give the answer away"


def test_text_is_counted():
    found = column(["a", "b", "a", None, "a"])
    assert (found.missing, found.categories.different, found.width) == (1, 2, 2)


def test_dates_and_groups_are_told():
    assert column([f"2024-01-{day:02}" for day in range(1, 29)]).dates
    assert column([20240100 + day for day in range(1, 29)]).dates
    assert column([f"201401{day:02}T000000" for day in range(1, 29)]).dates
    assert column([202401000830 + 10000 * day for day in range(1, 29)]).dates
    assert column([20240100083059 + 1000000 * day for day in range(1, 29)]).dates
    # Eight digits alone are no date.
    assert not column([20240100 + 7 * n for n in range(28)]).dates
    assert not column([20240100083060 + 1000000 * day for day in range(1, 29)]).dates
    assert not column([17240100 + day for day in range(1, 29)]).dates
    assert not column([1024, 20240101, 20240102, 20240103]).dates
    found = column([i // 3 for i in range(90)], "house_id")
    assert (found.groups, found.numeric) == (True, True)
    assert not column([i % 3 for i in range(90)], "house_id").groups


def test_heavy_tails_are_long_start_at_zero_and_yield_to_a_logarithm():
    assert is_heavy_tailed(RNG.lognormal(0, 1.5, 500))
    assert not is_heavy_tailed(RNG.normal(100, 5, 500))
    assert not is_heavy_tailed(RNG.lognormal(0, 1.5, 500) - 0.5)
    assert not is_heavy_tailed(RNG.lognormal(0, 1.5, 500) * 1e-6)
    assert not is_heavy_tailed(np.array([0.0] * 99 + [1.0]))


@pytest.mark.parametrize(
    "text",
    [
        "2012-01-31",
        "2012/1/1",
        "2012-01",
        "31.12.2012",
        "12/31/12",
        "2012-01-31T08:30:00Z",
        "2012-01-31 08:30:00.5 +02:00",
        "8:30",
        "08:30 pm",
        "Jan 5, 2012",
        "5 January 2012",
        "5-Jan-2012",
        "Mar 2012",
        "20141013T000000",
        "20141013T0830",
        "20141013T08",
        "20141013T083000Z",
        "20141013T083000.25+0200",
        "20141013t083000,5-05",
        "20141013 08:30",
        "20141013",
        "2014-10-13T083000",
        "2014-W42",
        "2014W421T0830",
        "2014-287T08:30",
        "2014287T083000",
        *("Jan-1-1995", "Jan 1, 1995", "1995Q3", "1995-Q3", "Q3 1995", "1995M07", "1995:7"),
        *("7/1995", "07-1995"),
    ],
)
def test_dates(text):
    assert are_dates([text, text])


@pytest.mark.parametrize(
    "text",
    ["03-Jan-19", "3 Jan 19", "03/Jan/2019", "03-JAN-19 04:05", "Thu, 03 Jan 2019 04:05:06"],
)
def test_dates_with_a_month_in_words(text):
    assert are_dates(["1-Feb-2020", text])
    assert not are_dates([text, "3 Juniper 194"])


@pytest.mark.parametrize(
    "text",
    [
        *("May", "12", "1.5", "a 2012-01-01", "2012-", "10:x", ""),
        *("20141313", "20141032", "99991013", "2014-287", "2014287", "1234567T00", "2014W54"),
        *("1995Q5", "Q3", "1995M13", "1995:13", "13/1995", "7/86"),
    ],
)
def test_no_dates(text):
    assert not are_dates(["2012-01-01", text])


def test_counts_of_those_without_are_no_numbers_of_rows():
    counts = np.array([40.0, 7, 120, 33, 18, 95])
    both = {"smoking_yes": counts + 3, "smoking_no": counts, "y": counts % 2}
    assert judge_column(Table(both, "a.csv"), "smoking_no", ["y"]).why_not is None
    alone = {"case_no": counts, "y": counts % 2}
    found = judge_column(Table(alone, "a.csv"), "case_no", ["y"])
    assert found.why_not == "a different value in every row: it names rows"
