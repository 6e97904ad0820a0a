"""What the parameters of Keras take: types, choices and bounds, which no signature says.

Looked up from the particular to the general: `BY_PARAMETER` (`Class.parameter`; those of layers
stand in `layer_hints.py`), `BY_FAMILY` (`family.parameter`), `BY_SUFFIX`, `boolean` where the
default is one, `BY_NAME`. `{n}` stands for the digit in a class name such as `Conv2D`. The notation
is explained in `kinds.py`. Where Keras checks less than it documents, the documentation counts;
where neither says, a hint is permissive.
"""

from __future__ import annotations

from nnspec.catalog.layer_hints import FLOATS, LAYERS

_SIZE = "integer >= 1 or list[{n}] of integer >= 1"
_FRACTION = "number >= 0 < 1"
_POSITIVE = "integer >= 1"
_COUNT = "integer >= 0"
_FACTOR = "number or list[2] of number"
_UNIT = "number >= 0 <= 1"

BY_SUFFIX = {
    "_initializer": "object of initializers or null",
    "_regularizer": "object of regularizers or null",
    "_constraint": "object of constraints or null",
    "_activation": "object of activations or null",
}

BY_NAME = {
    "activation": "object of activations or null",
    "alpha": "number",
    "axis": "integer",
    "chain_depth": _POSITIVE,
    "data_format": "one of channels_last channels_first or null",
    "depth_multiplier": _POSITIVE,
    "dilation_rate": _SIZE,
    "dropout": _FRACTION,
    "epsilon": "number > 0",
    "factor": _FACTOR,
    "fft_length": "integer >= 1 or null",
    "fill_mode": "one of constant nearest wrap reflect",
    "fill_value": "number",
    "filters": _POSITIVE,
    "flash_attention": "boolean or null",
    "gain": "number",
    "gamma": "number >= 0",
    "groups": _POSITIVE,
    "height": _POSITIVE,
    "ignore_class": "integer or null",
    "initial_value_threshold": "number or null",
    "input_axes": "list of integer or null",
    "interpolation": "one of nearest bilinear",
    "kernel_size": _SIZE,
    "l1": "number >= 0",
    "l2": "number >= 0",
    "label_smoothing": _UNIT,
    "layer": "object of layers",
    "lora_alpha": "number or null",
    "lora_rank": "integer >= 1 or null",
    "max_value": "number",
    "mode": "one of auto min max",
    "momentum": _UNIT,
    "monitor": "string",
    "name": "string or null",
    "negative_slope": "number",
    "noise_shape": "list of integer/null or null",
    "num_bins": _POSITIVE,
    "num_classes": _POSITIVE,
    "num_thresholds": "integer >= 2",
    "output_axes": "list of integer or null",
    "output_dim": _POSITIVE,
    "output_padding": "integer >= 0 or list[{n}] of integer >= 0 or null",
    "output_size": _SIZE,
    "padding": "one of valid same",
    "patience": _COUNT,
    "pool_size": _SIZE,
    "rate": _FRACTION,
    "recurrent_dropout": _FRACTION,
    "scaling": "one of density spectrum or null",
    "seed": "integer or null",
    "sliding_window": "integer >= 1 or null",
    "strides": _SIZE,
    "target_class_ids": "list of integer >= 0",
    "threshold": "number or null",
    "units": _POSITIVE,
    "use_cudnn": "boolean or one of auto",
    "value_range": "list[2] of number",
    "verbose": "boolean or integer >= 0",
    "width": _POSITIVE,
    "window": "string or null",
}

