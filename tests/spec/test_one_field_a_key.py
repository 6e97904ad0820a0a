"""A key is one field: reading, schema, words, describe, the page and dumping follow from it."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field
from support import said

from nnspec.reference.find import find
from nnspec.reference.page import part
from nnspec.spec import load
from nnspec.spec.language import keys
from nnspec.spec.language.forms import an_object, objects_or_by_output
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec, TrainingSection
from nnspec.spec.schema.build import schema
from nnspec.spec.writing.dump import resolved_text

SPEC = """
data: {source: a.csv, target: y}
layers: [{Dense: 1}]
compile: {loss: mse}
training:
"""


class TrainingWithMore(TrainingSection):
    """How long and in what portions."""

    rounds: int = Field(3, ge=1, description="Made up for a test")
    teacher: Annotated[ObjectSpec | None, an_object("optimizers")] = Field(
        None, description="Who teaches", examples=["adam"]
    )
    marks: Annotated[
        tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]],
        objects_or_by_output("metrics", empty_left_out=True),
    ] = Field((), description="What is marked")


class SpecWithMore(Spec):
    training: TrainingWithMore = Field(default_factory=TrainingWithMore)


@pytest.fixture(autouse=True)
def more(monkeypatch):
    """The language with these keys, in this test alone."""
    caches = (keys.keys, keys.object_places)
    monkeypatch.setattr(keys, "Spec", SpecWithMore)
    monkeypatch.setattr(load, "Spec", SpecWithMore)
    for cache in caches:
        cache.cache_clear()
    yield
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


def read(folder, text):
    (folder / "spec.yaml").write_text(SPEC + text, encoding="utf-8")
    return load.read_spec(folder / "spec.yaml")


def test_it_is_read_and_written(tmp_path):
    loaded, problems = read(
        tmp_path, "  rounds: 5\n  teacher: {Adam: 0.5}\n  marks: {y: [mae, {MeanSquaredError: {}}]}"
    )
    training = loaded.spec.training
    assert problems == []
    assert (training.rounds, training.teacher.arguments) == (5, {"learning_rate": 0.5})
    assert [mark.name for mark in training.marks["y"]] == ["MeanAbsoluteError", "MeanSquaredError"]
    written = resolved_text(loaded, tmp_path)
    assert "  rounds: 5\n  teacher: {Adam: {learning_rate: 0.5, beta_1: 0.9," in written
    assert "  marks:\n    y:\n    - mae\n" in written
    (tmp_path / "again.yaml").write_text(written, encoding="utf-8")
    assert resolved_text(load.load_spec(tmp_path / "again.yaml"), tmp_path) == written


def test_what_says_nothing_is_not_written(tmp_path):
    loaded, _ = read(tmp_path, "  epochs: 5")
    written = resolved_text(loaded, tmp_path)
    assert "  rounds: 3\n" in written
    assert "teacher" not in written and "marks" not in written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  round: 5", ("unknown-key", "training has no key 'round'", "did you mean 'rounds'?")),
        ("  rounds: 0", ("out-of-range", "training.rounds: expected at least 1, found 0", None)),
        ("  teacher: mae", ("unknown-optimizer", "there is no optimizer 'mae'", "mae is a loss")),
        ("  marks: mae", ("wrong-type", "training.marks: expected a list, found the text 'mae'",
                          "write [mae]")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_is_said(tmp_path, text, problem):
    assert said(read(tmp_path, text)[1]) == [problem]


def test_it_is_in_the_schema():
    properties = schema()["properties"]["training"]["properties"]
    assert properties["rounds"]["minimum"] == 1
    assert properties["teacher"] == {
        "description": "Who teaches. Takes an optimizer; optional.",
        "$ref": "#/definitions/optimizers",
    }
    assert properties["marks"]["anyOf"][0]["items"] == {"$ref": "#/definitions/metrics"}


def test_it_is_described():
    (topic,) = find("training.rounds")
    assert (topic.takes, topic.default, topic.summary) == (
        "a whole number (at least 1)",
        "3",
        "Made up for a test",
    )
    (topic,) = find("marks")
    assert (topic.name, topic.takes) == (
        "training.marks",
        "a list of metrics, or {output: metrics}",
    )
    assert "| `teacher` | Who teaches | an optimizer | optional |" in part("section training")


def test_it_is_a_place_of_objects():
    assert keys.object_places()["training", "teacher"] == ("object", "optimizers")
