"""The script one would write for specs/mlp_regression.yaml."""

import keras
from sklearn.datasets import make_friedman1
from sklearn.preprocessing import StandardScaler


def train(training, validation, epochs):
    x, y = make_friedman1(n_samples=1000, noise=1.0, random_state=0)
    y = y[:, None]
    x_scaler, y_scaler = StandardScaler().fit(x[training]), StandardScaler().fit(y[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((10,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return model.fit(
        x_scaler.transform(x[training]),
        y_scaler.transform(y[training]),
        validation_data=(x_scaler.transform(x[validation]), y_scaler.transform(y[validation])),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
