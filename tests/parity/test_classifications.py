"""The shipped classifications have the numbers of the scripts in scripts/."""

from __future__ import annotations

import pytest
from parity.agreement import ROOT, assert_parity, slow

CLASSIFICATIONS = (
    "car",
    slow("clinical_trial"),
    slow("digits"),
    slow("iris"),
    "iris_graph",
    slow("logic_and"),
    slow("logic_or"),
    "logic_xor",
    slow("moons"),
    slow("regularized"),
    "two_towers",
)


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("name", CLASSIFICATIONS)
def test_parity(name, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert_parity(name, tmp_path)
