"""Packages that only some sources need."""

from __future__ import annotations

from importlib.util import find_spec

from nnspec.errors import DataError, Problem


def need_package(source: str, package: str, extra: str) -> None:
    """Refuse a source whose package is not installed.

    Args:
        source: The source's name in a spec.
        package: What it needs, by the name it is imported by.
        extra: The extra of nnspec that installs it.

    Raises:
        DataError: It is not installed; the message is the command that installs it.
    """
    if find_spec(package) is None:
        message = f'{source} needs the package {package}: python -m pip install "nnspec[{extra}]"'
        raise DataError(Problem("missing-package", message))
