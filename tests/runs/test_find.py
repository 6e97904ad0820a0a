import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nnspec.errors import Problem, RunError
from nnspec.runs.all_runs import run_folders
from nnspec.runs.find import find_run

TRAIN_FIRST = "train one first: `nnspec init concrete`, then `nnspec train specs/concrete.yaml`"
NAME_ANOTHER = "name another run, `nnspec runs list` shows them"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, monkeypatch) -> Make:
    """Makes a run in runs/ of the current folder: `make("concrete/20261122-033600-7f3a")`."""
    monkeypatch.chdir(tmp_path)

    def make(run_id: str, status: str = "complete", ended: str = "", **facts: object) -> Path:
        folder = Path("runs") / run_id
        folder.mkdir(parents=True)
        s = folder.name
        started = f"{s[:4]}-{s[4:6]}-{s[6:8]}T{s[9:11]}:{s[11:13]}:{s[13:15]}.000Z"
        record = {"status": status, "started": facts.pop("started", started)}
        if status != "running":
            record["finished"] = ended or started
        (folder / "run.json").write_text(json.dumps(record | facts), encoding="utf-8")
        return folder

    return make


def point(name: str, folder: str) -> None:
    (Path("runs") / name / "latest").write_text(f"{folder}\n", encoding="utf-8")


def found(run: str | None = None, **options: bool) -> str:
    return find_run(Path("runs"), run, **options).run_id


def problem(run: str | None = None, runs_dir: str = "runs", **options: bool) -> Problem:
    with pytest.raises(RunError) as caught:
        find_run(Path(runs_dir), run, **options)
    (only,) = caught.value.problems
    assert caught.value.exit_code == 2
    return only


@pytest.fixture
def runs(make: Make) -> None:
    """Two specs; concrete's newest is interrupted, and its older one finished last."""
    make("concrete/20261120-100000-aaaa", ended="2026-11-22T12:00:00.000Z")
    make("concrete/20261121-100000-bbbb", ended="2026-11-21T11:00:00.000Z")
    make("concrete/20261123-100000-cccc", status="interrupted", ended="2026-11-23T10:05:00.000Z")
    make("penguins/20261122-090000-dddd", ended="2026-11-22T09:01:00.000Z")


class TestFound:
    @pytest.mark.parametrize(
        ("run", "expected"),
        [
            (None, "concrete/20261120-100000-aaaa"),
            ("concrete", "concrete/20261120-100000-aaaa"),
            ("concrete/", "concrete/20261120-100000-aaaa"),
            ("concrete/latest", "concrete/20261120-100000-aaaa"),
            ("runs/concrete", "concrete/20261120-100000-aaaa"),
            ("./runs/concrete/latest", "concrete/20261120-100000-aaaa"),
            ("penguins", "penguins/20261122-090000-dddd"),
            ("concrete/20261121-100000-bbbb", "concrete/20261121-100000-bbbb"),
            ("concrete\\20261121-100000-bbbb", "concrete/20261121-100000-bbbb"),
            ("concrete/20261121", "concrete/20261121-100000-bbbb"),
            ("20261121-100000-bbbb", "concrete/20261121-100000-bbbb"),
            ("20261121", "concrete/20261121-100000-bbbb"),
            ("penguins/2026", "penguins/20261122-090000-dddd"),
            ("runs/concrete/20261121-100000-bbbb", "concrete/20261121-100000-bbbb"),
            ("runs/concrete/20261121-100000-bbbb/", "concrete/20261121-100000-bbbb"),
            ("runs/penguins/../concrete/20261121-100000-bbbb", "concrete/20261121-100000-bbbb"),
        ],
    )
    def test_complete(self, runs: None, run: str | None, expected: str):
        assert found(run) == expected

    @pytest.mark.parametrize(
        ("run", "expected"),
        [
            (None, "concrete/20261123-100000-cccc"),
            ("concrete", "concrete/20261123-100000-cccc"),
            ("penguins", "penguins/20261122-090000-dddd"),
            ("20261123", "concrete/20261123-100000-cccc"),
            ("runs/concrete/20261123-100000-cccc", "concrete/20261123-100000-cccc"),
        ],
    )
    def test_any_status(self, runs: None, run: str | None, expected: str):
        assert found(run, complete=False) == expected

    def test_an_absolute_folder(self, runs: None):
        folder = Path("runs/concrete/20261121-100000-bbbb").absolute()
        assert find_run(Path("elsewhere"), str(folder)).path == folder

    def test_the_current_folder(self, runs: None, monkeypatch):
        monkeypatch.chdir("runs/concrete/20261121-100000-bbbb")
        assert found(".") == "concrete/20261121-100000-bbbb"

    def test_a_copy_elsewhere(self, runs: None):
        Path("models").mkdir()
        Path("runs/concrete/20261121-100000-bbbb").rename("models/best")
        assert found("models/best") == "models/best"

    def test_a_run_with_a_name_of_its_own(self, make: Make):
        make("a/20261120-100000-aaaa")
        make("a/best", started="2026-11-21T00:00:00.000Z", ended="2026-11-21T01:00:00.000Z")
        make("a/best2", started="2026-11-19T00:00:00.000Z", ended="2026-11-19T01:00:00.000Z")
        assert found("best") == found("a/best") == found("a") == "a/best"
        folders = [folder.path.name for folder in run_folders(Path("runs"), ["a"])]
        assert folders == ["best", "20261120-100000-aaaa", "best2"]

    def test_a_folder_of_the_spec_s_name_does_not_matter(self, runs: None):
        Path("concrete").mkdir()
        assert found("concrete") == "concrete/20261120-100000-aaaa"


