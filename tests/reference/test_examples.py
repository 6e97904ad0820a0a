from __future__ import annotations

import pytest

from nnspec import catalog
from nnspec.reference.examples import examples
from nnspec.spec.load import read_spec

OFFERED = catalog.load()
SECTIONS = {
    "data": "data: {source: data.csv, target: y}\n",
    "layers": "layers:\n  - Dense: 1\n",
    "compile": "compile:\n  loss: mse\n",
}


def whole(example: str) -> str:
    """The example as a spec, with the other sections that a spec needs."""
    section = example.partition(":")[0]
    if section == "compile" and "loss:" not in example:
        example += "\n  loss: mse"
    if section == "data":
        example += "\n  target: y"
    others = "".join(text for name, text in SECTIONS.items() if name != section)
    return f"{others}{example}\n"


@pytest.mark.parametrize("family", OFFERED.families())
def test_every_example_is_right(family, tmp_path):
    wrong = {}
    spec = tmp_path / "spec.yaml"
    for name in OFFERED.names(family):
        for example in examples(OFFERED.find(family, name), name):
            spec.write_text(whole(example), encoding="utf-8")
            problems = read_spec(spec)[1]
            if problems:
                wrong[example] = problems[0].message
    assert wrong == {}


@pytest.mark.parametrize("family", OFFERED.families())
def test_every_entry_has_an_example_that_names_it(family):
    for name, entry in OFFERED.family(family).items():
        shown = examples(entry)
        assert 1 <= len(shown) <= 2
        assert all(name in example for example in shown)


@pytest.mark.parametrize(
    ("family", "name", "shown"),
    [
        ("layers", "Flatten", ("layers:\n  - Flatten",)),
        (
            *("layers", "Dense"),
            (
                "layers:\n  - Dense: 64",
                "layers:\n  - Dense: {units: 64, activation: relu, "
                "kernel_regularizer: {L2: 0.001}}",
            ),
        ),
        (
            *("losses", "huber"),
            (
                "compile:\n  loss: huber",
                "compile:\n  loss: {huber: {delta: 1.0, reduction: sum_over_batch_size}}",
            ),
        ),
        ("metrics", "mae", ("compile:\n  metrics: [mae]",)),
        ("sources", "load_iris", ("data:\n  source: load_iris",)),
        (
            *("preprocessing", "SimpleImputer"),
            (
                "preprocessing:\n  numeric: SimpleImputer",
                "preprocessing:\n  numeric: "
                "{SimpleImputer: {strategy: median, add_indicator: true}}",
            ),
        ),
    ],
)
def test_examples(family, name, shown):
    assert examples(OFFERED.find(family, name), name) == shown
