"""The script one would write for specs/logic_and.yaml."""

import keras
import pandas as pd


def train(training, validation, epochs):
    data = pd.read_csv("datasets/logic.csv")
    x, y = data[["a", "b"]].to_numpy(), data[["and"]].to_numpy()

    keras.utils.set_random_seed(42)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(
        optimizer=keras.optimizers.Adam(0.2), loss="binary_crossentropy", metrics=["accuracy"]
    )
    return model.fit(x[training], y[training], epochs=epochs, batch_size=4, verbose=0).history
