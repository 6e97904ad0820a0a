import pytest

from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain
from nnspec.spec.yaml.text import as_yaml


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1e-7, "1e-07"),
        ("val_loss", "val_loss"),
        (";", '";"'),
        ("1e3", '"1e3"'),
        ("true", '"true"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("[UNK]", '"[UNK]"'),
        ([1, "a", [2.0]], "[1, a, [2.0]]"),
        ({"L2": {"l2": 0.01}}, "{L2: {l2: 0.01}}"),
    ],
)
def test_as_yaml_is_read_back(value, text):
    assert as_yaml(value) == text
    assert plain(parse_document(f"[{text}]", "test").root) == [value]
