"""The script one would write for specs/meats.yaml."""

import keras
import pandas as pd
from sklearn.preprocessing import StandardScaler

OUTPUTS = ["water", "fat", "protein"]


def train(training, validation, epochs):
    data = pd.read_csv("datasets/meats.csv")
    x = data.drop(columns=OUTPUTS).to_numpy()
    scaler = StandardScaler().fit(x[training])
    y = {name: data[[name]].to_numpy() for name in OUTPUTS}
    y_scalers = {name: StandardScaler().fit(y[name][training]) for name in OUTPUTS}

    def part(rows):
        scaled = {name: y_scalers[name].transform(y[name][rows]) for name in OUTPUTS}
        return scaler.transform(x[rows]), scaled

    keras.utils.set_random_seed(42)
    spectrum = keras.Input((100,))
    hidden = keras.layers.Dense(64, activation="relu")(spectrum)
    trunk = keras.layers.Dense(32, activation="relu")(hidden)
    model = keras.Model(
        spectrum, {name: keras.layers.Dense(1, name=name)(trunk) for name in OUTPUTS}
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss={"water": "mse", "fat": "huber", "protein": "mae"},
        metrics={
            "water": ["mae"],
            "fat": ["mae", "R2Score"],
            "protein": ["RootMeanSquaredError"],
        },
        loss_weights={"water": 1.0, "fat": 1.0, "protein": 0.5},
    )
    return model.fit(
        *part(training),
        validation_data=part(validation),
        epochs=epochs,
        batch_size=16,
        verbose=0,
    ).history
