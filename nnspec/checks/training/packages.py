"""Is everything installed that the spec needs?"""

from __future__ import annotations

from importlib.util import find_spec

from nnspec.errors import Problem
from nnspec.spec.load import LoadedSpec

# TensorFlow does not install what writes its summaries.
_PACKAGES = {"TensorBoard": "tensorboard"}


def package_problems(loaded: LoadedSpec) -> list[Problem]:
    """Every callback that needs a package which is not installed.

    This is no named check: it depends on the machine and not on the spec, and there is no silencing
    what would only fail later.
    """
    problems = []
    for spec in loaded.spec.callbacks:
        package = _PACKAGES.get(spec.name)
        if package is not None and find_spec(package) is None:
            message = f"{spec.name} needs the package {package}, which is not installed"
            hint = f"run: python -m pip install {package}"
            location = loaded.document.locate(spec.path)
            problems.append(Problem("missing-package", message, location, hint))
    return problems
