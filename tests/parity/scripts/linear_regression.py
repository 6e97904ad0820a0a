"""The script one would write for specs/linear_regression.yaml."""

import keras
from sklearn.datasets import make_regression
from sklearn.preprocessing import StandardScaler


def train(training, validation, epochs):
    x, y = make_regression(n_samples=1000, n_features=10, noise=10, random_state=0)
    y = y[:, None]
    x_scaler, y_scaler = StandardScaler().fit(x[training]), StandardScaler().fit(y[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((10,)),
            keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse", metrics=["mae"])
    return model.fit(
        x_scaler.transform(x[training]),
        y_scaler.transform(y[training]),
        validation_data=(x_scaler.transform(x[validation]), y_scaler.transform(y[validation])),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
