"""The script one would write for specs/autoencoder.yaml."""

import keras
from sklearn.datasets import load_digits
from sklearn.preprocessing import MinMaxScaler


def train(training, validation, epochs):
    x, _ = load_digits(return_X_y=True)
    scaler = MinMaxScaler().fit(x[training])
    training, validation = scaler.transform(x[training]), scaler.transform(x[validation])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(8),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(64, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse", metrics=["mae"])
    return model.fit(
        training,
        training,
        validation_data=(validation, validation),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
