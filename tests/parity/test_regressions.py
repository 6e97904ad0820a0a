"""The shipped regressions have the numbers of the scripts in scripts/."""

from __future__ import annotations

import pytest
from parity.agreement import ROOT, assert_parity, slow

REGRESSIONS = (
    "autoencoder",
    slow("concrete_course"),
    "deep_dropout",
    "line",
    slow("linear_regression"),
    slow("meats"),
    slow("mlp_regression"),
)


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("name", REGRESSIONS)
def test_parity(name, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert_parity(name, tmp_path)
