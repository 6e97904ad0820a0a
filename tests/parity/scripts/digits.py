"""The script one would write for specs/digits.yaml."""

import keras
from sklearn.datasets import load_digits
from sklearn.preprocessing import MinMaxScaler


def train(training, validation, epochs):
    x, y = load_digits(return_X_y=True)
    scaler = MinMaxScaler().fit(x[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Reshape((8, 8, 1)),
            keras.layers.Conv2D(32, 3, padding="same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.Activation("relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.002),
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
