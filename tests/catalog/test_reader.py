import json
import subprocess
import sys
import time

import pytest

from nnspec.catalog import load
from nnspec.catalog.reader import CATALOG_FILE, Catalog


@pytest.fixture(scope="module")
def catalog():
    return load()


def test_families(catalog):
    assert catalog.families() == (
        "activations",
        "callbacks",
        "constraints",
        "initializers",
        "layers",
        "losses",
        "metrics",
        "optimizers",
        "preprocessing",
        "regularizers",
        "schedules",
        "sources",
    )
    with pytest.raises(KeyError):
        catalog.family("layer")


def test_it_is_read_once():
    assert load() is load()


def test_reading_takes_no_time():
    text = CATALOG_FILE.read_text(encoding="utf-8")
    start = time.perf_counter()
    Catalog(json.loads(text))
    assert time.perf_counter() - start < 0.03


def test_reading_imports_neither_keras_nor_scikit_learn_nor_numpy():
    code = (
        "import sys; from nnspec.catalog import load; c = load();"
        "[list(c.family(f).values()) for f in c.families()];"
        "heavy = {'keras', 'sklearn', 'numpy', 'tensorflow', 'pandas'} & set(sys.modules);"
        "print(sorted(heavy))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_alias_finds_the_entry_of_the_main_name(catalog):
    mse = catalog.find("losses", "mse")
    assert mse.name == "MeanSquaredError"
    assert mse is catalog.find("losses", "MeanSquaredError")
    assert catalog.find("losses", "Mse") is None


@pytest.mark.parametrize(
    ("family", "alias", "name"),
    [
        ("layers", "MaxPool2D", "MaxPooling2D"),
        ("layers", "Convolution2D", "Conv2D"),
        ("layers", "GlobalAvgPool1D", "GlobalAveragePooling1D"),
        ("initializers", "he_normal", "HeNormal"),
        ("regularizers", "l2", "L2"),
        ("activations", "swish", "silu"),
        ("optimizers", "adam", "Adam"),
        ("losses", "MSE", "MeanSquaredError"),
        ("losses", "bce", "BinaryCrossentropy"),
        ("metrics", "acc", "accuracy"),
        ("metrics", "Accuracy", "accuracy"),
        ("metrics", "r2_score", "R2Score"),
        ("metrics", "binary_accuracy", "BinaryAccuracy"),
        ("metrics", "mae", "MeanAbsoluteError"),
        ("metrics", "huber", "huber"),
    ],
)
def test_keras_identifiers(catalog, family, alias, name):
    assert catalog.find(family, alias).name == name
    assert alias in catalog.names(family)


def test_no_identifier_means_two_entries(catalog):
    for family in catalog.families():
        names = catalog.names(family)
        aliases = [a for entry in catalog.family(family).values() for a in entry.aliases]
        assert len(names) == len(catalog.family(family)) + len(aliases)


def test_what_a_spec_cannot_use_has_a_reason(catalog):
    assert catalog.omitted("layers")["Lambda"] == "it needs a Python function"
    assert catalog.find("layers", "Lambda") is None
    assert "Lambda" not in catalog.family("layers")
    assert "Lambda" not in catalog.names("layers")


def test_an_entry_lists_parameters_in_keras_order_and_those_of_every_layer_last(catalog):
    names = [p.name for p in catalog.find("layers", "Dropout").parameters]
    assert names == [
        "rate",
        "noise_shape",
        "seed",
        "name",
        "trainable",
        "dtype",
        "activity_regularizer",
        "input_shape",
        "input_dim",
    ]
    assert [p.base for p in catalog.find("layers", "Dropout").parameters] == [False] * 3 + [
        True
    ] * 6


BOUNDS = [
    ("layers", "Dense", "units", 1, None, False, False),
    ("layers", "Dropout", "rate", 0, 1, False, True),
    ("layers", "Conv2D", "kernel_size", 1, None, False, False),
    ("layers", "GaussianNoise", "stddev", 0, 1, False, False),
    ("layers", "BatchNormalization", "momentum", 0, 1, False, False),
    ("layers", "BatchNormalization", "epsilon", 0, None, True, False),
    ("optimizers", "Adam", "learning_rate", 0, None, True, False),
    ("optimizers", "Adam", "beta_1", 0, 1, False, True),
    ("optimizers", "SGD", "clipnorm", 0, None, True, False),
    ("regularizers", "L2", "l2", 0, None, False, False),
    ("losses", "BinaryCrossentropy", "label_smoothing", 0, 1, False, False),
    ("losses", "Huber", "delta", 0, None, True, False),
    ("callbacks", "EarlyStopping", "patience", 0, None, False, False),
    ("callbacks", "ReduceLROnPlateau", "factor", 0, 1, True, True),
    ("sources", "make_circles", "factor", 0, 1, False, True),
]


@pytest.mark.parametrize(("family", "name", "parameter", "low", "high", "above", "below"), BOUNDS)
def test_bounds(catalog, family, name, parameter, low, high, above, below):
    found = catalog.find(family, name).parameter(parameter)
    assert (found.minimum, found.maximum) == (low, high)
    assert (found.exclusive_minimum, found.exclusive_maximum) == (above, below)


def test_kinds(catalog):
    size = catalog.find("layers", "Conv2D").parameter("kernel_size")
    assert (size.kinds, size.item_kinds, size.length) == (("integer", "list"), ("integer",), 2)
    rate = catalog.find("optimizers", "Adam").parameter("learning_rate")
    assert (rate.kinds, rate.families) == (("number", "object"), ("schedules",))
    activation = catalog.find("layers", "Dense").parameter("activation")
    assert (activation.kinds, activation.default) == (("object", "null"), None)
    assert activation.has_default and not activation.required
    padding = catalog.find("layers", "Conv1D").parameter("padding")
    assert padding.choices == ("valid", "same", "causal")


def test_layer_facts(catalog):
    def facts(name):
        entry = catalog.find("layers", name)
        return entry.rank_in, entry.rank_in_min, entry.rank_out, entry.rank_change, entry.merge

    assert facts("Dense") == (None, 2, None, 0, False)
    assert facts("Conv2D") == (4, None, 4, None, False)
    assert facts("LSTM") == (3, None, 2, None, False)
    assert facts("Flatten") == (None, 2, 2, None, False)
    assert facts("Concatenate") == (None, 2, None, 0, True)
    assert facts("Embedding") == (None, 2, None, 1, False)
    assert facts("TimeDistributed") == (None, 3, None, None, False)
    assert catalog.find("layers", "LSTM").rank_out_if == {"return_sequences": 3}
    assert catalog.find("layers", "MultiHeadAttention").call_arguments == ("query", "value")
    assert catalog.find("layers", "LSTMCell").cell


def test_loss_and_metric_facts(catalog):
    targets = {name: entry.target for name, entry in catalog.family("losses").items()}
    assert targets["MeanSquaredError"] == "regression"
    assert targets["BinaryCrossentropy"] == "binary"
    assert targets["CategoricalCrossentropy"] == "one_hot"
    assert targets["SparseCategoricalCrossentropy"] == "sparse"
    for family in ("losses", "metrics"):
        for name in ("ce", "crossentropy"):
            assert catalog.omitted(family)[name].startswith("say which: binary_")
    assert {entry.direction for entry in catalog.family("losses").values()} == {"min"}
    assert catalog.find("metrics", "accuracy").direction == "max"
    assert catalog.find("metrics", "mae").direction == "min"


def test_callback_facts(catalog):
    checkpoint = catalog.find("callbacks", "ModelCheckpoint")
    assert checkpoint.path_parameters == ("filepath",)
    assert checkpoint.has_batch_hooks
    path = checkpoint.parameter("filepath")
    assert not path.required and not path.has_default
    assert not catalog.find("callbacks", "EarlyStopping").has_batch_hooks


def test_source_facts(catalog):
    iris = catalog.find("sources", "load_iris")
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert (iris.rows, iris.task, iris.target_columns) == (150, "classification", ("target",))
    assert catalog.find("sources", "load_digits").classes == tuple(range(10))
    assert catalog.find("sources", "csv").parameters[0].name == "path"
    assert catalog.find("sources", "make_moons").parameter("random_state").default == 0


def test_the_first_parameter_is_what_a_bare_value_means(catalog):
    first = {
        name: catalog.find("preprocessing", name).parameters[0].name
        for name in ("SimpleImputer", "MinMaxScaler", "OneHotEncoder")
    }
    assert first == {
        "SimpleImputer": "strategy",
        "MinMaxScaler": "feature_range",
        "OneHotEncoder": "handle_unknown",
    }


def test_every_entry_and_parameter_has_a_summary_of_one_line(catalog):
    for family in catalog.families():
        for entry in catalog.family(family).values():
            assert 0 < len(entry.summary) <= 160, entry.name
            for parameter in entry.parameters:
                assert 0 < len(parameter.summary) <= 200, (entry.name, parameter.name)
                assert not {"\n", "`"} & set(parameter.summary)


def test_every_object_parameter_names_a_family_there_is(catalog):
    for family in catalog.families():
        for entry in catalog.family(family).values():
            for parameter in entry.parameters:
                takes_object = "object" in (*parameter.kinds, *parameter.item_kinds)
                assert takes_object == bool(parameter.families), (entry.name, parameter.name)
                assert set(parameter.families) <= set(catalog.families())
                assert bool(parameter.choices) == ("choice" in parameter.kinds)


def test_get_is_find_of_a_name_that_there_is(catalog):
    assert catalog.get("losses", "mse") is catalog.find("losses", "MeanSquaredError")
    with pytest.raises(KeyError, match="mee"):
        catalog.get("losses", "mee")
