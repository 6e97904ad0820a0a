"""Whatever is done to a valid spec, validating it says what is wrong and never raises.

NNSPEC_MUTATIONS sets how many mutations are tried (2,100 when it is not set).
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mutations import (
    CHANGE,
    DUMPER,
    GRAPH,
    NAMES,
    SCRATCH,
    VALUES,
    WORDS,
    change_text,
    change_tree,
    tree_of,
)

from nnspec.checks.validate import validate
from nnspec.checks.validation import Validation

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2.0


def budget(share):
    """Settings for a share of all mutations; a profile that asks for more examples gets them."""
    count = int(int(os.environ.get("NNSPEC_MUTATIONS", "2100")) * share)
    profile = settings()
    return settings(
        max_examples=max(count, profile.max_examples if profile.max_examples > 100 else 1),
        deadline=None,
        # The same mutations in every run, unless more are asked for.
        derandomize=count <= 2100,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The shipped specs and a graph beside the first rows of the data, which read faster."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "specs").mkdir()
    (folder / "datasets").mkdir()
    for name in ("concrete", "penguins"):
        lines = (ROOT / "datasets" / f"{name}.csv").read_text("utf-8").splitlines()
        thinned = "\n".join([lines[0], *lines[1::9]])
        (folder / "datasets" / f"{name}.csv").write_text(thinned + "\n", "utf-8")
        text = (ROOT / "specs" / f"{name}.yaml").read_text("utf-8")
        (folder / "specs" / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "specs" / "graph.yaml").write_text(GRAPH, "utf-8")
    return folder / "specs"


def hold(path, overrides=()):
    """Validate, and hold what every validation promises."""
    start = time.process_time()
    found = validate(path, overrides)
    seconds = time.process_time() - start
    assert isinstance(found, Validation)
    for problem in found.problems:
        assert problem.code and problem.code == problem.code.lower()
        assert " " not in problem.code
        assert problem.message.strip()
        assert problem.severity in ("error", "warning")
        place = problem.location
        if place is not None and place.file == str(path):
            assert place.line == 0 or (place.column >= 1 and place.length >= 1)
    assert found.loaded is not None or found.errors
    assert seconds < SECONDS, f"{seconds:.2f} s"
    return found


@settings(budget(0.6))
@given(st.sampled_from(NAMES), st.lists(CHANGE, min_size=1, max_size=3))
def test_changed_trees(house, name, changes):
    tree = tree_of(house / f"{name}.yaml")
    for change in changes:
        change_tree(tree, change)
    text = yaml.dump(tree, Dumper=DUMPER, allow_unicode=True, sort_keys=False)
    path = house / "changed.yaml"
    path.write_bytes(text.encode("utf-8", "replace"))
    hold(path)


@settings(budget(0.2))
@given(st.sampled_from(NAMES), st.lists(SCRATCH, min_size=1, max_size=3))
def test_changed_texts(house, name, changes):
    text = (house / f"{name}.yaml").read_text("utf-8")
    for change in changes:
        text = change_text(text, change)
    path = house / "changed.yaml"
    path.write_bytes(text.encode("utf-8", "replace"))
    hold(path)


@settings(budget(0.05))
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8"))))
@example(b"\xff\xfe" + "data: 1".encode("utf-16-le"))
@example(b"\x00" * 1000)
def test_any_bytes(house, content):
    path = house / "bytes.yaml"
    path.write_bytes(content)
    assert hold(path).errors


@settings(budget(0.15))
@given(
    st.sampled_from(NAMES),
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.builds(
                "{}={}".format,
                st.sampled_from(
                    ["layers", "layers.0", "layers.²", "layers.0.Dense", "data.target", "data",
                     "layers.left.Dense.units", "training.epochs", "compile.loss", "callbacks.0",
                     "preprocessing.columns.age", "data.source", "data.split.test", "a.b.c", "name",
                     "layers." + "9" * 5000]
                ),
                st.one_of(st.text(max_size=8), st.sampled_from(WORDS), VALUES.map(str)),
            ),
        ),
        min_size=1,
        max_size=3,
    ),
)  # fmt: skip
def test_any_settings(house, name, overrides):
    hold(house / f"{name}.yaml", overrides)


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
MERGES = "a0: &a0 {" + ", ".join(f"k{n}: 1" for n in range(2000)) + "}\n" + "".join(
    f"b{n}: {{<<: [{', '.join(['*a0'] * 20)}]}}\n" for n in range(500)
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LAUGHS, id="billion laughs"),
        pytest.param("layers: [" + "&a [*a]" + "]", id="alias of itself"),
        pytest.param("a: &a 1\nlayers: [" + "*a, " * 5000 + "]", id="thousands of aliases"),
        pytest.param(MERGES, id="merged keys"),
        pytest.param("[" * 200_000, id="open brackets"),
        pytest.param("[" * 40 + "]" * 40, id="nested lists"),
        pytest.param("{a: " * 40 + "1" + "}" * 40, id="nested mappings"),
        pytest.param("- " * 100_000, id="nested dashes"),
        pytest.param("layers:\n" + "  - Dense: 1\n" * 60_000, id="long list"),
        pytest.param("layers:\n" + "  - Dens: 1\n" * 10_000, id="thousands of mistakes"),
        pytest.param("".join(f"k{n}: 1\n" for n in range(40_000)), id="unknown sections"),
        pytest.param("a: " + "9" * 900_000, id="long number"),
        pytest.param("a: '" + "x" * 900_000 + "'", id="long text"),
        pytest.param('a: "' + "x\\n" * 300_000 + '"', id="long escapes"),
        pytest.param("#" * 1_000_000, id="long comment"),
        pytest.param("\n" * 1_000_000, id="empty lines"),
        pytest.param("a: 1\n" * 150_000, id="duplicate keys"),
        pytest.param("x" * 2_000_000, id="too large"),
        pytest.param("a: 1\0", id="NUL"),
        pytest.param("🦄: 🦄🦄🦄", id="emoji"),
        pytest.param("? [a]\n: 1", id="list as a key"),
        pytest.param("<<: 1", id="merge of a number"),
    ],
)
def test_hostile_files(tmp_path, text):
    path = tmp_path / "hostile.yaml"
    path.write_text(text, "utf-8")
    found = hold(path)
    assert 1 <= len(found.errors) <= 100


SOURCES = [
    "{make_regression: {n_features: 1000000000000}}",
    "{make_regression: {n_targets: abc}}",
    "{make_moons: {n_samples: abc}}",
    "{make_blobs: {n_samples: [1, abc]}}",
    "{make_blobs: {centers: [[1, 2], 3]}}",
    "{csv: {sep: 5}}",
    "{csv: {path: 5}}",
    "{csv: {path: x.csv, encoding: undefined}}",
    '{csv: {path: x.csv, encoding: "a\\0b"}}',
    "{csv: {path: x.csv, sep: 5, na_values: {a: b}}}",
    '"a\\0b.csv"',
    "a" * 500 + ".csv",
    "/",
    "csv",
]


@pytest.mark.parametrize("source", SOURCES)
def test_sources_that_cannot_be(tmp_path, source):
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"data: {{source: {source}, target: t}}\nlayers: [Dense: 1]\ncompile: {{loss: mse}}\n",
        "utf-8",
    )
    (tmp_path / "x.csv").write_text("a,t\n1,2\n3,4\n5,6\n", "utf-8")
    assert hold(path).errors


def test_memory_stays_small(tmp_path):
    for name, text in (("laughs", LAUGHS), ("merges", MERGES), ("deep", "[" * 200_000)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    # Not getrusage: a process that is started by a large one counts the large one's memory too.
    code = (
        "import sys, tracemalloc\n"
        "from nnspec.checks.validate import validate\n"
        "tracemalloc.start()\n"
        "for path in sys.argv[1:]: assert validate(path).errors\n"
        "print(tracemalloc.get_traced_memory()[1])"
    )
    paths = [str(path) for path in tmp_path.glob("*.yaml")]
    done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 200 * 2**20
