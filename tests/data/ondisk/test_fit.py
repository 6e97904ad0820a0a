"""Beside these, tests/data/test_stream_prepare.py compares whole fits with those in memory."""

import numpy as np
import pytest

from nnspec.data.features.fit import fit
from nnspec.data.features.plan import ColumnPlan, Plan
from nnspec.data.formats.stream import Stream
from nnspec.data.ondisk import fit as module
from nnspec.data.ondisk.fit import fit_on_disk
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

RARE = ObjectSpec("OneHotEncoder", {"min_frequency": 20, "handle_unknown": "infrequent_if_exist"})


@pytest.fixture
def table():
    rng = np.random.default_rng(1)
    words = np.array(["common", "often", "rare", "scarce"], dtype=object)
    word = words[rng.choice(4, 500, p=[0.6, 0.35, 0.03, 0.02])]
    return Table({"word": word, "far": 1e9 + rng.normal(size=500)}, "rows")


def spooled(table, folder):
    pieces = [table.take(np.arange(i, i + 100)) for i in range(0, 500, 100)]
    return spool(Stream("rows", lambda _only, _text: iter(pieces)), folder)


def test_rare_categories_are_those_of_all_training_rows(table, tmp_path):
    plan = Plan({"x": (ColumnPlan("word", "text", (RARE,)),)})
    training = np.random.default_rng(0).permutation(500)[:400]
    made = fit_on_disk(plan, spooled(table, tmp_path).among(training), 1 << 30, print)
    assert made == fit(plan, table.take(training))
    assert made.feature_names("x") == ("word=common", "word=often", "word=infrequent")


def test_a_small_spread_far_from_zero(table, tmp_path):
    plan = Plan({"x": (ColumnPlan("far", "numeric", (ObjectSpec("StandardScaler"),)),)})
    training = np.arange(500)
    made = fit_on_disk(plan, spooled(table, tmp_path).among(training), 1 << 30, print)
    (step,), (whole,) = (
        fitted.inputs["x"][0].steps for fitted in (made, fit(plan, table.take(training)))
    )
    assert step.shift[0] == pytest.approx(whole.shift[0], rel=1e-14)
    assert step.scale[0] == pytest.approx(whole.scale[0], rel=1e-7)


def test_counted_categories_of_a_column_that_does_not_fit(table, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SAMPLE_ROWS", 10)
    plan = Plan({"x": (ColumnPlan("word", "text", (RARE,)),)})
    with pytest.raises(DataError) as error:
        fit_on_disk(plan, spooled(table, tmp_path).among(np.arange(500)), 1024, print)
    (problem,) = error.value.problems
    assert problem.message == (
        "OneHotEncoder with min_frequency or max_categories needs 23.4 KiB for column 'word' of "
        "rows; training.memory is 1.0 KiB"
    )


def test_too_many_numbers_to_be_categories(table, tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.steps.sufficient_rows.MAX_TEXTS", 100)
    plan = Plan({"x": (ColumnPlan("far", "numeric", (ObjectSpec("OrdinalEncoder"),)),)})
    with pytest.raises(DataError) as error:
        fit_on_disk(plan, spooled(table, tmp_path).among(np.arange(500)), 1 << 30, print)
    (problem,) = error.value.problems
    assert problem.message == (
        "column 'far' of rows has more than 100 different values, too many for OrdinalEncoder"
    )


def test_arguments_are_checked_as_in_memory(table, tmp_path):
    steps = (ObjectSpec("StandardScaler", {"with_maen": False}),)
    plan = Plan({"x": (ColumnPlan("far", "numeric", steps),)})
    with pytest.raises(DataError) as expected:
        fit(plan, table)
    with pytest.raises(DataError) as error:
        fit_on_disk(plan, spooled(table, tmp_path).among(np.arange(500)), 1 << 30, print)
    assert error.value.problems == expected.value.problems


def test_a_value_that_box_cox_cannot_take_is_found_in_any_piece(tmp_path):
    table = Table({"x": np.r_[np.ones(450), -3.0, 0.0, np.ones(48)]}, "rows")
    steps = (ObjectSpec("PowerTransformer", {"method": "box-cox"}),)
    plan = Plan({"x": (ColumnPlan("x", "numeric", steps),)})
    with pytest.raises(DataError) as error:
        fit_on_disk(plan, spooled(table, tmp_path).among(np.arange(500)), 1 << 30, print)
    (problem,) = error.value.problems
    assert problem.code == "out-of-domain"
    assert problem.message == (
        "PowerTransformer: {method: box-cox} needs values above 0, but column 'x' of rows has "
        "other values in 2 rows, the first in row 451; the smallest is -3"
    )


def test_a_step_that_encodes_rows_by_those_beside_them(table, tmp_path):
    plan = Plan({"x": (ColumnPlan("word", "text", (ObjectSpec("TargetEncoder"),)),)})
    with pytest.raises(DataError) as error:
        fit_on_disk(plan, spooled(table, tmp_path).among(np.arange(500)), 1 << 30, print)
    (problem,) = error.value.problems
    assert problem.message == (
        "TargetEncoder encodes each training row by the rows beside it, and column 'word' of rows "
        "does not fit training.memory (1.0 GiB)"
    )
