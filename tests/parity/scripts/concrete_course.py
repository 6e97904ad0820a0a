"""The script one would write for specs/concrete_course.yaml."""

import keras
import pandas as pd
from sklearn.preprocessing import StandardScaler


def train(training, validation, epochs):
    data = pd.read_csv("datasets/concrete.csv")
    x = data.drop(columns="strength").to_numpy()
    y = data[["strength"]].to_numpy()
    scaler = StandardScaler().fit(x[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(5, activation="relu"),
            keras.layers.Dense(5, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mae"])
    return model.fit(
        scaler.transform(x[training]),
        y[training],
        validation_data=(scaler.transform(x[validation]), y[validation]),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
