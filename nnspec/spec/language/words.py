"""How messages speak of the catalogue's families."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf

from nnspec.errors import did_you_mean

_SINGULAR = {
    "layers": "layer",
    "activations": "activation",
    "initializers": "initializer",
    "regularizers": "regularizer",
    "constraints": "constraint",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "losses": "loss",
    "metrics": "metric",
    "callbacks": "callback",
    "preprocessing": "preprocessing step",
    "sources": "data source",
}


# What people call a thing, in PyTorch, old Keras, scikit-learn or for short, in lower case, and its
# name in Keras.
SYNONYMS = {
    "rmse": "mse",
    "r2": "R2Score",
    "rsquared": "R2Score",
    "r_squared": "R2Score",
    "f1": "F1Score",
    "roc_auc": "AUC",
    "rocauc": "AUC",
    "neg_root_mean_squared_error": "RootMeanSquaredError",
    "neg_mean_squared_error": "MeanSquaredError",
    "neg_mean_absolute_error": "MeanAbsoluteError",
    "balanced_accuracy": "accuracy",
    "lr": "learning_rate",
    "eta": "learning_rate",
    "eps": "epsilon",
    "nodes": "units",
    "neurons": "units",
    "hidden_units": "units",
    "out_features": "units",
    "hidden_size": "units",
    "n_units": "units",
    "out_channels": "filters",
    "nb_filter": "filters",
    "num_filters": "filters",
    "n_filters": "filters",
    "stride": "strides",
    "dilation": "dilation_rate",
    "border_mode": "padding",
    "p": "rate",
    "prob": "rate",
    "num_embeddings": "input_dim",
    "embedding_dim": "output_dim",
    "act": "activation",
    "nonlinearity": "activation",
    "bias": "use_bias",
    "kernel": "kernel_size",
    "alpha": "negative_slope",
    "cross_entropy": "sparse_categorical_crossentropy",
    "crossentropyloss": "sparse_categorical_crossentropy",
    "sparse_crossentropy": "sparse_categorical_crossentropy",
    "nllloss": "sparse_categorical_crossentropy",
    "log_loss": "binary_crossentropy",
    "logloss": "binary_crossentropy",
    "bceloss": "binary_crossentropy",
    "bcewithlogitsloss": "binary_crossentropy",
    "binary_cross_entropy": "binary_crossentropy",
    "mseloss": "mse",
    "l2loss": "mse",
    "squared_error": "mse",
    "l1loss": "mae",
    "absolute_error": "mae",
    "smoothl1loss": "Huber",
    "huberloss": "Huber",
    "kldivloss": "KLDivergence",
    "poissonnllloss": "Poisson",
    "linear": "Dense",
    "fullyconnected": "Dense",
    "fully_connected": "Dense",
    "fc": "Dense",
    "batchnorm": "BatchNormalization",
    "batch_norm": "BatchNormalization",
    "batchnorm1d": "BatchNormalization",
    "batchnorm2d": "BatchNormalization",
    "batchnorm3d": "BatchNormalization",
    "layernorm": "LayerNormalization",
    "layer_norm": "LayerNormalization",
    "groupnorm": "GroupNormalization",
    "dropout1d": "SpatialDropout1D",
    "dropout2d": "SpatialDropout2D",
    "dropout3d": "SpatialDropout3D",
    "convtranspose1d": "Conv1DTranspose",
    "convtranspose2d": "Conv2DTranspose",
    "convtranspose3d": "Conv3DTranspose",
    "maxpool1d": "MaxPooling1D",
    "maxpool2d": "MaxPooling2D",
    "maxpool3d": "MaxPooling3D",
    "avgpool1d": "AveragePooling1D",
    "avgpool2d": "AveragePooling2D",
    "avgpool3d": "AveragePooling3D",
    "timedistributeddense": "Dense",
    "cudnnlstm": "LSTM",
    "cudnngru": "GRU",
    "concat": "Concatenate",
    "merge": "Concatenate",
    "logistic": "sigmoid",
    "hardtanh": "hard_tanh",
    "xavier": "GlorotUniform",
    "xavier_uniform": "GlorotUniform",
    "xavier_normal": "GlorotNormal",
    "kaiming_uniform": "HeUniform",
    "kaiming_normal": "HeNormal",
    "standard": "StandardScaler",
    "standardise": "StandardScaler",
    "zscore": "StandardScaler",
    "z_score": "StandardScaler",
    "minmax": "MinMaxScaler",
    "min_max": "MinMaxScaler",
    "onehot": "OneHotEncoder",
    "one_hot": "OneHotEncoder",
    "ordinal": "OrdinalEncoder",
    "imputer": "SimpleImputer",
    "labelencoder": "OrdinalEncoder",
    "scale": "StandardScaler",
    "scaler": "StandardScaler",
    "standardize": "StandardScaler",
    "normalize": "StandardScaler",
    "mode": "most_frequent",
    "maximize": "max",
    "higher": "max",
    "minimize": "min",
    "lower": "min",
    "get_dummies": "OneHotEncoder",
    "early_stopping": "EarlyStopping",
}


def right_word(word: str, known: SequenceOf[str]) -> str | None:
    """`did you mean 'units'?` for `unit`, and for `neurons` too; None when nothing is near."""
    return synonym_among(word, known) or did_you_mean(word, known)


def synonym_among(word: str, known: SequenceOf[str]) -> str | None:
    """`did you mean 'Dense'?` for `Linear`, where a Dense may stand; None where none is known."""
    if word.lower() in known:
        # `RMSE` is `rmse` where that is a name, and not `mse`.
        return None
    synonym = SYNONYMS.get(word.lower())
    return f"did you mean '{synonym}'?" if synonym in known else None


def same_word(word: str, known: SequenceOf[str]) -> str | None:
    """`relu` for `ReLU`, `EarlyStopping` for `early_stopping`: the name in other capitals."""
    plain = word.lower().replace("_", "")
    return next((name for name in known if name.lower().replace("_", "") == plain), None)


def singular(family: str) -> str:
    """`layers` as `layer`, `preprocessing` as `preprocessing step`."""
    return _SINGULAR.get(family, family)


def code_word(family: str) -> str:
    """The family in a problem's code: `layers` gives `layer`, as in `unknown-layer`."""
    return {"preprocessing": "step", "sources": "source"}.get(family, singular(family))


def with_article(noun: str) -> str:
    """`layer` as `a layer`, `optimizer` as `an optimizer`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def either(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
