import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from nnspec.data.features.fit import fit
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.table.kinds import kind_of
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

SIGNED = ArraySpec((2, 3), "int32")
DATASETS = Path(__file__).parents[3] / "datasets"
SCALE, ONE_HOT = ObjectSpec("StandardScaler"), ObjectSpec("OneHotEncoder")
LOG_RANGE = (ObjectSpec("log1p"), ObjectSpec("MinMaxScaler"))


@pytest.fixture(scope="module")
def penguins():
    table = read_csv(DATASETS / "penguins.csv", label="datasets/penguins.csv")
    whole = [
        i for i in range(table.n_rows) if not any(table.missing_mask(n)[i] for n in table.names)
    ]
    return table.take(whole)


@pytest.fixture(scope="module")
def fitted(penguins):
    plan = Plan(
        {
            "body": (
                ColumnPlan("body_mass_g", "numeric", LOG_RANGE),
                ColumnPlan("island", "text", (ONE_HOT,)),
                ColumnPlan("year", "numeric", (SCALE,)),
            ),
            "bill": (ColumnPlan("bill_length_mm", "numeric", (SCALE,)),),
        },
        {
            "species": TargetPlan("species", ("species",), "sparse"),
            "flipper": TargetPlan("flipper", ("flipper_length_mm",), "regression", (SCALE,)),
        },
    )
    return fit(plan, penguins.take(np.arange(0, penguins.n_rows, 2)))


def test_inputs_equal_scikit_learns(fitted, penguins):
    training = penguins.take(np.arange(0, penguins.n_rows, 2))
    arrays = fitted.transform(penguins)

    def expected(name, *steps):
        pipeline = make_pipeline(*steps).fit(training[name][:, None])
        return pipeline.transform(penguins[name][:, None])

    log_mass = np.log1p(training["body_mass_g"])[:, None]
    mass = MinMaxScaler().fit(log_mass).transform(np.log1p(penguins["body_mass_g"])[:, None])
    islands = expected("island", OneHotEncoder(sparse_output=False))
    body = np.hstack([mass, islands, expected("year", StandardScaler())])
    assert arrays["body"].dtype == np.float32
    np.testing.assert_array_equal(arrays["body"], body.astype(np.float32))
    bill = expected("bill_length_mm", StandardScaler())
    np.testing.assert_array_equal(arrays["bill"], bill.astype(np.float32))


def test_names(fitted):
    assert fitted.feature_names("body") == (
        "body_mass_g",
        "island=Biscoe",
        "island=Dream",
        "island=Torgersen",
        "year",
    )
    assert fitted.input_kinds == {
        "body_mass_g": "numeric",
        "island": "text",
        "year": "numeric",
        "bill_length_mm": "numeric",
    }
    assert fitted.target_kinds == {"species": "text", "flipper_length_mm": "numeric"}


def test_targets_there_and_back(fitted, penguins):
    encoded = fitted.encode_target(penguins)
    assert encoded["species"].shape == (penguins.n_rows,)
    scores = {"species": np.eye(3)[encoded["species"]], "flipper": encoded["flipper"]}
    decoded = fitted.decode(scores)
    assert decoded["species"].tolist() == penguins["species"].tolist()
    np.testing.assert_allclose(decoded["flipper"][:, 0], penguins["flipper_length_mm"], rtol=1e-6)


def test_json_brings_back_the_same_preprocessor(fitted, penguins):
    text = json.dumps(fitted.to_json(), allow_nan=False)
    again = Preprocessor.from_json(json.loads(text))
    assert again == fitted
    assert again.to_json() == fitted.to_json()
    with pytest.raises(ValueError) as error:
        Preprocessor.from_json({"format": 2})
    assert str(error.value) == "preprocessing.json has format 2; expected 1"


def test_new_rows_that_do_not_fit(fitted, penguins):
    new = penguins.take([0, 1]).select(["body_mass_g", "year", "bill_length_mm"])
    with pytest.raises(DataError) as error:
        fitted.transform(new)
    assert error.value.problems[0].details == (
        "  body_mass_g     number",
        "- island          text    missing",
        "  year            number",
        "  bill_length_mm  number",
    )
    columns = dict(penguins.take([0, 1]).columns)
    columns["island"] = np.array(["Dream", "Mars"], dtype=object)
    columns["body_mass_g"] = np.array([-5.0, 1.0])
    with pytest.raises(DataError) as error:
        fitted.transform(Table(columns, "new.csv"))
    assert [p.message for p in error.value.problems] == [
        "log1p needs values above -1, but column 'body_mass_g' of new.csv has other values in "
        "1 row, the first in row 1; the smallest is -5",
        "column 'island' of new.csv has 'Mars' in row 2, which is not among the training rows",
    ]


