"""How fast this machine trains, in the book's own count.

The count is that of chapter 3: a training step costs about six operations for
each weight and each image. The network is a small autoencoder of that chapter,
784-1000-30 and back, on images of noise; `python -m helpers.speed` prints what
this machine does.
"""

from __future__ import annotations

import time

import numpy as np

REFERENCE = 2.4e11
"""Operations a second of the machine whose seconds the book prints."""

BATCH, STEPS = 250, 40


def operations_per_second(seconds: float = 2.0) -> float:
    """Operations a second while a dense autoencoder trains.

    Takes some five seconds more than `seconds`, to compile the step. Chance that
    was seeded before is as it was after it.

    Args:
        seconds: how long to train.
    """
    import keras  # here: REFERENCE is read without it
    from keras import layers

    small = keras.initializers.RandomNormal(stddev=0.03, seed=0)
    images = np.random.default_rng(0).random((BATCH * STEPS, 784), np.float32)
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(1000, "gelu", kernel_initializer=small),
            layers.Dense(30, kernel_initializer=small),
            layers.Dense(1000, "gelu", kernel_initializer=small),
            layers.Dense(784, "sigmoid", kernel_initializer=small),
        ]
    )
    # PyTorch takes one step a call.
    steps = 1 if keras.backend.backend() == "torch" else STEPS
    model.compile("adamw", loss="mse", steps_per_execution=steps)
    train = {"batch_size": BATCH, "verbose": 0, "shuffle": False}
    model.fit(images, images, **train)
    passes, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < seconds:
        model.fit(images, images, **train)
        passes += 1
    return 6 * model.count_params() * len(images) * passes / taken


if __name__ == "__main__":
    print(f"{operations_per_second():.3e}")
