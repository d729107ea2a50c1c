"""The dictionary: codes of which few numbers are not zero, from chapter 2.

Taught in `chapters/02_sparse_autoencoder.ipynb`, line by line.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

TAUGHT_IN = "02_sparse_autoencoder"


class TopK(layers.Layer):
    """Keeps the k largest numbers of each code; the others become 0.

    After Makhzani and Frey (2013), https://arxiv.org/abs/1312.5663. Codes (n, units)
    in, codes of the same shape out; more than k stay where numbers are equal.
    """

    def __init__(self, k: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.k = k

    def call(self, z: Any) -> Any:
        least_kept = ops.top_k(z, self.k)[0][..., -1:]
        return ops.where(z >= least_kept, z, 0.0)


class L1Penalty(layers.Layer):
    """Adds weight · mean over the batch of Σ|z| to the loss; returns z as it is.

    Its unit, loss per unit of code, is the same for every batch size and every
    version of Keras.
    """

    def __init__(self, weight: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.weight = weight

    def call(self, z: Any) -> Any:
        self.add_loss(self.weight * ops.mean(ops.sum(ops.abs(z), axis=-1)))
        return z


def make_dictionary(
    units: int, code_layer: layers.Layer | None = None, inputs: int = 784
) -> tuple[keras.Model, keras.Model, keras.Model]:
    """ReLU codes and a linear decoder whose rows, the atoms, have length 1.

    Args:
        units: numbers of a code, and atoms.
        code_layer: what is done to the codes, such as ``TopK(16)``.
        inputs: values of an image.

    Returns:
        Encoder (n, inputs) → (n, units), decoder back, and both in a row. Each
        filter starts as its own atom. The atoms are the rows of the first weight
        of ``decoder.get_layer("atoms")``.
    """
    x = keras.Input((inputs,))
    filters = layers.Dense(units, activation="relu")
    z = filters(x) if code_layer is None else code_layer(filters(x))
    code = keras.Input((units,))
    length_1 = keras.constraints.UnitNorm(axis=1)
    atoms = layers.Dense(inputs, kernel_constraint=length_1, name="atoms")
    encoder, decoder = keras.Model(x, z), keras.Model(code, atoms(code))

    start = keras.random.normal((units, inputs))
    start = start / ops.norm(start, axis=1, keepdims=True)
    atoms.kernel.assign(start)
    filters.kernel.assign(ops.transpose(start))
    return encoder, decoder, keras.Model(x, decoder(encoder(x)))


def squared_error(x: Any, x_hat: Any) -> Any:
    """Squared error summed over the last axis: (n, values) → (n,)."""
    return ops.sum(ops.square(x - x_hat), axis=-1)


def train_dictionary(
    model: keras.Model,
    x: np.ndarray,
    callbacks: Sequence[keras.callbacks.Callback],
    epochs: int = 3,
    rate: float = 3e-3,
) -> None:
    """Train on the squared error, with Adam whose rate falls to 0 along a cosine.

    Args:
        model: from images to reconstructions.
        x: images (n, values), their mean subtracted.
        callbacks: of `fit`.
        epochs: passes over x, in batches of 256.
        rate: the learning rate at the start.
    """
    steps = epochs * int(np.ceil(len(x) / 256))
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss=squared_error)
    model.fit(
        x, x, batch_size=256, epochs=epochs, verbose=0, callbacks=callbacks
    )  # fmt: skip
