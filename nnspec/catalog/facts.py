"""Facts about the objects of Keras that no signature has.

What is left out and why, which way is better, how labels must be encoded, and plausible values to
construct every object with.
"""

from __future__ import annotations

from typing import Any

_BASE = "a base class: it is there to be subclassed in Python"
_FRAMEWORK = "it wraps a model of another framework"
_INPUT = "nnspec makes the inputs itself, from `inputs` and the data"
_PYTHON = "it needs a Python function"
# The loss decides how labels are encoded, so it must say which of the three it is.
_WHICH = "say which: binary_, categorical_ or sparse_categorical_crossentropy"

# Activations that are layers too. With arguments a spec gets the layer: a saved model holds a
# layer's configuration, but of a function only its name.
ACTIVATION_LAYERS = {
    "elu": "ELU",
    "leaky_relu": "LeakyReLU",
    "relu": "ReLU",
    "softmax": "Softmax",
}

# Public classes that a spec cannot use, by family and name.
OMITTED: dict[str, dict[str, str]] = {
    "layers": {
        "FlaxLayer": _FRAMEWORK,
        "Input": _INPUT,
        "InputLayer": _INPUT,
        "InputSpec": "it describes an input and is no layer",
        "JaxLayer": _FRAMEWORK,
        "Lambda": _PYTHON,
        "Layer": _BASE,
        "MaxNumBoundingBoxes": "it changes bounding boxes only, which a spec does not have",
        "TFSMLayer": _FRAMEWORK,
        "TorchModuleWrapper": _FRAMEWORK,
        "Wrapper": _BASE,
    },
    "activations": {
        "glu": (
            "it halves the last axis, which no layer of Keras expects of its activation; gate with "
            "Multiply instead, of two Dense, one of them with activation: sigmoid"
        ),
        "threshold": "it needs arguments, which a saved model cannot hold",
    },
    "initializers": {"Initializer": _BASE},
    "regularizers": {"Regularizer": _BASE},
    "constraints": {"Constraint": _BASE},
    "optimizers": {
        "MultiOptimizer": "it needs layer objects, to give each an optimizer of its own",
        "Optimizer": _BASE,
        "OptimizerMap": "it needs layer objects, to give each an optimizer of its own",
    },
    "schedules": {"LearningRateSchedule": _BASE},
    "losses": {
        "CTC": "its labels are sequences of varying length",
        "Loss": _BASE,
    },
    "metrics": {
        "Mean": "it averages single values and takes no target",
        "MeanMetricWrapper": _PYTHON,
        "Metric": _BASE,
        "Sum": "it adds single values and takes no target",
    },
    "callbacks": {
        "Callback": _BASE,
        "CallbackList": "it holds the other callbacks; nnspec makes it itself",
        "History": "nnspec always keeps the history, in history.csv",
        "LambdaCallback": _PYTHON,
        "OrbaxCheckpoint": "it needs the package orbax-checkpoint",
        "ProgbarLogger": "nnspec shows the progress itself",
        "RemoteMonitor": "it sends the training's progress over the network",
    },
}

# Parameters that a spec cannot say: arrays, quantization objects, files beside the run's own.
UNSAYABLE = {
    "arguments",
    "embeddings_metadata",
    "gptq_unpacked_column_size",
    "quantization_config",
    "weights",
}
# `num_bins` asks for `adapt`, that is for bins learned from data.
UNSAYABLE_HERE = {"Discretization.num_bins"}

# Required in a spec, though not in Keras: without them the layer would have to be adapted to data.
REQUIRED = {
    "CategoryEncoding.num_tokens",
    "Discretization.bin_boundaries",
    "IntegerLookup.vocabulary",
    "Normalization.mean",
    "Normalization.variance",
    "StringLookup.vocabulary",
    "TextVectorization.vocabulary",
}

# Layers whose dtype may be one of these as well, since they turn text or numbers into codes.
CODING_LAYERS = {
    "CategoryEncoding",
    "Discretization",
    "HashedCrossing",
    "Hashing",
    "IntegerLookup",
    "StringLookup",
    "TextVectorization",
}
CODE_DTYPES = "int32 int64 string"

CELLS = {"GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"}

PATH_PARAMETERS = {
    "BackupAndRestore": ["backup_dir"],
    "CSVLogger": ["filename"],
    "ModelCheckpoint": ["filepath"],
    "TensorBoard": ["log_dir"],
}

# Metrics of which more is better; of all others, and of every loss, less is.
HIGHER_IS_BETTER = {
    "AUC",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryIoU",
    "CategoricalAccuracy",
    "ConcordanceCorrelation",
    "CosineSimilarity",
    "F1Score",
    "FBetaScore",
    "IoU",
    "MeanIoU",
    "OneHotIoU",
    "OneHotMeanIoU",
    "PearsonCorrelation",
    "Precision",
    "PrecisionAtRecall",
    "R2Score",
    "Recall",
    "RecallAtPrecision",
    "SensitivityAtSpecificity",
    "SparseCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy",
    "SpecificityAtSensitivity",
    "TopKCategoricalAccuracy",
    "TrueNegatives",
    "TruePositives",
    "accuracy",
}

