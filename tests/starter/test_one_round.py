import shlex

import pytest

from nnspec.errors import DataError, InputError, Problem
from nnspec.starter.csv_flags import csv_arguments
from nnspec.starter.one_round import in_one_round
from nnspec.starter.read import flags_in_hints, read_given
from nnspec.starter.start import start

ROWS = [("1.234,50", "1"), ("2.361,25", "2"), ("k.A.", "3"), ("4.100,75", "4")] * 10


def asked(given, targets=("y",), **flags):
    """What `start` says of a file, its hints as flags."""
    with pytest.raises(InputError) as caught, flags_in_hints():
        in_one_round(lambda written: start(read_given(given, written), targets), flags)
    return caught.value.problems


@pytest.fixture
def german(tmp_path, monkeypatch):
    """Semicolons, umlauts of Windows, points between thousands, and a word for a gap."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path.joinpath("german.csv").relative_to(tmp_path)
    lines = ["Größe;y", *map(";".join, ROWS)]
    path.write_bytes("\n".join(lines).encode("cp1252"))
    return path


def test_all_that_a_german_file_asks_for(german):
    (problem,) = asked(german)
    assert str(problem) == (
        "error[wrong-encoding]: german.csv is not utf-8: byte 0xF6 on line 1 cannot be decoded\n"
        "  german.csv:1:1\n"
        "  add --encoding 'cp1252' --sep ';' --thousands '.' --na-values 'k.A.'\n"
        "  then: the header of german.csv is one column: 'Größe;y'\n"
        "  then: column 'Größe' of german.csv is text, for instance '1.234,50'; "
        "--dtype 'Größe=str' if these are no numbers"
    )


def test_the_hint_followed_to_the_letter(german):
    (problem,) = asked(german)
    words = shlex.split(problem.hint.removeprefix("add "))
    flags = csv_arguments(dict(zip(words[::2], words[1::2], strict=True)))
    table = in_one_round(lambda written: start(read_given(german, written), ["y"]), flags)
    assert table.proposal.table["Größe"][0] == 1234.5


def test_what_is_known_is_not_asked_again(german):
    (problem,) = asked(german, encoding="cp1252")
    assert problem.code == "wrong-separator"
    assert problem.hint == "add --sep ';' --thousands '.' --na-values 'k.A.'"


def test_a_target_that_is_not_named_is_told_too(german):
    problem, target = asked(german, targets=())
    assert problem.hint.startswith("add --encoding 'cp1252' --sep ';' --thousands '.'")
    assert str(target) == (
        "error[no-target]: say which column of german.csv to predict: --target COLUMN\n"
        "  columns: Größe, y"
    )


def test_a_choice_is_left_to_the_user(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path.joinpath("a.csv").relative_to(tmp_path)
    path.write_text("x;y\n" + "\n".join(f"{i},{i + 100};{i}" for i in range(1, 30)))
    first, question = asked(path)
    assert first.hint == "add --sep ';'"
    assert question.code == "thousands-or-decimal"
    assert " if it is 1.101, or " in question.hint


@pytest.mark.parametrize(
    "hint",
    [
        None,
        "add sep: 5 if it is so",
        "add sep: 5",
        "add sep: 5, names: [x1, x2] (names of your own)",
    ],
)
def test_an_error_alone_is_left_as_it_is(hint):
    error = DataError(Problem("odd", "odd", hint=hint))

    def attempt(written):
        if "sep" not in written:
            raise error
        return 1

    with pytest.raises(DataError) as caught:
        in_one_round(attempt, {})
    assert caught.value is error


def test_words_for_a_gap_are_put_together():
    def attempt(written):
        words = written.get("na_values", [])
        for word in ("x", "y"):
            if word not in words:
                raise DataError(Problem("odd", f"odd {word}", hint=f"add na_values: [{word}]"))

    with pytest.raises(DataError) as caught:
        in_one_round(attempt, {})
    (problem,) = caught.value.problems
    assert (problem.hint, problem.details) == ("add na_values: [x, y]", ("then: odd y",))


def test_it_ends_where_nothing_helps():
    def attempt(written):
        raise DataError(Problem("odd", "odd", hint="add sep: 5"))

    with pytest.raises(DataError) as caught:
        in_one_round(attempt, {})
    assert [problem.message for problem in caught.value.problems] == ["odd", "odd"]
