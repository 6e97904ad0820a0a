"""What starts quickly loads nothing heavy: TensorFlow alone takes seconds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import nnspec

HEAVY = ("tensorflow", "keras", "sklearn", "pandas", "matplotlib", "scipy", "jinja2", "psutil")
SCRIPT = """\
import json, sys
sys.argv = ["nnspec", *json.loads(sys.argv[1])]
try:
    if len(sys.argv) > 1:
        from nnspec.cli.main import main
        main()
    else:
        import nnspec
except SystemExit as end:
    code = end.code or 0
else:
    code = 0
sys.stderr.write("|" + json.dumps([code, [n for n in %r if n in sys.modules]]))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--help"],
        ["--version"],
        ["validate", "species.yaml", "strength.yaml"],
        ["runs", "list"],
    ],
    ids=lambda arguments: " ".join(arguments) or "import",
)
def test_nothing_heavy_is_imported(workshop, arguments):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT % (HEAVY,), json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stderr.rpartition("|")[2]) == [0, []]


ANSWERS = [
    ["evaluate", "strength", "-q", "--by", "age", "--ci"],
    [
        "evaluate",
        "sexes",
        "-q",
        "-i",
        "sexes.csv",
        "--tune-threshold",
        "f1",
        "--fail-under",
        "accuracy=0.1",
    ],
    ["predict", "strength", "-i", "concrete.csv", "-o", "{}/out.csv"],
    ["predict", "species", "-i", "penguins.csv", "--proba", "-o", "{}/out.jsonl"],
    ["predict", "strength", "-i", "concrete.csv", "-o", "{}/out.parquet"],
    ["export", "species", "--to", "onnx", "--with-preprocessing", "-o", "{}/out.onnx"],
    ["export", "species", "--to", "keras", "-o", "{}/out.keras"],
]


@pytest.mark.parametrize("arguments", ANSWERS, ids=lambda a: f"{a[0]} {a[-1].rpartition('/')[2]}")
def test_a_finished_run_answers_without_anything_heavy(in_trained, tmp_path, arguments):
    line = [word.format(tmp_path.as_posix()) for word in arguments]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT % (HEAVY,), json.dumps(line)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stderr.rpartition("|")[2]) == [0, []]


def test_a_loaded_run_imports_nothing_heavy(in_trained):
    code = (
        "import sys, nnspec; run = nnspec.load('runs/strength/latest');"
        "run.predict(dict.fromkeys(run.features, 1.0));"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_is_the_program():
    line = [sys.executable, "-m", "nnspec", "--version"]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"nnspec {nnspec.__version__}\n", "")


def test_the_api_is_five_words():
    words = {"train", "validate", "evaluate", "predict", "load"}
    assert words | {"__version__"} == set(nnspec.__all__)
    assert dir(nnspec) == sorted(nnspec.__all__)
    for word in words:
        assert callable(getattr(nnspec, word))
    with pytest.raises(AttributeError, match="module 'nnspec' has no attribute 'fit'"):
        nnspec.fit  # noqa: B018


def test_the_api_goes_round(in_trained):
    from nnspec.training.train import train

    assert nnspec.train is train
    assert nnspec.validate("species.yaml").errors == ()
    assert nnspec.evaluate("species").metrics["rows"] == 69
    assert len(nnspec.predict("species", "penguins.csv").to_pandas()) == 344
