import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from support import read_in_small_pieces

from nnspec.data.loading.assigned import assign
from nnspec.data.loading.memory_need import Estimate, estimate
from nnspec.data.loading.prepare import prepare
from nnspec.data.loading.preview import preview
from nnspec.data.loading.sources import load_source
from nnspec.data.ondisk import assign as stream_deal
from nnspec.data.ondisk import columns as spool
from nnspec.data.ondisk import fit as fit_on_disk
from nnspec.data.ondisk import storage as stream_prepare
from nnspec.data.ondisk import write_parts as stream_write
from nnspec.data.ondisk.storage import OnDisk
from nnspec.data.split.shares import Split, split_rows
from nnspec.data.table.row_hashes import row_hashes
from nnspec.errors import DataError, SpecError, TrainingError
from nnspec.listener import Listener
from nnspec.spec.load import load_spec

BUDGET = 64 << 20


class Heard(Listener):
    def __init__(self):
        self.lines = []

    def stage(self, text):
        self.lines.append(text)

    def note(self, text):
        self.lines.append(text)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Everything is done in many pieces, also for a few hundred rows."""
    read_in_small_pieces(monkeypatch)
    monkeypatch.setattr(stream_write, "FEWEST_ROWS", 11)
    monkeypatch.setattr(stream_write, "MOST_ROWS", 53)
    monkeypatch.setattr(stream_write, "BUCKET_SHARE", BUDGET // 1000)
    monkeypatch.setattr("nnspec.data.formats.typed.columns.BATCH_ROWS", 41)
    monkeypatch.setattr("nnspec.data.formats.json.reader.PIECE_ROWS", 29)


def in_memory(loaded):
    """What `train` makes of a spec whose rows fit memory."""
    table = load_source(loaded.spec.data.source, base_dir=loaded.base_dir)
    assigned = assign(loaded, table)
    return table, prepare(table, assigned.rows, assigned.plan)


def streamed(loaded, listener=None, first=50, **options):
    seen = preview(loaded.spec.data.source, base_dir=loaded.base_dir, max_rows=first)
    return prepare_on_disk(loaded, seen, loaded.base_dir / "cache", listener or Heard(), **options)


def prepare_on_disk(loaded, seen, cache, listener, needed=None):
    storage = OnDisk(cache, BUDGET, needed, room=None if needed is None else needed.disk)
    with storage.columns(loaded, seen, listener) as columns:
        return storage.prepare(storage.assign(loaded, columns), None, listener)


def spec(folder, name="spec", **sections):
    """A spec whose sections are given as YAML."""
    sections = {
        "layers": "[Dense: 1]",
        "compile": "{loss: mse}",
        "training": "{epochs: 1}",
        **sections,
    }
    text = "".join(f"{key}: {value}\n" for key, value in sections.items())
    path = Path(folder) / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_spec(path)


def close(one, other):
    """Whether two JSON documents are equal but for the last digits of their numbers."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-11, abs=1e-12)
    return one == other


def assert_equal(loaded, *, same_order=True, **options):
    table, expected = in_memory(loaded)
    made = streamed(loaded, **options)
    source = made.source
    assert source.fingerprint() == table.fingerprint()
    assert (source.origin, source.n_rows) == (table.origin, table.n_rows)
    assert tuple(source.kinds) == source.names == table.names
    assert close(made.preprocessor.to_json(), expected.preprocessor.to_json())
    for name, part in made.by_name().items():
        whole = getattr(expected, name)
        assert part.n_rows == whole.n_rows
        block, targets = part.read(0, part.n_rows), part.truth()
        rows = part.rows.read(0, part.n_rows)
        if not same_order:
            # By the rows' indices, which are different.
            order, other = np.argsort(rows), np.argsort(whole.rows)
        else:
            order = other = np.arange(part.n_rows)
        np.testing.assert_array_equal(rows[order], whole.rows[other])
        for arrays, others in ((block.x, whole.x), (block.y, whole.y)):
            assert list(arrays) == list(others)
            for key, array in arrays.items():
                assert (array.dtype, array.shape) == (others[key].dtype, others[key].shape)
                np.testing.assert_allclose(array[order], others[key][other], rtol=1e-6, atol=1e-6)
        for key in targets.names:
            np.testing.assert_array_equal(targets[key], table[key][rows])
    training = row_hashes(table.take(expected.training.rows), made.preprocessor.kinds)
    np.testing.assert_array_equal(made.hashes().found()[0], np.unique(training))
    return made


