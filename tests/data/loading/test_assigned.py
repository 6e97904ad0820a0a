"""The rows of a spec are dealt in the same way wherever they are."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.checks.validate import validate
from nnspec.data.loading.assigned import assign
from nnspec.data.loading.load import load_rows
from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.training.read import read_work


def test_the_parts_are_those_of_a_training(workshop):
    checked = validate("species.yaml").require()
    work = read_work(checked, Listener())
    for _ in range(2):
        assigned = assign(checked.loaded, load_rows(checked.loaded))
        assert assigned.roles == work.roles
        for name, rows in work.rows.by_name().items():
            np.testing.assert_array_equal(assigned.rows.by_name()[name], rows)
    assert [column.column for column in assigned.plan.inputs["input"]] == list(
        assigned.roles.features
    )
    everyone = np.concatenate(list(assigned.rows.by_name().values()))
    assert sorted(everyone) == list(range(assigned.table.n_rows))


def test_a_table_without_the_target(workshop):
    loaded = validate("strength.yaml").require().loaded
    table = load_rows(loaded)
    with pytest.raises(SpecError) as refused:
        assign(loaded, table.select([name for name in table.names if name != "strength"]))
    assert refused.value.problems[0].message == "target 'strength' is not a column of concrete.csv"
