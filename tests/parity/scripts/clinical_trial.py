"""The script one would write for specs/clinical_trial.yaml."""

import keras
import pandas as pd
from sklearn.preprocessing import MinMaxScaler


def train(training, validation, epochs):
    data = pd.read_csv("datasets/clinical_trial.csv")
    x = data[["age"]].to_numpy()
    y = (data["side_effect"] == "yes").to_numpy(int)
    scaler = MinMaxScaler().fit(x[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((1,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        scaler.transform(x[training]),
        y[training],
        validation_data=(scaler.transform(x[validation]), y[validation]),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
