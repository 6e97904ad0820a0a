import pytest

from nnspec.data.formats.csv.bytes import wrong_encoding
from nnspec.data.formats.csv.style import csv_format


@pytest.mark.parametrize(
    ("data", "encoding", "message", "hint"),
    [
        (
            "a\nx\né\n".encode("cp1252"),
            "utf-8",
            "a.csv is not utf-8: byte 0xE9 on line 3 cannot be decoded",
            "add encoding: cp1252",
        ),
        (
            b"\xef\xbb\xbfa\n\x81\n",
            "utf-8",
            "a.csv is not utf-8: byte 0x81 on line 2 cannot be decoded",
            "add encoding: latin-1",
        ),
        (
            "a\n1\n".encode("utf-16"),
            "utf-8",
            "a.csv is not utf-8: byte 0xFF on line 1 cannot be decoded",
            "add encoding: utf-16",
        ),
        (
            b"a\n\xc3\xa9\n",
            "ascii",
            "a.csv is not ascii: byte 0xC3 on line 2 cannot be decoded",
            "add encoding: cp1252",
        ),
    ],
)
def test_a_wrong_encoding(tmp_path, data, encoding, message, hint):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    problem = wrong_encoding(path, "a.csv", csv_format(encoding=encoding))
    assert (problem.code, problem.message, problem.hint) == ("wrong-encoding", message, hint)


def test_a_right_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("é", encoding="utf-8")
    assert wrong_encoding(path, "a.csv", csv_format()) is None
