"""The script one would write for specs/line.yaml."""

import keras
import pandas as pd


def train(training, validation, epochs):
    data = pd.read_csv("datasets/line.csv")
    x, y = data[["x"]].to_numpy(), data[["y"]].to_numpy()

    keras.utils.set_random_seed(42)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.04, momentum=0.9), loss="mse")
    return model.fit(x[training], y[training], epochs=epochs, batch_size=5, verbose=0).history
