"""The study's CNN in Keras on random images, epochs on request: one `fit` call, which waits between them for a line.

    python keras_epochs.py IMAGES BATCH EPOCHS_A_LINE [augmented]   (threads by TF_NUM_INTRAOP_THREADS)

`augmented`: by ImageDataGenerator, with the study's settings.

Prints `ready` after a first epoch that nobody counts, then for each line read the images a second of those epochs.
"""
import os, sys, time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
from tensorflow import keras

layers = keras.layers
images, batch, epochs = map(int, sys.argv[1:4])
augmented = sys.argv[4:] == ["augmented"]
model = keras.Sequential([
    layers.Conv2D(32, 3, padding="same", activation="relu", input_shape=(28, 28, 1)), layers.MaxPool2D(),
    layers.Conv2D(64, 3, padding="same", activation="relu"), layers.MaxPool2D(),
    layers.Conv2D(32, 3, padding="same", activation="relu"), layers.MaxPool2D(),
    layers.Flatten(), layers.Dense(512, activation="relu"), layers.Dropout(0.3),
    layers.Dense(24, activation="softmax"),
])
model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["acc"])


class OnRequest(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch % epochs == 1 % epochs and epoch > 0:
            if not sys.stdin.readline():
                os._exit(0)
            self.started = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            print("ready", flush=True)
        elif epoch % epochs == 0:
            print(images * epochs / (time.perf_counter() - self.started), flush=True)


random = np.random.default_rng(1)
x = random.random((images, 28, 28, 1), dtype="float32")
y = np.eye(24, dtype="float32")[random.integers(0, 24, images)]
options = dict(epochs=100_000, verbose=0, callbacks=[OnRequest()])
if augmented:
    generator = keras.preprocessing.image.ImageDataGenerator(
        rotation_range=10, zoom_range=0.1, width_shift_range=0.1, height_shift_range=0.1)
    model.fit(generator.flow(x, y, batch_size=batch), **options)
else:
    model.fit(x, y, batch_size=batch, **options)