BY_FAMILY = {
    "layers.alpha": "number >= 0",
    "layers.cell": "object of layers or list of object of layers",
    "layers.dtype": f"one of {FLOATS} mixed_float16 mixed_bfloat16 or null",
    "layers.head_dim": _POSITIVE,
    "layers.max_tokens": "integer >= 2 or null",
    "layers.num_oov_indices": _COUNT,
    "layers.salt": "integer or list of integer or null",
    "layers.threshold": "number",
    "layers.vocabulary": "list of string/number",
    "layers.idf_weights": "list of number or null",
    "layers.encoding": "string",
    "layers.output_mode": "one of int one_hot multi_hot count",
    "activations.axis": "integer or list of integer",
    "activations.negative_slope": "number >= 0",
    "activations.threshold": "number >= 0",
    "losses.axis": "integer or list of integer or null",
    "losses.dtype": f"one of {FLOATS} or null",
    "losses.reduction": "one of sum sum_over_batch_size mean mean_with_sample_weight none or null",
    "losses.alpha": "number >= 0",
    "losses.beta": "number >= 0",
    "metrics.axis": "integer or list of integer",
    "metrics.alpha": "number >= 0",
    "metrics.average": "one of micro macro weighted or null",
    "metrics.class_id": "integer >= 0 or null",
    "metrics.dtype": f"one of {FLOATS} or null",
    "metrics.k": _POSITIVE,
    "metrics.precision": _UNIT,
    "metrics.recall": _UNIT,
    "metrics.sensitivity": _UNIT,
    "metrics.specificity": _UNIT,
    "metrics.thresholds": "number >= 0 <= 1 or list of number >= 0 <= 1 or null",
    "metrics.top_k": "integer >= 1 or null",
    "initializers.mean": "number",
    "initializers.stddev": "number >= 0",
    "initializers.window": "string or null",
    "constraints.axis": "integer or list of integer",
    "constraints.max_value": "number >= 0",
    "constraints.min_value": "number >= 0",
    "constraints.rate": "number >= 0 <= 1",
    "schedules.alpha": _UNIT,
    "schedules.decay_rate": "number >= 0",
    "schedules.decay_steps": "number > 0",
    "schedules.end_learning_rate": "number >= 0",
    "schedules.initial_learning_rate": "number >= 0",
    "schedules.name": "string",
    "optimizers.beta_1": _FRACTION,
    "optimizers.beta_2": _FRACTION,
    "optimizers.adam_beta_1": _FRACTION,
    "optimizers.adam_beta_2": _FRACTION,
    "optimizers.adam_weight_decay": "number >= 0 or null",
    "optimizers.clipnorm": "number > 0 or null",
    "optimizers.clipvalue": "number > 0 or null",
    "optimizers.global_clipnorm": "number > 0 or null",
    "optimizers.ema_momentum": _UNIT,
    "optimizers.ema_overwrite_frequency": "integer >= 1 or null",
    "optimizers.gradient_accumulation_steps": "integer >= 2 or null",
    "optimizers.initial_accumulator_value": "number >= 0",
    "optimizers.learning_rate": "number > 0 or object of schedules",
    "optimizers.loss_scale_factor": "number > 0 or null",
    "optimizers.rho": _UNIT,
    "optimizers.weight_decay": "number >= 0 or null",
    "callbacks.save_freq": "integer >= 1 or one of epoch",
}

