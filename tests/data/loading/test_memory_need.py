import bz2
import gzip
import json

import numpy as np
import pytest

from nnspec.data.loading.memory_need import estimate
from nnspec.data.loading.preview import preview
from nnspec.spec.language.objects import ObjectSpec

ROWS = 60_000


def estimated(folder, name, kind=None, **arguments):
    source = ObjectSpec(kind or "csv", {"path": name, **arguments})
    return estimate(source, preview(source, base_dir=folder, max_rows=50), base_dir=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    import pyarrow as pa
    from pyarrow import parquet

    folder = tmp_path_factory.mktemp("estimate")
    rng = np.random.default_rng(0)
    columns = {f"x{i}": np.round(rng.normal(size=ROWS) * 100, 5) for i in range(9)}
    columns["colour"] = np.array(["red", "green"])[rng.integers(2, size=ROWS)]
    table = pa.table(columns)
    parquet.write_table(table, folder / "rows.parquet")
    lines = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    text = "\n".join([",".join(columns), *lines]).encode()
    (folder / "rows.csv").write_bytes(text)
    objects = list(map(json.dumps, table.to_pylist()))
    (folder / "rows.jsonl").write_text("\n".join(objects))
    (folder / "rows.json").write_text(f"[{', '.join(objects)}]")
    (folder / "rows.csv.gz").write_bytes(gzip.compress(text, 1))
    (folder / "rows.csv.bz2").write_bytes(bz2.compress(text, 1))
    with pa.CompressedOutputStream(str(folder / "rows.csv.zst"), "zstd") as file:
        file.write(text)
    return folder


@pytest.mark.parametrize(
    ("name", "kind", "rel"),
    [
        ("rows.csv", "csv", 0.02),
        ("rows.csv.gz", "csv", 0.1),
        ("rows.csv.bz2", "csv", 0.3),
        # Nothing says how much of it was read for so much text.
        ("rows.csv.zst", "csv", 1.5),
        ("rows.parquet", "parquet", 0),
        ("rows.jsonl", "jsonl", 0.02),
        ("rows.json", "json", 0.02),
    ],
)
def test_rows_of_a_file(folder, name, kind, rel):
    made = estimated(folder, name, kind)
    assert made.rows == pytest.approx(ROWS, rel=rel)
    # float64 of the table, float32 of its parts, text, and what they are made of.
    assert 10 * ROWS * 12 < made.memory < 10 * ROWS * 120 * (1 + rel)
    assert made.disk == pytest.approx(made.rows * 10 * 12 + made.rows * 16)


def test_a_file_that_was_read_whole_at_first_sight(folder, tmp_path):
    (tmp_path / "few.csv").write_text("a,b\n1,2\n3,4\n")
    assert estimated(tmp_path, "few.csv").rows == 2


def test_sources_that_are_known_or_not():
    moons = ObjectSpec("make_moons", {"n_samples": 5_000_000})
    seen = preview(moons, base_dir=None)
    made = estimate(moons, seen, base_dir=None)
    assert made.rows == 5_000_000
    assert made.memory == 5_000_000 * 3 * (8 + 24)


def test_a_query_tells_nothing(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "rows.db") as connection:
        connection.execute("create table t (a, b)")
        connection.executemany("insert into t values (?, ?)", [(i, i) for i in range(100)])
    source = ObjectSpec("sql", {"url": "sqlite:///rows.db", "query": "select * from t"})
    seen = preview(source, base_dir=tmp_path, max_rows=50)
    assert estimate(source, seen, base_dir=tmp_path) is None