@pytest.mark.parametrize("name", ["strength", "species", "sexes", "twins"])
def test_specs_on_real_rows(workshop, name):
    made = assert_equal(load_spec(workshop / f"{name}.yaml"))
    made.close()
    assert not (workshop / "cache").exists()


def rewrite(folder, ending):
    """penguins.csv as a file of another kind."""
    table = load_source(load_spec(folder / "species.yaml").spec.data.source, base_dir=folder)
    columns = {
        name: [None if value != value else value for value in table[name].tolist()]
        for name in table.names
    }
    path = folder / f"penguins.{ending}"
    if ending == "parquet":
        import pyarrow as pa
        from pyarrow import parquet

        parquet.write_table(pa.table(columns), path)
    elif ending == "jsonl":
        rows = zip(*columns.values(), strict=True)
        lines = [json.dumps(dict(zip(columns, row, strict=True))) for row in rows]
        # Keys that are left out, and a blank line, for the rows' own numbers.
        lines[3] = json.dumps({"species": "Adelie"})
        path.write_text("\n".join([lines[0], "", *lines[1:]]), encoding="utf-8")
    else:
        import gzip

        data = (folder / "penguins.csv").read_bytes()
        path.write_bytes(gzip.compress(data.replace(b"\n", b"\r\n")))
    return path


@pytest.mark.parametrize("ending", ["parquet", "jsonl", "csv.gz"])
def test_other_files(workshop, ending):
    path = rewrite(workshop, ending)
    text = (workshop / "species.yaml").read_text(encoding="utf-8")
    (workshop / "spec.yaml").write_text(text.replace("penguins.csv", path.name), encoding="utf-8")
    assert_equal(load_spec(workshop / "spec.yaml"))


STEPS = {
    "columns": (
        "{numeric: MinMaxScaler, columns: {age: [log1p, RobustScaler], water: MaxAbsScaler, "
        "cement: {RobustScaler: {quantile_range: [10, 90], unit_variance: true}}, "
        "slag: {MinMaxScaler: {feature_range: [-1, 1], clip: true}}, "
        "flyash: {OneHotEncoder: {handle_unknown: ignore}}, "
        "superplasticizer: {StandardScaler: {with_std: false}}}, target: [log1p, MinMaxScaler]}"
    ),
    "distributions": (
        "{numeric: PowerTransformer, columns: {cement: {PowerTransformer: {method: box-cox}}, "
        "water: {QuantileTransformer: {n_quantiles: 50, subsample: 300, random_state: 4}}, "
        "slag: [{PowerTransformer: {standardize: false}}, {QuantileTransformer: "
        "{output_distribution: normal}}]}, target: {QuantileTransformer: {subsample: null}}}"
    ),
    "several": "{numeric: {StandardScaler: {with_mean: false}}, target: RobustScaler}",
}


@pytest.mark.parametrize(
    ("preprocessing", "target"),
    [
        (STEPS["columns"], "strength"),
        (STEPS["distributions"], "strength"),
        (STEPS["several"], "[age, water]"),
    ],
)
def test_steps_of_numbers(workshop, preprocessing, target):
    data = f"{{source: concrete.csv, target: {target}, split: {{validation: 0.1, test: 100}}}}"
    units = target.count(",") + 1
    layers = f"[Dense: {units}]"
    assert_equal(spec(workshop, data=data, preprocessing=preprocessing, layers=layers))


