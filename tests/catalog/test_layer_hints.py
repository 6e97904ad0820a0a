from nnspec.catalog import load
from nnspec.catalog.layer_hints import LAYERS


def test_every_hint_is_about_a_parameter_that_there_is():
    layers = load().family("layers")
    for here in LAYERS:
        name, parameter = here.split(".")
        assert layers[name].parameter(parameter) is not None, here