BY_PARAMETER = LAYERS | {
    "relu.max_value": "number >= 0 or null",
    "squareplus.b": "number >= 0",
    "threshold.default_value": "number",
    "Constant.value": "number or boolean",
    "RandomUniform.maxval": "number",
    "RandomUniform.minval": "number",
    "STFT.side": "one of real imag",
    "VarianceScaling.distribution": "one of truncated_normal untruncated_normal uniform",
    "VarianceScaling.mode": "one of fan_in fan_out fan_avg",
    "VarianceScaling.scale": "number > 0",
    "OrthogonalRegularizer.factor": "number >= 0",
    "OrthogonalRegularizer.mode": "one of rows columns",
    "CosineDecay.warmup_steps": "number >= 0",
    "CosineDecay.warmup_target": "number >= 0 or null",
    "CosineDecayRestarts.first_decay_steps": "number > 0",
    "CosineDecayRestarts.m_mul": "number >= 0",
    "CosineDecayRestarts.t_mul": "number > 0",
    "PiecewiseConstantDecay.boundaries": "list of number >= 0",
    "PiecewiseConstantDecay.values": "list of number >= 0",
    "PolynomialDecay.power": "number",
    "Adafactor.beta_2_decay": "number",
    "Adafactor.clip_threshold": "number > 0",
    "Adafactor.epsilon_1": "number > 0",
    "Adafactor.epsilon_2": "number > 0",
    "Ftrl.beta": "number >= 0",
    "Ftrl.l1_regularization_strength": "number >= 0",
    "Ftrl.l2_regularization_strength": "number >= 0",
    "Ftrl.l2_shrinkage_regularization_strength": "number >= 0",
    "Ftrl.learning_rate_power": "number <= 0",
    "LossScaleOptimizer.dynamic_growth_steps": _POSITIVE,
    "LossScaleOptimizer.initial_scale": "number > 0",
    "LossScaleOptimizer.inner_optimizer": "object of optimizers",
    "Lion.beta_1": "number > 0 <= 1",
    "Muon.adam_lr_ratio": "number > 0",
    "Muon.exclude_layers": "list of string or null",
    "Muon.muon_a": "number",
    "Muon.muon_b": "number",
    "Muon.muon_c": "number",
    "Muon.ns_steps": _POSITIVE,
    "Muon.rms_rate": "number or null",
    "ScheduleFreeAdamW.warmup_steps": _COUNT,
    "CategoricalFocalCrossentropy.alpha": "number >= 0 or list of number >= 0",
    "categorical_focal_crossentropy.alpha": "number >= 0 or list of number >= 0",
    "CategoricalGeneralizedCrossEntropy.q": "number > 0 < 1",
    "Circle.margin": "number",
    "Huber.delta": "number > 0",
    "huber.delta": "number > 0",
    "AUC.curve": "one of ROC PR",
    "AUC.label_weights": "list of number >= 0 or null",
    "AUC.num_labels": "integer >= 1 or null",
    "AUC.summation_method": "one of interpolation minoring majoring",
    "AUC.thresholds": "list of number >= 0 <= 1 or null",
    "BinaryAccuracy.threshold": "number",
    "BinaryIoU.threshold": "number",
    "F1Score.threshold": "number > 0 <= 1 or null",
    "FBetaScore.beta": "number > 0",
    "FBetaScore.threshold": "number > 0 <= 1 or null",
    "R2Score.class_aggregation": ("one of uniform_average variance_weighted_average or null"),
    "R2Score.num_regressors": _COUNT,
    "BackupAndRestore.backup_dir": "string",
    "BackupAndRestore.save_freq": "integer >= 1 or boolean or one of epoch",
    "CSVLogger.filename": "string",
    "CSVLogger.separator": "string",
    "EarlyStopping.baseline": "number or null",
    "EarlyStopping.min_delta": "number",
    "EarlyStopping.start_from_epoch": _COUNT,
    "LearningRateScheduler.schedule": "object of schedules",
    "ModelCheckpoint.filepath": "string",
    "ReduceLROnPlateau.cooldown": _COUNT,
    "ReduceLROnPlateau.factor": "number > 0 < 1",
    "ReduceLROnPlateau.min_delta": "number",
    "ReduceLROnPlateau.min_lr": "number >= 0",
    "TensorBoard.embeddings_freq": _COUNT,
    "TensorBoard.histogram_freq": _COUNT,
    "TensorBoard.log_dir": "string",
    "TensorBoard.profile_batch": "integer >= 0 or list[2] of integer >= 0",
    "TensorBoard.update_freq": "integer >= 1 or one of batch epoch",
}

# Parameters that every layer has; which of them a class really takes is tried out by `probe.py`.
BASE_LAYER = {
    "name": ("string or null", "Name of the layer, unique in the network."),
    "trainable": ("boolean", "Whether training changes its weights."),
    "dtype": (
        BY_FAMILY["layers.dtype"],
        "The dtype of its computations and weights, or a mixed-precision policy.",
    ),
    "activity_regularizer": (
        "object of regularizers or null",
        "Regularizer of the output of the layer.",
    ),
    "input_shape": (
        "list of integer/null >= 1 or null",
        "Shape of one input without the batch axis.",
    ),
    "input_dim": (
        "integer >= 1 or null",
        "Number of inputs: short for an input_shape of one dimension.",
    ),
}


def takes(family: str, name: str, parameter: str, default: object) -> str:
    """What a parameter takes, in the notation of `kinds.py`.

    Args:
        family: Family of the entry, for instance `layers`.
        name: The entry's main name, for instance `Conv2D`.
        parameter: The parameter's name.
        default: Its default, anything but a boolean when there is none.

    Raises:
        LookupError: No hint covers it: this release of the library has something new.
    """
    suffix = next((key for key in BY_SUFFIX if parameter.endswith(key)), None)
    found = (
        BY_PARAMETER.get(f"{name}.{parameter}")
        or BY_FAMILY.get(f"{family}.{parameter}")
        or (suffix and BY_SUFFIX[suffix])
        or ("boolean" if isinstance(default, bool) else BY_NAME.get(parameter))
    )
    if found is None:
        raise LookupError(f"{name}.{parameter} (default {default!r}) needs a line in hints.py")
    if "{n}" in found:
        digit = next((letter for letter in reversed(name) if letter.isdigit()), None)
        if digit is None:
            raise LookupError(f"{name}.{parameter} needs a line of its own in hints.py")
        found = found.replace("{n}", digit)
    # A default is always allowed, whatever the documentation says.
    return f"{found} or null" if default is None and "null" not in found else found
