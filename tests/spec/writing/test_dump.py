import json
import re
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nnspec import catalog
from nnspec.checks.validate import validate
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.load import load_spec
from nnspec.spec.meaning.at_zero import at_zero
from nnspec.spec.meaning.ends import loss_of, score_kinds
from nnspec.spec.writing.dump import resolved_text

ROOT = Path(__file__).resolve().parents[3]
ODD = (
    *("1e-3", "on", "off", "yes", "null", "~", "010", "0x1F", "0o17", "12:30:45", "true", "True"),
    *("a: b", "a #b", "- a", "[a]", "{a: b}", "&a", "*a", "!a", "%a", "@a", "`a", "'a'", '"a"'),
    *("", " a", "a ", "\\n", "a\nb", "a\tb", ".inf", "-.inf", ".nan", "1_000", "1.", "-", "?", ":"),
    *(
        "🦄",
        "é",
        "日本語",
        "<<",
        "=",
        "2026-01-01",
        "#",
        "a\u2028b",
        "a\x85b",
        "\ufeffa",
        "x" * 200,
    ),
)
TEXT = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12),
)
COLUMN = TEXT.filter(bool)
WORD = st.text(string.ascii_lowercase, min_size=1, max_size=6)


def found(name, families):
    entries = (catalog.load().find(family, name) for family in families)
    return next((entry for entry in entries if entry is not None), None)


def filled(value):
    """A spec's content without places, every object's defaults filled in."""
    if isinstance(value, ObjectSpec):
        entry = found(value.name, catalog.load().families())
        arguments = {}
        for parameter in entry.parameters:
            one = value.arguments.get(parameter.name, parameter.default)
            named = found(one, parameter.families) if isinstance(one, str) else None
            arguments[parameter.name] = filled(ObjectSpec(named.name) if named else one)
        return (value.name, {name: one for name, one in arguments.items() if one is not None})
    if isinstance(value, LayerSpec):
        return (filled(value.object), value.name, value.sources, value.shared)
    if isinstance(value, dict):
        return {name: filled(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [filled(one) for one in value]
    if hasattr(value, "model_fields_set"):
        return {name: filled(getattr(value, name)) for name in type(value).model_fields}
    return value


def reloaded(loaded, folder):
    text = resolved_text(loaded, folder)
    path = folder / "spec.resolved.yaml"
    path.write_text(text, encoding="utf-8")
    again = load_spec(path)
    assert resolved_text(again, folder) == text
    return again


def hold_round_trip(path, folder):
    loaded = load_spec(path)
    again = reloaded(loaded, folder)
    before, after = filled(loaded.spec), filled(again.spec)
    name, given = before["data"].pop("source")
    name_again, given_again = after["data"].pop("source")
    assert name == name_again
    if "path" in given:
        first = (loaded.base_dir / given.pop("path")).resolve()
        assert (again.base_dir / given_again.pop("path")).resolve() == first
    assert given == given_again
    assert before == after
    return again


@pytest.mark.parametrize("name", ["concrete", "penguins"])
def test_shipped_specs(name, tmp_path):
    again = hold_round_trip(ROOT / "specs" / f"{name}.yaml", tmp_path)
    assert not Path(again.spec.data.source.arguments["path"]).is_absolute()


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("../data/a.parquet", {"parquet": {"path": "../data/a.parquet"}}),
        ("{excel: {path: a.xlsx}}", {"excel": {"path": "../specs/a.xlsx", "sheet_name": 0}}),
        ("{sql: {url: 'sqlite:///a.db', query: SELECT 1}}",
         {"sql": {"url": "sqlite:///../specs/a.db", "query": "SELECT 1"}}),
        ("{sql: {url: 'postgresql://ann:${PW}@db/plant', query: SELECT 1}}",
         {"sql": {"url": "postgresql://ann:${PW}@db/plant", "query": "SELECT 1"}}),
    ],
)  # fmt: skip
def test_sources_are_relative_and_keep_their_secrets(source, written, tmp_path, monkeypatch):
    monkeypatch.setenv("PW", "hunter2")
    (tmp_path / "specs").mkdir()
    spec = tmp_path / "specs" / "a.yaml"
    text = f"data: {{source: {source}, target: y}}\nlayers: [{{Dense: 1}}]\n"
    spec.write_text(text + "compile: {optimizer: adam, loss: mse}\n", encoding="utf-8")
    resolved = resolved_text(load_spec(spec), tmp_path / "run")
    assert yaml.safe_load(resolved)["data"]["source"] == written


