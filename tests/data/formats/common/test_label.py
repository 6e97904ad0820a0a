from pathlib import Path

from nnspec.data.formats.common.label import label_of


def test_a_file_is_called_as_it_is_seen_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert label_of(Path("specs/../data/a.csv"), Path("../data/a.csv")) == "data/a.csv"
    assert label_of(tmp_path.parent / "a.csv", Path("../a.csv")) == "../a.csv"
