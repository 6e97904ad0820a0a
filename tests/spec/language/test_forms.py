from __future__ import annotations

import jsonschema
import pytest

from nnspec import catalog
from nnspec.spec.language import forms
from nnspec.spec.language.reading.places import READERS
from nnspec.spec.language.section import Offered
from nnspec.spec.schema.objects import family_definitions

OFFERED = Offered(catalog.load(), {})


@pytest.mark.parametrize(
    ("form", "takes"),
    [
        (forms.an_object("optimizers"), "an optimizer"),
        (forms.objects("callbacks"), "a list of callbacks"),
        (forms.object_or_objects("preprocessing"), "a preprocessing step, or a list of them"),
        (forms.by_column("preprocessing"), "{column: steps}"),
        (forms.object_or_by_output("losses"), "a loss, or {output: loss}"),
        (forms.objects_or_by_output("metrics"), "a list of metrics, or {output: metrics}"),
        (forms.LAYERS, "a list of layers"),
        (forms.SOURCE, "a file, or a data source"),
    ],
)
def test_what_a_form_says(form, takes):
    assert form.takes == takes
    assert form.reads in READERS
    assert catalog.load().family(form.family)


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        (forms.an_object("losses"), ["mse", {"Huber": 2}], [["mse"], {"y": "mse"}, None]),
        (forms.objects("losses"), [["mse", "mae"], [], None], ["mse", {"y": "mse"}]),
        (forms.object_or_objects("losses"), ["mse", ["mse"]], [None, {"y": "mse"}]),
        (forms.by_column("losses"), [{"y": "mse", "z": ["mae"]}, {}], ["mse", ["mse"]]),
        (forms.object_or_by_output("losses"), ["mse", {"y": "mse"}], [["mse"], {"y": ["mse"]}]),
        (forms.objects_or_by_output("losses"), [["mse"], {"y": ["mse"], "z": "mae"}], ["mse"]),
    ],
)
def test_what_a_schema_takes(form, right, wrong):
    definitions = {}
    for family in OFFERED.catalog.families():
        definitions.update(family_definitions(OFFERED.catalog, family))
    judge = jsonschema.Draft7Validator({**form.schema_of(OFFERED), "definitions": definitions})
    assert all(map(judge.is_valid, right))
    assert not any(map(judge.is_valid, wrong))
