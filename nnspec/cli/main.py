"""The program `nnspec`: its verbs, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from nnspec.cli.commands import runs
from nnspec.cli.commands.activations import activations
from nnspec.cli.commands.describe import describe
from nnspec.cli.commands.doctor import doctor
from nnspec.cli.commands.evaluate import evaluate
from nnspec.cli.commands.export import export
from nnspec.cli.commands.init import init
from nnspec.cli.commands.predict import predict
from nnspec.cli.commands.report import report
from nnspec.cli.commands.schema import schema
from nnspec.cli.commands.summary import summary
from nnspec.cli.commands.train import train
from nnspec.cli.commands.validate import validate
from nnspec.cli.commands.weights import weights
from nnspec.cli.help import PlainCommand
from nnspec.cli.streams import put
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
