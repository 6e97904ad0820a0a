import pytest
from support import reader_of, said

from nnspec.spec.language.objects import UNREADABLE
from nnspec.spec.language.reading.reader import MAX_PROBLEMS


def read(text, *families):
    reader = reader_of(f"x: {text}")
    spec = reader.read(reader.document.find(("x",)), families or ("layers",), ("x",))
    return spec, said(reader.problems)


def test_the_three_ways_to_write_an_object():
    bare, problems = read("Flatten")
    assert (bare.name, bare.arguments, bare.path, problems) == ("Flatten", {}, ("x",), [])
    first, _ = read("{Dense: 64}")
    assert (first.name, first.arguments) == ("Dense", {"units": 64})
    named, _ = read("{Dense: {units: 64, activation: relu}}")
    assert named.arguments["units"] == 64
    assert named.arguments["activation"].name == "relu"
    assert named.arguments["activation"].path == ("x", "Dense", "activation")
    for empty in ("{Flatten: }", "{Flatten: {}}"):
        assert read(empty)[0].arguments == {}


@pytest.mark.parametrize("null", ["", "null", "~", "Null", "NULL", "{}"])
def test_null_is_no_argument(null):
    for name, families in (
        ("Concatenate", "layers"),
        ("BatchNormalization", "layers"),
        ("Adam", "optimizers"),
        ("R2Score", "metrics"),
        ("mse", "losses"),
        ("EarlyStopping", "callbacks"),
        ("StandardScaler", "preprocessing"),
        ("L2", "regularizers"),
        ("load_iris", "sources"),
    ):
        spec, problems = read(f"{{{name}: {null}}}", families)
        assert (spec.arguments, problems) == ({}, [])
    missing = ("missing-parameter", "Dense needs 'units'", "write Dense: UNITS")
    assert read(f"{{Dense: {null}}}")[1] == [missing]


def test_an_empty_text_is_a_value():
    _, problems = read('{Concatenate: ""}')
    message = "Concatenate.axis: expected a whole number, found an empty text"
    assert [problem[:2] for problem in problems] == [("wrong-type", message)]


def test_aliases_keep_the_identifier_as_written():
    spec, _ = read("mse", "losses")
    assert (spec.name, spec.identifier) == ("MeanSquaredError", "mse")


def test_objects_in_objects():
    spec, problems = read(
        "{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.1, decay_steps: 5}}}}",
        "optimizers",
    )
    assert problems == []
    assert spec.arguments["learning_rate"].arguments["decay_steps"] == 5
    wrapped, problems = read("{Bidirectional: {layer: {LSTM: 8}}}")
    assert problems == []
    assert wrapped.arguments["layer"].arguments == {"units": 8}


def test_several_families():
    assert read("relu", "layers", "activations")[0].name == "relu"
    _, problems = read("5", "layers", "activations")
    assert problems == [("wrong-type", "expected a layer or an activation, found 5", None)]


@pytest.mark.parametrize(
    ("text", "family", "code", "message", "hint"),
    [
        ("5", "layers", "wrong-type", "expected a layer, found 5", None),
        ("[Dense]", "layers", "wrong-type", "expected a layer, found a list", None),
        ("{}", "layers", "wrong-type", "expected a layer, found an empty mapping", None),
        ("", "losses", "wrong-type", "expected a loss, found nothing", None),
        (
            "{Dense: 1, Flatten: }",
            "layers",
            "several-objects",
            "expected a layer, found several keys: 'Dense' and 'Flatten'",
            "write one name, with its arguments in braces",
        ),
        ("Dens", "layers", "unknown-layer", "there is no layer 'Dens'", "did you mean 'Dense'?"),
        ("dense", "layers", "unknown-layer", "there is no layer 'dense'", "did you mean 'Dense'?"),
        ("ADAM", "optimizers", "unknown-optimizer", "there is no optimizer 'ADAM'",
         "did you mean 'Adam'?"),
        ("keras.losses.Hubr", "losses", "unknown-loss", "there is no loss 'keras.losses.Hubr'",
         "names stand without their module; did you mean 'Huber'?"),
        ("adam", "losses", "unknown-loss", "there is no loss 'adam'", "adam is an optimizer"),
        ("StandardScaler", "layers", "unknown-layer", "there is no layer 'StandardScaler'",
         "StandardScaler is a preprocessing step"),
        ("r_squared", "metrics", "unknown-metric", "there is no metric 'r_squared'",
         "did you mean 'R2Score'?"),
        ("Linear", "layers", "unknown-layer", "there is no layer 'Linear'",
         "did you mean 'Dense'?"),
        ("rmse", "losses", "unknown-loss", "there is no loss 'rmse'", "did you mean 'mse'?"),
        ("Standard", "preprocessing", "unknown-step", "there is no preprocessing step 'Standard'",
         "did you mean 'StandardScaler'?"),
        ("{Dense: {unit: 3}}", "layers", "unknown-parameter", "Dense has no parameter 'unit'",
         "did you mean 'units'?"),
        ("{Dense: {units: 3, neuron: 1}}", "layers", "unknown-parameter",
         "Dense has no parameter 'neuron'", None),
        ("{Dense: {'units:3'}}", "layers", "unknown-parameter",
         "Dense has no parameter 'units:3'", "put a space after the colon"),
        ("{log1p: {a: 1}}", "preprocessing", "unknown-parameter", "log1p takes no arguments", None),
        ("{log1p: 5}", "preprocessing", "unknown-parameter", "log1p takes no value of its own",
         "write log1p"),
        ("Dense", "layers", "missing-parameter", "Dense needs 'units'", "write Dense: UNITS"),
        ("{Dense: {activation: relu}}", "layers", "missing-parameter", "Dense needs 'units'",
         "write Dense: {units: ...}"),
        ("Conv1D", "layers", "missing-parameter", "Conv1D needs 'filters' and 'kernel_size'",
         "write Conv1D: {filters: ..., kernel_size: ...}"),
    ],
)  # fmt: skip
def test_problems(text, family, code, message, hint):
    spec, problems = read(text, family)
    assert problems[0] == (code, message, hint)
    assert not spec.readable or code == "unknown-parameter"


