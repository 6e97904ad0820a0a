import pytest

from nnspec.errors import InputError
from nnspec.starter.csv_flags import csv_arguments


def test_flags_that_were_given_are_arguments():
    flags = {
        "--sep": None,
        "--header": False,
        "--names": 'a, "b,c"',
        "--na-values": "?",
        "--skiprows": 2,
        "--dtype": ["zip=str", "a=b=str"],
        "--keep-default-na": False,
    }
    assert csv_arguments(flags) == {
        "header": None,
        "names": ("a", "b,c"),
        "na_values": ("?",),
        "skiprows": 2,
        "dtype": {"zip": "str", "a=b": "str"},
        "keep_default_na": False,
    }
    assert csv_arguments({"--header": True}) == {"header": 0}


@pytest.mark.parametrize(
    ("flags", "message", "hint"),
    [
        ({"--skiprows": -1}, "--skiprows: expected at least 0, found -1", None),
        (
            {"--dtype": ["zip"]},
            "--dtype: 'zip' does not say what the column is",
            "write --dtype zip=str",
        ),
    ],
)
def test_flags_that_say_nothing(flags, message, hint):
    with pytest.raises(InputError) as error:
        csv_arguments(flags)
    (problem,) = error.value.problems
    assert (problem.message, problem.hint) == (message, hint)
