"""The script that one would write by hand for specs/concrete.yaml: the benchmark's other side."""

import json
import math
import sys
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from sklearn.metrics import r2_score
from sklearn.preprocessing import StandardScaler

frame = pd.read_csv("datasets/concrete.csv")
order = np.random.default_rng(42).permutation(len(frame))
part = math.ceil(0.2 * len(frame))
test, validation, training = order[:part], order[part : 2 * part], order[2 * part :]

x = frame.drop(columns="strength")
x["age"] = np.log1p(x["age"])
x, y = x.to_numpy(), frame[["strength"]].to_numpy()
x_scaler, y_scaler = StandardScaler().fit(x[training]), StandardScaler().fit(y[training])
x, y = x_scaler.transform(x), y_scaler.transform(y)

keras.utils.set_random_seed(42)
model = keras.Sequential(
    [
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.0001)),
        keras.layers.Dense(32, activation="relu", kernel_regularizer=keras.regularizers.L2(0.0001)),
        keras.layers.Dense(1),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse", metrics=["mae"])
folder = Path(sys.argv[1])
model.fit(
    x[training],
    y[training],
    validation_data=(x[validation], y[validation]),
    epochs=100,
    batch_size=32,
    verbose=0,
    callbacks=[
        keras.callbacks.EarlyStopping(patience=20, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(folder / "best.keras", save_best_only=True),
    ],
)
metrics = {}
for name, rows in (("training", training), ("validation", validation), ("test", test)):
    predicted = y_scaler.inverse_transform(model.predict(x[rows], verbose=0))
    actual = y_scaler.inverse_transform(y[rows])
    rmse = float(np.sqrt(np.mean((predicted - actual) ** 2)))
    metrics[name] = {"rmse": rmse, "r2": r2_score(actual, predicted)}
(folder / "metrics.json").write_text(json.dumps(metrics))
model.save(folder / "model.keras")
model.save(folder / "model.h5")
