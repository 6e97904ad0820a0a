"""Which rows of a source are used, wherever they are read."""

from __future__ import annotations

import numpy as np
import pytest
from support import Heard, read_in_small_pieces

from nnspec.checks.validate import validate
from nnspec.data.loading.load import load_rows
from nnspec.data.loading.memory_need import Estimate
from nnspec.data.loading.preview import preview
from nnspec.data.loading.row_rules import RowRules, keep_seen, row_rules
from nnspec.data.loading.sources import load_source
from nnspec.data.table.preview import preview_of
from nnspec.data.table.table import LeftOut, Table
from nnspec.errors import DataError
from nnspec.listener import Listener
from nnspec.spec.load import load_spec
from nnspec.training.read import read_work, run_facts

SPEC = """\
data:
  source: rows.csv
  target: y
  features: [x, where]
  drop: [missing-target]
  filter:
    - year >= 2012
    - where in [north, south]
preprocessing: {numeric: StandardScaler}
layers: [{Dense: 1}]
compile: {optimizer: adam, loss: mse}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """300 rows on lines 2 to 301, with two lines of separators alone and a blank line below."""
    monkeypatch.chdir(tmp_path)
    lines = ["x,year,where,y"]
    for n in range(300):
        y = "" if n % 7 == 3 else n / 10
        lines.append(f"{n % 23},{2010 + n % 10},{('north', 'south', 'west', '')[n % 4]},{y}")
    (tmp_path / "rows.csv").write_text("\n".join([*lines, ",,,", ",,,", ""]), encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def used(n):
    """Whether the row is one of those that the spec uses."""
    return n % 7 != 3 and n % 10 >= 2 and n % 4 < 2


def test_the_rows_that_are_left_know_their_lines(folder):
    table = load_rows(load_spec("spec.yaml"))
    wanted = [n for n in range(300) if used(n)]
    assert table["x"].tolist() == [n % 23 for n in wanted]
    assert [table.number(row) for row in range(table.n_rows)] == [n + 2 for n in wanted]
    assert table.left_out == LeftOut(302, 0, 45, 302 - 45 - len(wanted))


def test_rows_without_any_value_are_no_rows(folder):
    table = load_rows(load_spec("spec.yaml", ["data.filter=[]", "data.drop=[empty-rows]"]))
    assert (table.n_rows, table.left_out) == (300, LeftOut(302, 2))
    assert table.left_out.line == "left out 2 of 302 rows: 2 have no value at all"
    # That is so if nothing else is said.
    (folder / "spec.yaml").write_text(SPEC.replace("  drop: [missing-target]\n", ""), "utf-8")
    assert load_rows(load_spec("spec.yaml", ["data.filter=[]"])).n_rows == 300
    assert load_rows(load_spec("spec.yaml", ["data.filter=[]", "data.drop=[]"])).n_rows == 302


def test_what_is_left_out_is_counted_once_and_said(folder):
    notes = Heard()
    work = read_work(validate("spec.yaml").require(), notes)
    n_used = sum(map(used, range(300)))
    assert work.data.source.n_rows == n_used
    assert notes.notes[1] == (
        f"left out {302 - n_used} of 302 rows: 45 have no value of the target, "
        f"{302 - 45 - n_used} do not meet data.filter"
    )
    assert LeftOut(3, 1, 1, 1).words == (
        "1 has no value at all, 1 has no value of the target, 1 does not meet data.filter"
    )

    class Model:
        def count_params(self):
            return 5

    data = run_facts(work, Model(), smoke=False)["data"]
    assert data["left_out"] == {
        "of": 302,
        "empty": 0,
        "missing_target": 45,
        "filtered": 302 - 45 - n_used,
    }


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_rows_on_disk_are_those_in_memory(folder, monkeypatch, form):
    if form != "csv":
        import pandas as pd

        frame = pd.read_csv("rows.csv")
        if form == "parquet":
            frame.to_parquet("rows.parquet", row_group_size=40)
        else:
            frame.to_json("rows.jsonl", orient="records", lines=True)
    read_in_small_pieces(monkeypatch)
    overrides = [f"data.source=rows.{form}", "training.shuffle=false"]
    resident = read_work(validate("spec.yaml", overrides).require(), Listener())
    needed = Estimate(302, 3 << 40, 1 << 20)
    monkeypatch.setattr("nnspec.training.read.estimate", lambda *_, **__: needed)
    streamed = read_work(
        validate("spec.yaml", overrides).require(), Listener(), lambda: folder / "cache"
    )
    assert streamed.streamed
    assert not resident.streamed
    assert streamed.data.source.fingerprint() == resident.data.source.fingerprint()
    assert streamed.data.source.left_out == resident.data.source.left_out
    assert streamed.counts == resident.counts
    for part, rows in resident.rows.by_name().items():
        own, on_disk = resident.table.take(rows), streamed.table.take(streamed.rows.by_name()[part])
        assert own["x"].tolist() == on_disk["x"].tolist()
        if form != "parquet":
            assert [own.place(n) for n in range(own.n_rows)] == [
                on_disk.place(n) for n in range(on_disk.n_rows)
            ]
    streamed.close()


def test_a_look_is_one_at_the_rows_that_are_used(folder):
    loaded = load_spec("spec.yaml")
    seen = preview(loaded.spec.data.source, base_dir=folder, max_rows=50)
    kept = keep_seen(row_rules(loaded, seen), seen)
    assert not kept.complete
    assert kept.table.n_rows == sum(map(used, range(50)))
    assert kept.table.rows_in_words == f"the first {kept.table.n_rows} rows that are used"
    whole = preview(loaded.spec.data.source, base_dir=folder)
    assert keep_seen(row_rules(loaded, whole), whole).rows == sum(map(used, range(300)))


def test_nothing_is_said_of_rows_where_the_first_ones_are_not_used(folder, monkeypatch):
    lines = (folder / "rows.csv").read_text(encoding="utf-8").splitlines()
    (folder / "rows.csv").write_text("\n".join([lines[0], *lines[-1:0:-1]]), encoding="utf-8")
    monkeypatch.setattr("nnspec.data.loading.preview.preview.__kwdefaults__", {"max_rows": 2})
    checked = validate("spec.yaml")
    assert (checked.problems, checked.preview.table) == ((), None)
    assert read_work(checked, Listener()).data.source.n_rows == sum(map(used, range(300)))


def test_parts_from_files_of_their_own_follow_the_same_rules(folder):
    text = (folder / "rows.csv").read_text(encoding="utf-8").splitlines()
    (folder / "test.csv").write_text("\n".join([text[0], *text[1:41]]), encoding="utf-8")
    (folder / "spec.yaml").write_text(
        SPEC.replace("  target: y", "  target: y\n  split: {test: test.csv}"), encoding="utf-8"
    )
    work = read_work(validate("spec.yaml").require(), Listener())
    assert work.counts["test"] == sum(map(used, range(40)))
    assert work.data.source.left_out.of == 302 + 40
    (folder / "test.csv").write_text("\n".join([text[0], "1,2001,north,3"]), encoding="utf-8")
    (problem,) = validate("spec.yaml").errors
    assert problem.message == ("no row of the 1 of test.csv is left: 1 does not meet data.filter")


def test_rules_that_leave_no_row():
    table = Table({"y": np.array([np.nan, 2.0])}, "rows.csv")
    with pytest.raises(DataError) as caught:
        RowRules(targets=("y",)).keep(table.take([0, 0]))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "missing-target",
        "target 'y' has no value in 2 of 2 rows of rows.csv",
    )
    # Of first rows it does not say that there are no others.
    assert RowRules(targets=("y",)).keep(table.head(1)).n_rows == 0


def test_a_stream_without_a_row(folder, monkeypatch):
    monkeypatch.setattr("nnspec.data.loading.preview.preview.__kwdefaults__", {"max_rows": 50})
    checked = validate("spec.yaml", ["data.filter=[year > 3000]"]).require()
    needed = Estimate(302, 3 << 40, 1 << 20)
    monkeypatch.setattr("nnspec.training.read.estimate", lambda *_, **__: needed)
    with pytest.raises(DataError) as caught:
        read_work(checked, Listener(), lambda: folder / "cache")
    assert caught.value.problems[0].code == "no-rows-left"
    assert not (folder / "cache").exists()


def test_a_target_that_is_the_features(folder):
    (folder / "spec.yaml").write_text(
        "data: {source: rows.csv, target: features, features: [x, year], drop: missing-target}\n"
        "layers: [{Dense: 2}]\ncompile: {optimizer: adam, loss: mse}\n",
        encoding="utf-8",
    )
    loaded = load_spec("spec.yaml")
    table = load_source(loaded.spec.data.source, base_dir=folder)
    assert row_rules(loaded, preview_of(table)).targets == ("x", "year")
    assert load_rows(loaded).n_rows == 300
