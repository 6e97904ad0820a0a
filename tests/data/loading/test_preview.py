"""A first look at a source."""

from __future__ import annotations

import pytest

from nnspec import catalog
from nnspec.data.loading.preview import preview
from nnspec.data.loading.sources import load_source
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec as Object

CSV = "a,b\n1,x\n2,y\n3,z\n"


@pytest.fixture
def source(tmp_path):
    (tmp_path / "rows.csv").write_text(CSV, encoding="utf-8")
    return Object("csv", {"path": "rows.csv"}), tmp_path


@pytest.mark.parametrize(
    ("limit", "rows", "read", "complete"),
    [(None, 3, 3, True), (5, 3, 3, True), (3, 3, 3, True), (2, None, 2, False)],
)
def test_a_file_is_read_as_far_as_wanted(source, limit, rows, read, complete):
    spec, folder = source
    seen = preview(spec, base_dir=folder, max_rows=limit)
    assert dict(seen.kinds) == {"a": "numeric", "b": "text"}
    assert seen.names == ("a", "b")
    assert (seen.rows, seen.table.n_rows, seen.complete) == (rows, read, complete)
    assert seen.origin == "rows.csv"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"there is no file none\.csv"):
        preview(Object("csv", {"path": "none.csv"}), base_dir=tmp_path)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("load_iris", {}),
        ("load_diabetes", {}),
        ("load_linnerud", {}),
        ("make_moons", {"n_samples": 20}),
        ("make_moons", {"n_samples": [5, 7]}),
        ("make_blobs", {"n_samples": 20, "n_features": 3, "centers": 4}),
        ("make_regression", {"n_samples": 20, "n_features": 4, "n_targets": 2}),
        ("make_classification", {"n_samples": 20}),
        ("make_friedman1", {"n_samples": 20, "n_features": 6}),
    ],
)
def test_the_catalogue_knows_scikit_learns_sets_without_loading_them(tmp_path, name, arguments):
    spec = Object(name, arguments)
    assert catalog.load().find("sources", name) is not None
    seen = preview(spec, base_dir=tmp_path)
    table = load_source(spec, base_dir=tmp_path)
    assert seen.table is None or seen.table.names == table.names
    assert seen.names == table.names
    kinds = {n: "numeric" if table.is_numeric(n) else "text" for n in table.names}
    assert dict(seen.kinds) == kinds
    assert seen.rows == table.n_rows
    for column, classes in seen.classes.items():
        assert set(table[column].tolist()) == set(classes)