def test_what_keras_has_but_a_spec_cannot_say():
    spec, problems = read("Lambda")
    assert spec is UNREADABLE
    assert problems[0][0] == "not-in-a-spec"
    assert problems[0][1].startswith("Lambda cannot be said in a spec: ")


def test_a_missing_required_argument_is_unreadable():
    spec, _ = read("Dense")
    assert spec.arguments == {"units": UNREADABLE}


def test_a_misspelt_required_argument_is_one_problem():
    assert len(read("{Dense: {unit: 3}}")[1]) == 1


def test_names_are_listed_where_none_is_near():
    reader = reader_of("x: zzz")
    reader.read(reader.document.find(("x",)), ("regularizers",), ("x",))
    assert reader.problems[0].details == ("regularizer names: L1, L1L2, L2, OrthogonalRegularizer",)


def test_places_of_problems():
    reader = reader_of("x:\n  - Dense: {units: 3, unit: 1}\n  - Dens: 1\n  - Flat")
    reader.read_list(reader.document.find(("x",)), "layers", ("x",))
    assert [(p.location.line, p.location.column) for p in reader.problems] == [
        (2, 23),
        (3, 5),
        (4, 5),
    ]


def test_steps_and_lists():
    reader = reader_of("x: [log1p, MinMaxScaler]\ny: log1p\nz:\nw: {log1p: }\nv: log1p")
    find = reader.document.find
    steps = reader.read_steps(find(("x",)), "preprocessing", ("x",))
    assert [step.name for step in steps] == ["log1p", "MinMaxScaler"]
    assert [s.name for s in reader.read_steps(find(("y",)), "preprocessing", ("y",))] == ["log1p"]
    assert reader.read_list(find(("z",)), "callbacks", ("z",)) == ()
    assert reader.problems == []
    assert reader.read_list(find(("w",)), "callbacks", ("w",)) == ()
    assert reader.read_list(find(("v",)), "callbacks", ("v",)) == ()
    assert said(reader.problems) == [
        ("wrong-type", "w: expected a list, found a mapping", "start each entry with '- '"),
        ("wrong-type", "v: expected a list, found the text 'log1p'", "write [log1p]"),
    ]


def test_one_callback_in_other_letters():
    reader = reader_of("x: early_stopping")
    assert reader.read_list(reader.document.find(("x",)), "callbacks", ("x",)) == ()
    assert said(reader.problems) == [
        (
            "wrong-type",
            "x: expected a list, found the text 'early_stopping'",
            "write [EarlyStopping]",
        )
    ]


def test_two_layers_in_one_entry():
    reader = reader_of("x:\n  - Dropout: 0.1\n    Dense: 1")
    reader.read_list(reader.document.find(("x",)), "layers", ("x",))
    assert reader.problems[0].hint == "start each of them with '- '"


def test_problems_are_bounded():
    reader = reader_of("x: [" + "Dens, " * 500 + "]")
    reader.read_list(reader.document.find(("x",)), "layers", ("x",))
    assert len(reader.problems) == MAX_PROBLEMS + 1
