"""The script one would write for specs/two_towers.yaml."""

import keras
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler


def train(training, validation, epochs):
    x, y = load_iris(return_X_y=True)
    scaler = StandardScaler().fit(x[training])

    def part(rows):
        scaled = scaler.transform(x[rows])
        return [scaled[:, :2], scaled[:, 2:]], y[rows]

    keras.utils.set_random_seed(42)
    sepal, petal = keras.Input((2,)), keras.Input((2,))
    leaf = keras.layers.Dense(8, activation="tanh")
    merged = keras.layers.Concatenate()([leaf(sepal), leaf(petal)])
    species = keras.layers.Dense(3, activation="softmax")(merged)
    model = keras.Model([sepal, petal], species)
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        *part(training), validation_data=part(validation), epochs=epochs, batch_size=16, verbose=0
    ).history
