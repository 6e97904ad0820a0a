import csv
import tempfile
from pathlib import Path

import numpy as np
import pytest
from frames import draw, later_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnspec.checks.validate import validate
from nnspec.errors import InputError, NnspecError
from nnspec.listener import Listener
from nnspec.spec.language.sections import Spec
from nnspec.starter.read import read_given
from nnspec.starter.start import save, start
from nnspec.training.read import read_work

DATASETS = Path(__file__).parents[2] / "datasets"
REAL = {
    "concrete": ["strength"],
    "penguins": ["species"],
    "seattle_weather": ["weather"],
    "meats": ["water", "fat", "protein"],
}


def spec_for(path, targets, output, **options):
    starter = start(read_given(path), targets, output=output, **options)
    save(starter, output)
    return starter


@pytest.mark.parametrize("name", REAL)
def test_real_data_gives_a_spec_without_a_problem(name, tmp_path):
    output = tmp_path / f"{name}.yaml"
    spec_for(DATASETS / f"{name}.csv", REAL[name], output)
    found = validate(output)
    assert found.problems == ()
    assert found.loaded.spec.name == name


def test_three_targets_may_be_named_at_once(tmp_path):
    starter = spec_for(DATASETS / "meats.csv", ["water,fat,protein"], tmp_path / "a.yaml")
    assert starter.proposal.goal.columns == ("water", "fat", "protein")
    assert starter.proposal.goal.units == 3


def test_rows_without_a_target_are_left_out_and_counted(tmp_path):
    starter = spec_for(DATASETS / "penguins.csv", ["sex"], tmp_path / "a.yaml")
    lines = starter.text.splitlines()
    where = lines.index("  drop: [missing-target]")
    assert lines[where - 1] == "  # 11 of 344 rows have no value of the target."
    assert starter.proposal.table.n_rows == 333
    checked = validate(tmp_path / "a.yaml")
    assert (checked.problems, checked.preview.rows) == ((), 333)
    complete = spec_for(DATASETS / "penguins.csv", ["species"], tmp_path / "b.yaml")
    assert "drop:" not in complete.text


def test_rows_that_are_left_out_are_said_with_the_words_read_as_missing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{n},{n * n}\n" for n in range(30)) + "30,NA\n31,\n")
    (problem,) = start(read_given(path, {}), ["y"]).warnings
    assert (problem.code, problem.severity) == ("missing-target", "warning")
    message = f"2 of 32 rows of {path.as_posix()} have no value of 'y' and are left out"
    assert problem.message == message
    assert problem.details == ("read as missing: NA (--no-keep-default-na makes words of them)",)


def test_a_target_without_any_value(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,\n2,NA\n", encoding="utf-8")
    with pytest.raises(NnspecError) as caught:
        start(read_given(tmp_path / "a.csv"), ["y"])
    (problem,) = caught.value.problems
    assert problem.code == "missing-target"
    assert "has no value in 2 of 2 rows of" in problem.message


def test_one_class_beside_a_word_that_is_read_as_missing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "1,None\n2,Apnea\n" * 20, encoding="utf-8")
    with pytest.raises(NnspecError) as error:
        start(read_given(path, {}), ["y"])
    (problem,) = error.value.problems
    assert problem.code == "one-class"
    assert problem.details == (
        "read as missing: None (keep_default_na: false makes words of them)",
    )
    kept = start(read_given(path, {"keep_default_na": False}), ["y"])
    assert dict(kept.proposal.goal.classes) == {"Apnea": 20, "None": 20}


@pytest.mark.parametrize("name", REAL)
def test_real_data_gives_a_spec_that_trains_unchanged(name, tmp_path):
    from nnspec.training.train import train

    output = tmp_path / f"{name}.yaml"
    spec_for(DATASETS / f"{name}.csv", REAL[name], output)
    run = train(output, overrides=["training.epochs=2"], runs_dir=tmp_path / "runs")
    assert {"training", "validation", "test"} <= set(run.metrics)
    assert np.isfinite(run.metrics["test"]["loss"])