@pytest.mark.parametrize(
    "preprocessing",
    [
        "{numeric: [{SimpleImputer: mean}, StandardScaler], categorical: "
        "[{SimpleImputer: {strategy: constant, fill_value: none}}, OneHotEncoder]}",
        "{numeric: {SimpleImputer: {strategy: most_frequent, add_indicator: true}}, categorical: "
        "[{SimpleImputer: {strategy: most_frequent, add_indicator: true}}, OrdinalEncoder]}",
        "{numeric: [{SimpleImputer: {strategy: constant, fill_value: -1}}, RobustScaler], "
        "categorical: [{SimpleImputer: most_frequent}, {OneHotEncoder: {drop: first}}]}",
        "{numeric: [{SimpleImputer: {strategy: median, add_indicator: true}}, StandardScaler], "
        "categorical: [{SimpleImputer: most_frequent}, {OneHotEncoder: {handle_unknown: ignore}}], "
        "columns: {year: OrdinalEncoder}}",
    ],
)
def test_steps_that_fill_and_encode(workshop, preprocessing):
    data = "{source: penguins.csv, target: species, split: {validation: 0.2, test: 0.2, seed: 3}}"
    layers = "[Dense: {units: 3, activation: softmax}]"
    loss = "{loss: categorical_crossentropy}"
    sections = {"data": data, "preprocessing": preprocessing, "layers": layers, "compile": loss}
    assert_equal(spec(workshop, **sections))


@pytest.mark.parametrize(
    ("split", "same_order"),
    [
        ("{validation: 0.2, test: 0.1, seed: 5, stratify: true}", True),
        ("{test: 0.25, validation: 0, group: island}", False),
        ("{validation: 0.2, test: 0.2, time: year}", False),
    ],
)
def test_splits(workshop, split, same_order):
    data = f"{{source: sexes.csv, target: sex, features: [bill_length_mm, year], split: {split}}}"
    layers = "[Dense: {units: 1, activation: sigmoid}]"
    sections = {"data": data, "layers": layers, "compile": "{loss: binary_crossentropy}"}
    made = assert_equal(spec(workshop, **sections), same_order=same_order)
    if not same_order:
        rows = made.training.rows.read(0, made.training.n_rows)
        assert np.abs(np.diff(rows)).mean() > 30
        made.close()
        kept = {**sections, "training": "{epochs: 1, shuffle: false}"}
        assert_equal(spec(workshop, **kept))


def test_rows_held_back_at_the_end(workshop):
    data = "{source: concrete.csv, target: strength, split: {validation: 0, test: 0}}"
    training = "{epochs: 1, validation_split: 0.25, shuffle: "
    assert_equal(spec(workshop, data=data, training=training + "false}")).close()
    loaded = spec(workshop, data=data, training=training + "true}")
    made = assert_equal(loaded, same_order=False)
    assert np.abs(np.diff(made.training.rows.read(0, 772))).mean() > 200


def test_parts_from_files_of_their_own(workshop):
    data = "{source: concrete.csv, target: strength, split: {test: concrete.csv}}"
    with pytest.raises(DataError) as error:
        streamed(spec(workshop, data=data))
    (problem,) = error.value.problems
    assert problem.message == (
        "concrete.csv does not fit memory, and parts from files of their own must"
    )


def test_a_sample(workshop):
    data = "{source: concrete.csv, target: strength, sample: 200, split: {validation: 0.1}}"
    assert_equal(spec(workshop, data=data))


def test_a_column_that_is_text_in_the_end_alone(workshop):
    rows = [f"{i % 4},0{i % 3},{i}" for i in range(400)] + ["x,00,1"]
    (workshop / "late.csv").write_text("a,b,y\n" + "\n".join(rows), encoding="utf-8")
    data = "{source: late.csv, target: y, split: {validation: 0, test: 0}}"
    assert_equal(spec(workshop, data=data, preprocessing="{categorical: OneHotEncoder}"))


def test_rows_to_show(workshop, monkeypatch):
    monkeypatch.setattr(stream_prepare, "SHOWN_ROWS", 20)
    data = "{source: concrete.csv, target: strength, features: [cement, slag]}"
    made = streamed(spec(workshop, data=data))
    table, _ = in_memory(spec(workshop, data=data))
    for name, part in made.by_name().items():
        rows = part.rows.read(0, part.n_rows)
        shown = made.shown.take(made.shown_rows.by_name()[name])
        assert shown.names == ("cement", "slag", "strength")
        assert shown.n_rows == 20
        np.testing.assert_array_equal(shown["slag"], table["slag"][rows[:20]])
        assert shown.place(0) == table.place(int(rows[0]))


