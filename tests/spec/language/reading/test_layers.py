import pytest
from support import reader_of, said

from nnspec.spec.language.reading.tree import read_objects


def read(text):
    reader = reader_of(text)
    return read_objects(reader.document, reader), said(reader.problems)


def layers(text):
    tree, problems = read("layers:\n" + text)
    return tree["layers"], problems


def test_layers_in_a_row():
    found, problems = layers("  - Dense: 3\n  - Flatten\n  - {Dense: 1, name: end}")
    assert problems == []
    assert [layer.object.name for layer in found] == ["Dense", "Flatten", "Dense"]
    assert [layer.name for layer in found] == [None, None, "end"]
    assert [layer.path for layer in found] == [("layers", 0), ("layers", 1), ("layers", 2)]
    assert found[0].sources is None


def test_a_graph():
    found, problems = layers(
        "  - Dense: 3\n    name: a\n    from: x\n"
        "  - layer: a\n    from: y\n    name: b\n"
        "  - Concatenate:\n    from: [a, b]\n"
    )
    assert problems == []
    assert [layer.sources for layer in found] == [("x",), ("y",), ("a", "b")]
    assert (found[1].object, found[1].shared, found[1].name) == (None, "a", "b")


def test_a_name_among_the_arguments():
    found, problems = layers("  - Dense: {units: 1, name: end}")
    assert (found[0].name, problems) == ("end", [])
    _, problems = layers("  - Dense: {units: 1, name: end}\n    name: other")
    assert problems == [("two-names", "the layer has two names, 'other' and 'end'", None)]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("  - Dense: 3\n    activation: relu",
         [("unknown-key", "a layer's entry has no 'activation'; beside the layer it may have "
           "name, from", "arguments stand in braces: Dense: {activation: ...}")]),
        ("  - Dense:\n    units: 3",
         [("unknown-key", "a layer's entry has no 'units'; beside the layer it may have "
           "name, from", "indent it further than Dense, or write Dense: {units: ...}")]),
        ("  - Dense: 3\n    form: x",
         [("unknown-key", "a layer's entry has no 'form'; beside the layer it may have "
           "name, from", "did you mean 'from'?")]),
        ("  - Dense: 3\n    Flatten:",
         [("several-objects", "expected a layer, found several keys: 'Dense' and 'Flatten'",
           "start each of them with '- '")]),
        ("  - layer: a\n    Dense: 3",
         [("several-objects", "an entry is either a layer or 'layer: a', not both", None)]),
        ("  - Dense: 3\n    name: 5",
         [("wrong-type", "name: expected a name, found 5", None)]),
        ("  - Dense: 3\n    from: [a, 5]",
         [("wrong-type", "from: expected a name, found 5", None)]),
        ("  - name: a",
         [("wrong-type", "expected a layer, found an empty mapping", None)]),
        ("  []", [("no-layers", "layers is empty: a network needs at least one layer", None)]),
        ("  Dense: 3", [("wrong-type", "layers: expected a list, found a mapping",
                         "start each layer with '- '")]),
        ("  layers: [{Dense: 3}]", [("wrong-type", "layers: expected a list, found a mapping",
                                     "leave the inner 'layers:' out")]),
        ("  -Dense: 3", [("wrong-type", "layers: expected a list, found a mapping",
                          "put a space after each '-': '- Dense: 3'")]),
        ("  - sigmoid", [("unknown-layer", "there is no layer 'sigmoid'",
                          "sigmoid is an activation: write Activation: sigmoid")]),
        ("  - Dense: {units: 3, activation: ReLU}",
         [("unknown-activation", "there is no activation 'ReLU'", "did you mean 'relu'?")]),
    ],
)  # fmt: skip
def test_wrong_layers(text, problems):
    found, said_of_it = layers(text)
    assert said_of_it == problems
    assert found
