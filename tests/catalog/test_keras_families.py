import inspect

import keras
import pytest

from nnspec.catalog import load
from nnspec.catalog.identifiers import module
from nnspec.catalog.keras_families import FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_everything_public_in_keras_is_either_named_or_left_out_for_a_reason(family):
    catalog = load()
    kind = inspect.isfunction if family == "activations" else inspect.isclass
    public = {name for name, thing in inspect.getmembers(module(family), kind)}
    public -= {"get", "serialize", "deserialize"}
    known = {*catalog.names(family), *catalog.omitted(family)}
    assert public <= known, public - known


@pytest.mark.parametrize("family", FAMILIES)
def test_parameters_are_those_of_the_signature(family):
    for name, entry in load().family(family).items():
        thing = getattr(module(family), name, None)
        if thing is None:
            assert name == "accuracy"
            continue
        signature = inspect.signature(thing).parameters
        for parameter in entry.parameters:
            if parameter.base:
                continue
            default = signature[parameter.name].default
            if parameter.has_default:
                plain = list(default) if isinstance(default, tuple) else default
                assert _lists(plain) == parameter.default, (name, parameter.name)


def _lists(value):
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value


def test_the_losses_that_wrap_a_function_have_its_name():
    for alias in ("mse", "mean_squared_error", "MSE"):
        assert keras.losses.get(alias) is keras.losses.mean_squared_error
        assert load().find("losses", alias).name == "MeanSquaredError"
    assert load().find("losses", "log_cosh").name == "LogCosh"


def test_a_default_satisfies_what_the_parameter_takes():
    for family in FAMILIES:
        for entry in load().family(family).values():
            for parameter in entry.parameters:
                if parameter.has_default:
                    assert _fits(parameter, parameter.default), (entry.name, parameter.name)


def _fits(parameter, value):
    if value is None:
        return "null" in parameter.kinds
    if isinstance(value, bool):
        return "boolean" in parameter.kinds
    if isinstance(value, str):
        if "object" in parameter.kinds:
            return any(load().find(family, value) for family in parameter.families)
        return value in parameter.choices or "string" in parameter.kinds
    if isinstance(value, list):
        length = parameter.length in (None, len(value))
        return "list" in parameter.kinds and length
    low = parameter.minimum is None or value >= parameter.minimum
    high = parameter.maximum is None or value <= parameter.maximum
    whole = isinstance(value, int) and "integer" in parameter.kinds
    return low and high and (whole or "number" in parameter.kinds)
