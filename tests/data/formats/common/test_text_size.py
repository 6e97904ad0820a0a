import gzip

from nnspec.data.formats.common import text_size as module
from nnspec.data.formats.common.text_size import text_size


def test_a_small_file_is_counted(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n3,4\n"))
    assert text_size(tmp_path / "a.csv", "a.csv", "a CSV file", b"\n") == (12, 3)
    assert text_size(tmp_path / "a.csv.gz", "a.csv.gz", "a CSV file", b"\n") == (12, 3)
    (tmp_path / "a.json").write_text('[{"a": 1}, {"a": 2}]')
    assert text_size(tmp_path / "a.json", "a.json", "a JSON file", b"{")[1] == 2


def test_a_large_one_is_taken_to_go_on_as_it_begins(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("1,2\n" * 10_000)
    monkeypatch.setattr(module, "SAMPLE_BYTES", 400)
    assert text_size(tmp_path / "a.csv", "a.csv", "a CSV file", b"\n") == (40_000, 10_000)
