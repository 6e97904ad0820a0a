"""Scikit-learn's estimators, of which a step keeps only plain numbers and text.

Besides `bundled`, the one module of this floor that imports scikit-learn.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnspec.data.steps.chain import Step
from nnspec.data.steps.encoders import OneHotEncoder, OrdinalEncoder, SimpleImputer, label_text
from nnspec.data.steps.scalers import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler
from nnspec.data.steps.transformers import PowerTransformer, QuantileTransformer
from nnspec.program import quick_import


def fit_estimator(name: str, arguments: dict[str, Any], block: np.ndarray) -> Step:
    """Fit scikit-learn's estimator of a name to rows, and keep what it has learnt.

    Args:
        name: `StandardScaler`, ...; one of `steps.STEPS` that learns.
        arguments: As scikit-learn takes them.
        block: The training rows, shape (n, k): float64 with NaN, or text with None.

    Raises:
        TypeError, ValueError, RuntimeError: As the estimator does.
    """
    return _FREEZERS[name](estimator_of(name, arguments), block)


def estimator_of(name: str, arguments: dict[str, Any]) -> Any:
    """Scikit-learn's estimator of a name, not fitted."""
    with quick_import("sklearn"):
        from sklearn import impute, preprocessing

    if name == "SimpleImputer":
        return impute.SimpleImputer(**arguments)
    if name == "OneHotEncoder":
        return preprocessing.OneHotEncoder(**arguments, sparse_output=False)
    if name == "QuantileTransformer":
        # scikit-learn's default draws other rows each time.
        return preprocessing.QuantileTransformer(**{"random_state": 0, **arguments})
    return getattr(preprocessing, name)(**arguments)


def _plain(values: np.ndarray | None) -> tuple | None:
    return None if values is None else tuple(values.tolist())


def _standard_scaler(estimator: Any, block: np.ndarray) -> Step:
    return freeze_standard_scaler(estimator.fit(block))


def freeze_standard_scaler(estimator: Any) -> Step:
    """What a fitted StandardScaler has learnt."""
    # scikit-learn learns the mean even when it is not to be subtracted.
    mean = estimator.mean_ if estimator.with_mean else None
    return StandardScaler(_plain(mean), _plain(estimator.scale_))


def _min_max_scaler(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    clip_to = tuple(map(float, estimator.feature_range)) if estimator.clip else None
    return MinMaxScaler(_plain(estimator.scale_), _plain(estimator.min_), clip_to)


def _robust_scaler(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    return RobustScaler(_plain(estimator.center_), _plain(estimator.scale_))


def _max_abs_scaler(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    return MaxAbsScaler(None, _plain(estimator.scale_))


def _power_transformer(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    # Not public, but the fit keeps the numbers of `standardize` nowhere else.
    scaler = estimator._scaler if estimator.standardize else None
    mean, scale = (None, None) if scaler is None else (scaler.mean_, scaler.scale_)
    for numbers in (estimator.lambdas_, mean, scale):
        if numbers is not None and not np.isfinite(numbers).all():
            raise ValueError("no power makes this column finite; QuantileTransformer takes it")
    return PowerTransformer(
        estimator.method, _plain(estimator.lambdas_), _plain(mean), _plain(scale)
    )


def _quantile_transformer(estimator: Any, block: np.ndarray) -> Step:
    estimator.fit(block)
    quantiles = tuple(map(tuple, estimator.quantiles_.T.tolist()))
    return QuantileTransformer(quantiles, estimator.output_distribution)


def _one_hot_encoder(estimator: Any, block: np.ndarray) -> Step:
    columns = [_freeze_one_hot(column) for column in _fit_each(estimator, block)]
    categories, outputs, labels, infrequent = zip(*columns, strict=True)
    unknown = estimator.handle_unknown
    return OneHotEncoder(
        categories, outputs, labels, infrequent if unknown == "infrequent_if_exist" else unknown
    )


def _fit_each(estimator: Any, block: np.ndarray) -> list[Any]:
    """The estimator fitted to each column alone, so that output columns start at 0."""
    from sklearn.base import clone

    return [clone(estimator).fit(block[:, [i]]) for i in range(block.shape[1])]


def _freeze_one_hot(encoder: Any) -> tuple[tuple, tuple[int, ...], tuple[str, ...], int]:
    """Categories, their output columns, the columns' labels, and the infrequent one's column."""
    (values,) = encoder.categories_
    categories = values.tolist()
    encoded = encoder.transform(values.reshape(-1, 1))
    outputs = [int(row.argmax()) if row.any() else -1 for row in encoded]
    grouped = encoder.min_frequency is not None or encoder.max_categories is not None
    rare = encoder.infrequent_categories_[0] if grouped else None
    infrequent = -1 if rare is None else outputs[categories.index(rare[0])]
    labels = dict(zip(outputs, map(label_text, categories), strict=True))
    if infrequent >= 0:
        labels[infrequent] = "infrequent"
    ordered = tuple(labels[output] for output in range(encoded.shape[1]))
    return tuple(categories), tuple(outputs), ordered, infrequent


def _ordinal_encoder(estimator: Any, block: np.ndarray) -> Step:
    categories = tuple(
        tuple(column.categories_[0].tolist()) for column in _fit_each(estimator, block)
    )
    unknown = estimator.unknown_value
    return OrdinalEncoder(categories, None if unknown is None else float(unknown))


def _simple_imputer(estimator: Any, block: np.ndarray) -> Step:
    if block.dtype == np.object_:
        # scikit-learn finds NaN in text columns, not None.
        block = np.where(np.equal(block, None).astype(bool), np.nan, block)
    estimator.fit(block)
    indicators = estimator.indicator_.features_ if estimator.add_indicator else np.array([])
    return SimpleImputer(_plain(estimator.statistics_), _plain(indicators.astype(int)))


_FREEZERS = {
    "StandardScaler": _standard_scaler,
    "MinMaxScaler": _min_max_scaler,
    "RobustScaler": _robust_scaler,
    "MaxAbsScaler": _max_abs_scaler,
    "PowerTransformer": _power_transformer,
    "QuantileTransformer": _quantile_transformer,
    "OneHotEncoder": _one_hot_encoder,
    "OrdinalEncoder": _ordinal_encoder,
    "SimpleImputer": _simple_imputer,
}
