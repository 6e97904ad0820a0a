import numpy as np
import pytest
from pieces import piece, stream_of, texts

from nnspec.data.features.fit import check_data
from nnspec.data.features.plan import ColumnPlan, Plan
from nnspec.data.ondisk import write_columns as spooler
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.table import Table
from nnspec.errors import DataError

NAN = np.nan


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(spooler, "BUFFER_BYTES", 1)
    monkeypatch.setattr(TableOnDisk.steps, "__defaults__", (2,))


def test_a_table_and_its_fingerprint(tmp_path):
    pieces = [
        piece(n=[1.0, NAN, -0.0], t=texts("\u00e4", None, "b")),
        piece(n=[2.0, 3.0], t=texts("b", "\ud800")),
    ]
    stream, _ = stream_of(*pieces, first_line=2)
    made = spool(stream, tmp_path)
    whole = {name: np.concatenate([p[name] for p in pieces]) for name in ("n", "t")}
    table = Table(whole, "rows", np.arange(2, 7), "line")
    assert made.fingerprint() == table.fingerprint()
    assert (made.names, made.n_rows, made.origin) == (("n", "t"), 5, "rows")
    assert made.kinds == {"n": "numeric", "t": "text"}
    for name in made.names:
        np.testing.assert_array_equal(made[name], table[name])
        np.testing.assert_array_equal(made.missing_mask(name), table.missing_mask(name))
        assert made.missing(name) == table.missing(name)
    assert made.place(3) == table.place(3) == "on line 5"
    rows = np.array([4, 0, 3])
    for some, expected in (
        (made.take(rows, ["t", "n"]), table.take(rows)),
        (made.piece(["n", "t"], 1, 4), table.take([1, 2, 3])),
    ):
        for name in some.names:
            np.testing.assert_array_equal(some[name], expected[name])
        assert [some.place(i) for i in range(3)] == [expected.place(i) for i in range(3)]
    made.remove(["t"])
    assert made.names == ("n",)
    assert "t" not in made
    assert len(list(tmp_path.iterdir())) == 1


def test_checks_take_it_as_a_table(tmp_path):
    stream, _ = stream_of(piece(a=[1.0, NAN], b=texts("x", "y")))
    made = spool(stream, tmp_path)
    plan = Plan({"x": tuple(ColumnPlan(name, "numeric") for name in ("a", "b", "c"))})
    with pytest.raises(DataError, match="rows has no column 'c'"):
        check_data(plan, made)
    plan = Plan({"x": tuple(ColumnPlan(name, "numeric") for name in ("a", "b"))})
    with pytest.raises(DataError) as error:
        check_data(plan, made)
    assert [problem.code for problem in error.value.problems] == ["text-column", "missing-values"]
