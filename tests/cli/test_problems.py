import json

import pytest

from nnspec.cli.problems import (
    count_words,
    github_annotation,
    ordered,
    problem_document,
    problem_lines,
)
from nnspec.errors import Location, Problem

UNIT = Problem(
    "unknown-parameter",
    "Dense has no parameter 'unit'",
    Location("specs/a.yaml", 14, 13, 4, "  - Dense: {unit: 64, activation: relu}"),
    "did you mean 'units'?",
)


def test_a_problem_with_its_line():
    assert problem_lines(UNIT) == [
        "error[unknown-parameter]: Dense has no parameter 'unit'",
        "  specs/a.yaml:14:13",
        "  14 |   - Dense: {unit: 64, activation: relu}",
        "     |             ^^^^ did you mean 'units'?",
    ]


def test_without_a_place():
    problem = Problem("no-run", "there is no run", hint="train one", details=("runs: none", "x"))
    assert problem_lines(problem) == [
        "error[no-run]: there is no run",
        "  train one",
        "  runs: none",
        "  x",
    ]


def test_a_flag_has_no_excerpt():
    problem = Problem("bad-override", "no", Location("--set a"), "write path=value")
    assert problem_lines(problem)[1:] == ["  --set a", "  write path=value"]


@pytest.mark.parametrize("excerpt", ["", "   ", "\t"])
def test_a_line_without_an_excerpt(excerpt):
    problem = Problem("c", "m", Location("a.csv", 3, 1, excerpt=excerpt), "mend it", ("more",))
    assert problem_lines(problem)[1:] == ["  a.csv:3:1", "  mend it", "  more"]


def test_details_follow_the_line():
    problem = Problem("c", "m", Location("a", 1, 1, 2, "ab"), details=("columns: a", "rows: 3"))
    assert problem_lines(problem)[2:] == ["  1 | ab", "    | ^^", "  columns: a", "  rows: 3"]


def caret(excerpt, column, length):
    """What stands above the carets, by terminal columns."""
    lines = problem_lines(Problem("c", "m", Location("a", 1, column, length, excerpt)))
    return lines[-2].removeprefix("  1 | "), lines[-1].removeprefix("    | ")


def test_tabs_are_one_column():
    shown, carets = caret("\ta:\tb", 5, 1)
    assert (shown, carets) == (" a: b", "    ^")


@pytest.mark.parametrize(
    ("excerpt", "column", "length", "carets"),
    [
        ("a: 🦄b", 5, 1, "     ^"),
        ("a: 🦄b", 4, 1, "   ^^"),
        ("日本: x", 5, 1, "      ^"),
        ("日本: x", 1, 2, "^^^^"),
        ("é: x", 4, 1, "   ^"),
        ("e\u0301: x", 5, 1, "   ^"),
    ],
)
def test_wide_characters_take_two_columns(excerpt, column, length, carets):
    assert caret(excerpt, column, length) == (excerpt, carets)


def test_carets_stay_within_the_line():
    assert caret("abc", 2, 50)[1] == " ^^"
    assert caret("abc", 4, 1)[1] == "   ^"
    assert caret("abc", 99, 5)[1] == "   ^"


@pytest.mark.parametrize("column", [1, 50, 120, 295, 300])
def test_long_lines_are_cut_around_the_word(column):
    text = "".join(f"{n:05d}" for n in range(60))
    shown, carets = caret(text, column, 4)
    assert len(shown) <= 96 + 6
    under = shown[carets.index("^") : carets.index("^") + carets.count("^")]
    assert under == text[column - 1 : column + 3]
    assert shown.startswith("...") == (column > 40)
    assert shown.endswith("...") == (column < 200)


def test_a_long_word_is_underlined_as_far_as_it_is_shown():
    shown, carets = caret("x" * 300, 1, 300)
    assert shown == "x" * 96 + "..."
    assert carets == "^" * 96


def test_errors_stand_last():
    warning = Problem("w", "m", severity="warning")
    first, second = Problem("a", "m"), Problem("b", "m")
    assert ordered([first, warning, second]) == [warning, first, second]


@pytest.mark.parametrize(
    ("errors", "warnings", "words"),
    [
        (0, 0, "no problems"),
        (1, 0, "1 error"),
        (2, 1, "2 errors, 1 warning"),
        (0, 2, "2 warnings"),
    ],
)
def test_count_words(errors, warnings, words):
    problems = [Problem("c", "m")] * errors + [Problem("c", "m", severity="warning")] * warnings
    assert count_words(problems) == words


def test_document():
    document = problem_document(UNIT)
    assert json.loads(json.dumps(document)) == {
        "code": "unknown-parameter",
        "severity": "error",
        "message": "Dense has no parameter 'unit'",
        "file": "specs/a.yaml",
        "line": 14,
        "column": 13,
        "length": 4,
        "hint": "did you mean 'units'?",
        "details": [],
        "set": [],
    }


def test_document_without_a_line():
    document = problem_document(Problem("c", "m", Location("a.yaml"), details=("x",)))
    assert (document["file"], document["line"], document["column"]) == ("a.yaml", None, None)
    assert (document["length"], document["details"]) == (None, ["x"])
    assert problem_document(Problem("c", "m"))["file"] is None


def test_github_annotation():
    assert github_annotation(UNIT) == (
        "::error file=specs/a.yaml,line=14,col=13,endColumn=17,title=unknown-parameter::"
        "Dense has no parameter 'unit'%0Adid you mean 'units'?"
    )


def test_github_annotation_without_a_place():
    problem = Problem("c", "m", severity="warning", details=("x", "y"))
    assert github_annotation(problem) == "::warning title=c::m%0Ax%0Ay"
    assert github_annotation(Problem("c", "m", Location("a.yaml"))) == (
        "::error file=a.yaml,title=c::m"
    )


def test_github_escapes():
    problem = Problem("c", "50% of\r\na: b, c", Location("C:\\a,b%\n.yaml", 1, 1))
    assert github_annotation(problem) == (
        "::error file=C%3A\\a%2Cb%25%0A.yaml,line=1,col=1,endColumn=2,title=c::"
        "50%25 of%0D%0Aa: b, c"
    )