@pytest.mark.parametrize("weight", ["", ", weight: year"])
@pytest.mark.parametrize("classes", ["", ", class_weight: balanced", ", class_weight: {Gentoo: 3}"])
def test_weights(workshop, weight, classes):
    sections = {
        "data": f"{{source: sexes.csv, target: species, features: [body_mass_g]{weight}}}",
        "layers": "[Dense: {units: 3, activation: softmax}]",
        "compile": "{loss: sparse_categorical_crossentropy}",
        "training": f"{{epochs: 1{classes}}}",
    }
    loaded = spec(workshop, **sections)
    _, expected = in_memory(loaded)
    made = assert_equal(loaded)
    assert made.class_weights == expected.class_weights
    for name, part in made.by_name().items():
        weights, whole = part.read(0, part.n_rows).weights, getattr(expected, name).weights
        if whole is None:
            assert weights is None
        else:
            assert weights.dtype == whole.dtype == np.float32
            np.testing.assert_array_equal(weights, whole)


def test_a_sample_for_quantiles_is_noted(workshop, monkeypatch):
    monkeypatch.setattr(fit_on_disk, "SAMPLE_ROWS", 300)
    monkeypatch.setattr(fit_on_disk, "COPIES", BUDGET)
    data = "{source: concrete.csv, target: strength, features: [cement]}"
    heard = Heard()
    loaded = spec(workshop, data=data, preprocessing="{numeric: RobustScaler}")
    made = streamed(loaded, heard)
    (step,) = made.preprocessor.to_json()["inputs"]["input"][0]["steps"]
    _, expected = in_memory(loaded)
    (whole,) = expected.preprocessor.to_json()["inputs"]["input"][0]["steps"]
    assert step != whole
    assert step["RobustScaler"]["shift"] == pytest.approx(whole["RobustScaler"]["shift"], rel=0.1)
    assert heard.lines == [
        "reading concrete.csv in pieces",
        "fitting the preprocessing",
        "RobustScaler of column 'cement' is fitted on a sample of 300 of 618 training rows: all of "
        "them would need 309.0 GiB",
        "writing the rows, preprocessed, to disk",
    ]


def rows_of(*, late=None, early=None, n=600):
    """A CSV file of a number, a colour and a target, with a line of one's own."""
    rows = [f"{i % 17}.5,{'rgb'[i % 3]},{i % 7}" for i in range(n)]
    if early is not None:
        rows[1] = early
    if late is not None:
        rows[n - 20] = late
    return "a,colour,y\n" + "\n".join(rows) + "\n"


SCALED = "{numeric: StandardScaler, categorical: OneHotEncoder}"


@pytest.mark.parametrize(
    ("text", "preprocessing", "words"),
    [
        (rows_of(late="oops,r,1"), "{numeric: StandardScaler, columns: {a: StandardScaler}}", 582),
        (rows_of(late=",r,1"), SCALED, "missing values"),
        (rows_of(late="1,r,"), SCALED, "line 582"),
        (rows_of(late="1,r,one"), SCALED, "is text"),
        (rows_of(late="inf,r,1"), SCALED, 582),
        (rows_of(late="1,r,1,2"), SCALED, "line 582"),
        (rows_of(late='"1,r,1'), SCALED, 582),
        (rows_of(late="-4,r,1", early="-9,g,3"), "{columns: {a: log1p}}", "smallest is -9"),
        (rows_of().replace("a,colour", "a,a"), SCALED, "more than one column"),
        ("a,colour,y\n", SCALED, "no rows"),
        (rows_of(late="\u00e4,r,1").encode("latin-1"), SCALED, 582),
    ],
)
def test_bad_rows_are_refused_as_in_memory(workshop, text, preprocessing, words):
    data = text if isinstance(text, bytes) else text.encode()
    (workshop / "rows.csv").write_bytes(data)
    loaded = spec(workshop, data="{source: rows.csv, target: y}", preprocessing=preprocessing)
    with pytest.raises(DataError) as expected:
        in_memory(loaded)
    (workshop / "rows.csv").write_bytes(rows_of().encode())
    seen = preview(loaded.spec.data.source, base_dir=workshop, max_rows=50)
    (workshop / "rows.csv").write_bytes(data)
    with pytest.raises(DataError) as error:
        prepare_on_disk(loaded, seen, workshop / "cache", Heard())
    assert error.value.problems == expected.value.problems
    problem = error.value.problems[0]
    assert str(words) in f"{problem.message} {problem.details}"
    assert not (workshop / "cache").exists()


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (1, "violet", "'violet' on line {first}, which is not among the training rows"),
        (2, "9", "no training row of rows.csv is of class 9"),
    ],
)
def test_rows_held_out_are_refused_as_in_memory(workshop, column, value, words):
    """The first such row of the part is named, not the first of the file, and all are counted."""
    lines = rows_of().splitlines()
    held_out = split_rows(600, Split(0.2, 0.2, seed=1)).validation[[5, 90, 40, 77]]
    for row in held_out:
        fields = lines[row + 1].split(",")
        fields[column] = value
        lines[row + 1] = ",".join(fields)
    (workshop / "rows.csv").write_text("\n".join(lines), encoding="utf-8")
    sections = {
        "data": "{source: rows.csv, target: y, "
        "split: {validation: 0.2, test: 0.2, seed: 1, stratify: false}}",
        "preprocessing": SCALED,
    }
    if column == 2:
        sections["layers"] = "[Dense: {units: 7, activation: softmax}]"
        sections["compile"] = "{loss: sparse_categorical_crossentropy}"
    loaded = spec(workshop, **sections)
    with pytest.raises(DataError) as expected:
        in_memory(loaded)
    with pytest.raises(DataError) as error:
        streamed(loaded)
    assert error.value.problems == expected.value.problems
    assert words.format(first=held_out[0] + 2) in error.value.problems[0].message


