"""Which pictures a run has, and drawing them into its folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nnspec.errors import Problem
from nnspec.report.facts import RunFacts
from nnspec.report.network import MOST_LAYERS
from nnspec.report.pictures import boundary as boundary_plot
from nnspec.report.pictures import classification, curves, regression, style, weights
from nnspec.report.pictures import network as network_plot
from nnspec.report.pictures.vector import to_svg
from nnspec.report.predictions import Predicted

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_CURVES = 12
MAX_COLUMNS = 6
"""Of a target with more columns the first few are drawn: nobody looks at hundreds of pictures."""
MAX_CLASSES = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a run.

    Attributes:
        name: The file's name in `plots/`, without `.png`.
        section: The heading that it belongs under on the page.
        alt: What it shows, in words.
        draw: Makes the figure.
        svg: The drawn figure for the page; None before, and where pixels are smaller.
    """

    name: str
    section: str
    alt: str
    draw: Callable[[], Figure]
    svg: str | None = None


def list_pictures(facts: RunFacts) -> list[Picture]:
    """The pictures that a run's files have the numbers for; nothing is drawn yet."""
    pictures = [*_curves(facts), *_predictions(facts), *_boundary(facts), *_network(facts)]
    pictures += _weights(facts)
    taken: dict[str, int] = {}
    unique = []
    for picture in pictures:
        count = taken[picture.name.casefold()] = taken.get(picture.name.casefold(), 0) + 1
        name = picture.name if count == 1 else f"{picture.name}_{count}"
        unique.append(Picture(name, picture.section, picture.alt, picture.draw))
    return unique


def draw_pictures(facts: RunFacts) -> tuple[list[Picture], list[Problem]]:
    """Draw a run's pictures into its `plots/`.

    Returns:
        The pictures that were drawn, and a warning for each that could not be.
    """
    drawn, problems = [], []
    for picture in list_pictures(facts):
        try:
            figure = picture.draw()
            style.save(figure, facts.folder.plots / f"{picture.name}.png")
            svg = to_svg(figure)
        except Exception as error:
            problems.append(cannot_draw(f"plots/{picture.name}.png", facts.folder.run_id, error))
        else:
            drawn.append(replace(picture, svg=svg))
    return drawn, problems


def cannot_draw(what: str, run_id: str, error: Exception) -> Problem:
    """The warning that a picture or the page could not be made; the run itself is whole."""
    reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:300]
    return Problem(
        "not-drawn",
        f"{what} of run {run_id} could not be drawn: {reason or type(error).__name__}",
        hint=f"the run is complete; `nnspec report {run_id}` tries again",
        severity="warning",
    )


def _curves(facts: RunFacts) -> Iterator[Picture]:
    best, saved = (
        epoch if isinstance(epoch, int) else None
        for epoch in (facts.record.get("best_epoch"), facts.record.get("saved_epoch"))
    )
    monitor = str(facts.record.get("monitor", ""))
    if not facts.history.get("epoch"):
        return
    for curve in curves.read_curves(facts.history, facts.preprocessor)[:MAX_CURVES]:
        alt = f"{curve.label} by epoch, {len(curve.training)} epochs"
        for part, values in (("training", curve.training), ("validation", curve.validation)):
            if values is not None and np.isfinite(values).any():
                alt += f"; {part} ends at {values[np.isfinite(values)][-1]:.4g}"
        alt += f"; best epoch {best}" if best else ""
        alt += f"; saved epoch {saved}" if saved else ""

        def draw(curve: curves.Curve = curve) -> Figure:
            return curves.draw_curve(curve, best_epoch=best, saved_epoch=saved, monitor=monitor)

        yield Picture(f"learning_curve_{slug(curve.name)}", "Learning curves", alt, draw)


def _predictions(facts: RunFacts) -> Iterator[Picture]:
    """Of the test rows, or of those that stand in for them."""
    if not facts.predictions or facts.preprocessor is None:
        return
    part = facts.predictions[0].part
    shown = [predicted for predicted in facts.predictions if predicted.part == part]
    several = len(shown) > 1
    for predicted in shown:
        if predicted.target.encoding == "regression":
            yield from _regression(predicted, several)
        elif predicted.probabilities is not None:
            yield from _classification(predicted, predicted.probabilities, several)


