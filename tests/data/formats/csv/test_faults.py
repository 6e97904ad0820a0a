import pytest

from nnspec.data.formats.csv.faults import unclosed_quote
from nnspec.data.formats.csv.source import CsvSource
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
    problem = CsvSource(write(text), "a.csv", FORM).fault(ValueError("why"))
    assert (problem.code, problem.message) == ("ragged-row", message)
    assert (problem.details, problem.hint) == (details, hint)


def test_no_fault_but_what_the_parser_says(write):
    problem = CsvSource(write("a,b\n1,2\n"), "a.csv", FORM).fault(ValueError("why"))
    assert problem.message == "a.csv cannot be read as CSV: why"


def test_an_unclosed_quotation_mark(write):
    problem = unclosed_quote(write('a,b\n1,x\n2,"y\n3,z\n'), "a.csv", FORM)
    assert problem.message == (
        'a.csv: the row on line 3 opens a quotation mark (") that is never closed'
    )
    assert problem.hint == "close it, double it if it is part of the text, or set quotechar"
    assert unclosed_quote(write('a,b\n1,5" pipe\n'), "a.csv", FORM) is None


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
        CsvSource(write(text), "a.csv", FORM).head(10)
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == ("ragged-row", hint)
