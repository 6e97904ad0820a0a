import pytest

from nnspec.catalog import docstrings


def in_google_style():
    """Does it at

    once.

        Args:
            units: Positive integer. Dimensionality of
                the output. More.
            rate: Float between 0 and 1. Fraction to drop.
            *inputs: What it takes.

        Returns:
            something: nothing
    """


def in_numpy_style():
    """Make two half circles.

    Parameters
    ----------
    noise : float, default=None
        Standard deviation of the :ref:`noise <x>`.

        .. versionadded:: 0.2
    seed : int
        The seed

    Returns
    -------
    X : array
        Not an argument.
    """


def test_the_summary_is_the_first_paragraph():
    assert docstrings.summary(in_google_style) == "Does it at"
    assert docstrings.summary(in_numpy_style) == "Make two half circles."


def test_arguments_in_google_style_wherever_they_are_indented_to():
    assert docstrings.argument_summaries(in_google_style) == {
        "units": "Dimensionality of the output.",
        "rate": "Fraction to drop.",
        "inputs": "What it takes.",
    }


def test_arguments_in_numpy_style_end_at_the_next_section():
    found = docstrings.argument_summaries(in_numpy_style)
    assert found["noise"] == "Standard deviation of the noise <x>."
    assert found["seed"].startswith("The seed")
    assert "X" not in found


def test_nothing_documented_gives_nothing():
    assert docstrings.argument_summaries(lambda x: x) == {}
    assert docstrings.summary(lambda x: x) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boolean. Whether ``x``\n   is used. More.", "Whether x is used."),
        ("Integer.", "Integer."),
        ("(Optional) Defaults to 200. The number of thresholds.", "The number of thresholds."),
        ("Window, e.g. a Hann window. More.", "Window, e.g. a Hann window."),
        ("See [the paper](https://x.org/y).", "See the paper."),
        ("Averages a list..", "Averages a list."),
        ("an axis", "An axis"),
    ],
)
def test_first_sentence(text, expected):
    assert docstrings.first_sentence(text, 200) == expected


def test_a_long_sentence_is_cut_at_a_word():
    assert docstrings.first_sentence("one two three four five", 15) == "One two..."