class TestLatest:
    def test_the_pointer_is_believed(self, runs: None):
        point("concrete", "20261121-100000-bbbb")
        assert found("concrete") == "concrete/20261121-100000-bbbb"

    def test_no_other_run_is_read(self, runs: None):
        point("concrete", "20261121-100000-bbbb")
        Path("runs/concrete/20261120-100000-aaaa/run.json").write_text("{", encoding="utf-8")
        assert found("concrete") == "concrete/20261121-100000-bbbb"

    @pytest.mark.parametrize(
        "pointed",
        [
            "",
            "20261125-000000-ffff",
            "20261123-100000-cccc",
            "../penguins/20261122-090000-dddd",
            "..",
            "\0",
        ],
    )
    def test_a_pointer_that_leads_astray_is_not(self, runs: None, pointed: str):
        point("concrete", pointed)
        assert found("concrete") == "concrete/20261120-100000-aaaa"

    def test_a_pointer_that_is_no_text(self, runs: None):
        Path("runs/concrete/latest").write_bytes(b"\xff\xfe")
        assert found("concrete") == "concrete/20261120-100000-aaaa"

    def test_damaged_runs_are_passed_over(self, runs: None):
        Path("runs/concrete/20261120-100000-aaaa/run.json").write_text("{", encoding="utf-8")
        Path("runs/concrete/20261123-100000-cccc/run.json").unlink()
        assert found("concrete") == "concrete/20261121-100000-bbbb"
        assert found("concrete", complete=False) == "concrete/20261121-100000-bbbb"


