import pytest

from nnspec.errors import (
    DataError,
    InputError,
    Interrupted,
    Location,
    NnspecError,
    Problem,
    RunError,
    SpecError,
    TrainingError,
    did_you_mean,
    in_one_line,
    listing,
    nearest,
)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("unit", ["activation", "units", "use_bias"], "units"),
        ("dense", ["Dense", "Dance"], "Dense"),
        ("batchsize", ["batch_size", "epochs"], "batch_size"),
        ("BatchSize", ["batch_size", "BatchSizes"], "batch_size"),
        ("strenght", ["strength", "streght"], "strength"),
        ("adamm", ["Adam", "adam"], "adam"),
        ("Adamm", ["Adam", "adam"], "Adam"),
        ("zzz", ["Dense"], None),
        ("", ["Dense"], None),
        ("x", [], None),
    ],
)
def test_nearest(word, known, expected):
    assert nearest(word, known) == expected


def test_did_you_mean():
    assert did_you_mean("unit", ["units"]) == "did you mean 'units'?"
    assert did_you_mean("zzz", ["units"]) is None


def test_listing():
    assert listing([]) == ""
    assert listing(["a", "b"]) == "a, b"
    assert listing(list("abcdefgh"), 4) == "a, b, ..., h"
    assert listing(list("abcd"), 4) == "a, b, c, d"


def test_location_as_text():
    assert str(Location("a.yaml", 3, 5)) == "a.yaml:3:5"
    assert str(Location("--set a=1")) == "--set a=1"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (NnspecError, 1),
        (TrainingError, 1),
        (InputError, 2),
        (SpecError, 2),
        (DataError, 2),
        (RunError, 2),
        (Interrupted, 130),
    ],
)
def test_exit_codes(kind, code):
    assert kind(Problem("some-code", "something")).exit_code == code
    assert issubclass(kind, NnspecError)


def test_an_exception_carries_its_problems():
    problems = [Problem("one", "first"), Problem("two", "second")]
    error = SpecError(iter(problems))
    assert error.problems == tuple(problems)
    assert error.messages == "first; second"
    assert repr(error) == "<SpecError: first; second>"
    assert str(error) == "error[one]: first\nerror[two]: second"
    assert SpecError(problems[0]).problems == (problems[0],)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SpecError([Problem("one", "first"), Problem("two", "second")]), "first; second"),
        (ValueError("two\n  lines"), "two lines"),
        (ValueError("long" * 100), ("long" * 75)),
        (KeyError(), "KeyError"),
    ],
)
def test_an_exception_in_one_line(error, text):
    assert in_one_line(error) == text


def test_a_problem_as_text():
    problem = Problem("bad", "it is bad", hint="mend it", severity="warning")
    assert str(problem) == "warning[bad]: it is bad\n  mend it"


def test_a_long_text_loses_its_middle():
    long = f"'{'m' * 1_000_000}' is no loss"
    problem = Problem("bad", long, hint=long, details=(long,))
    short = f"'{'m' * 119}...{'m' * 108}' is no loss"
    assert (problem.message, problem.hint, problem.details) == (short, short, (short,))
    assert Location(f"--set {long}").file == f"--set '{'m' * 113}...{'m' * 108}' is no loss"


def test_words_of_the_same_letters_are_not_near():
    assert nearest("island", ["slag", "water"]) is None
    assert nearest("tpu", ["cpu", "auto"]) == "cpu"
    assert nearest("flag", ["slag"]) == "slag"
