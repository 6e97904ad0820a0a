import pytest

from nnspec.checks.data.source_line import with_source_line
from nnspec.errors import Problem
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec


@pytest.mark.parametrize(
    ("arguments", "hint", "line"),
    [
        ({}, 'add sep: "\\\\s+", header: null, names: [x1, x2] (names of your own)',
         'source: {csv: {path: a.csv, sep: "\\\\s+", header: null, names: [x1, x2]}}'),
        ({"sep": ";"}, "column 'x' is text, for instance '1,5': add decimal: \",\"",
         'source: {csv: {path: a.csv, sep: ";", decimal: ","}}'),
        ({"sep": "\t"}, 'add sep: ";"', 'source: {csv: {path: a.csv, sep: ";"}}'),
        ({"dtype": {"zip": "str"}}, "add dtype: {id: str} to the csv source",
         "source: {csv: {path: a.csv, dtype: {zip: str, id: str}}}"),
        ({}, 'add decimal: "," if it is 1.234, or thousands: "," if it is 1234', None),
        ({}, "add to preprocessing: target: StandardScaler", None),
        ({}, None, None),
    ],
)  # fmt: skip
def test_the_line_to_write(arguments, hint, line):
    source = ObjectSpec("csv", {"path": "a.csv", **arguments})
    problem = with_source_line(Problem("code", "message", hint=hint, details=("first",)), source)
    assert problem.details == (("first", line) if line else ("first",))


@pytest.mark.parametrize("source", [ObjectSpec("jsonl", {"path": "a.jsonl"}), UNREADABLE])
def test_other_sources_have_no_such_settings(source):
    problem = Problem("code", "message", hint='add sep: ";"')
    assert with_source_line(problem, source) == problem
