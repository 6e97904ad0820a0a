import pytest
import yaml

from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.document_text import document_text
from nnspec.spec.yaml.nodes import plain


@pytest.mark.parametrize("text", ["on", "1e-3", "010", "a: b", "a\u2028b", "", "é", "null", "~"])
def test_texts_are_texts_for_every_reader(text):
    written = document_text({"key": [text]})
    assert plain(parse_document(written, "a").root) == {"key": [text]}
    assert yaml.safe_load(written) == {"key": [text]}


def test_sections_in_blocks_and_arguments_on_a_line():
    dense = {"Dense": {"units": 2, "activation": "relu"}}
    document = {"layers": [dense, dense], "training": {"epochs": 5}}
    assert document_text(document) == (
        "layers:\n- {Dense: {units: 2, activation: relu}}\n"
        "- {Dense: {units: 2, activation: relu}}\ntraining:\n  epochs: 5\n"
    )
