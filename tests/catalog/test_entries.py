import dataclasses

import pytest

from nnspec.catalog import Entry, Parameter


def test_a_parameter_is_found_by_its_exact_name():
    units = Parameter("units", ("integer",), required=True, minimum=1)
    entry = Entry("layers", "Dense", (units,))
    assert entry.parameter("units") is units
    assert entry.parameter("Units") is None


def test_entries_cannot_be_changed():
    entry = Entry("layers", "Dense")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.name = "Conv2D"
