"""`nnspec train`."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest

from nnspec.cli.progress import Silent
from nnspec.runs.find import find_run

pytestmark = pytest.mark.usefixtures("no_plots")

ROOT = Path(__file__).parents[3]


def test_one_spec(workshop, cli):
    answer = cli("train strength.yaml --set training.epochs=2")
    assert answer.exit_code == 0
    run = find_run(workshop / "runs", "strength")
    metrics = json.loads(run.metrics.read_text(encoding="utf-8"))
    header, *rows, best, saved = answer.stdout.splitlines()
    assert header.split() == ["loss", "rows", "rmse", "mae", "r2"]
    assert [row.split()[0] for row in rows] == ["training", "validation", "test"]
    assert rows[2].split()[3] == f"{metrics['test']['rmse']:.5g}"
    assert re.fullmatch(r"best val_loss in epoch [12] of 2", best)
    assert saved == "saved runs/strength/ID"
    lines = answer.stderr.splitlines()
    assert lines[0].startswith("warning[duplicate-rows]: ")
    lines = lines[lines.index("concrete.csv: 1,030 rows; 618 training, 206 validation, 206 test") :]
    assert lines[1] == "defaults: validation 0.2, test 0.2, split seed 42"
    figures = r"loss [\d.]+  val_loss [\d.]+  val_mae [\d.]+"
    epoch = rf"epoch {{}}/2  {figures}  best val_loss [\d.]+ \(epoch [12]\)"
    assert re.fullmatch(epoch.format(1), lines[2])
    assert re.fullmatch(epoch.format(2), lines[3])
    assert len(lines) == 4
    assert run.read()["overrides"] == ["training.epochs=2"]


def test_one_of_several_fails_and_the_others_go_on(workshop, cli):
    (workshop / "broken.yaml").write_text(
        (workshop / "sexes.yaml").read_text(encoding="utf-8").replace("units: 6", "unit: 6"),
        encoding="utf-8",
    )
    answer = cli("train broken.yaml sexes.yaml --smoke --set training.epochs=1 -q")
    assert answer.exit_code == 2
    assert "saved runs/sexes-smoke/ID" in answer.stdout
    assert "error[unknown-parameter]: Dense has no parameter 'unit'" in answer.stderr
    assert answer.stderr.endswith("1 of 2 specs failed\n")
    answer = cli("train broken.yaml none.yaml --json -q")
    assert answer.exit_code == 2
    first, second = answer.document["runs"]
    assert (first["spec"], first["problems"][0]["code"]) == ("broken.yaml", "unknown-parameter")
    assert (second["spec"], second["problems"][0]["code"]) == ("none.yaml", "no-such-file")


@pytest.mark.slow
def test_every_shipped_spec_smokes(cli, tmp_path):
    specs = sorted(path.as_posix() for path in (ROOT / "specs").glob("*.yaml"))
    runs = tmp_path / "kept"
    answer = cli(f"train --smoke --json --quiet --runs-dir '{runs.as_posix()}' {' '.join(specs)}")
    assert answer.exit_code == 0, answer.stderr
    documents = answer.document["runs"]
    assert [run["spec"] for run in documents] == specs
    keys = ["spec", "run", "folder", "epochs", "best_epoch", "saved_epoch", "monitor", "metrics"]
    for run in documents:
        assert list(run) == [*keys, "doubt"]
        assert run["doubt"] is None
        assert run["run"].split("/")[0].endswith("-smoke")
        assert run["folder"] == f"{runs.as_posix()}/{run['run']}"
        assert run["epochs"] <= 2
        assert find_run(runs, run["run"]).read()["smoke"] is True


def test_a_diverged_run(workshop, cli):
    answer = cli(
        "train strength.yaml -q --set 'compile.optimizer={SGD: 1e20}' --set preprocessing.target=[]"
    )
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.endswith(
        "error[diverged]: the loss became NaN in epoch 1\n"
        "  lower the learning rate, scale the features and the target, or set clipnorm: 1.0\n"
        "  the untrained network, its loss and its gradients are finite for 618 training rows: "
        "the updates are too large\n"
        "  run strength/ID\n"
    )


class Impatient(Silent):
    """Presses Ctrl-C in the second epoch."""

    def epoch(self, epoch, logs, best):
        if epoch == 2:
            signal.raise_signal(signal.SIGINT)


def test_ctrl_c(workshop, cli, monkeypatch):
    monkeypatch.setattr("nnspec.cli.commands.train.listener_for", lambda **_: Impatient())
    answer = cli("train species.yaml sexes.yaml -q")
    assert (answer.exit_code, answer.stdout) == (130, "")
    assert re.search(
        r"warning\[interrupted\]: interrupted after 2 epochs; run species/ID holds the best "
        r"network, that of epoch [12]\n",
        answer.stderr,
    )
    assert not (workshop / "runs" / "sexes").exists()


def test_a_result_that_is_too_good_is_doubted_at_the_end(workshop, cli):
    header, *lines = (workshop / "sexes.csv").read_text(encoding="utf-8").splitlines()
    place = header.split(",").index("sex")
    lines = [f"{line},{'MF'[line.split(',')[place] == 'female']}" for line in lines]
    (workshop / "sexes.csv").write_text("\n".join([f"{header},code", *lines]), encoding="utf-8")
    features = "data.features=[bill_depth_mm, code]"
    answer = cli(
        f"train sexes.yaml -q --no-plots --set '{features}' --set training.epochs=80 "
        "--set 'compile.optimizer={Adam: 0.1}'"
    )
    assert answer.exit_code == 0
    assert answer.stderr.endswith(
        "note: the test rows are predicted too well to be true (accuracy 1): 'code' is the target "
        "'sex' in other words ('F' is 'female', 'M' is 'male')\n"
    )


def test_a_regression_worse_than_the_mean_is_said_at_the_end(workshop, cli):
    answer = cli(
        "train strength.yaml -q --no-plots --set training.epochs=1 "
        "--set 'compile.optimizer={SGD: 0.000001}'"
    )
    (test,) = (line.split() for line in answer.stdout.splitlines() if line.startswith("test"))
    assert float(test[-1]) < 0
    assert answer.stderr.endswith(
        f"note: the test rows are predicted worse than by no network (r2 {test[-1]}): "
        "their own mean, for each of them, would be nearer\n"
    )