def test_a_target_is_needed_only_to_evaluate(fitted, penguins):
    new = penguins.select([name for name in penguins.names if name != "species"])
    fitted.check_columns(new)
    for check in (
        lambda: fitted.check_columns(new, with_targets=True),
        lambda: fitted.encode_target(new),
    ):
        with pytest.raises(DataError) as error:
            check()
        assert error.value.problems[0].code == "columns-differ"


def test_applying_imports_neither_scikit_learn_nor_pandas(fitted, tmp_path):
    path = tmp_path / "preprocessing.json"
    path.write_text(json.dumps(fitted.to_json()), encoding="utf-8")
    code = (
        "import json, sys, pathlib\n"
        "from nnspec.data.formats.csv.reader import read_csv\n"
        "from nnspec.data.features.preprocessor import Preprocessor\n"
        f"text = pathlib.Path({str(path)!r}).read_text(encoding='utf-8')\n"
        "fitted = Preprocessor.from_json(json.loads(text))\n"
        f"table = read_csv({str(DATASETS / 'penguins.csv')!r}).take([0, 1])\n"
        "fitted.transform(table), fitted.encode_target(table)\n"
        "heavy = {'pandas', 'sklearn', 'tensorflow', 'keras'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def arrays():
    draw = np.random.default_rng(0)
    columns = {
        "image": draw.integers(0, 255, (30, 2, 3)).astype(np.uint8),
        "codes": draw.integers(0, 9, (30, 4)).astype(np.int32),
        "score": draw.normal(2, 3, (30, 2)).astype(np.float32),
        "age": draw.normal(40, 9, 30),
    }
    return Table(columns, "rows.npz")


@pytest.fixture(scope="module")
def of_arrays():
    table = arrays()
    kinds = {name: kind_of(table, name) for name in table.names}
    plan = Plan(
        {
            "image": (ColumnPlan("image", kinds["image"], LOG_RANGE),),
            "codes": (ColumnPlan("codes", kinds["codes"]),),
            "numbers": (
                ColumnPlan("age", "numeric", (SCALE,)),
                ColumnPlan("score", kinds["score"], (SCALE,)),
            ),
        }
    )
    made = fit(plan, table)
    assert made.signature == plan.signature
    return made


def test_arrays_are_taken_number_by_number(of_arrays):
    table = arrays()
    x = of_arrays.transform(table)
    assert {name: (spec.shape, spec.dtype) for name, spec in of_arrays.signature.items()} == {
        "image": ((2, 3), "float32"),
        "codes": ((4,), "int32"),
        "numbers": ((3,), "float32"),
    }
    # What no step changes is not copied.
    assert x["codes"] is table["codes"]
    flat = np.log1p(table["image"].reshape(30, 6).astype(float))
    expected = MinMaxScaler().fit_transform(flat).reshape(30, 2, 3)
    np.testing.assert_array_equal(x["image"], expected.astype(np.float32))
    numbers = np.column_stack([table["age"], table["score"]])
    expected = StandardScaler().fit_transform(numbers).astype(np.float32)
    np.testing.assert_allclose(x["numbers"], expected, rtol=1e-6)
    assert of_arrays.feature_names("numbers") == ("age", "score[0]", "score[1]")
    assert of_arrays.feature_names("image")[:2] == ("image[0, 0]", "image[0, 1]")


def test_large_arrays_are_taken_some_rows_at_a_time(of_arrays, monkeypatch):
    whole = of_arrays.transform(arrays())
    monkeypatch.setattr("nnspec.data.features.preprocessor.BLOCK_NUMBERS", 13)
    for name, array in of_arrays.transform(arrays()).items():
        np.testing.assert_array_equal(array, whole[name])
    bad = arrays()
    wrong = bad["image"].astype(np.int32)
    wrong[17, 1, 2] = -3
    with pytest.raises(DataError) as raised:
        signed = Preprocessor({"x": (replace(of_arrays.inputs["image"][0], kind=SIGNED),)}, {})
        signed.transform(Table({"image": wrong}, "rows.npz"))
    assert raised.value.problems[0].message == (
        "log1p needs values above -1, but column 'image' of rows.npz has other values in 1 row, "
        "the first in row 18; the smallest is -3"
    )


def test_arrays_come_back_from_json(of_arrays):
    document = json.loads(json.dumps(of_arrays.to_json()))
    assert document["inputs"]["image"][0]["kind"] == {"shape": [2, 3], "dtype": "uint8"}
    assert Preprocessor.from_json(document) == of_arrays
    document["inputs"]["image"][0]["kind"]["dtype"] = "complex64"
    message = "'inputs.image[0].kind.dtype' is none of float32, int32, uint8: 'complex64'"
    with pytest.raises(ValueError, match=re.escape(message)):
        Preprocessor.from_json(document)


def test_whole_numbers_of_another_type_are_the_same_numbers(of_arrays):
    table = arrays()
    wider = Table({**table.columns, "image": table["image"].astype(np.int32)}, "rows.npz")
    np.testing.assert_array_equal(
        of_arrays.transform(wider)["image"], of_arrays.transform(table)["image"]
    )
