"""The script one would write for specs/moons.yaml."""

import keras
from sklearn.datasets import make_moons


def train(training, validation, epochs):
    x, y = make_moons(n_samples=200, noise=0.2, random_state=0)
    y = y[:, None]

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(
                5, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.001)
            ),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"]
    )
    return model.fit(
        x[training],
        y[training],
        validation_data=(x[validation], y[validation]),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
