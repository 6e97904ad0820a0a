"""Defaults are said when the spec does not say them."""

from __future__ import annotations

import textwrap

import pytest

from nnspec.spec.load import load_spec
from nnspec.training.defaults import default_notes

SHORT = """\
data: {source: concrete.csv, target: strength}
layers: [{Dense: 1}]
compile: {loss: mse}
"""


@pytest.mark.parametrize(
    ("overrides", "notes"),
    [
        (
            [],
            [
                "defaults: epochs 100, batch_size 32, seed 42, optimizer rmsprop, as in Keras, "
                "validation 0.2, test 0.2, split seed 42"
            ],
        ),
        (
            ["training={epochs: 1, batch_size: 2, seed: 3}", "compile.optimizer=adam"],
            ["defaults: validation 0.2, test 0.2, split seed 42"],
        ),
        (
            [
                "training={epochs: 1, batch_size: 2, seed: 3}",
                "compile.optimizer=adam",
                "data.split={validation: 0.1, test: 0, seed: 1}",
            ],
            [],
        ),
    ],
)
def test_what_is_said(tmp_path, overrides, notes):
    (tmp_path / "net.yaml").write_text(textwrap.dedent(SHORT), encoding="utf-8")
    assert default_notes(load_spec(tmp_path / "net.yaml", overrides).spec) == notes