def test_sources_that_must_fit(workshop):
    loaded = spec(workshop, data="{source: {make_moons: {n_samples: 500}}, target: target}")
    seen = preview(loaded.spec.data.source, base_dir=workshop)
    with pytest.raises(DataError) as error:
        prepare_on_disk(loaded, seen, workshop / "cache", Heard(), needed=Estimate(500, 3 << 30, 9))
    (problem,) = error.value.problems
    assert problem.message == (
        "the rows of make_moons need about 3.0 GiB of memory, and training.memory is 64.0 MiB: "
        "only csv, jsonl, json, parquet, arrow can be read in pieces"
    )
    assert problem.hint == "write them to a Parquet file, or raise training.memory"


def test_a_full_disk(workshop, monkeypatch):
    loaded = load_spec(workshop / "strength.yaml")
    seen = preview(loaded.spec.data.source, base_dir=workshop, max_rows=50)
    needed = estimate(loaded.spec.data.source, seen, base_dir=workshop)
    usage = shutil.disk_usage(workshop)._replace(free=2048)
    monkeypatch.setattr(stream_deal.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(TrainingError) as error:
        streamed(loaded, needed=needed)
    assert error.value.exit_code == 1
    (problem,) = error.value.problems
    assert problem.message.startswith("the rows need about 1")
    assert problem.message.endswith("/cache, where 2.0 KiB are free")
    assert not (workshop / "cache").exists()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool.NumberColumn, "append", full)
    with pytest.raises(TrainingError) as error:
        streamed(loaded)
    assert error.value.problems[0].code == "cannot-write"
    assert error.value.problems[0].message.endswith("/cache: No space left on device")
    assert not (workshop / "cache").exists()


def test_a_cache_that_is_there_already_is_left_alone(workshop):
    (workshop / "cache").mkdir()
    (workshop / "cache" / "kept").write_text("")
    with pytest.raises(TrainingError, match=r"cache: File exists"):
        streamed(load_spec(workshop / "strength.yaml"))
    assert (workshop / "cache" / "kept").exists()


