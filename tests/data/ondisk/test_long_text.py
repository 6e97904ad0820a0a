import numpy as np
import pytest

from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.formats.stream import Stream
from nnspec.data.ondisk import long_text
from nnspec.data.ondisk import write_columns as spooler
from nnspec.data.ondisk.long_text import refuse_long_text
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

SCALE, ENCODE = ObjectSpec("StandardScaler"), ObjectSpec("OneHotEncoder")


@pytest.fixture(autouse=True)
def few_texts(monkeypatch):
    for module in (long_text, spooler):
        monkeypatch.setattr(module, "MAX_TEXTS", 5)


def problem_of(folder, values, plan):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    piece = Table({"a": column}, "rows.csv", np.arange(2, len(values) + 2), "line")
    table = spool(Stream("rows.csv", lambda _only, _text: iter([piece]), csv=csv_format()), folder)
    with pytest.raises(DataError) as error:
        refuse_long_text(plan, table)
    (problem,) = error.value.problems
    return problem.code, problem.message, problem.hint


def feature(*steps):
    return Plan({"x": (ColumnPlan("a", "numeric", steps),)})


def test_a_word_among_numbers(tmp_path):
    values = [None, *(f"{i}.5" for i in range(20)), "bad", "7"]
    assert problem_of(tmp_path, values, feature(SCALE)) == (
        "text-column",
        "column 'a' of rows.csv is text (for instance 'bad' on line 23), but StandardScaler needs "
        "numbers",
        'all other values are numbers; if "bad" means missing: add na_values: [bad]',
    )


def test_decimal_commas(tmp_path):
    code, message, hint = problem_of(tmp_path, [f"{i},5" for i in range(20)], feature())
    assert (code, hint) == (
        "text-column",
        "column 'a' is text, for instance '0,5': add decimal: \",\"",
    )
    assert message.endswith(
        "is text (for instance '0,5' on line 2), and no step makes numbers of it"
    )


def test_names(tmp_path):
    assert problem_of(tmp_path, [f"Person {i}" for i in range(20)], feature(ENCODE)) == (
        "too-many-categories",
        "column 'a' of rows.csv is text with more than 5 different values (for instance "
        "'Person 0' on line 2): too many to be categories",
        "leave it out:  features: {exclude: [a]}",
    )


@pytest.mark.parametrize(
    ("encoding", "words"), [("regression", "numbers"), ("sparse", "fewer classes")]
)
def test_a_target(tmp_path, encoding, words):
    plan = Plan({}, {"a": TargetPlan("a", ("a",), encoding, loss="mse")})
    code, message, _ = problem_of(tmp_path, [f"Person {i}" for i in range(20)], plan)
    assert (code, message) == (
        "text-target",
        "target 'a' of rows.csv is text with more than 5 different values (for instance "
        f"'Person 0' on line 2), but mse is for {words}",
    )
