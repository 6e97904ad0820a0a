from __future__ import annotations

import pytest

from nnspec.checks.facts import Facts
from nnspec.checks.network.flow import follow
from nnspec.data.features.roles import find_roles
from nnspec.data.loading.preview import preview
from nnspec.spec.load import load_spec

HEAD = """
data: {source: iris.csv, target: kind}
preprocessing: {PREPROCESSING}
compile: {optimizer: adam, loss: mse}
"""


@pytest.fixture
def calls(tmp_path):
    """Follow the layers of a spec over a table of three numbers, a text and a target."""
    (tmp_path / "iris.csv").write_text(
        "a,b,c,site,kind\n1,2,3,x,1.5\n2,3,4,y,2.5\n3,4,,x,3.5\n", encoding="utf-8"
    )

    def run(layers, preprocessing="numeric: StandardScaler"):
        head = HEAD.replace("{PREPROCESSING}", "{" + preprocessing + "}")
        (tmp_path / "spec.yaml").write_text(head + layers, encoding="utf-8")
        loaded = load_spec(tmp_path / "spec.yaml")
        seen = preview(loaded.spec.data.source, base_dir=tmp_path)
        roles, _ = find_roles(loaded, seen)
        return follow(Facts(loaded, seen, roles))

    return run


def test_a_chain(calls):
    first, second = calls("layers: [{Dense: 4}, {Dense: 1}]", "columns: {site: OrdinalEncoder}")
    assert (first.sources, first.inputs, first.shape) == ((-1,), ((4,),), (4,))
    assert (second.sources, second.inputs, second.shape) == ((0,), ((4,),), (1,))


@pytest.mark.parametrize(
    "preprocessing",
    [
        "categorical: OneHotEncoder",
        "numeric: {SimpleImputer: {add_indicator: true}}, categorical: OrdinalEncoder",
    ],
)
def test_a_width_that_the_rows_decide_is_not_guessed(calls, preprocessing):
    (call,) = calls("layers: [{Dense: 1}]", preprocessing)
    assert call.inputs == ((None,),)


def test_a_graph(calls):
    made = calls(
        """
inputs: {left: [a, b], right: [c]}
layers:
  - Dense: 4
    name: one
    from: left
  - Dense: 3
    name: two
    from: right
  - Concatenate:
    from: [one, two]
  - layer: one
    name: again
    from: left
  - Add:
    from: [one, again]
  - Dense: 1
"""
    )
    assert [call.sources for call in made] == [(-1,), (-1,), (0, 1), (-1,), (0, 3), (4,)]
    assert [call.shape for call in made] == [(4,), (3,), (7,), (4,), (4,), (1,)]
    assert made[3].spec is made[0].spec


def test_what_does_not_fit_is_said_once(calls):
    made = calls("layers: [{Reshape: [5, 5]}, {LSTM: 3}]", "columns: {site: OrdinalEncoder}")
    assert made[0].problem.reason == "5 x 5 is 25 values, but it gets 4"
    assert made[1].problem is None
    assert made[1].inputs == (None,)
