"""The program `nnspec`: its verbs, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from nnspec.cli import runs
from nnspec.cli.activations import activations
from nnspec.cli.describe import describe
from nnspec.cli.doctor import doctor
from nnspec.cli.evaluate import evaluate
from nnspec.cli.export import export
from nnspec.cli.help import PlainCommand
from nnspec.cli.init import init
from nnspec.cli.predict import predict
from nnspec.cli.report import report
from nnspec.cli.schema import schema
from nnspec.cli.streams import put
from nnspec.cli.summary import summary
from nnspec.cli.train import train
from nnspec.cli.validate import validate
from nnspec.cli.weights import weights
from nnspec.cli.wrong_usage import Program
from nnspec.version import __version__

app = typer.Typer(
    name="nnspec",
    cls=Program,
    help="A neural network described in one YAML file, trained on tf.keras.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        put(f"nnspec {__version__}")
        raise typer.Exit


@app.callback()
def nnspec(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """A neural network described in one YAML file, trained on tf.keras."""


for _verb in (
    init,
    train,
    validate,
    evaluate,
    predict,
    summary,
    weights,
    activations,
    export,
    report,
    describe,
    schema,
    doctor,
):
    app.command(cls=PlainCommand)(_verb)
app.add_typer(runs.app, name="runs")


def main() -> None:
    """Run the program."""
    app()
