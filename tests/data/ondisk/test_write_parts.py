"""tests/data/test_stream_prepare.py compares whole parts and messages with those in memory."""

import numpy as np
import pytest

from nnspec.data.features.fit import fit
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.formats.stream import Stream
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.ondisk.write_parts import write_parts
from nnspec.data.split.shares import Parts
from nnspec.data.table.table import Table


@pytest.mark.parametrize("budget", [1, 4000, 1 << 30])
def test_files_in_the_order_of_the_parts(tmp_path, budget):
    n = np.arange(1000.0)
    word = np.array(["even", "odd"], dtype=object)[np.arange(1000) % 2]
    table = Table({"n": n, "word": word}, "rows")
    for name in ("columns", "parts"):
        (tmp_path / name).mkdir()
    spooled = spool(Stream("rows", lambda _only, _text: iter([table])), tmp_path / "columns")
    plan = Plan(
        {"x": (ColumnPlan("n", "numeric"),), "again": (ColumnPlan("n", "numeric"),)},
        {"word": TargetPlan("word", ("word",), "one_hot")},
    )
    order = np.random.default_rng(2).permutation(1000)
    # Rows that are in no part are left out, and a part may have none.
    rows = Parts(order[:600], order[:0], order[600:900])
    parts = write_parts(fit(plan, table), spooled, rows, tmp_path / "parts", budget)
    for name, index in rows.by_name().items():
        folder = tmp_path / "parts" / name
        np.testing.assert_array_equal(np.load(folder / "x_1.npy")[:, 0], n[index])
        np.testing.assert_array_equal(np.load(folder / "y_0.npy")[:, 1], n[index] % 2)
        np.testing.assert_array_equal(np.load(folder / "rows.npy"), index)
        assert parts[name].truth()["word"].tolist() == word[index].tolist()
        assert parts[name].weights is None
        names = ["actual_0", "rows", "x_0", "x_1", "y_0"]
        assert sorted(path.stem for path in folder.iterdir()) == names
