"""The shipped classifications have the numbers of the scripts in scripts/."""

from __future__ import annotations

import pytest
from parity.agreement import ROOT, assert_parity

CLASSIFICATIONS = (
    "car",
    "clinical_trial",
    "digits",
    "iris",
    "iris_graph",
    "logic_and",
    "logic_or",
    "logic_xor",
    "moons",
    "regularized",
    "two_towers",
)


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("name", CLASSIFICATIONS)
def test_parity(name, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert_parity(name, tmp_path)
