"""The script one would write for specs/regularized.yaml."""

import keras
from keras.regularizers import L1, L1L2, L2
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler


def train(training, validation, epochs):
    x, y = load_breast_cancer(return_X_y=True)
    y = 1 - y[:, None]  # scikit-learn has 0 for malignant; in alphabetical order it is 1
    scaler = StandardScaler().fit(x[training])

    keras.utils.set_random_seed(42)
    model = keras.Sequential(
        [
            keras.Input((30,)),
            keras.layers.Dense(
                32,
                activation="relu",
                kernel_initializer="he_normal",
                kernel_regularizer=L1(0.0005),
            ),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(
                16,
                activation="relu",
                kernel_regularizer=L1L2(l1=0.0001, l2=0.001),
                bias_regularizer=L2(0.001),
                activity_regularizer=L2(0.0001),
                kernel_constraint=keras.constraints.MaxNorm(3),
            ),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss="binary_crossentropy",
        metrics=["accuracy", "AUC"],
    )
    return model.fit(
        scaler.transform(x[training]),
        y[training],
        validation_data=(scaler.transform(x[validation]), y[validation]),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    ).history
