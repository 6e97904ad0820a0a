"""Helpers that several tests share."""

from nnspec import catalog
from nnspec.spec.document import parse_document
from nnspec.spec.reader import ObjectReader

MINIMAL = """\
data: {source: data.csv, target: y}
layers: [{Dense: 1}]
compile: {loss: mse}
"""


def reader_of(text):
    """An ObjectReader over YAML text."""
    return ObjectReader(parse_document(text, "spec.yaml"), catalog.load())


def said(problems):
    """The problems as (code, message, hint)."""
    return [(problem.code, problem.message, problem.hint) for problem in problems]
