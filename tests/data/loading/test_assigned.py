"""The rows of a spec are dealt in the same way wherever they are."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.checks.validate import validate
from nnspec.data.loading.assigned import deal
from nnspec.data.loading.load import load_rows
from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.training.read import read_work


def test_the_parts_are_those_of_a_training(workshop):
    checked = validate("species.yaml").require()
    work = read_work(checked, Listener())
    for _ in range(2):
        dealt = deal(checked.loaded, load_rows(checked.loaded))
        assert dealt.roles == work.roles
        for name, rows in work.rows.parts().items():
            np.testing.assert_array_equal(dealt.rows.parts()[name], rows)
    assert [column.column for column in dealt.plan.inputs["input"]] == list(dealt.roles.features)
    everyone = np.concatenate(list(dealt.rows.parts().values()))
    assert sorted(everyone) == list(range(dealt.table.n_rows))


def test_a_table_without_the_target(workshop):
    loaded = validate("strength.yaml").require().loaded
    table = load_rows(loaded)
    with pytest.raises(SpecError) as refused:
        deal(loaded, table.select([name for name in table.names if name != "strength"]))
    assert refused.value.problems[0].message == "target 'strength' is not a column of concrete.csv"
