import pytest

from nnspec.data.formats.csv.rows import find_fault, line_of_row, read_head, unclosed_quote
from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError

FORM = csv_format()


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "a.csv"
        path.write_bytes(text.encode())
        return path

    return write


def test_the_head_knows_the_lines_of_its_rows(write):
    head = read_head(write('\na,b\n1,"x\ny"\n\n2,z\n3,\n'), "a.csv", FORM, 2)
    assert head.names == ("a", "b")
    assert head.rows == [["1", "x\ny"], ["2", "z"]]
    assert head.lines == [3, 6]


def test_the_head_reads_no_further_than_asked(write):
    assert read_head(write("a,b\n1,2\n3\n"), "a.csv", FORM, 1).rows == [["1", "2"]]


def test_the_line_of_a_row(write):
    path = write('a,b\n1,"x\ny"\n\n2,z\n')
    assert [line_of_row(path, "a.csv", FORM, row) for row in (0, 1)] == [2, 5]


@pytest.mark.parametrize(
    ("text", "message", "details", "hint"),
    [
        ("a,b\n1,2\n3\n", "line 3 of a.csv has 1 field, the header has 2", (),
         "leave a field empty where there is no value: every row needs 1 ','"),
        ("a,b\n1,2\n3,4,5\n6\n7,8,9\n", "line 3 of a.csv has 3 fields, the header has 2",
         ("line 4: 1 field", "line 5: 3 fields"),
         "put text that contains ',' into quotation marks (\"), or set sep"),
        ("a,b\n" + "1\n" * 8, "line 2 of a.csv has 1 field, the header has 2",
         (*(f"line {n}: 1 field" for n in range(3, 8)), "and 2 more"),
         "leave a field empty where there is no value: every row needs 1 ','"),
    ],
)  # fmt: skip
def test_rows_of_another_length(write, text, message, details, hint):
    problem = find_fault(write(text), "a.csv", FORM)
    assert (problem.code, problem.message) == ("ragged-row", message)
    assert (problem.details, problem.hint) == (details, hint)


def test_no_fault(write):
    assert find_fault(write("a,b\n1,2\n"), "a.csv", FORM) is None


def test_an_unclosed_quotation_mark(write):
    problem = unclosed_quote(write('a,b\n1,x\n2,"y\n3,z\n'), "a.csv", FORM)
    assert problem.message == (
        'a.csv: the row on line 3 opens a quotation mark (") that is never closed'
    )
    assert problem.hint == "close it, double it if it is part of the text, or set quotechar"
    assert unclosed_quote(write('a,b\n1,5" pipe\n'), "a.csv", FORM) is None


def test_a_field_without_end(write):
    with pytest.raises(DataError) as error:
        read_head(write('a,b\n1,"' + "x" * 200_000), "a.csv", FORM, 5)
    assert error.value.problems[0].code == "unreadable-csv"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("# made\na,b\n# 1\n1,2\n3,4\n# 2\n5,6\n", 'add comment: "#"'),
        ("a,b,c\n1,2,3\n# half\n4,5,6\n", 'add comment: "#"'),
        ("#id,b,c\n1,2\n3,4,5\n",
         "leave a field empty where there is no value: every row needs 2 ','"),
        ("a,b,c\n1,2,3\n  \n4,5,6\n", "the line holds blanks alone: remove it"),
        ("a,b,c\n1,2,3\n\nSource: us\n",
         "no row follows: if the table ends before it, remove the file from line 4 on"),
    ],
)  # fmt: skip
def test_what_a_row_of_another_width_is(write, text, hint):
    with pytest.raises(DataError) as error:
        read_head(write(text), "a.csv", FORM, 10)
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == ("ragged-row", hint)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["tone", "ton", "größe"])
def test_utf16_without_a_byte_order_mark_is_told(tmp_path, encoding, name):
    path = tmp_path / "a.csv"
    path.write_bytes(f"size,{name}\n1,2\n3,4\n".encode(encoding))
    with pytest.raises(DataError) as error:
        read_head(path, "a.csv", FORM, 10)
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == ("wrong-encoding", f"add encoding: {encoding}")
    head = read_head(path, "a.csv", csv_format(encoding=encoding), 10)
    assert (head.names, head.rows) == (("size", name), [["1", "2"], ["3", "4"]])


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
        read_head(write(text), "a.csv", FORM, 10)
    assert error.value.problems[0].message == message
