"""The script one would write for specs/iris.yaml."""

import keras
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler


def train(training, validation, epochs):
    x, y = load_iris(return_X_y=True)
    scaler = StandardScaler().fit(x[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        scaler.transform(x[training]),
        y[training],
        validation_data=(scaler.transform(x[validation]), y[validation]),
        epochs=epochs,
        batch_size=16,
        verbose=0,
    ).history