class TestErrors:
    @pytest.mark.parametrize("run", [None, "concrete", "2026", "x/y"])
    @pytest.mark.parametrize("exists", [True, False])
    def test_no_run_at_all(self, tmp_path: Path, monkeypatch, run: str | None, exists: bool):
        monkeypatch.chdir(tmp_path)
        if exists:
            Path("runs").mkdir()
            Path("runs/README.md").write_text("x", encoding="utf-8")
        assert problem(run) == Problem("no-run", "there is no run in runs/", hint=TRAIN_FIRST)

    def test_no_run_of_a_spec(self, runs: None):
        Path("runs/iris").mkdir()
        assert problem("iris") == Problem(
            "no-run",
            "there is no run of 'iris' in runs/",
            hint="train one first: `nnspec train SPEC`",
        )

    def test_an_unknown_spec(self, runs: None):
        assert problem("concret") == Problem(
            "unknown-run",
            "there is no run 'concret' in runs/",
            hint="did you mean 'concrete'?",
            details=("specs with runs: concrete, penguins",),
        )

    def test_an_unknown_id_of_a_spec(self, runs: None):
        assert problem("concrete/20261121-100000-bbbc") == Problem(
            "unknown-run",
            "there is no run 'concrete/20261121-100000-bbbc' in runs/",
            hint="did you mean 'concrete/20261121-100000-bbbb'?",
            details=(
                "runs of 'concrete': concrete/20261123-100000-cccc, "
                "concrete/20261121-100000-bbbb, concrete/20261120-100000-aaaa",
            ),
        )

    @pytest.mark.parametrize("run", ["", "/no/such/folder", "a/b/c/d", "x" * 5000, "\0"])
    def test_nothing_like_it(self, runs: None, run: str):
        assert problem(run) == Problem(
            "unknown-run",
            f"there is no run '{run}' in runs/",
            details=("specs with runs: concrete, penguins",),
        )

    def test_too_short(self, runs: None):
        only = problem("202")
        assert only.message == "there is no run '202' in runs/"
        assert only.hint == "give at least 4 characters of a run's id"

    def test_ambiguous(self, runs: None):
        assert problem("2026112") == Problem(
            "ambiguous-run",
            "'2026112' is the start of 4 runs",
            hint="give more of the run's id",
            details=(
                "runs: concrete/20261123-100000-cccc, penguins/20261122-090000-dddd, "
                "concrete/20261121-100000-bbbb, concrete/20261120-100000-aaaa",
            ),
        )

    @pytest.mark.parametrize(
        ("status", "alive", "fate"),
        [
            ("interrupted", False, "it was interrupted at 2026-11-22 04:00 UTC"),
            ("failed", False, "it failed at 2026-11-22 04:00 UTC"),
            ("running", True, "it has been running since 2026-11-22 03:36 UTC"),
            ("running", False, "it was killed; it started at 2026-11-22 03:36 UTC"),
        ],
    )
    def test_incomplete(self, make: Make, status: str, alive: bool, fate: str):
        run_id = "concrete/20261122-033600-7f3a"
        ended = "2026-11-22T04:00:00.000Z"
        process_id = os.getpid() if alive else 10**30
        folder = make(run_id, status=status, ended=ended, process_id=process_id)
        for run in (run_id, "20261122", f"runs/{run_id}"):
            assert problem(run) == Problem(
                "incomplete-run", f"run {run_id} is not complete: {fate}", hint=NAME_ANOTHER
            )
        (folder / "spec.resolved.yaml").write_text("name: concrete", encoding="utf-8")
        assert problem(run_id).hint == (
            f"{NAME_ANOTHER}; or train it again: `nnspec train runs/{run_id}/spec.resolved.yaml`"
        )
        assert found(run_id, complete=False) == run_id

    def test_no_complete_run(self, make: Make):
        make("a/20261122-033600-7f3a", status="interrupted", ended="2026-11-22T04:00:00.000Z")
        make("b/20261123-033600-7f3a", status="failed", ended="2026-11-23T04:00:00.000Z")
        (make("b/20261121-033600-7f3a") / "run.json").unlink()
        assert problem() == Problem(
            "incomplete-run",
            "no run in runs/ is complete",
            hint=TRAIN_FIRST,
            details=(
                "b/20261123-033600-7f3a failed at 2026-11-23 04:00 UTC",
                "a/20261122-033600-7f3a was interrupted at 2026-11-22 04:00 UTC",
                "b/20261121-033600-7f3a is damaged",
            ),
        )
        assert problem("a") == Problem(
            "incomplete-run",
            "no run of 'a' in runs/ is complete",
            hint="train one first: `nnspec train SPEC`",
            details=("a/20261122-033600-7f3a was interrupted at 2026-11-22 04:00 UTC",),
        )

    @pytest.mark.parametrize("run", ["datasets", "./datasets", "datasets/", "runs"])
    def test_a_folder_that_is_no_run(self, runs: None, run: str):
        Path("datasets").mkdir()
        folder = run.strip("./")
        assert problem(run) == Problem("not-a-run", f"{folder} is no run: it has no run.json")

    def test_a_run_that_lost_its_run_json(self, runs: None):
        Path("runs/concrete/20261121-100000-bbbb/run.json").unlink()
        assert problem("20261121") == Problem(
            "not-a-run", "runs/concrete/20261121-100000-bbbb is no run: it has no run.json"
        )

    def test_a_damaged_run(self, runs: None):
        Path("runs/concrete/20261121-100000-bbbb/run.json").write_text("{", encoding="utf-8")
        assert problem("20261121") == Problem(
            "damaged-run",
            "runs/concrete/20261121-100000-bbbb/run.json is damaged: "
            "it is not JSON (line 1, column 2)",
        )


def test_a_smoke_run_is_the_latest_of_all_only_when_it_is_alone(make: Make) -> None:
    make("concrete-smoke/20261124-100000-eeee", smoke=True)
    assert found() == "concrete-smoke/20261124-100000-eeee"
    make("concrete/20261120-100000-aaaa", smoke=False)
    assert found() == "concrete/20261120-100000-aaaa"
    assert found("concrete-smoke") == "concrete-smoke/20261124-100000-eeee"


def test_the_path_of_a_spec_means_its_runs(make):
    make("mix/20261122-033600-7f3a")
    make("other/20261123-033600-7f3a")
    Path("a.yaml").write_text("name: mix", encoding="utf-8")
    Path("other.yml").write_text("layers: [", encoding="utf-8")
    assert found("a.yaml") == "mix/20261122-033600-7f3a"
    Path("other.yml").write_text("layers: []", encoding="utf-8")
    assert found("other.yml") == "other/20261123-033600-7f3a"


def test_the_spec_in_a_run_means_that_run(make):
    first = make("mix/20261122-033600-7f3a")
    make("mix/20261123-033600-7f3a")
    (first / "spec.yaml").write_text("name: mix", encoding="utf-8")
    assert found(f"{first.as_posix()}/spec.yaml") == "mix/20261122-033600-7f3a"


def test_a_spec_without_a_run(make):
    make("mix/20261122-033600-7f3a")
    Path("new.yaml").write_text("name: fresh", encoding="utf-8")
    with pytest.raises(RunError) as caught:
        find_run(Path("runs"), "new.yaml")
    assert str(caught.value) == (
        "error[no-run]: there is no run of 'fresh' in runs/\n"
        "  train one first: `nnspec train new.yaml`"
    )
