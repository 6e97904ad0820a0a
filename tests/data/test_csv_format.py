import pytest

from nnspec.data.csv_format import csv_format
from nnspec.errors import DataError


def test_the_usual_format():
    form = csv_format(na_values=["?", 99])
    assert (form.sep, form.quotechar, form.encoding) == (",", '"', "utf-8-sig")
    assert form.missing[0] == "" and form.missing[-2:] == ("?", "99")
    assert csv_format(na_values="?").missing[-1] == "?"


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ({"sep": ";;"}, ["sep must be one ASCII character, not ';;'"]),
        ({"sep": ""}, ["sep must be one ASCII character, not ''"]),
        ({"quotechar": "''"}, ["quotechar must be one ASCII character, not \"''\""]),
        ({"decimal": ":"}, ["decimal must be '.' or ',', not ':'"]),
        ({"decimal": ","}, ["sep and decimal are both ','"]),
        ({"sep": '"'}, ["sep and quotechar are both '\"'"]),
        ({"encoding": "utf8x"}, ["there is no encoding 'utf8x'"]),
        ({"encoding": "hex"}, ["there is no encoding 'hex'"]),
    ],
)
def test_a_format_that_cannot_be(arguments, messages):
    with pytest.raises(DataError) as error:
        csv_format(**arguments)
    assert [problem.message for problem in error.value.problems] == messages
