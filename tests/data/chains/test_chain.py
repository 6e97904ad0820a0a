import json

import numpy as np
import pytest

from nnspec.data.chains.chain import (
    SCALERS,
    apply_steps,
    chain_names,
    invert_steps,
    step_from_json,
    step_name,
    step_to_json,
)
from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.max_abs_scaler import MaxAbsScaler
from nnspec.data.steps.min_max_scaler import MinMaxScaler
from nnspec.data.steps.one_hot_encoder import OneHotEncoder
from nnspec.data.steps.ordinal_encoder import OrdinalEncoder
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.steps.power_transformer import PowerTransformer
from nnspec.data.steps.quantile_transformer import QuantileTransformer
from nnspec.data.steps.robust_scaler import RobustScaler
from nnspec.data.steps.simple_imputer import SimpleImputer
from nnspec.data.steps.standard_scaler import StandardScaler


@pytest.mark.parametrize(
    "step",
    [
        StandardScaler((0.1 + 0.2,), (1 / 3,)),
        StandardScaler(None, None),
        MinMaxScaler((5e-324,), (-1.7976931348623157e308,), (0.0, 1.0)),
        RobustScaler((1.0,), None),
        MaxAbsScaler(None, (2.0,)),
        PowerTransformer("box-cox", (1 / 3, 0.0), (0.1, 0.2), (1.0, 3.0)),
        PowerTransformer("yeo-johnson", (-1 / 3,), None, None),
        QuantileTransformer(((0.1, 0.1, 1 / 3), (1.0, 2.0, 3.0)), "normal"),
        OneHotEncoder((("a", "é"), (False, True)), ((0, 1), (0, -1)), (("a", "é"), ("x",)), (1, 0)),
        OrdinalEncoder(((1.0, 2.5),), -1.0),
        SimpleImputer(("x", 1.5), (0,)),
        Log1p(),
        Passthrough(),
    ],
)  # fmt: skip
def test_json_brings_back_the_same_step(step):
    text = json.dumps(step_to_json(step), allow_nan=False)
    assert step_from_json(json.loads(text)) == step
    assert list(json.loads(text)) == [step_name(step)]


def test_a_chain():
    steps = (Log1p(), StandardScaler((1.0,), (2.0,)))
    block = np.array([[0.0], [1.0]])
    applied = apply_steps(steps, block)
    np.testing.assert_array_equal(applied, (np.log1p(block) - 1) / 2)
    np.testing.assert_allclose(invert_steps(steps, applied), block, atol=1e-15)
    one_hot = OneHotEncoder((("a",),), ((0,),), (("a",),))
    assert chain_names((Passthrough(), one_hot), ("x",)) == ("x=a",)


def test_scalers_can_be_undone_and_keep_the_columns():
    assert SCALERS == (
        "StandardScaler",
        "MinMaxScaler",
        "RobustScaler",
        "MaxAbsScaler",
        "PowerTransformer",
        "QuantileTransformer",
        "log1p",
    )