@pytest.mark.parametrize(
    ("file", "given", "name"),
    [
        ("my data.v2.csv", None, "my-data"),
        ("_.csv", None, "network"),
        ("größe.csv", None, "gr-e"),
        ("x" * 99 + ".csv", None, "x" * 64),
        ("a.csv", "1e3", "1e3"),
    ],
)
def test_names(file, given, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(file).write_text("x,y\n" + "".join(f"{i % 7},{i % 11}.5\n" for i in range(60)))
    starter = start(read_given(Path(file)), ["y"], name=given)
    assert starter.name == name
    Path("out.yaml").write_text(starter.text, encoding="utf-8")
    found = validate("out.yaml")
    assert found.errors == ()
    assert found.loaded.spec.name == name


@pytest.mark.parametrize("name", ["", "-a", "a/b", "x" * 65, "ä", "a b", "a\n"])
def test_a_name_that_no_spec_may_have_is_refused(name, tmp_path):
    with pytest.raises(InputError) as error:
        start(read_given(DATASETS / "concrete.csv"), ["strength"], name=name)
    assert error.value.problems[0].message == f"--name: {name!r} cannot name a folder of runs"
    with pytest.raises(ValueError, match="name"):
        Spec.model_validate({"name": name})


def test_without_a_target_the_columns_are_shown(monkeypatch):
    monkeypatch.chdir(DATASETS)
    with pytest.raises(InputError) as error:
        start(read_given(Path("penguins.csv")), [])
    (problem,) = error.value.problems
    assert problem.message == "say which column of penguins.csv to predict: --target COLUMN"
    assert problem.details == (
        "columns: species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, "
        "body_mass_g, sex, year",
    )


def test_nothing_is_overwritten_without_force(tmp_path):
    output = tmp_path / "a.yaml"
    starter = spec_for(DATASETS / "concrete.csv", ["strength"], output)
    with pytest.raises(InputError) as error:
        save(starter, output)
    (problem,) = error.value.problems
    assert problem.message == f"{output.as_posix()} is there already"
    assert problem.hint == "--force overwrites it"
    save(starter, output, force=True)
    with pytest.raises(InputError) as error:
        save(starter, tmp_path, force=True)
    assert error.value.problems[0].message == f"{tmp_path.as_posix()} is a folder"


ODD_NAMES = (
    *("on", "null", "1e3", "true", "~", "y", "no", ".inf", "0x1f", "=", "<<", "2024-01-01"),
    *("a: b", "a, b", "a:", "'q'", '"dq"', "# c", "- d", "*a", "&a", "!t", "%p", "{m}", "[l]"),
    *("é", "📈 up", "x y", "a\nb", "\u2028z", "\x7f", "exclude", "id", "target"),
)


def _column(n):
    def rows(value):
        return st.lists(value, min_size=n, max_size=n)

    characters = st.characters(codec="utf-8", exclude_characters="\r\0")
    return st.one_of(
        rows(st.integers(0, 1)),
        rows(st.integers(-5, 5)),
        rows(st.floats(allow_nan=False, allow_infinity=False, width=32)),
        rows(st.floats(0, 1e3).map(lambda number: number**3)),
        st.just(list(range(n))),
        st.just([7] * n),
        st.just([""] * n),
        st.just([f"id{i}" for i in range(n)]),
        st.just([f"k{i % 40}" for i in range(n)]),
        st.just([10.0 ** (i % 9) for i in range(n)]),
        rows(st.sampled_from(["", "x", "on", "1e3"])),
        rows(st.sampled_from(["", "1", "2.5", "?"])),
        rows(st.sampled_from(["1", "2", "x"])),
        rows(st.sampled_from(["2012/01/01", "2012/01/02", ""])),
        rows(st.text(characters, max_size=8)),
    )


def _target(n):
    return st.one_of(
        st.lists(st.floats(-9, 9), min_size=n, max_size=n),
        st.lists(st.integers(0, 4), min_size=n, max_size=n),
        st.just([i % 2 for i in range(n)]),
        st.just([("a: b", "on")[i % 2] for i in range(n)]),
        st.just(["rare" if i == 0 else "ab"[i % 2] for i in range(n)]),
        st.just([f"c{i % 7}" for i in range(n)]),
        _column(n),
    )


@st.composite
def tables(draw):
    """Names, columns, and how many of the last are targets."""
    n = draw(st.sampled_from([1, 2, 3, 5, 9, 12, 30, 49, 50, 60, 120]))
    name = st.one_of(st.sampled_from(ODD_NAMES), st.text(min_size=1, max_size=12))
    name = name.map(lambda text: text.replace("\r", " ").replace("\0", "").strip()).filter(bool)
    names = draw(st.lists(name, min_size=2, max_size=7, unique=True))
    targets = draw(st.sampled_from([1, 1, 1, 2])) if len(names) > 2 else 1
    columns = [draw(_column(n)) for _ in names[:-targets]]
    return names, [*columns, *(draw(_target(n)) for _ in range(targets))], targets


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables(), st.sampled_from([None, None, "regression", "classification"]))
def test_any_table_gives_a_spec_that_fits_it_or_a_clear_error(drawn, task):
    names, columns, targets = drawn
    with tempfile.TemporaryDirectory() as folder:
        path, output = Path(folder) / "data.csv", Path(folder) / "specs" / "a.yaml"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([names, *zip(*columns, strict=True)])
        try:
            spec_for(path, names[-targets:], output, task=task)
        except NnspecError as error:
            assert error.exit_code == 2
            assert all(problem.message for problem in error.problems)
            return
        found = validate(output)
        assert found.problems == ()
        # The rows are dealt and the preprocessing is fitted as a training would do it.
        work = read_work(found, Listener())
        assert all(np.isfinite(x).all() for x in work.data.training.x.values())