def test_overrides_are_in_the_text(tmp_path):
    loaded = load_spec(ROOT / "specs" / "concrete.yaml", ["training.epochs=7"])
    assert reloaded(loaded, tmp_path).spec.training.epochs == 7


def test_every_default_is_written(tmp_path):
    text = resolved_text(load_spec(ROOT / "specs" / "concrete.yaml"), tmp_path)
    document = yaml.safe_load(text)
    assert document["training"] == {
        "epochs": 100,
        "batch_size": 32,
        "seed": 42,
        "shuffle": True,
        "xla": "auto",
        "validation_split": 0.0,
        "device": "auto",
        "memory_growth": True,
        "precision": "float32",
        "deterministic": True,
    }
    assert document["compile"]["optimizer"]["Adam"]["beta_1"] == 0.9
    assert document["layers"][0]["Dense"]["kernel_initializer"] == "glorot_uniform"
    assert document["compile"]["metrics"] == ["mae"]


def test_parts_of_their_own_come_back(tmp_path):
    (tmp_path / "specs").mkdir()
    path = tmp_path / "specs" / "spec.yaml"
    path.write_text(
        "data:\n"
        '  source: {csv: {path: x.csv, sep: ";"}}\n'
        "  target: y\n"
        "  split: {validation: ../v.csv, test: {csv: {path: t.txt}}}\n"
        "layers: [{Dense: 1}]\ncompile: {loss: mse}\n",
        encoding="utf-8",
    )
    loaded = load_spec(path)
    again = reloaded(loaded, tmp_path).spec.data.split
    assert again.validation.arguments["path"] == "v.csv"
    # A path alone is written as the training rows are, an object is as it says.
    assert again.validation.arguments["sep"] == ";"
    assert again.test.arguments["path"] == "specs/t.txt"
    assert again.test.arguments.get("sep", ",") == ","


