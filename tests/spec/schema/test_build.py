from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from nnspec.errors import NnspecError
from nnspec.reference.files import SCHEMA_FILE, schema_file_text
from nnspec.reference.find import checks
from nnspec.spec.load import read_spec
from nnspec.spec.schema.build import schema
from nnspec.spec.schema.text import schema_text
from nnspec.spec.yaml.document import parse_document, read_document
from nnspec.spec.yaml.nodes import plain

ROOT = Path(__file__).parents[3]
BAD = sorted((ROOT / "tests" / "specs" / "bad").rglob("*.yaml"))
ALL = sorted(path for folder in ("specs", "tests") for path in (ROOT / folder).rglob("*.yaml"))
# What the language itself says is wrong, and a schema too.
JUDGED = re.compile(
    r"unknown-(section|key|parameter|choice|layer|activation|initializer|regularizer|constraint"
    r"|optimizer|schedule|loss|metric|callback|step|source|check)"
    r"|wrong-type|out-of-range|missing-(section|key|parameter)|several-objects|not-in-a-spec"
    r"|no-layers|bad-name"
)
# What a schema cannot see: the text of the file, which an editor reads by itself ...
OF_YAML = (
    *("bad-key", "bad-merge", "control-character", "duplicate-key", "empty-file", "not-a-file"),
    *("file-too-large", "no-such-file", "not-utf8", "several-documents", "too-deep", "yaml-tag"),
    *("too-many-values", "unknown-alias", "unreadable-file", "yaml-syntax", "more-problems"),
)
# ... names that other parts of the spec give ...
OF_NAMES = (
    *("cycle", "name-taken", "two-names", "unknown-name", "unknown-output", "unused-input"),
    *("unused-layer", "outputs-and-targets", "missing-loss", "listed-twice", "which-input"),
)
# ... and the data. The checks, which look at all of it, are not listed here again.
OF_DATA = (
    *("array-column", "own-input", "several-splits", "rows-in-memory"),
    "split-is-feature",
    *("bad-csv-format", "bad-source-argument", "bad-step-argument", "duplicate-column"),
    *("empty-column", "empty-part", "infinite-value", "missing-target", "missing-values"),
    *("array-column", "own-input"),
    *("no-features", "no-header", "no-rows", "not-a-feature", "ragged-row", "target-is-feature"),
    *("text-column", "too-many-columns", "unclosed-quote", "unknown-column", "unnamed-column"),
    *("unreadable-csv", "unsupported-file", "wrong-separator", "filter-type", "no-rows-left"),
    # A pattern tells most conditions from other texts, but not all.
    "bad-filter",
)
# To JSON, 1.0 and 1 are one number.
ONE_NUMBER = re.compile(r"found -?\d+\.0$", re.M)
JUDGE = jsonschema.Draft7Validator(schema())
MINIMAL = """
data: {source: data.csv, target: y}
layers: [{Dense: 1}]
compile: {loss: mse}
"""


def judged(text: str) -> bool:
    return JUDGE.is_valid(plain(parse_document(text, "test").root))


def said(path: Path) -> str:
    """What `nnspec validate` says of a bad spec; that there is a text is another test's matter."""
    text = path.with_suffix(".txt")
    return text.read_text(encoding="utf-8") if text.exists() else ""


def codes(path: Path) -> list[str]:
    return re.findall(r"^(?:error|warning)\[([a-z0-9-]+)\]", said(path), re.M)


def speaks_the_language(path: Path) -> bool:
    """Whether the spec is right as far as its language goes."""
    try:
        return not read_spec(path)[1]
    except NnspecError:
        return False


def is_for_a_schema(path: Path) -> bool:
    """Whether a bad spec has a mistake that a schema can judge."""
    if speaks_the_language(path) or ONE_NUMBER.search(said(path)):
        return False
    return any(JUDGED.fullmatch(code) for code in codes(path))


