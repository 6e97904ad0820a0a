"""The examples in docstrings do what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import nnspec

PACKAGE = Path(nnspec.__file__).parent
MODULES = [
    ".".join(("nnspec", *file.relative_to(PACKAGE).with_suffix("").parts))
    for file in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in file.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0
    assert found.failed == 0