# How labels must be encoded, by name; losses and metrics of one name agree in it. Anything not here
# takes numbers as they are. KLDivergence compares distributions: one class is the distribution that
# has all its weight there, hence one-hot; several numeric target columns are taken as they are.
# Dice and Tversky compare masks, one channel a class.
TARGETS = {
    "binary": {
        "AUC",
        "BinaryAccuracy",
        "BinaryCrossentropy",
        "BinaryFocalCrossentropy",
        "BinaryIoU",
        "FalseNegatives",
        "FalsePositives",
        "Hinge",
        "Precision",
        "PrecisionAtRecall",
        "Recall",
        "RecallAtPrecision",
        "SensitivityAtSpecificity",
        "SpecificityAtSensitivity",
        "SquaredHinge",
        "TrueNegatives",
        "TruePositives",
        "binary_focal_crossentropy",
    },
    "one_hot": {
        "CategoricalAccuracy",
        "CategoricalCrossentropy",
        "CategoricalFocalCrossentropy",
        "CategoricalHinge",
        "Dice",
        "F1Score",
        "FBetaScore",
        "KLDivergence",
        "OneHotIoU",
        "OneHotMeanIoU",
        "TopKCategoricalAccuracy",
        "Tversky",
        "categorical_focal_crossentropy",
    },
    "sparse": {
        "CategoricalGeneralizedCrossEntropy",
        "Circle",
        "IoU",
        "MeanIoU",
        "SparseCategoricalAccuracy",
        "SparseCategoricalCrossentropy",
        "SparseTopKCategoricalAccuracy",
    },
    None: {"Accuracy", "accuracy"},
}

# Strings that compile() resolves by the output's shape and that a spec must not leave open.
OMITTED_STRINGS = {
    family: {"ce": _WHICH, "crossentropy": _WHICH} for family in ("losses", "metrics")
}

# Strings that `compile` understands beyond the classes: family, name, aliases, summary.
COMPILE_STRINGS = (
    (
        "metrics",
        "accuracy",
        # Keras compares in lower case. The class Accuracy, which wants equal numbers and is never
        # right for probabilities, cannot be named there either.
        ["Accuracy", "acc"],
        "Binary, categorical or sparse categorical accuracy, whichever fits the output.",
    ),
)

# Names that a spec takes beyond Keras' own, by family and main name. `rmse` is what people write,
# and what `evaluate` prints.
MORE_ALIASES = {"metrics": {"RootMeanSquaredError": ["rmse"]}}

# What Keras and scikit-learn leave undocumented, by `Class.parameter`.
SUMMARIES = {
    "Pipeline.layers": "The layers, in their order.",
    "Resizing.antialias": "Whether to smooth the image before it is made smaller.",
    "SparseCategoricalCrossentropy.ignore_class": "Class to leave out of the loss.",
}

# Plausible values for required parameters, by `Class.parameter` and by name.
SAMPLES: dict[str, Any] = {
    "Bidirectional.layer": {"LSTM": {"units": 4}},
    "Dot.axes": 1,
    "EinsumDense.equation": "abc,cd->abd",
    "EinsumDense.output_shape": [None, 8],
    "IntegerLookup.vocabulary": [1, 2],
    "Permute.dims": [2, 1],
    "Pipeline.layers": [{"Rescaling": {"scale": 0.5}}],
    "RNN.cell": {"LSTMCell": {"units": 4}},
    "RandomPosterization.factor": 4,
    "SpectralNormalization.layer": {"Dense": {"units": 4}},
    "StackedRNNCells.cells": [{"LSTMCell": {"units": 4}}, {"GRUCell": {"units": 4}}],
    "TimeDistributed.layer": {"Dense": {"units": 4}},
    "activation": "relu",
    "bin_boundaries": [0.0, 1.0],
    "boundaries": [10, 20],
    "decay_rate": 0.9,
    "decay_steps": 100,
    "default_value": 0.0,
    "factor": 0.5,
    "filters": 4,
    "first_decay_steps": 100,
    "head_dim": 4,
    "height": 4,
    "height_factor": 0.2,
    "initial_learning_rate": 0.1,
    "inner_optimizer": {"Adam": {}},
    "input_dim": 10,
    "kernel_size": 2,
    "key_dim": 4,
    "mean": 0.0,
    "n": 3,
    "num_bins": 4,
    "num_classes": 3,
    "num_heads": 2,
    "num_key_value_heads": 2,
    "num_query_heads": 2,
    "num_tokens": 4,
    "output_dim": 4,
    "output_size": 2,
    "pool_size": 2,
    "precision": 0.5,
    "rate": 0.5,
    "recall": 0.5,
    "scale": 0.5,
    "schedule": {
        "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}
    },
    "sensitivity": 0.5,
    "specificity": 0.5,
    "stddev": 0.1,
    "target_class_ids": [0],
    "target_shape": [-1],
    "threshold": 0.5,
    "units": 4,
    "values": [0.1, 0.01, 0.001],
    "variance": 1.0,
    "vocabulary": ["a", "b"],
    "width": 4,
    "width_factor": 0.2,
}


def target(name: str) -> str | None:
    """How labels must be encoded for the loss or metric of this name; see `TARGETS`."""
    return next((kind for kind, names in TARGETS.items() if name in names), "regression")
