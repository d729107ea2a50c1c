"""The deep autoencoder: its layers, its optimiser, and digits shifted by a pixel.

Taught in `chapters/03_deep_autoencoder.ipynb`.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

TAUGHT_IN = "03_deep_autoencoder"


def bend(h: Any, widths: Sequence[int], activation: str) -> Any:
    """Dense layers of these widths, one after the other, on h (n, values)."""
    for width in widths:
        h = layers.Dense(width, activation=activation)(h)
    return h


def make_mlp(
    shape: Sequence[int],
    widths: Sequence[int],
    code_size: int,
    activation: str = "gelu",
    on_code: str | None = None,
    output: str = "sigmoid",
) -> tuple[keras.Model, keras.Model, keras.Model]:
    """An autoencoder of dense layers, such as 784-1000-250-30 and back.

    Args:
        shape: of an image, such as (28, 28, 1).
        widths: of the encoder's hidden layers, outside in; the decoder mirrors them.
        code_size: numbers of the code.
        activation, on_code, output: of hidden layers, of the code, of the pixels.

    Returns:
        Encoder, images (n, *shape) → codes (n, code_size); decoder, codes → images;
        and the autoencoder, which shares their layers.
    """
    images, codes = keras.Input(shape), keras.Input((code_size,))
    h = bend(layers.Flatten()(images), widths, activation)
    encoder = keras.Model(images, layers.Dense(code_size, on_code)(h))
    h = bend(codes, widths[::-1], activation)
    h = layers.Dense(int(np.prod(shape)), output)(h)
    decoder = keras.Model(codes, layers.Reshape(shape)(h))
    return encoder, decoder, keras.Model(images, decoder(encoder(images)))


def adamw(rate: Any) -> keras.optimizers.Optimizer:
    """AdamW with the book's decay, for a rate or a schedule of rates.

    After Loshchilov and Hutter (2019), https://arxiv.org/abs/1711.05101.
    """
    return keras.optimizers.AdamW(rate, weight_decay=0.1, beta_2=0.98)


def rise_and_fall(rate: float, steps: int) -> Any:
    """Rates that climb to `rate` in a twentieth of the steps and fall to 0.

    They fall along a cosine (Loshchilov and Hutter, 2017,
    https://arxiv.org/abs/1608.03983).
    """
    warm_up = steps // 20
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps - warm_up, warmup_target=rate, warmup_steps=warm_up
    )


def moved(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Images (n, 28, 28, 1) moved by −1, 0 or 1 pixels; black comes in."""
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
    return framed[:, 1 - down : 29 - down, 1 - right : 29 - right]


class Shifted(keras.utils.PyDataset):
    """Batches of 250 images, a share of each moved by one pixel, anew each epoch.

    Input and target alike; a quarter of the share goes in each of four directions.

    Args:
        images: (n, 28, 28, 1), left as they are.
        share: of each batch that is moved.
        seed: of the order of the images.
    """

    def __init__(self, images: np.ndarray, share: float, seed: int) -> None:
        super().__init__()
        self.images, self.count = images, round(share * 250 / 4)
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        self.order = self.rng.permutation(len(self.images))

    def __len__(self) -> int:
        return len(self.images) // 250  # batches

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        batch = self.images[self.order[250 * i : 250 * (i + 1)]]  # a copy
        for k, step in enumerate(((0, 1), (0, -1), (1, 0), (-1, 0))):
            part = slice(k * self.count, (k + 1) * self.count)
            batch[part] = moved(batch[part], *step)
        return batch, batch