def test_columns_that_are_not_there(workshop):
    loaded = load_spec(workshop / "strength.yaml", ["data.features=[cement, sand]"])
    with pytest.raises(SpecError, match=r"'sand' is not a column of concrete\.csv"):
        streamed(loaded)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda i: "-2" if i in (500, 580) else "1", "is -2 on line 502, and 1 more"),
        (lambda i: "" if i == 580 else "1", "has no value in 1 row, the first on line 582"),
        (lambda i: "one" if i == 580 else "1", "is text (for instance 'one' on line 582)"),
        (lambda _: "0", "every training, validation and test row of rows.csv weighs 0"),
        (lambda i: "1" if i % 100 == 7 else "0", "row of rows.csv weighs 0: nothing measures"),
    ],
)
def test_bad_weights_are_refused_as_in_memory(workshop, change, words):
    lines = [f"{i % 9},{i % 7},{change(i)}" for i in range(600)]
    (workshop / "rows.csv").write_text("\n".join(["a,y,w", *lines]), encoding="utf-8")
    loaded = spec(workshop, data="{source: rows.csv, target: y, weight: w}")
    with pytest.raises(DataError) as expected:
        in_memory(loaded)
    with pytest.raises(DataError) as error:
        streamed(loaded)
    assert error.value.problems == expected.value.problems
    assert words in error.value.problems[0].message


def arrays(folder, *, gap=None, wrong=None):
    """Rows with arrays as Parquet, and what a spec says of them."""
    draw = np.random.default_rng(3)
    words = [row.tolist() for row in draw.integers(0, 9, (200, 4))]
    scores = draw.normal(2, 1, (200, 3)).tolist()
    pixels = draw.integers(0, 255, (200, 2, 2)).astype(np.uint8)
    if gap is not None:
        scores[gap] = None
    if wrong is not None:
        scores[wrong][1] = -7.0
    columns = {
        "pixels": pa.FixedShapeTensorArray.from_numpy_ndarray(pixels),
        "words": pa.array(words),
        "scores": pa.array(scores, pa.list_(pa.float64())),
        "age": pa.array(draw.normal(40, 9, 200)),
        "y": pa.array(draw.normal(size=200)),
    }
    parquet.write_table(pa.table(columns), folder / "arrays.parquet")
    return {
        "data": "{source: arrays.parquet, target: y}",
        "inputs": "{image: [pixels], words: [words], numbers: [age, scores]}",
        "layers": "[{Flatten: , from: image, name: a}, {Flatten: , from: words, name: b}, "
        "{Concatenate: , from: [a, b, numbers]}, {Dense: 1}]",
    }


STEPS = "{numeric: StandardScaler, columns: {pixels: [log1p, MinMaxScaler], scores: %s}}"


@pytest.mark.parametrize(
    ("gap", "steps"),
    [
        (None, "[RobustScaler, StandardScaler]"),
        (7, "[{SimpleImputer: median}, PowerTransformer, QuantileTransformer]"),
        (None, "passthrough"),
    ],
)
def test_arrays(tmp_path, monkeypatch, gap, steps):
    monkeypatch.setattr("nnspec.data.ondisk.array_column.PIECE_BYTES", 900)
    sections = arrays(tmp_path, gap=gap)
    assert_equal(spec(tmp_path, preprocessing=STEPS % steps, **sections))


@pytest.mark.parametrize(
    ("kind", "steps"),
    [("gap", "StandardScaler"), ("wrong", "[log1p, StandardScaler]"), ("gap", "passthrough")],
)
def test_arrays_that_are_refused_as_in_memory(tmp_path, monkeypatch, kind, steps):
    monkeypatch.setattr("nnspec.data.ondisk.array_column.PIECE_BYTES", 900)
    loaded = spec(tmp_path, preprocessing=STEPS % steps, **arrays(tmp_path, **{kind: 7}))
    with pytest.raises(DataError) as expected:
        in_memory(loaded)
    with pytest.raises(DataError) as found:
        streamed(loaded)
    assert found.value.problems == expected.value.problems
    assert not (tmp_path / "cache").exists()


def test_quantiles_of_arrays_that_do_not_fit_are_those_of_a_sample(tmp_path, monkeypatch):
    monkeypatch.setattr(fit_on_disk, "FEWEST_ROWS", 20)
    monkeypatch.setattr(fit_on_disk, "SAMPLE_ROWS", 90)
    monkeypatch.setattr(fit_on_disk, "COPIES", 1 << 30)
    heard = Heard()
    loaded = spec(tmp_path, preprocessing=STEPS % "RobustScaler", **arrays(tmp_path))
    streamed(loaded, heard)
    assert [line for line in heard.lines if "sample" in line] == [
        "RobustScaler of column 'scores' is fitted on a sample of 30 of 120 training rows: all of "
        "them would need 2.8 TiB"
    ]
