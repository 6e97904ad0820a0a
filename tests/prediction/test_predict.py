"""Predicting new rows from Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nnspec.errors import DataError, RunError
from nnspec.prediction.predict import predict

HEADER = "cement,slag,flyash,water,superplasticizer,coarseaggregate,fineaggregate,age"
ROW = "540.0,0.0,0.0,162.0,2.5,1040.0,676.0,28"


def write(name, *lines):
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def problem(error):
    (only,) = error.value.problems
    return only


def test_columns_may_come_in_any_order(own_trained):
    frame = pd.read_csv("concrete.csv").drop(columns="strength")
    turned = frame[frame.columns[::-1]]
    straight, reverse = predict("strength", frame), predict("strength", turned)
    expected = straight.columns["predicted_strength"]
    assert np.array_equal(reverse.columns["predicted_strength"], expected)
    turned.to_csv("turned.csv", index=False)
    again = predict("strength", "turned.csv").columns["predicted_strength"]
    assert np.array_equal(again, expected)
    assert expected.dtype == np.float64


def test_a_frame_gets_its_predictions_beside_it(in_trained):
    frame = pd.read_csv("sexes.csv").head(4)
    made = predict("sexes", frame, proba=True).to_pandas()
    assert list(made) == [*frame, "predicted_sex", "probability_female", "probability_male"]
    assert set(made["predicted_sex"]) <= {"female", "male"}
    total = made["probability_female"] + made["probability_male"]
    assert total.to_numpy() == pytest.approx(1, abs=1e-6)
    likely = np.where(made["probability_male"] > 0.5, "male", "female")
    assert made["predicted_sex"].tolist() == likely.tolist()


def test_probabilities_of_three_classes_sum_to_one_and_name_the_class(in_trained):
    made = predict("species", "penguins.csv", proba=True)
    shares = [values for name, values in made.columns.items() if name.startswith("probability_")]
    assert np.sum(shares, axis=0) == pytest.approx(1, abs=1e-6)
    classes = np.array(["Adelie", "Chinstrap", "Gentoo"])
    expected = classes[np.argmax(shares, axis=0)]
    assert made.columns["predicted_species"].tolist() == expected.tolist()


def test_several_outputs_name_their_columns(in_trained):
    made = predict("twins", "sexes.csv", proba=True)
    assert list(made.columns) == [
        "predicted_species",
        "probability_species_Adelie",
        "probability_species_Chinstrap",
        "probability_species_Gentoo",
        "predicted_body_mass_g",
    ]
    assert 2500 < made.columns["predicted_body_mass_g"].mean() < 6500


def test_records_are_json_values(in_trained):
    (record, *_) = predict("twins", "sexes.csv").records()
    assert type(record["predicted_species"]) is str
    assert type(record["predicted_body_mass_g"]) is float
    assert len(str(record["predicted_body_mass_g"])) <= 10


def test_columns_that_differ_are_shown_as_a_diff(own_trained):
    name = write(
        "new.csv",
        "age,cemant,slag,flyash,water,superplasticizer,coarseaggregate,id",
        "28,540.0,low,0.0,162.0,2.5,1040.0,1",
    )
    with pytest.raises(DataError) as caught:
        predict("strength", name)
    assert problem(caught).message == ("new.csv does not have the columns this run was trained on")
    assert problem(caught).details == (
        "- cement            number  missing; did you mean 'cemant'?",
        "+ cemant            number  not used in training",
        "- slag              number",
        "+ slag              text    for instance 'low' on line 2",
        "  flyash            number",
        "  water             number",
        "  superplasticizer  number",
        "  coarseaggregate   number",
        "- fineaggregate     number  missing",
        "  age               number",
        "+ id                number  not used in training",
    )


REFUSED = [
    (
        "strength",
        (f"{HEADER},predicted_strength", f"{ROW},1"),
        "new.csv has a column 'predicted_strength' already, where the prediction goes",
        "rename or remove it",
    ),
    (
        "species",
        (
            "island,sex,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g",
            "Mars,male,39.1,18.7,181,3750",
        ),
        "column 'island' of new.csv has 'Mars' on line 2, which is not among the training rows",
        "train with OneHotEncoder: {handle_unknown: ignore}",
    ),
    (
        "sexes",
        ("bill_length_mm,bill_depth_mm,body_mass_g", ",18.7,3750"),
        "1 column has missing values and nothing fills them",
        "fill them in, or train again with SimpleImputer in preprocessing",
    ),
    ("strength", (HEADER,), "new.csv has a header but no rows", None),
    ("strength", ("",), "new.csv is empty", None),
]


@pytest.mark.parametrize(("run", "lines", "message", "hint"), REFUSED)
def test_rows_that_do_not_fit(own_trained, run, lines, message, hint):
    name = write("new.csv", *lines)
    with pytest.raises(DataError) as caught:
        predict(run, name)
    assert (problem(caught).message, problem(caught).hint) == (message, hint)


def test_missing_values_that_an_imputer_fills(own_trained):
    name = write(
        "new.csv",
        "island,sex,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g",
        "Biscoe,,,18.7,181,3750",
    )
    assert predict("species", name).columns["predicted_species"][0] in {"Adelie", "Chinstrap"}


def test_nothing_to_predict(in_trained):
    with pytest.raises(DataError, match="there is nothing to predict"):
        predict("strength")


def test_a_frame_without_rows_gives_no_predictions(in_trained):
    frame = pd.read_csv("concrete.csv").head(0)
    made = predict("strength", frame)
    assert made.columns["predicted_strength"].shape == (0,)
    assert made.records() == []


def test_no_run_at_all(workshop):
    with pytest.raises(RunError) as caught:
        predict(None, "concrete.csv")
    assert problem(caught).message == "there is no run in runs/"