def write_csv(path, table):
    rows = zip(*(table[name].tolist() for name in table.names), strict=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table.names)
        # NaN differs from itself.
        writer.writerows([["" if v is None or v != v else v for v in row] for row in rows])


def starter_of(seed, folder):
    """A starter spec for a table drawn with a seed, and the rows that come later."""
    table = draw(seed)
    write_csv(folder / "data.csv", table)
    starter = spec_for(folder / "data.csv", ["y"], folder / "a.yaml")
    return starter, later_rows(table)


@pytest.mark.parametrize("seed", range(25))
def test_every_starter_takes_gaps_unknown_words_and_numbers_out_of_range(seed, tmp_path):
    _, later = starter_of(seed, tmp_path)
    found = validate(tmp_path / "a.yaml")
    assert found.problems == ()
    work = read_work(found, Listener())
    for inputs in (work.data.training.x, work.data.preprocessor.transform(later)):
        assert all(np.isfinite(x).all() for x in inputs.values())


@pytest.mark.parametrize(
    ("seed", "what"),
    [
        (29, {"embedded": 1, "rare": True, "loss": "binary_crossentropy"}),
        (1, {"embedded": 0, "rare": True, "loss": "categorical_crossentropy"}),
    ],
)
def test_starters_train_and_predict_later_rows(seed, what, tmp_path):
    import nnspec
    from nnspec.training.train import train

    starter, later = starter_of(seed, tmp_path)
    proposal = starter.proposal
    found = {
        "embedded": len(proposal.embedded),
        "rare": proposal.goal.rare,
        "loss": proposal.goal.loss,
    }
    assert found == what
    # With the line that a rare class may have.
    text = starter.text.replace("  # class_weight:", "  class_weight:")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert validate(tmp_path / "a.yaml").problems == ()
    settings = ["training.epochs=1", "training.batch_size=256"]
    run = train(tmp_path / "a.yaml", overrides=settings, runs_dir=tmp_path / "runs", plots=False)
    features = later.select([name for name in later.names if name != "y"])
    predictor = nnspec.load(run.folder.path)
    predicted = predictor.predict({name: features[name].tolist() for name in features.names})
    assert len(predicted) == features.n_rows
    known = {str(label) for label, _ in proposal.goal.classes}
    assert not known or {str(label) for label in predicted} <= known
