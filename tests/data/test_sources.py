from pathlib import Path

import pytest

from nnspec.data.sources import load_source
from nnspec.errors import DataError
from nnspec.spec.objects import ObjectSpec


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "specs").mkdir()
    (tmp_path / "data" / "a.csv").write_text("a;b\n1;x\n2;3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_path_is_relative_to_the_spec_and_shown_from_here(folder, monkeypatch):
    source = ObjectSpec("csv", {"path": "../data/a.csv", "sep": ";"})
    table = load_source(source, base_dir=Path("specs"))
    assert table.origin == "data/a.csv"
    assert table.n_rows == 2
    assert load_source(source, base_dir=Path("specs"), max_rows=1).n_rows == 1
    monkeypatch.chdir(folder / "specs")
    assert load_source(source, base_dir=Path()).origin == "../data/a.csv"
    assert load_source(source, base_dir=Path(), text=["a"]).is_numeric("a") is False


def test_a_missing_file_is_named_as_the_user_sees_it(folder):
    with pytest.raises(DataError) as error:
        load_source(ObjectSpec("csv", {"path": "../data/b.csv"}), base_dir=Path("specs"))
    assert str(error.value) == "there is no file data/b.csv"


def test_a_bundled_set():
    table = load_source(ObjectSpec("load_iris"), base_dir=Path(), max_rows=10)
    assert (table.origin, table.n_rows) == ("load_iris", 10)