def test_validation_split_comes_back_without_other_validation_rows(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text(
        "data: {source: x.csv, target: y}\nlayers: [{Dense: 1}]\n"
        "compile: {loss: mse}\ntraining: {validation_split: 0.25}\n",
        encoding="utf-8",
    )
    loaded = load_spec(path)
    assert loaded.spec.data.split.validation == 0
    again = reloaded(loaded, tmp_path).spec
    assert (again.data.split.validation, again.training.validation_split) == (0, 0.25)


def test_weights_come_back(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text(
        "data: {source: x.csv, target: y, weight: w}\n"
        "layers: [{Dense: {units: 1, activation: sigmoid}}]\n"
        "compile: {loss: bce, weighted_metrics: [auc]}\n"
        'training: {class_weight: {0: 1, true: 2.5, yes: 3, "no": 4}}\n',
        encoding="utf-8",
    )
    spec = reloaded(load_spec(path), tmp_path).spec
    assert spec.data.weight == "w"
    assert spec.training.class_weight == {"0": 1, "true": 2.5, "yes": 3, "no": 4}
    assert [metric.name for metric in spec.compile.weighted_metrics] == ["AUC"]


def test_equal_objects_are_written_out(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text(
        "data: {source: x.csv, target: y}\n"
        "layers:\n  - Dense: {units: 2, kernel_regularizer: &r {L2: 0.5}}\n"
        "  - Dense: {units: 1, kernel_regularizer: *r}\n"
        "compile: {loss: mse}\n",
        encoding="utf-8",
    )
    text = resolved_text(load_spec(path), tmp_path)
    assert "&" not in text and "*" not in text
    assert text.count("L2: {l2: 0.5}") == 2


@pytest.mark.parametrize(
    ("loss", "layer"), [("{BinaryCrossentropy: {from_logits: true}}", "1"), ("hinge", "1")]
)
def test_a_metric_is_told_the_same_of_logits_and_scores_again(tmp_path, loss, layer):
    path = tmp_path / "spec.yaml"
    path.write_text(
        "data: {source: {make_moons: {n_samples: 99, random_state: 1}}, target: target}\n"
        f"layers: [{{Dense: {layer}}}]\n"
        f"compile:\n  loss: {loss}\n  metrics: [{{AUC: {{curve: PR}}}}, "
        "{BinaryIoU: {target_class_ids: [1]}}, {BinaryAccuracy: {name: hits}}]\n",
        encoding="utf-8",
    )
    loaded = load_spec(path)
    again = tmp_path / "again.yaml"
    again.write_text(resolved_text(loaded, tmp_path), encoding="utf-8")
    assert validate(again).problems == ()
    of_loss = loss_of(loaded.spec, "target")
    kind = score_kinds(loaded.spec, {"target": of_loss})["target"]
    read_again = load_spec(again).spec.compile.metrics
    for first, second in zip(loaded.spec.compile.metrics, read_again, strict=True):
        told = [at_zero(metric, of_loss, kind).arguments for metric in (first, second)]
        for name in ("threshold", "from_logits"):
            assert told[0].get(name) == told[1].get(name), first.name
        assert {"threshold": 0.0}.items() <= told[1].items() or told[1]["from_logits"]


def as_yaml(document):
    """JSON is YAML too, but for the line breaks that only YAML 1.1 knows."""
    text = json.dumps(document, ensure_ascii=False)
    return re.sub("[\x85\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


@st.composite
def objects(draw):
    """A schedule, a wrapped layer, a layer with regularizers: objects in objects."""
    units = draw(st.integers(1, 9))
    arguments = {"units": units}
    if draw(st.booleans()):
        strength = draw(st.floats(0, 1, allow_nan=False))
        arguments["kernel_regularizer"] = {"L1L2": {"l1": strength}}
    if draw(st.booleans()):
        arguments["kernel_initializer"] = draw(
            st.sampled_from(["he_normal", {"Constant": 0.5}, {"RandomNormal": {"stddev": 1e-3}}])
        )
    if draw(st.booleans()):
        arguments["activation"] = draw(st.sampled_from(["relu", "tanh", None]))
    return {"Dense": arguments}


@st.composite
def specs(draw):
    columns = draw(st.lists(COLUMN, min_size=3, max_size=6, unique=True))
    target, *features = columns
    names = draw(st.lists(WORD, min_size=3, max_size=3, unique=True))
    document = {
        "name": draw(WORD),
        "description": draw(TEXT),
        "data": {
            "source": {"csv": {"path": draw(WORD) + ".csv", "na_values": draw(st.lists(TEXT))}},
            "target": target,
            "features": draw(st.sampled_from([features, {"exclude": features}, None])),
            "split": {"validation": draw(st.sampled_from([0, 10, 0.25])), "stratify": None},
        },
        "preprocessing": {
            "columns": {
                features[0]: ["log1p", {"MinMaxScaler": {"feature_range": [0, 1]}}],
                features[1]: {"SimpleImputer": {"strategy": "constant", "fill_value": draw(TEXT)}},
            },
            "target": draw(st.sampled_from([[], "StandardScaler"])),
        },
        "layers": [draw(objects()), draw(objects())],
        "compile": {
            "optimizer": {
                "SGD": {"learning_rate": {"CosineDecay": {
                    "initial_learning_rate": draw(st.floats(1e-9, 1)), "decay_steps": 5}}}
            },
            "loss": draw(st.sampled_from(["mse", {"Huber": 2.5}, "mean_absolute_error"])),
            "metrics": draw(st.sampled_from([[], ["mae"], [{"R2Score": {"name": "r"}}, "mape"]])),
        },
        "callbacks": draw(st.sampled_from([[], [{"EarlyStopping": {"patience": 3}}, "CSVLogger"]])),
    }  # fmt: skip
    if document["data"]["features"] is None:
        del document["data"]["features"]
    if draw(st.booleans()):
        first, second, last = names
        document["inputs"] = {"in-put": features}
        document["layers"] = [
            {**draw(objects()), "name": first, "from": "in-put"},
            {"layer": first, "from": "in-put", "name": second},
            {"Concatenate": {"axis": -1}, "from": [first, second]},
            {**draw(objects()), "name": last},
        ]
        document["outputs"] = [last]
        document["compile"]["loss"] = {last: "mse"}
        document["compile"]["loss_weights"] = {last: 0.5}
    return document


@settings(max_examples=60, deadline=None)
@given(specs())
def test_generated_specs(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("dump", numbered=True)
    (folder / "spec.yaml").write_text(as_yaml(document), encoding="utf-8")
    deeper = folder / "runs" / "one"
    deeper.mkdir(parents=True)
    hold_round_trip(folder / "spec.yaml", deeper)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts(tmp_path, text):
    document = {
        "description": text,
        "data": {"source": "a.csv", "target": text or "t"},
        "layers": [{"Dense": 1}],
        "compile": {"loss": "mse"},
    }
    path = tmp_path / "spec.yaml"
    path.write_text(as_yaml(document), encoding="utf-8")
    again = reloaded(load_spec(path), tmp_path)
    assert again.spec.description == text
    assert again.spec.data.target == (text or "t",)
