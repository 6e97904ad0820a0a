"""The version is one, in the package, its metadata and on the command line."""

import ast
import re
from importlib import metadata
from pathlib import Path

from typer.testing import CliRunner

import nnspec
from nnspec import version
from nnspec.cli.main import app


def test_it_is_a_release_and_said_everywhere():
    assert re.fullmatch(r"\d+\.\d+\.\d+", version.__version__)
    assert nnspec.__version__ == version.__version__
    assert metadata.version("nnspec") == version.__version__
    assert version.__version__ in CliRunner().invoke(app, ["--version"]).stdout


def test_the_build_can_read_it_without_importing_anything():
    tree = ast.parse(Path(version.__file__).read_text(encoding="utf-8"))
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))
