"""The script one would write for specs/deep_dropout.yaml."""

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
            keras.layers.Dense(128, activation="sigmoid"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(32, activation="sigmoid"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(8, activation="sigmoid"),
            keras.layers.Dense(5, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=["mae"])
    return model.fit(
        x_scaler.transform(x[training]),
        y_scaler.transform(y[training]),
        validation_data=(x_scaler.transform(x[validation]), y_scaler.transform(y[validation])),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
