"""Eight trainings of the study's CNN with other learning rates, in Keras.

    python keras_sweep.py DATA EPOCHS one|optuna

one: a process that does them one after the other, with all cores. optuna: Optuna with `n_jobs=2` in one process, as its docs show.
Prints the last val_acc of each. DATA: a folder with sign_mnist_train.csv(.gz) and sign_mnist_test.csv(.gz).
"""
import os, sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import pandas as pd
from tensorflow import keras

data, epochs, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
layers = keras.layers
rates = [0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.004]


def read(name):
    path = os.path.join(data, name)
    table = pd.read_csv(path if os.path.exists(path) else path + ".gz")
    labels = table.pop("label").to_numpy()
    labels = np.where(labels > 9, labels - 1, labels)
    return table.to_numpy(dtype="float32").reshape(-1, 28, 28, 1) / 255, np.eye(24, dtype="float32")[labels]


x, y = read("sign_mnist_train.csv")
validation = read("sign_mnist_test.csv")


def train(rate):
    model = keras.Sequential([
        layers.Conv2D(32, 3, padding="same", activation="relu", input_shape=(28, 28, 1)), layers.MaxPool2D(),
        layers.Conv2D(64, 3, padding="same", activation="relu"), layers.MaxPool2D(),
        layers.Conv2D(32, 3, padding="same", activation="relu"), layers.MaxPool2D(),
        layers.Flatten(), layers.Dense(512, activation="relu"), layers.Dropout(0.3),
        layers.Dense(24, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(rate), "categorical_crossentropy", metrics=["acc"])
    history = model.fit(x, y, batch_size=256, epochs=epochs, verbose=0, validation_data=validation)
    return history.history["val_acc"][-1]


if how == "one":
    print([round(train(rate), 4) for rate in rates])
else:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.GridSampler({"rate": rates}))
    study.optimize(lambda trial: train(trial.suggest_float("rate", 0.0001, 0.01)), n_trials=8, n_jobs=2)
    print([round(trial.value, 4) for trial in study.trials])
