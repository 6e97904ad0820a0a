import json

import keras
import pytest

from nnspec.catalog import probe
from nnspec.catalog.keras_families import FAMILIES
from nnspec.catalog.reader import CATALOG_FILE

# Extreme values that are right only together with another parameter.
TOGETHER = {
    "AUC.num_labels",
    "GroupQueryAttention.num_query_heads",
    "IntegerLookup.max_tokens",
    "IntegerLookup.output_mode",
    "STFTSpectrogram.fft_length",
    "StringLookup.max_tokens",
    "StringLookup.output_mode",
    "TextVectorization.max_tokens",
    "TextVectorization.output_mode",
}


@pytest.fixture(scope="module")
def families():
    return json.loads(CATALOG_FILE.read_text(encoding="utf-8"))["families"]


def usable(families, family):
    for name, entry in families[family].items():
        if "omitted" not in entry and name != "accuracy":
            parameters = entry.get("parameters", {})
            required = probe.samples(name, parameters)
            for path in entry.get("path_parameters", ()):
                required[path] = "model.keras"
            yield name, entry, parameters, required


@pytest.mark.parametrize("family", FAMILIES)
def test_every_entry_can_be_constructed_from_plain_values(families, family):
    for name, entry, _, required in usable(families, family):
        if not entry.get("function"):
            assert probe.construct(family, name, required) is not None, name


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")
@pytest.mark.parametrize("family", sorted({*FAMILIES} - {"activations"}))
def test_keras_accepts_the_extremes_of_every_parameter(families, family):
    refused = []
    for name, entry, parameters, required in usable(families, family):
        if entry.get("function"):
            continue
        for parameter, raw in parameters.items():
            for value in probe.bound_values(raw["takes"]):
                try:
                    probe.construct(family, name, {**required, parameter: value})
                except (TypeError, ValueError) as error:
                    if f"{name}.{parameter}" not in TOGETHER:
                        refused.append(f"{name}.{parameter} = {value!r}: {error}")
    assert not refused, "\n".join(refused)


def test_activations_and_metric_functions_work_on_numbers(families):
    x = keras.ops.convert_to_tensor([[0.2, 0.8], [0.6, 0.4]])
    for name, _, _, required in usable(families, "activations"):
        assert probe.construct("activations", name, required)(x) is not None
    for name, entry, _, _ in usable(families, "metrics"):
        if entry.get("function"):
            assert keras.metrics.MeanMetricWrapper(getattr(keras.metrics, name))(x, x) is not None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Conv1D", {"rank_in": 3, "rank_out": 3}),
        ("ConvLSTM3D", {"rank_in": 6, "rank_out": 5, "rank_out_if": {"return_sequences": 6}}),
        ("Add", {"merge": True, "rank_in_min": 2, "rank_change": 0}),
        ("RandomFlip", {"rank_in": 4, "rank_out": 4}),
        ("RepeatVector", {"rank_in": 2, "rank_out": 3}),
    ],
)
def test_layer_facts(families, name, expected):
    assert probe.layer_facts(name, families["layers"][name]["parameters"]) == expected


def test_base_parameters_are_tried_out():
    assert probe.accepted_base_parameters("SpatialDropout1D", {"rate": 0.5}) == ["name", "dtype"]


def test_a_new_required_parameter_asks_for_a_sample():
    with pytest.raises(LookupError, match=r"New\.width_of_it needs a line"):
        probe.samples("New", {"width_of_it": {"required": True}})


def test_bound_values_are_the_bounds_that_are_included_and_every_choice():
    assert probe.bound_values("number >= 0 < 1 or one of a b") == ["a", "b", 0.0]
    assert probe.bound_values("integer >= 1 <= 8") == [1, 8]
