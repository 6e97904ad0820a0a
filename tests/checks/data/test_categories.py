"""Categories that only rows outside the training have."""

from __future__ import annotations

import pytest
from support import said

from nnspec.checks.validate import validate

ROWS = ["a,1,training", "b,2,training", "a,3,training", "b,2,validation", "a,4,test"]


@pytest.fixture
def found(tmp_path):
    """The errors of a spec over these rows, whose part stands beside them."""

    def run(rows, preprocessing):
        text = "\n".join(["kind,size,part,y", *(f"{row},{n}" for n, row in enumerate(rows))])
        (tmp_path / "data.csv").write_text(text + "\n", encoding="utf-8")
        spec = "data: {source: data.csv, target: y, split: {by: part}}\n"
        spec += f"preprocessing: {preprocessing}\nlayers: [{{Dense: 1}}]\ncompile: {{loss: mse}}\n"
        (tmp_path / "spec.yaml").write_text(spec, encoding="utf-8")
        return said(validate(tmp_path / "spec.yaml").errors)

    return run


def message(column, value, line, encoder):
    return (
        f"column '{column}' has {value} on line {line}, which is not among the training rows, and "
        f"{encoder} stops there"
    )


def test_words_and_numbers_alike(found):
    assert found([*ROWS, "c,5,test"], "{columns: {size: OrdinalEncoder}}") == [
        (
            "unseen-category",
            message("kind", "'c'", 7, "OneHotEncoder"),
            "add to the spec:  preprocessing: {categorical: [OneHotEncoder: {handle_unknown: "
            "ignore}]}",
        ),
        (
            "unseen-category",
            message("size", "4", 6, "OrdinalEncoder"),
            "write OrdinalEncoder: {handle_unknown: use_encoded_value, unknown_value: -1}, or "
            "scale the numbers",
        ),
    ]


@pytest.mark.parametrize(
    "steps",
    [
        "{categorical: {OneHotEncoder: {handle_unknown: ignore}}}",
        "{categorical: [{SimpleImputer: {strategy: most_frequent}}, {OrdinalEncoder: "
        "{handle_unknown: use_encoded_value, unknown_value: -1}}]}",
    ],
)
def test_an_encoder_that_goes_on(found, steps):
    assert found([*ROWS, "c,5,test"], steps) == []


def test_all_are_known(found):
    assert found(ROWS, "{columns: {size: StandardScaler}}") == []
