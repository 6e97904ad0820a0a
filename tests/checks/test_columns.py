"""What the cases of this check do not show: which columns without a name are spoken of."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate

SPEC = """
data: {{source: a.csv, target: {target}{more}}}
layers: [{{Dense: 1}}]
compile: {{loss: mse}}
"""


@pytest.mark.parametrize(
    ("target", "more", "message"),
    [
        ("y", "", "'Unnamed: 0' has no name of its own in a.csv, as an index has none: "
         "it is no feature"),
        ("y", ", features: {exclude: [x]}", "'Unnamed: 0' has no name of its own in a.csv, as an "
         "index has none: it is no feature"),
        ("y", ', features: ["Unnamed: 0"]', None),
        ("y", ", features: [x]", None),
        ("y", ', features: {exclude: ["Unnamed: 0"]}', None),
        ('"Unnamed: 0"', "", None),
        ("y", ', weight: "Unnamed: 0"', None),
    ],
)  # fmt: skip
def test_columns_that_are_left_out_are_said(tmp_path, monkeypatch, target, more, message):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{i % 5 + 1},{i * 3 % 7},{i * 5 % 11},{i % 4}\n" for i in range(30))
    (tmp_path / "a.csv").write_text(f",x,z,y\n{rows}", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(SPEC.format(target=target, more=more), encoding="utf-8")
    found = validate("a.yaml")
    said = [problem for problem in found.problems if problem.code == "unnamed-column"]
    assert [problem.message for problem in said] == ([message] if message else [])
    listed = "features: [" in more
    assert found.roles is not None
    if target == "y" and not listed:
        assert "Unnamed: 0" not in found.roles.features
