from __future__ import annotations

import subprocess
import sys

import pytest

from nnspec import catalog
from nnspec.errors import InputError
from nnspec.reference.find import checks, find, overview
from nnspec.spec.language.keys import keys


def kinds(name: str) -> list[tuple[str, str]]:
    """What a name means, as (family or kind, name)."""
    return [(getattr(topic, "family", topic.topic), topic.name) for topic in find(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dense", [("layers", "Dense")]),
        ("mse", [("losses", "MeanSquaredError"), ("metrics", "MeanSquaredError")]),
        ("relu", [("activations", "relu"), ("layers", "ReLU")]),
        ("ReLU", [("layers", "ReLU"), ("activations", "relu")]),
        ("dropout", [("layers", "Dropout")]),
        ("standardscaler", [("preprocessing", "StandardScaler")]),
        ("Lambda", [("layers", "Lambda")]),
        ("layers", [("list", "layers")]),
        ("layer", [("list", "layers")]),
        ("loss", [("list", "losses")]),
        ("preprocessing", [("section", "preprocessing"), ("list", "preprocessing")]),
        ("preprocessing steps", [("list", "preprocessing")]),
        ("data sources", [("list", "sources")]),
        ("checks", [("list", "checks")]),
        ("training", [("section", "training")]),
        ("data.split", [("section", "data.split")]),
        ("split", [("section", "data.split")]),
        ("training.epochs", [("parameter", "training.epochs")]),
        ("epochs", [("parameter", "training.epochs")]),
        ("seed", [("parameter", "data.split.seed"), ("parameter", "training.seed")]),
        ("name", [("parameter", "name")]),
        ("Dense.units", [("parameter", "Dense.units")]),
        ("units-and-target", [("check", "units-and-target")]),
        ("", [("list", "families"), ("list", "sections")]),
    ],
)
def test_what_a_name_means(name, expected):
    assert kinds(name) == expected


def test_an_omitted_name_has_its_reason():
    (topic,) = find("Lambda")
    assert topic.omitted == "it needs a Python function"


def test_an_entry_has_everything():
    (topic,) = find("EarlyStopping")
    assert topic.summary == "Stop training when a monitored metric has stopped improving."
    patience = topic.parameters[2]
    assert (patience.name, patience.takes) == ("patience", "a whole number (at least 0)")
    assert (patience.required, patience.default) == (False, "0")
    assert any(path.endswith("concrete.yaml") for path in topic.used_in)


def test_everything_with_a_name_is_found():
    offered = catalog.load()
    for family in offered.families():
        assert find(family)
        for name in (*offered.names(family), *offered.omitted(family)):
            assert any(family == getattr(topic, "family", "") for topic in find(name)), name
    for key in keys():
        assert find(key.label)
    for name in checks():
        assert [topic.name for topic in find(name)] == [name]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("Dnse", "nothing is called 'Dnse'", "did you mean 'Dense'?"),
        ("trainin", "nothing is called 'trainin'", "did you mean 'training'?"),
        ("unit-and-target", "nothing is called 'unit-and-target'",
         "did you mean 'units-and-target'?"),
        ("Dense.unit", "Dense has no parameter 'unit'", "did you mean 'units'?"),
        ("Flatten.x", "Flatten has no parameter 'x'", None),
        ("training.epoch", "nothing is called 'training.epoch'",
         "did you mean 'training.epochs'?"),
        ("qqqqqq", "nothing is called 'qqqqqq'",
         "nnspec describe lists the families and sections"),
    ],
)  # fmt: skip
def test_what_means_nothing(name, message, hint):
    with pytest.raises(InputError) as caught:
        find(name)
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == (message, hint)


def test_the_overview_counts():
    families, sections = overview()
    assert ("layers", f"{len(catalog.load().family('layers'))} names") in families.items
    assert ("training", "How long and in what portions") in sections.items


def test_an_object_is_explained_without_heavy_imports():
    code = (
        "import sys; from nnspec.reference.find import find; find('Dense');"
        "print([m for m in ('tensorflow', 'keras', 'sklearn', 'pandas', 'numpy', 'pydantic') "
        "if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
