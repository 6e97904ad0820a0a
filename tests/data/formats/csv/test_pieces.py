import bz2

import numpy as np
import pytest

from nnspec.data.formats.csv.pieces import csv_pieces
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.csv.source import CsvSource
from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError


def stream(path, **form):
    return CsvSource(path, "rows.csv", csv_format(**form))


def joined(stream, only=(), text=()):
    """All pieces as columns, and how many pieces there were."""
    pieces = list(csv_pieces(stream, only, text, block_bytes=200))
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0].names}
    return columns, len(pieces)


def rows(n, line="{i},{i}.5,w{i}"):
    return "a,b,c\n" + "".join(line.format(i=i) + "\n" for i in range(n))


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (rows(100).encode(), {}),
        (rows(100).rstrip("\n").replace("\n", "\r\n").encode(), {}),
        (rows(100, "{i};{i},5; {i} ").replace(",b,", ";b;").encode(), {"sep": ";", "decimal": ","}),
        (rows(100, "{i},NA,w\u00e4{i}").encode("latin-1"), {"encoding": "latin-1"}),
        (rows(100, "{i},-,\U0001f40d").encode("utf-16"), {"encoding": "utf-16", "na_values": "-"}),
        (b"\xef\xbb\xbf\n" + rows(100).encode(), {}),
        (rows(100, '{i},2,"x, ""{i}"""').encode(), {}),
        (rows(100, '{i},2,"x\n{i}"').encode(), {}),
        (rows(100, "{i},2,x\n").encode(), {}),
        (rows(100, "{i},2,'x").encode(), {"quotechar": ""}),
        (rows(100, " {i}  2\tx").replace(",", " ").encode(), {"sep": r"\s+"}),
        (
            rows(100, '{i}  2 "x  {i}"').replace(",", " ").encode("utf-16"),
            {"sep": r"\s+", "encoding": "utf-16"},
        ),
        (b"one\ntwo\n#\n" + rows(100).encode(), {"skiprows": 2, "comment": "#"}),
        (rows(100, "{i},2,x # y").encode(), {"comment": "#"}),
        (rows(100)[6:].encode(), {"names": ["a", "b", "c"]}),
        (rows(100)[6:].encode(), {"header": None}),
        (
            rows(100, '"1,{i:03}",0{i},NA').encode(),
            {"thousands": ",", "dtype": {"b": "str"}, "keep_default_na": False},
        ),
        (rows(100, "{i},,x,,").encode(), {}),
    ],
)
def test_the_pieces_are_the_table(tmp_path, data, form):
    form.setdefault("sep", ",")
    if form["sep"] == ";":
        data = data.replace(b"a,b,c", b"a;b;c")
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    table = read_csv(path, label="rows.csv", **form)
    source = stream(path, **form)
    columns, count = joined(source, text=[n for n in table.names if not table.is_numeric(n)])
    assert count > 3
    assert tuple(columns) == table.names
    for name, column in columns.items():
        np.testing.assert_array_equal(column, table[name])
    if table.row_numbers is None:
        assert source.first_line is None
    else:
        assert source.first_line == table.number(0)


def test_some_columns_twice_from_a_compressed_file(tmp_path):
    path = tmp_path / "rows.csv.bz2"
    path.write_bytes(bz2.compress(rows(100).encode()))
    source = stream(path)
    for _ in range(2):
        columns, _ = joined(source, only={"c", "b"})
        assert list(columns) == ["b", "c"]
        assert columns["b"].sum() == 99 * 50 + 50
        assert source.first_line == 2


def test_text_may_be_asked_for_on_the_way(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(rows(100))
    text = set()
    pieces = csv_pieces(stream(path), (), text, block_bytes=200)
    assert next(pieces).is_numeric("a")
    text.add("a")
    assert next(pieces)["a"][0].isdecimal()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n77,", "\n77,1,"),
        lambda text: text.replace("\n77,77.5,w77", "\n77"),
        lambda text: text.replace("\n77,77.5", "\n77,inf").replace("78.5", "-inf"),
        lambda text: text.replace("w77", '"w77'),
        lambda text: text.replace("w77", "w\udcff"),
        lambda text: text[:6],
        lambda text: "",
        lambda text: text.replace("a,b", "a,a"),
    ],
)
def test_refusals_are_those_of_the_whole_file(tmp_path, change):
    path = tmp_path / "rows.csv"
    path.write_bytes(change(rows(100)).encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError) as expected:
        read_csv(path, label="rows.csv")
    with pytest.raises(DataError) as error:
        joined(stream(path))
    assert error.value.problems == expected.value.problems


def test_an_infinity_where_lines_must_be_searched_for(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(rows(100, "{i},{i},x\n").replace("77,77", "77,inf"))
    with pytest.raises(DataError, match=r"infinity: inf on line 156"):
        joined(stream(path))


def test_infinity_among_words_is_a_word(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(rows(100).replace("77.5", "inf").replace("90.5", "word"))
    columns, _ = joined(stream(path), text={"b"})
    assert columns["b"][77] == "inf"


def test_bytes_that_cannot_be_decoded(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(rows(100).encode().replace(b"w77", b"w\x81"))
    with pytest.raises(DataError) as error:
        joined(stream(path, encoding="cp1252"))
    assert error.value.problems[0].code == "wrong-encoding"
    assert "line 79" in error.value.problems[0].message


def test_of_many_columns_with_infinities_the_first_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(40)) + "\n" + ",".join(["inf"] * 40) + "\n")
    with pytest.raises(DataError) as error:
        joined(stream(path))
    assert len(error.value.problems) == 12
    assert error.value.problems[-1].details == ("and in further columns",)
