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


def _problems(folder, header, row, code, more=""):
    """The problems of one code for a file of 30 rows."""
    rows = "".join(f"{row(i)},{i % 4}\n" for i in range(30))
    (folder / "a.csv").write_text(f"{header},y\n{rows}", encoding="utf-8")
    (folder / "a.yaml").write_text(SPEC.format(target="y", more="") + more, encoding="utf-8")
    return [problem for problem in validate(folder / "a.yaml").problems if problem.code == code]


def test_texts_that_could_be_numbers_are_said_once_for_each_way(tmp_path):
    def row(i):
        return f'"{i % 3 + 1},5","{i % 2 + 2},5","1,{i % 3 + 100},500"'

    first, second = _problems(tmp_path, "a,b,c", row, "numbers-as-text")
    ending = "is text that could be numbers: it is encoded word by word"
    assert first.message == f"'a' {ending}; so it is with 'b'"
    assert first.hint == "column 'a' is text, for instance '1,5': add decimal: \",\""
    assert second.message == f"'c' {ending}"


def test_codes_are_said_at_once(tmp_path):
    steps = "preprocessing: {numeric: OneHotEncoder}\n"
    found = _problems(
        tmp_path, "a,b,c", lambda i: f"0{i % 3},00{i % 2},{i}", "codes-as-numbers", steps
    )
    assert [(problem.message, problem.hint) for problem in found] == [
        (
            "'a' holds '00', which is 0 as a number; so it is with 'b'",
            "add dtype: {a: str, b: str} to the csv source to keep them as they are",
        )
    ]


def test_doubtful_points_are_asked_about_once(tmp_path):
    def row(i):
        return f"{i + 1}.125,{i + 1}.250"

    (found,) = _problems(tmp_path, "a,b", row, "thousands-or-decimal")
    assert found.message == (
        "column 'a' of a.csv has '1.125': its points may be decimal or stand between thousands; "
        "so it is with 'b'"
    )
