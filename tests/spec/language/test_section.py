from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from nnspec import catalog
from nnspec.spec.language.section import Form, Offered, Section, form_of

WEIGHT = Form("a weight", lambda offered: {"enum": list(offered.checks)})


class Scale(Section):
    """A made-up section."""

    weight: Annotated[float, WEIGHT] = Field(1.0, gt=0, description="How heavy")
    label: str = "a"


def test_a_form_is_found_beside_bounds():
    assert form_of(Scale.model_fields["weight"]) is WEIGHT
    assert form_of(Scale.model_fields["label"]) is None


def test_a_schema_may_know_what_there_is():
    offered = Offered(catalog.load(), {"codes": "looks for codes"})
    assert WEIGHT.schema_of(offered) == {"enum": ["codes"]}
    assert Form("a text", {"type": "string"}).schema_of(offered) == {"type": "string"}
    assert Form("{output: number}").schema_of(offered) is None


@pytest.mark.parametrize("values", [{"weight": "1"}, {"weight": -1.0}, {"wait": 1.0}])
def test_a_section_converts_nothing_and_knows_its_keys(values):
    with pytest.raises(ValidationError):
        Scale.model_validate(values)
