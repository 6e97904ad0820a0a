"""The columns of an output, chosen by name."""

from __future__ import annotations

import pytest

from nnspec.errors import DataError
from nnspec.prediction.output_names import output_names


def hint_of(there, chosen):
    with pytest.raises(DataError) as error:
        output_names(there, "new.csv", ["predicted_y"], chosen)
    (problem,) = error.value.problems
    return problem.hint


def test_all_or_the_chosen_ones_once():
    assert output_names(["a", "b"], "new.csv", ["predicted_y"], None) == ["a", "b", "predicted_y"]
    chosen = ["predicted_y", "a", "predicted_y"]
    assert output_names(["a", "b"], "new.csv", ["predicted_y"], chosen) == ["predicted_y", "a"]


def test_a_name_that_a_comma_tore_apart():
    said = "a name with a comma stands in quotation marks: --columns '\"a,b\"'"
    assert hint_of(["x", "a,b"], ["x", "a", "b"]) == said
    assert hint_of(["x", "a,b"], ["a", "x", "b"]) is None
    assert hint_of(["axe", "a,b"], ["axes"]) == "did you mean 'axe'?"
