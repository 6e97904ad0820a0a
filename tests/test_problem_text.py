"""Problems as text for a person."""

from __future__ import annotations

import pytest

from nnspec.errors import Location, Problem
from nnspec.problem_text import count_words, ordered, problem_lines, problems_text

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


def test_errors_stand_first():
    warning = Problem("w", "m", severity="warning")
    first, second = Problem("a", "m"), Problem("b", "m")
    assert ordered([first, warning, second]) == [first, second, warning]


def test_the_whole_text_is_safe_for_a_terminal():
    warning = Problem("w", "red \x1b[31m", severity="warning")
    assert problems_text([warning, Problem("a", "m", hint="h")]) == (
        "error[a]: m\n  h\nwarning[w]: red \\u001b[31m"
    )


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
