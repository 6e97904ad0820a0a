"""Checks of the data's rows beyond the one case that each has in `cases/`."""

from __future__ import annotations

import pytest

from nnspec.checks.validate import validate


@pytest.fixture
def found(tmp_path):
    """The (code, message) of each problem of a spec over a table of your own."""

    def run(columns, features=None, **more):
        names = list(columns)
        rows = zip(*columns.values(), strict=True)
        lines = [",".join(names), *(",".join(str(v) for v in row) for row in rows)]
        (tmp_path / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        chosen = f", features: {features}" if features else ""
        text = (
            f"data: {{source: data.csv, target: y{chosen}}}\n"
            f"preprocessing: {{numeric: {more.get('numeric', 'StandardScaler')}}}\n"
            "layers: [{Dense: 1}]\n"
            "compile: {optimizer: adam, loss: mse}\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        problems = validate(tmp_path / "spec.yaml").problems
        return [(problem.code, problem.message) for problem in problems]

    return run


Y = [(7 * n) % 50 / 10 + n / 1000 for n in range(50)]
X = [(13 * n) % 50 / 7 for n in range(50)]


def test_features_that_are_the_target_on_purpose(tmp_path):
    rows = "".join(f"{x},{x},{y}\n" for x, y in zip(X, Y, strict=True))
    (tmp_path / "data.csv").write_text("p,q,r\n" + rows, encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(
        "data: {source: data.csv, target: features}\n"
        "layers: [{Dense: 2}, {Dense: 3}]\n"
        "compile: {optimizer: adam, loss: mse}\n",
        encoding="utf-8",
    )
    assert validate(tmp_path / "spec.yaml").problems == ()


def test_nothing_to_say(found):
    assert found({"x": X, "y": Y}) == []


def test_a_row_number_even_from_zero(found):
    assert found({"id": range(50), "x": X, "y": Y}) == [
        ("identifier-column", "'id' counts the rows: it will be different for new ones")
    ]


def test_an_excluded_column_is_nobodys_business(found):
    assert found({"id": range(50), "x": X, "y": Y}, "{exclude: [id]}") == []


def test_a_constant_text(found):
    assert found({"site": ["a"] * 50, "x": X, "y": Y}) == [
        ("constant-column", "'site' is 'a' in every row: it tells the network nothing")
    ]


def test_constant_columns_are_said_at_once(found):
    columns = {f"c{n}": [n] * 50 for n in range(10)}
    said = "'c0' is 0, 'c1' is 1, 'c2' is 2, 'c3' is 3, ..., 'c9' is 9 in every row: "
    assert found({**columns, "x": X, "y": Y}) == [
        ("constant-column", said + "they tell the network nothing")
    ]


def test_identifiers_are_said_at_once(found):
    counters = {f"n{n}": range(n, n + 50) for n in range(6)}
    names = {f"t{n}": [f"{n}-{i}" for i in range(50)] for n in range(2)}
    said = [one for one in found({**counters, **names, "x": X, "y": Y}) if "ident" in one[0]]
    assert said == [
        (
            "identifier-column",
            "'n0' counts the rows: it will be different for new ones; so it is with 'n1', 'n2', "
            "'n3' and 2 more",
        ),
        (
            "identifier-column",
            "'t0' has 50 different values in 50 rows: it names rows and does not group them; so it "
            "is with 't1'",
        ),
    ]


def test_features_that_tell_the_target_are_said_at_once(found):
    same = {f"s{n}": Y for n in range(3)}
    units = {f"u{n}": [(n + 2) * y for y in Y] for n in range(2)}
    said = [one for one in found({"x": X, **same, **units, "y": Y}) if "is-target" in one[0]]
    assert said == [
        (
            "feature-is-target",
            "'s0' holds the same values as the target 'y'; so it is with 's1', 's2'",
        ),
        (
            "feature-is-target",
            "'u0' is the target 'y' in another unit: scaled, shifted or both; so it is with 'u1'",
        ),
    ]


def test_few_categories_are_no_identifier(found):
    assert found({"site": ["abcde"[n % 5] for n in range(50)], "x": X, "y": Y}) == []


def test_doubles_are_counted_over_all_columns(found):
    doubled = found({"x": X[:25] * 2, "y": Y[:25] * 2})
    assert [code for code, _ in doubled] == ["duplicate-rows"]
    told_apart = found({"x": X[:25] * 2, "y": Y[:25] * 2, "id": range(50)}, "[x]")
    assert told_apart == []
