import numpy as np
import pytest
from support import said

from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.starter.propose import propose
from nnspec.starter.write_network import network_lines

ROWS = 600
RNG = np.random.default_rng(0)
SIZE = RNG.normal(size=ROWS)
CITY = np.array([f"c{i % 60}" for i in range(ROWS)], dtype=object)


def lines_of(y=None, **columns):
    y = RNG.normal(size=ROWS) if y is None else y
    return network_lines(propose(Table({**columns, "y": y}, "a.csv"), ["y"]))


def test_without_vectors_the_layers_are_a_list():
    lines = lines_of(size=SIZE)
    assert "inputs:" not in lines
    assert lines[lines.index("layers:") + 1].startswith("  - Dense: {units: 16, activation: relu")
    assert "  metrics: [mae]" in lines


def test_a_vector_for_each_text_beside_the_other_columns():
    lines = lines_of(city=CITY, size=SIZE)
    assert lines[:4] == ["inputs:", "  city: [city]", "  others: [size]", ""]
    where = lines.index("layers:")
    assert lines[where + 1 : where + 8] == [
        "  - Embedding: {input_dim: 61, output_dim: 6}  # 60 texts, and one place for unknown ones",
        "    name: city_vectors",
        "    from: city",
        "  - Flatten:",
        "    name: city_vector",
        "  - Concatenate:",
        "    from: [others, city_vector]",
    ]
    assert lines[where + 8].startswith("  - Dense:")


def test_vectors_alone_need_no_concatenation():
    lines = lines_of(city=CITY)
    assert lines[:3] == ["inputs:", "  city: [city]", ""]
    assert not any("Concatenate" in line for line in lines)


def test_names_that_a_layer_cannot_have():
    other = np.roll(CITY, 7)[RNG.permutation(ROWS)]
    lines = lines_of(**{"the city": CITY, "Ort": other}, size=SIZE)
    assert lines[:4] == ["inputs:", "  text_1: [the city]", "  text_2: [Ort]", "  others: [size]"]
    assert "    from: [others, text_1_vector, text_2_vector]" in lines
    assert "  others: [others]" not in lines_of(others=CITY)
    assert lines_of(others=CITY)[1] == "  text_1: [others]"


def test_a_rare_class_has_its_metrics_and_a_line_for_its_weight():
    lines = lines_of(y=(np.arange(ROWS) % 50 == 0).astype(float), size=SIZE)
    where = lines.index("  metrics:")
    assert lines[where + 1 : where + 4] == [
        "    - accuracy",
        "    - F1Score: {average: macro, threshold: 0.5, name: f1}",
        "    - AUC: {curve: PR, name: pr_auc}",
    ]
    assert lines[lines.index("training:") + 3 : lines.index("training:") + 6] == [
        "  seed: 42",
        "  # To find more of a rare class, weigh its rows up; its probability is then too high:",
        "  # class_weight: balanced",
    ]


IMAGES = RNG.integers(0, 255, (ROWS, 4, 4)).astype(np.uint8)
SCORES = RNG.normal(size=(ROWS, 3)).astype(np.float32)


def test_one_image_is_the_input():
    lines = lines_of(image=IMAGES)
    assert "inputs:" not in lines
    assert lines[lines.index("layers:") + 1] == "  - Flatten"


def test_an_image_becomes_a_row_beside_the_other_columns():
    lines = lines_of(image=IMAGES, size=SIZE, scores=SCORES)
    assert lines[:4] == ["inputs:", "  image: [image]", "  others: [size, scores]", ""]
    where = lines.index("layers:")
    assert lines[where + 1 : where + 6] == [
        "  - Flatten:",
        "    name: image_vector",
        "    from: image",
        "  - Concatenate:",
        "    from: [others, image_vector]",
    ]


def test_the_numbers_of_an_array_are_scaled_each():
    found = propose(Table({"image": IMAGES, "y": RNG.normal(size=ROWS)}, "a.npz"), ["y"])
    assert found.inputs == 16
    assert found.columns == {
        "image": (("{SimpleImputer: median}", "StandardScaler"), "4 x 4: each of them by itself")
    }


def test_an_array_is_no_target():
    with pytest.raises(DataError) as raised:
        propose(Table({"image": IMAGES, "size": SIZE}, "a.npz"), ["image"])
    assert said(raised.value.problems) == [
        (
            "array-column",
            "target 'image' of a.npz is an array of 4 x 4 (uint8), and a target is one number or "
            "class",
            "name a column with one number or class a row",
        )
    ]
