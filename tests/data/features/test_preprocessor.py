import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from nnspec.data.features.fit import fit
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

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
