import datetime

import numpy as np
import openpyxl
import pytest

from nnspec.data.formats.common import extras
from nnspec.data.formats.excel import read_excel
from nnspec.errors import DataError

DAY = datetime.datetime(2024, 1, 31)


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save("a.xlsx")

    return write


def message_of(**arguments):
    with pytest.raises(DataError) as error:
        read_excel("a.xlsx", **arguments)
    return error.value.messages


def test_cells(write):
    rows = [
        [],
        ["age", " site ", "ok", "day", 2024, None],
        [28, "n", True, DAY, 1],
        [],
        ["#DIV/0!", "NA", None, None, 2.5],
        [7],
    ]
    write(main=rows, other=[["a"], [1]])
    table = read_excel("a.xlsx")
    assert table.names == ("age", "site", "ok", "day", "2024")
    np.testing.assert_array_equal(table["age"], [28, np.nan, 7])
    np.testing.assert_array_equal(table["2024"], [1, 2.5, np.nan])
    assert table["site"].tolist() == ["n", None, None]
    assert table["ok"].tolist() == ["True", None, None]
    assert table["day"].tolist() == ["2024-01-31", None, None]
    assert [table.place(row) for row in range(3)] == ["in row 3", "in row 5", "in row 6"]
    assert read_excel("a.xlsx", max_rows=1).n_rows == 1
    assert read_excel("a.xlsx", sheet_name="other").names == ("a",)
    assert read_excel("a.xlsx", sheet_name=1).names == ("a",)


def test_as_pandas_reads_it(write):
    import pandas as pd

    from nnspec.data.table.frame import from_pandas

    write(main=[["a", "b", "c"], [1, "x", DAY], [None, None, DAY], [2.5, "z", DAY]])
    frame = from_pandas(pd.read_excel("a.xlsx"))
    assert read_excel("a.xlsx").fingerprint() == frame.fingerprint()


def test_sheets(write):
    write(main=[["a"], [1]], other=[])
    assert message_of(sheet_name="mian") == "a.xlsx has no sheet 'mian'; it has 'main', 'other'"
    assert message_of(sheet_name=2) == "a.xlsx has 2 sheets, and sheet_name 2 would be number 3"
    assert message_of(sheet_name=1) == "a.xlsx, sheet 'other', is empty"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["a", "b"]], "a.xlsx, sheet 'main', has a header but no rows"),
        ([["a", "a"], [1, 2]], "a.xlsx has more than one column named 'a'"),
    ],
)  # fmt: skip
def test_what_is_no_table(write, rows, message):
    write(main=rows)
    assert message_of() == message


def test_no_workbook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert message_of() == "there is no file a.xlsx"
    (tmp_path / "a.xlsx").write_text("a,b\n1,2\n", encoding="utf-8")
    assert message_of() == "a.xlsx is not an Excel workbook (.xlsx)"
    np.savez("b.npz", a=[1])
    (tmp_path / "a.xlsx").write_bytes((tmp_path / "b.npz").read_bytes())
    said = "a.xlsx is not an Excel workbook (.xlsx) but an archive of NumPy arrays"
    assert message_of() == said


def test_a_missing_package(write, monkeypatch):
    write(main=[["a"], [1]])
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    assert message_of() == (
        'excel needs the package openpyxl: python -m pip install "nnspec[excel]"'
    )


def test_a_column_without_a_name_is_called_as_pandas_calls_it(write):
    write(main=[[None, "a", None, None], [0, 5, None], [1, 6, None, "note"]])
    table = read_excel("a.xlsx")
    assert table.names == ("Unnamed: 0", "a", "Unnamed: 3")
    assert table["Unnamed: 3"].tolist() == [None, "note"]
