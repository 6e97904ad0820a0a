import pytest

from nnspec.data.formats.csv.rows import open_rows
from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError


def opened(path, **form):
    """The names, and the rows with their lines."""
    with open_rows(path, "a.csv", csv_format(**form)) as found:
        return found.names, list(found.rows)


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode())
        return path

    return write


def test_a_row_begins_on_a_line(write):
    names, rows = opened(write('\na,b\n1,"x\ny"\n\n2,z\n'))
    assert (names, rows) == (("a", "b"), [(3, ["1", "x\ny"]), (6, ["2", "z"])])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["tone", "ton", "größe"])
def test_utf16_without_a_byte_order_mark_is_told(tmp_path, encoding, name):
    path = tmp_path / "a.csv"
    path.write_bytes(f"size,{name}\n1,2\n3,4\n".encode(encoding))
    with pytest.raises(DataError) as error:
        opened(path)
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == ("wrong-encoding", f"add encoding: {encoding}")
    names, rows = opened(path, encoding=encoding)
    assert (names, rows) == (("size", name), [(2, ["1", "2"]), (3, ["3", "4"])])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1;2,5;red\n3;4,0;blue\n5;6,5;red\n",
         "the columns of a.csv are separated by ';', not by ','"),
        ("1,2;5,red\n3,4;0,blue\n5,6;5,red\n",
         "a.csv seems to have no header: its first line is 1, 2;5, red"),
    ],
)  # fmt: skip
def test_semicolons_between_decimal_commas(write, text, message):
    with pytest.raises(DataError) as error:
        opened(write(text))
    assert error.value.problems[0].message == message
