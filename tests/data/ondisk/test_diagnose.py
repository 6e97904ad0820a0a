"""tests/data/test_stream_prepare.py has the messages of features; these are those of targets."""

import numpy as np
import pytest

from nnspec.data.features.fit import fit
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.formats.stream import Stream
from nnspec.data.ondisk.diagnose import refuse_as_in_memory
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.split.shares import Parts
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

LOG = ObjectSpec("log1p")


@pytest.fixture
def table():
    n = np.arange(200.0)
    word = np.array(["a", "b"], dtype=object)[np.arange(200) % 2]
    word[[150, 170, 160]] = "c"
    kind = (n % 3).copy()
    kind[[190, 155]] = 7
    mass = n.copy()
    mass[[180, 199]] = [-3, -2]
    return Table({"word": word, "kind": kind, "mass": mass}, "rows", np.arange(2, 202), "line")


@pytest.mark.parametrize("inputs", [("word",), ()])
def test_all_rows_that_are_refused(table, tmp_path, inputs):
    columns = tuple(ColumnPlan(name, "text", (ObjectSpec("OneHotEncoder"),)) for name in inputs)
    plan = Plan(
        {"x": (*columns, ColumnPlan("mass", "numeric"))},
        {
            "mass": TargetPlan("mass", ("mass",), "regression", (LOG,)),
            "kind": TargetPlan("kind", ("kind",), "sparse"),
        },
    )
    rows = Parts(np.arange(140), np.array([199, 141, 180, 170, 150]), np.arange(142, 199)[::-1])
    made = fit(plan, table.take(rows.training))
    pieces = [table.take(np.arange(i, i + 50)) for i in range(0, 200, 50)]
    spooled = spool(Stream("rows", lambda _only, _text: iter(pieces)), tmp_path)
    part = table.take(rows.validation)
    with pytest.raises(DataError) as expected:
        if inputs:
            made.transform(part)
        made.encode_target(part)
    with pytest.raises(DataError) as error:
        refuse_as_in_memory(made, spooled, rows)
    assert error.value.problems == expected.value.problems
    words = "line 172" if inputs else "in 2 rows, the first on line 201; the smallest is -3"
    assert words in error.value.problems[0].message
    # Without rows to watch, those of the test part are the first to be wrong.
    rows = Parts(rows.training, rows.validation[:0], np.array([155, 190, 150 - 9]))
    with pytest.raises(DataError) as error:
        refuse_as_in_memory(made, spooled, rows)
    assert error.value.problems[0].message == (
        "target 'kind' is 7 on line 157 of rows, and 1 more: no training row is of that class"
    )


def test_rows_without_fault(table, tmp_path):
    target = TargetPlan("kind", ("kind",), "regression")
    plan = Plan({"x": (ColumnPlan("mass", "numeric"),)}, {"kind": target})
    spooled = spool(Stream("rows", lambda _only, _text: iter([table])), tmp_path)
    rows = Parts(np.arange(140), np.arange(140, 200), np.arange(0))
    refuse_as_in_memory(fit(plan, table), spooled, rows)
