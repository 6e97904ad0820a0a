"""Beside these, tests/specs/bad/array_*.yaml have the exact texts."""

import numpy as np
import pytest

from nnspec.checks.validate import validate
from nnspec.data.features.array_roles import free_name

HEAD = "data: {source: rows.npz, target: y%s}\npreprocessing: {numeric: StandardScaler}\n"
LAYERS = "layers:\n  - Dense: {units: 4, activation: relu}\n  - Dense: 1\n"
TAIL = "compile: {loss: mse}\nignore: [unscaled-features]\n"


@pytest.fixture
def problems_of(tmp_path, monkeypatch):
    """Validates a spec over two images, codes, a vector and a number."""
    monkeypatch.chdir(tmp_path)
    draw = np.random.default_rng(0)
    np.savez(
        "rows.npz",
        image=draw.integers(0, 255, (60, 4, 4)).astype(np.uint8),
        depth=draw.normal(size=(60, 4, 4)),
        codes=draw.integers(0, 9, (60, 5)),
        vector=draw.normal(size=(60, 3)),
        age=draw.normal(40, 9, 60),
        y=draw.normal(size=60),
    )

    def problems_of(text):
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return validate("spec.yaml").problems

    return problems_of


@pytest.mark.parametrize(
    "features",
    [
        "",
        ", features: [codes, age]",
        ", features: [image, depth, codes]",
        ", features: [age, image]",
    ],
)
def test_the_lines_that_are_shown_are_the_lines_to_write(problems_of, features):
    head = HEAD % features
    (problem,) = problems_of(head + LAYERS + TAIL)
    assert problem.code == "own-input"
    inputs, layers, *shown = problem.details
    assert layers == "layers:"
    followed = LAYERS.replace("layers:\n", "\n".join([inputs, layers, *shown, ""]))
    assert problems_of(head + followed + TAIL) == ()


@pytest.mark.parametrize(
    ("features", "layers"),
    [
        ("[vector, age]", LAYERS),
        ("[image]", LAYERS.replace("layers:", "layers:\n  - Flatten")),
        ("[codes]", LAYERS),
        ("[depth]", LAYERS.replace("layers:", "layers:\n  - Flatten")),
    ],
)
def test_vectors_stand_side_by_side_and_an_array_alone_is_the_input(problems_of, features, layers):
    assert problems_of(HEAD % f", features: {features}" + layers + TAIL) == ()


def test_scaled_whole_numbers_are_a_vector(problems_of):
    steps = "preprocessing: {numeric: StandardScaler, columns: {codes: StandardScaler}}\n"
    head = "data: {source: rows.npz, target: y, features: [codes, age]}\n"
    assert problems_of(head + steps + LAYERS + TAIL) == ()


def test_free_names():
    assert free_name("a", {"b"}) == "a"
    assert free_name("a", {"a", "a_1"}) == "a_2"
