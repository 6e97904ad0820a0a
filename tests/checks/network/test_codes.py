"""What layers that count codes may get."""

from __future__ import annotations

import pytest
from spec_of_layers import problems_of

ANY = "CategoryEncoding counts whole numbers from 0 to 3, and {} gives any number"
MORE = "CategoryEncoding counts up to 3, and {} gives {}"
BINS = "{Discretization: {bin_boundaries: [-2.0, -1.0, 0.0, 1.0, 2.0]}}"


@pytest.mark.parametrize(
    ("before", "message", "hint"),
    [
        ("{Dense: 4}", ANY.format("Dense"), "put Discretization before it"),
        ("{Dense: 4}, {Reshape: [4]}", ANY.format("Dense"), "put Discretization before it"),
        ("Identity", ANY.format("'x0' under StandardScaler"), "put Discretization before it"),
        (BINS, MORE.format("Discretization", 5), "write num_tokens: 6"),
        ("{Hashing: 9}, Flatten", MORE.format("Hashing", 8), "write num_tokens: 9"),
    ],
)
def test_what_cannot_be_counted(tmp_path, before, message, hint):
    layers = f"[{before}, {{CategoryEncoding: {{num_tokens: 4}}}}, {{Dense: 1}}]"
    assert problems_of(tmp_path, layers) == [("codes", message, hint)]


@pytest.mark.parametrize(
    "layers",
    [
        f"[{BINS}, {{CategoryEncoding: {{num_tokens: 6}}}}, {{Dense: 1}}]",
        # Of one_hot Keras makes zeros where a value is none of the codes.
        "[{CategoryEncoding: {num_tokens: 4, output_mode: one_hot}}, Flatten, {Dense: 1}]",
        # Whether its values are whole numbers is not known.
        "[{Dense: {units: 4, activation: relu}}, {CategoryEncoding: {num_tokens: 4}}, {Dense: 1}]",
        "[{IntegerLookup: {vocabulary: [1, 2]}}, {CategoryEncoding: {num_tokens: 3}}, {Dense: 1}]",
    ],
)
def test_what_is_counted_or_not_known(tmp_path, layers):
    assert problems_of(tmp_path, layers) == []


def test_columns_without_a_step_are_looked_at(tmp_path):
    layers = "[{CategoryEncoding: {num_tokens: 4}}, {Dense: 1}]"
    kept = "preprocessing: {numeric: passthrough}"
    (found,) = problems_of(tmp_path, layers, preprocessing=kept)
    assert found == ("codes", ANY.format("'x0'"), "put Discretization before it")


@pytest.mark.parametrize(
    ("before", "message", "hint"),
    [
        (
            "Identity",
            "Embedding looks up whole numbers from 0 to 2, and 'x0' under StandardScaler gives any "
            "number",
            "put Discretization before it",
        ),
        (BINS, "Embedding looks up 0 to 2, and Discretization gives 5", "write input_dim: 6"),
    ],
)
def test_what_a_table_has_no_row_for(tmp_path, before, message, hint):
    layers = f"[{before}, {{Embedding: {{input_dim: 3, output_dim: 2}}}}, Flatten, {{Dense: 1}}]"
    assert problems_of(tmp_path, layers) == [("codes", message, hint)]


def test_a_lookup_that_knows_all_values_needs_to(tmp_path):
    layers = "[{IntegerLookup: {vocabulary: [1, 2], num_oov_indices: 0}}, {Dense: 1}]"
    message = "IntegerLookup stops at a value that it does not know, and 'x0' under StandardScaler "
    message += "gives any number"
    assert problems_of(tmp_path, layers) == [("codes", message, "leave num_oov_indices out")]


@pytest.mark.parametrize(
    ("layers", "what"),
    [
        ("{Dense: 1, name: a}", "Dense"),
        ("{Dense: 1}, {Reshape: [1], name: a}", "Dense"),
        ("{Dense: 1}, {Discretization: {bin_boundaries: [0]}, name: a}", None),
        ("{Dense: 1}, {Hashing: {num_bins: 3}}, {Reshape: [1], name: a}", None),
    ],
)
def test_what_is_crossed_has_to_be_whole(tmp_path, layers, what):
    layers = f"[{layers}, {{HashedCrossing: {{num_bins: 4}}, from: [a, a]}}, {{Dense: 1}}]"
    message = f"HashedCrossing crosses whole numbers, and {what} gives float32"
    wrong = [("crossed-values", message, "put Discretization or Hashing before it")]
    assert problems_of(tmp_path, layers) == (wrong if what else [])
