"""A finished run inside another program."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nnspec
from nnspec.errors import DataError, InputError, RunError
from nnspec.prediction.predict import predict
from nnspec.runs.find import find_run


@pytest.fixture
def strength(in_trained):
    return nnspec.load("strength")


@pytest.fixture
def frame(in_trained):
    frame = pd.read_csv("concrete.csv").head(6)
    return frame.set_axis([f"mix {i}" for i in range(6)])


def expected(frame):
    return predict("strength", frame).columns["predicted_strength"]


def test_a_run_by_each_of_its_names(in_trained, tmp_path, monkeypatch):
    folder = find_run(in_trained / "runs", "strength")
    assert repr(nnspec.load("strength")) == f"<nnspec run {folder.run_id}>"
    monkeypatch.chdir(tmp_path)
    for run in (folder, folder.path, folder.path.with_name("latest")):
        assert nnspec.load(run).folder.run_id == folder.run_id
    with pytest.raises(RunError, match="there is no run in runs/"):
        nnspec.load("strength")


def test_a_frame_gives_a_series_with_its_index(strength, frame):
    made = strength.predict(frame)
    assert isinstance(made, pd.Series)
    assert (made.name, made.dtype) == ("predicted_strength", np.float64)
    assert made.index.tolist() == frame.index.tolist()
    assert np.array_equal(made, expected(frame))


def test_several_results_give_a_frame(in_trained):
    frame = pd.read_csv("sexes.csv").head(3).set_axis([5, 3, 1])
    made = nnspec.load("twins").predict(frame, proba=True)
    assert list(made) == list(predict("twins", frame, proba=True).columns)
    assert made.index.tolist() == [5, 3, 1]


def test_an_array_gives_an_array_and_a_dict_of_columns_too(strength, frame):
    features = frame[strength.features]
    assert np.array_equal(strength.predict(features.to_numpy()), expected(frame))
    columns = {name: features[name].tolist() for name in reversed(features.columns)}
    assert np.array_equal(strength.predict({**columns, "id": ["x"] * 6}), expected(frame))
    assert strength.predict(features.to_numpy()[:0]).shape == (0,)


def test_a_list_of_dicts_gives_a_list(strength, frame):
    made = strength.predict(frame.to_dict("records"))
    assert np.allclose(made, expected(frame), rtol=1e-6)
    assert type(made[0]) is float
    assert strength.predict([]) == []


def test_one_row_gives_a_value_or_a_dict(strength, frame):
    row = frame.iloc[0].to_dict()
    value = strength.predict(row)
    assert type(value) is float
    assert value == pytest.approx(expected(frame)[0], rel=1e-6)
    penguin = {
        "island": "Biscoe",
        "sex": None,
        "bill_length_mm": float("nan"),
        "bill_depth_mm": 18,
        "flipper_length_mm": np.float32(181),
        "body_mass_g": 3750,
    }
    species = nnspec.load("species")
    label = species.predict(penguin)
    assert label in {"Adelie", "Chinstrap", "Gentoo"}
    made = species.predict(penguin, proba=True, top_k=1)
    assert made["predicted_species"] == made["top_1_species"] == label
    shares = [made[f"probability_{name}"] for name in ("Adelie", "Chinstrap", "Gentoo")]
    assert sum(shares) == pytest.approx(1, abs=1e-6)


def test_a_threshold(in_trained):
    frame = pd.read_csv("sexes.csv")
    sexes = nnspec.load("sexes")
    assert set(sexes.predict(frame, threshold=0.0)) == {"male"}
    assert set(sexes.predict(frame, threshold=1.0)) == {"female"}
    with pytest.raises(InputError, match="threshold must be between 0 and 1, not 2"):
        sexes.predict(frame, threshold=2)


def test_threads_share_a_run(strength, frame):
    records, known = frame.to_dict("records"), expected(frame)
    wrong = []

    def work(i):
        for _ in range(30):
            if not np.isclose(strength.predict(records[i]), known[i], rtol=1e-5):
                wrong.append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


REFUSED = [
    ([1, 2, 3], "list cannot be predicted"),
    ("text", "str cannot be predicted"),
    (np.zeros(8), "an array of shape (8,) is given, and (n, 8) is needed"),
    (np.zeros((2, 3)), "an array of shape (2, 3) is given, and (n, 8) is needed"),
    ({"age": 28}, "the input does not have the columns this run was trained on"),
]


@pytest.mark.parametrize(("rows", "message"), REFUSED)
def test_what_is_no_rows(strength, rows, message):
    with pytest.raises(DataError) as caught:
        strength.predict(rows)
    assert caught.value.problems[0].message == message


@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ("new.csv", "nnspec.predict(RUN, FILE) reads a file; "),
        (Path("new.csv"), "nnspec.predict(RUN, FILE) reads a file; "),
        (pd.Series({"age": 28.0}), "frame.loc[[label]] keeps a row a DataFrame; "),
        ([1, 2], ""),
    ],
)
def test_what_to_give_instead(strength, rows, way):
    with pytest.raises(DataError) as caught:
        strength.predict(rows)
    (problem,) = caught.value.problems
    assert problem.hint == way + "give a DataFrame, a dict, a list of dicts or a 2-D array"


def test_columns_and_values_that_do_not_fit(strength, frame):
    columns = frame.to_dict("list")
    cases = {
        "columns 'cement' and 'slag' of the input have 6 and 2 values": {**columns, "slag": [1, 2]},
        "a dict of columns and single values cannot be predicted": {**columns, "slag": 1},
        "column 'age' of the input holds an infinity: inf in row 1": {
            **columns,
            "age": [np.inf] * 6,
        },
        "1 column has missing values and nothing fills them": {**columns, "age": [None, *[1] * 5]},
    }
    for message, rows in cases.items():
        with pytest.raises(DataError) as caught:
            strength.predict(rows)
        assert caught.value.problems[0].message == message
