"""Each caller reads the words that are theirs."""

import pytest

import nnspec
from nnspec.errors import InputError, NnspecError
from nnspec.options import by_caller, option, typed_options


def test_a_flag_while_a_command_runs():
    with typed_options():
        assert option("with_preprocessing") == "--with-preprocessing"
        with typed_options():
            pass
        assert by_caller("typed", "called") == "typed"
    assert by_caller("typed", "called") == "called"


def test_an_error_ends_it():
    with pytest.raises(InputError), typed_options():
        raise InputError([])
    assert option("proba") == "proba"


@pytest.mark.parametrize(
    ("arguments", "flags", "called", "typed"),
    [
        (
            {"proba": True},
            "--proba",
            "error[no-classes]: proba is for classes, and this run has none",
            "error[no-classes]: --proba is for classes, and this run has none",
        ),
        (
            {"top_k": 2},
            "--top-k 2",
            "error[no-classes]: top_k is for classes, and this run has none",
            "error[no-classes]: --top-k is for classes, and this run has none",
        ),
    ],
)
def test_a_prediction(in_trained, cli, arguments, flags, called, typed):
    with pytest.raises(InputError) as caught:
        nnspec.predict("strength", "concrete.csv", **arguments)
    assert str(caught.value) == called
    assert cli(f"predict strength -i concrete.csv {flags} -q").stderr == f"{typed}\n"


def test_a_measurement(in_trained, cli):
    with pytest.raises(InputError) as caught:
        nnspec.evaluate("strength", input="concrete.csv", split="training")
    assert str(caught.value) == (
        "error[flags]: split has no use with input, whose rows are measured instead\n"
        "  leave one of the two out"
    )
    assert cli("evaluate strength -i concrete.csv --split training").stderr == (
        "error[flags]: --split has no use with --input, whose rows are measured instead\n"
        "  leave one of the two out\n"
    )


def test_a_row_that_cannot_be_predicted(in_trained, cli):
    header = "cement,slag,flyash,water,superplasticizer,coarseaggregate,fineaggregate,age"
    (in_trained / "wet.csv").write_text(
        f"{header}\n1,2,3,4,5,6,7,8\n1,2,3,wet,5,6,7,8\n", encoding="utf-8"
    )
    with pytest.raises(NnspecError) as caught:
        nnspec.predict("strength", "wet.csv")
    assert "--" not in str(caught.value)
    assert "--on-error skip" in cli("predict strength -i wet.csv").stderr
    (in_trained / "wet.csv").unlink()
