"""`nnspec summary`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nnspec.cli.flags import chosen_runs_dir, refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DEFAULT_RUNS_DIR,
    DebugOption,
    JsonOption,
    QuietOption,
    RunsDirOfRunOption,
    SetOption,
)
from nnspec.cli.streams import put, put_json, say


@guarded
def summary(
    target: Annotated[
        str,
        typer.Argument(
            metavar="SPEC|RUN", help="A spec's YAML file, or a run.", show_default=False
        ),
    ],
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            metavar="FILE",
            help="Draw the graph as well, into this PNG file.",
            show_default=False,
        ),
    ] = None,
    set_: SetOption = None,
    runs_dir: RunsDirOfRunOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Show a network's layers, shapes and parameters."""
    from nnspec.cli.progress import listener_for
    from nnspec.metrics_table import text_table
    from nnspec.network.summary import shape_text, summarize
    from nnspec.prediction.array_files import check_suffix

    if _is_spec(target):
        refuse_flags({"--runs-dir": runs_dir}, "with a spec, which is no run", "leave it out")
        folder = DEFAULT_RUNS_DIR
    else:
        hint = f"give the spec: {target} is looked for among the runs"
        refuse_flags({"--set": set_}, "with a run, which is trained already", hint)
        folder = chosen_runs_dir(runs_dir, target)
    if plot is not None:
        check_suffix(plot, (".png",))
    model = _model(target, set_ or [], folder, listener_for(quiet=quiet))
    layers = summarize(model)
    total = sum(layer.parameters for layer in layers)
    trainable = sum(layer.trainable for layer in layers)
    if plot is not None:
        _draw(model, total, plot)
        if not quiet:
            say(f"written to {plot.as_posix()}")
    if json_output:
        put_json(
            {
                "layers": [
                    {
                        "name": layer.name,
                        "layer": layer.kind,
                        "output_shape": list(layer.shape),
                        "parameters": layer.parameters,
                        "trainable": layer.trainable,
                        "from": list(layer.sources),
                    }
                    for layer in layers
                ],
                "parameters": total,
                "trainable": trainable,
            }
        )
        return
    rows = [
        [layer.name, layer.kind, shape_text(layer.shape), f"{layer.parameters:,}", _from(layer)]
        for layer in layers
    ]
    for line in text_table(["name", "layer", "output shape", "parameters", "from"], rows):
        put(line)
    put(f"{total:,} parameters, {trainable:,} of them trainable")


def _draw(model: Any, parameters: int, path: Path) -> None:
    from nnspec.network.summary import layer_calls
    from nnspec.report.pictures import style
    from nnspec.report.pictures.network import draw_network

    title = f"{model.name}: {parameters:,} parameters"
    style.save(draw_network(layer_calls(model), title), path)


def _is_spec(target: str) -> bool:
    return target.lower().endswith((".yaml", ".yml"))


def _model(target: str, overrides: list[str], runs_dir: Path, listener: Any) -> Any:
    from nnspec.network.backend import load_keras

    if _is_spec(target):
        from tempfile import TemporaryDirectory

        from nnspec.checks.validate import validate
        from nnspec.network.build import build
        from nnspec.training.read import read_work

        with TemporaryDirectory(prefix="nnspec-") as folder:
            checked = validate(target, overrides).require()
            work = read_work(checked, listener, lambda: Path(folder) / "cache")
        load_keras(listener)
        return build(work.loaded, work.signature)
    from nnspec.prediction.network import load_keras_network
    from nnspec.runs.find import find_run

    run = find_run(runs_dir, target)
    listener.note(f"run {run.run_id}")
    load_keras(listener)
    return load_keras_network(run).model


def _from(layer: Any) -> str:
    return ", ".join(layer.sources)
