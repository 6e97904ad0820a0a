"""Train the networks of test_ahead.py under a setting that TensorFlow takes once in a process."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
from test_ahead import NETWORKS, by_engine

from nnspec.training import ahead, engine, executor

if sys.argv[1] == "one thread":
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
else:
    tf.config.experimental.enable_op_determinism()
ahead.SMALL_STEP = engine.SMALL_STEP = executor.SMALL_STEP = 0
ahead._MANY_STEPS = 1
for name, make in NETWORKS.items():
    losses = by_engine(make).history.history["loss"]
    if np.isfinite(losses).all() and losses[-1] < losses[0]:
        print(name, flush=True)