def test_it_is_a_draft_7_schema():
    document = json.loads(schema_text(schema()))
    jsonschema.Draft7Validator.check_schema(document)
    assert document["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert document == schema()


def test_every_reference_leads_somewhere():
    document = schema()
    targets = set(re.findall(r'"#/definitions/([^"]+)"', schema_text(document)))
    assert targets <= set(document["definitions"])


def test_the_shipped_schema_is_fresh():
    shipped = SCHEMA_FILE.read_text(encoding="utf-8")
    assert shipped == schema_file_text(), "run: python -m nnspec.reference"
    assert len(shipped) < 1_500_000


@pytest.mark.parametrize("path", list(filter(speaks_the_language, ALL)), ids=lambda path: path.name)
def test_it_is_never_stricter_than_the_language(path):
    document = plain(read_document(path).root)
    assert [error.message for error in JUDGE.iter_errors(document)] == []


@pytest.mark.parametrize("path", list(filter(is_for_a_schema, BAD)), ids=lambda path: path.name)
def test_bad_specs_are_refused(path):
    assert not JUDGE.is_valid(plain(read_document(path).root))


@pytest.mark.parametrize(
    ("filter_", "fits"),
    [
        ("year >= 2015", True),
        ("['a in [1, 2]', b is not missing]", True),
        ("year = 2015", False),
        ("[year]", False),
        ("{year: 3}", False),
    ],
)
def test_conditions(filter_, fits):
    text = MINIMAL.replace("target: y", f"target: y, drop: missing-target, filter: {filter_}")
    assert judged(text) is fits


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_every_mistake_is_for_a_schema_or_known_not_to_be(path):
    others = {*OF_YAML, *OF_NAMES, *OF_DATA, *checks()}
    assert [code for code in codes(path) if not JUDGED.fullmatch(code) and code not in others] == []


@pytest.mark.parametrize("path", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda p: p.name)
def test_shipped_specs_name_the_schema(path):
    first = path.read_text(encoding="utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=nnspec.schema.json"


@pytest.mark.parametrize(
    "more",
    [
        "",
        "name: 5",
        "description: null",
        "ignore: null",
        "ignore: constant-column",
        "ignore: [constant-column]",
        "callbacks: null",
        "callbacks: [EarlyStopping, {CSVLogger: log.csv}]",
        "inputs: {a: b, c: [d, e]}",
        "inputs: null",
        "outputs: strength",
        "training: {}",
        "training: {epochs: 5, seed: 0o17, shuffle: false}",
        "training: {device: gpu, distribute: mirrored, precision: mixed_float16}",
        "training: {memory: 2GiB}",
        "training: {memory: 512 MB}",
        "training: {memory: 1000000000}",
        "training: {memory: null}",
        "training: {distribute: null, memory_growth: false, deterministic: false}",
        "preprocessing: {numeric: [], categorical: OrdinalEncoder, columns: {a: [log1p]}}",
    ],
)
def test_what_the_language_accepts(more, tmp_path):
    assert accepts(MINIMAL + more, tmp_path) == (True, True)


@pytest.mark.parametrize(
    "more",
    [
        "modle: 1",
        "name: null",
        "name: a/b",
        "description: 5",
        "ignore: {a: b}",
        "callbacks: EarlyStopping",
        "callbacks: [EarlyStoping]",
        "inputs: {a: []}",
        "outputs: []",
        "training: null",
        "training: {epochs: 0}",
        "training: {epochs: five}",
        "training: {epochs: 1.5}",
        "training: {shuffle: no}",
        "training: {device: null}",
        "training: {memory: much}",
        "training: {memory: 2GO}",
        "training: {memory: 5}",
        "training: {precision: float64}",
        "training: {epoch: 5}",
        "preprocessing: {numeric: null}",
        "preprocessing: {numeric: StandardScalar}",
        "preprocessing: {columns: [a]}",
    ],
)
def test_what_the_language_refuses(more, tmp_path):
    assert accepts(MINIMAL + more, tmp_path) == (False, False)


@pytest.mark.parametrize(
    ("section", "right"),
    [
        ("data: {source: data.TSV.gz, target: [a, b]}", True),
        ("data: {source: load_iris, target: {out: a, other: [b]}}", True),
        ("data: {source: {csv: {path: a, sep: ';'}}, target: y, features: {exclude: [a]}}", True),
        ("data: {source: load_iris, target: y, split: {validation: 10, test: 0.5}}", True),
        ("data: {source: data.parqet, target: y}", False),
        ("data: {source: data.csv, target: {}}", False),
        ("data: {source: data.csv, target: []}", False),
        ("data: {source: data.csv, target: y, features: {only: [a]}}", False),
        ("data: {source: data.csv, target: y, features: null}", False),
        ("data: {source: data.csv, target: y, split: {validation: 1.5}}", False),
        ("data: {source: data.csv, target: y, split: {validation: -1}}", False),
        ("data: {source: data.csv}", False),
        ("layers: [Flatten, {Dense: 1, name: a, from: b}, {layer: a, from: [b, c]}]", True),
        ("layers: [{Dense: {units: 1, kernel_regularizer: {L2: 0.1}}, name: a}]", True),
        ("layers: [{Bidirectional: {layer: {LSTM: 8}}}, {Concatenate: , from: [a]}]", True),
        ("layers: []", False),
        ("layers: {Dense: 1}", False),
        ("layers: [Dense]", False),
        ("layers: [{name: a}]", False),
        ("layers: [{Dense: 1, layer: a}]", False),
        ("layers: [{Dense: 1, Dropout: 0.1}]", False),
        ("layers: [{Dense: 1, unit: 2}]", False),
        ("layers: [{Dense: 1, from: []}]", False),
        ("layers: [{Dense: 1, name: 5}]", False),
        ("layers: [Lambda]", False),
        ("layers: [{Bidirectional: {layer: {LSTM: {unit: 8}}}}]", False),
        ("compile: {loss: {y: mse}, metrics: {y: mae}, loss_weights: {y: 1}}", True),
        ("compile: {loss: {a: mse, b: {Huber: 2.0}}, metrics: null, optimizer: Adam}", True),
        ("compile: {loss: {Huber: 2.0}, metrics: [mae, {R2Score: {name: r}}]}", True),
        ("compile: {loss: {mse: {}, mae: {}}}", False),
        ("compile: {loss: mes}", False),
        ("compile: {loss: mse, metrics: mae}", False),
        ("compile: {loss: mse, loss_weights: {y: a}}", False),
        ("compile: {optimizer: adam}", False),
        ("compile: null", False),
    ],
)
def test_sections(section, right, tmp_path):
    name = section.partition(":")[0]
    kept = "\n".join(line for line in MINIMAL.splitlines() if not line.startswith(name))
    assert accepts(f"{kept}\n{section}", tmp_path) == (right, right)


def accepts(text: str, folder: Path) -> tuple[bool, bool]:
    """Whether the language accepts the text, and whether the schema does."""
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return speaks_the_language(path), judged(text)


def test_names_that_yaml_1_1_reads_as_booleans():
    document = plain(parse_document(MINIMAL, "test").root)
    document["data"]["features"] = {"exclude": [False]}
    assert JUDGE.is_valid(document)


def test_checks_that_ignore_may_name():
    document = schema({"logits": "A linear output."})
    judge = jsonschema.Draft7Validator(document)
    spec = plain(parse_document(MINIMAL + "ignore: [logits]", "test").root)
    assert judge.is_valid(spec)
    assert not judge.is_valid({**spec, "ignore": ["logit"]})


def test_a_key_is_explained():
    assert schema()["properties"]["training"]["properties"]["epochs"] == {
        "description": "Passes over the training rows. Takes a whole number (at least 1); "
        "default 100.",
        "default": 100,
        "type": ["integer", "string"],
        "pattern": "^(0o[0-7]+|[-+]?0[0-9]+)$",
        "minimum": 1,
    }


def test_it_needs_no_heavy_library():
    code = (
        "import sys; from nnspec.reference.files import schema_file_text as s; s();"
        "print([m for m in ('tensorflow', 'keras', 'sklearn', 'pandas') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
