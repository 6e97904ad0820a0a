"""What is not installed is said before TensorFlow is loaded."""

from __future__ import annotations

import pytest

from nnspec.checks.training.packages import package_problems
from nnspec.problem_text import problem_lines
from nnspec.spec.load import load_spec


@pytest.mark.parametrize("installed", [True, False])
def test_tensorboard(workshop, monkeypatch, installed):
    monkeypatch.setattr(
        "nnspec.checks.training.packages.find_spec", lambda _: object() if installed else None
    )
    text = (workshop / "strength.yaml").read_text(encoding="utf-8")
    (workshop / "net.yaml").write_text(text + "callbacks: [TensorBoard]\n", encoding="utf-8")
    found = [line for p in package_problems(load_spec("net.yaml")) for line in problem_lines(p)]
    expected = [
        "error[missing-package]: TensorBoard needs the package tensorboard, which is not installed",
        "  net.yaml:12:13",
        "  12 | callbacks: [TensorBoard]",
        "     |             ^^^^^^^^^^^ run: python -m pip install tensorboard",
    ]
    assert found == ([] if installed else expected)