def _regression(predicted: Predicted, several: bool) -> Iterator[Picture]:
    columns, part = predicted.target.columns, predicted.part
    suffixed = several or len(columns) > 1
    for i, name in enumerate(columns[:MAX_COLUMNS]):
        actual, made = predicted.actual[:, i], predicted.predicted[:, i]
        usable = np.isfinite(actual) & np.isfinite(made)
        if not usable.any():
            continue
        actual, made = actual[usable], made[usable]
        error = float(np.sqrt(np.mean((actual - made) ** 2)))
        suffix = f"_{slug(name)}" if suffixed else ""
        for kind, alt, function in (
            ("predicted", f"predicted against actual {name}", regression.draw_predicted),
            ("residuals", f"residuals of {name} by predicted value", regression.draw_residuals),
        ):
            alt = f"{alt}, {len(actual):,} {part} rows; RMSE {error:.4g}"

            def draw(
                function: Callable[..., Figure] = function,
                arguments: tuple = (actual, made, name, part),
            ) -> Figure:
                return function(*arguments)

            yield Picture(f"{kind}{suffix}", "Predictions", alt, draw)


def _classification(
    predicted: Predicted, probabilities: np.ndarray, several: bool
) -> Iterator[Picture]:
    target, part = predicted.target, predicted.part
    name, classes = target.columns[0], target.classes[0]
    suffix = f"_{slug(target.name)}" if several else ""
    if len(target.columns) > 1:
        name = target.name
        triples = [
            (column, predicted.actual[:, i] == 1, probabilities[:, i])
            for i, column in enumerate(target.columns[: classification.MOST_CURVES])
        ]
        some = [triple for triple in triples if 0 < triple[1].sum() < len(triple[1])]
    else:
        some = []
        if len(classes) <= classification.MOST_CURVES:
            scores = probabilities
            if target.margin and len(classes) == 2:
                # How far each leads: one score says nothing without the other.
                scores = scores - scores[:, ::-1]
            some = classification.one_against_rest(predicted.actual[:, 0], scores, classes)
        if len(classes) <= MAX_CLASSES:
            matrix = np.zeros((len(classes), len(classes)), dtype=np.int64)
            np.add.at(matrix, (predicted.actual[:, 0], predicted.predicted[:, 0]), 1)
            right = int(matrix.trace())
            alt = (
                f"confusion matrix of {name}, {right:,} of {len(predicted.actual):,} {part} rows "
                "on the diagonal"
            )
            yield Picture(
                f"confusion_matrix{suffix}",
                "Predictions",
                alt,
                lambda: classification.draw_confusion(matrix.tolist(), classes, name, part),
            )
    some = [triple for triple in some if np.isfinite(triple[2]).all()]
    if some:
        of = f"{name}, {len(some)} {'curve' if len(some) == 1 else 'curves'}, {part} rows"
        yield Picture(
            f"roc{suffix}",
            "Predictions",
            f"ROC curves of {of}",
            lambda: classification.draw_roc(some, name),
        )
        yield Picture(
            f"precision_recall{suffix}",
            "Predictions",
            f"precision-recall curves of {of}",
            lambda: classification.draw_precision_recall(some, name),
        )


def _boundary(facts: RunFacts) -> Iterator[Picture]:
    boundary = facts.boundary
    if boundary is not None:
        alt = (
            f"decision boundary of {boundary.target} in the plane of {boundary.features[0]} and "
            f"{boundary.features[1]}, with {len(boundary.points):,} rows"
        )
        yield Picture(
            "decision_boundary", "Predictions", alt, lambda: boundary_plot.draw_boundary(boundary)
        )


def _network(facts: RunFacts) -> Iterator[Picture]:
    network = facts.network
    if 0 < len(network) <= MOST_LAYERS:
        alt = f"graph of the network, {len(network)} layers"
        yield Picture("network", "Network", alt, lambda: network_plot.draw_network(network))


def _weights(facts: RunFacts) -> Iterator[Picture]:
    if facts.weights:
        layers = facts.weights
        alt = f"histograms of the weights of {len(layers)} layers: {', '.join(layers)}"
        yield Picture("weights", "Weights", alt, lambda: weights.draw_weights(layers))


def slug(name: str) -> str:
    """A name as part of a file's name, on every system."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", name).strip("_")[:40] or "x"
