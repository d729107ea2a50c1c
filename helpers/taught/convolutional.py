"""The convolutional autoencoder: views of photos, patch PCA as layers, and a residual.

Taught in `chapters/04_convolutional_autoencoder.ipynb`.
"""

from typing import Any

import keras
import numpy as np
from keras import layers

TAUGHT_IN = "04_convolutional_autoencoder"


def draw_views(
    images: np.ndarray, rng: np.random.Generator, shift: int = 8
) -> np.ndarray:
    """Each image (n, size, size, c) shifted at random, and half of them mirrored.

    By up to `shift` pixels down or up, right or left; what comes in is reflected.
    """
    edge, size = (shift, shift), images.shape[1]
    x = np.pad(images, ((0, 0), edge, edge, (0, 0)), "reflect")
    at = rng.integers(0, 2 * shift + 1, (len(x), 2))
    x = [y[i : i + size, j : j + size] for y, (i, j) in zip(x, at)]
    flip = rng.random(len(x)) < 0.5
    x = [y[:, ::-1] if turned else y for y, turned in zip(x, flip)]
    return np.stack(x)


class Views(keras.utils.PyDataset):
    """Batches of images, each shifted and mirrored anew whenever it is asked for.

    Input and target alike. What does not fill a batch waits for another epoch's
    order.

    Args:
        images: (n, size, size, c), left as they are.
        batch_size: images in a batch.
        seed: of the order and the moves.
    """

    def __init__(self, images: np.ndarray, batch_size: int = 16, seed: int = 0) -> None:
        super().__init__()
        self.images, self.batch_size = images, batch_size
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        self.order = self.rng.permutation(len(self.images))

    def __len__(self) -> int:
        return len(self.images) // self.batch_size

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        x = draw_views(self.images[chosen], self.rng)
        return x, x


def make_source_autoencoder() -> keras.Model:
    """The sources' network of 8,275 parameters: images (n, 64, 64, 3) and back.

    Its code, the output of the layer `code`, has more numbers than an image.
    """
    # 64 × 64 × 3 → 32 × 32 × 16 → 64 × 64 × 3
    options = {"activation": "relu", "padding": "same"}
    images = keras.Input((64, 64, 3))
    x = layers.Conv2D(32, 3, **options)(images)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(16, 3, **options)(x)
    x = layers.MaxPooling2D(1, name="code")(x)
    x = layers.Conv2D(16, 3, **options)(x)
    x = layers.UpSampling2D(2)(x)
    x = layers.Conv2D(3, 3, activation="sigmoid", padding="same")(x)
    return keras.Model(images, x)


def squares(images: np.ndarray) -> np.ndarray:  # (n, 64, 64, 3) → (64 n, 8, 8, 3)
    """Images cut into squares of 8 × 8 pixels, row by row: 64 of each image."""
    x = images.reshape(-1, 8, 8, 8, 8, 3).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, 8, 8, 3)


def patch_layers(pca: Any) -> tuple[layers.Layer, layers.Layer]:
    """A PCA of squares as two layers: images → codes, and codes → images.

    Codes (n, 8, 8, numbers) have variance 1. The mean that is added is one colour,
    that of the mean square: a bias has one number for each channel.

    Args:
        pca: a `helpers.measure.PCABaseline` of squares (m, 8, 8, 3).
    """
    numbers = len(pca.components)
    cut = layers.Conv2D(numbers, 8, strides=8)
    paste = layers.Conv2DTranspose(3, 8, strides=8)
    cut.build((None, 64, 64, 3))
    paste.build((None, 8, 8, numbers))
    w = pca.components.reshape(numbers, 8, 8, 3).transpose(1, 2, 3, 0)
    scale = np.sqrt(pca.variances).astype("float32")
    cut.set_weights([w / scale, -(pca.components @ pca.mean) / scale])
    paste.set_weights([w * scale, pca.mean.reshape(64, 3).mean(axis=0)])
    return cut, paste


def residual(x: Any, channels: int) -> Any:
    """x (n, height, width, channels) plus two 3 × 3 convolutions of it.

    What is added is small at the start (He et al., 2016,
    https://arxiv.org/abs/1603.05027).
    """
    small = keras.initializers.VarianceScaling(0.1)
    options = {"padding": "same", "kernel_initializer": small}
    h = layers.Conv2D(channels, 3, padding="same")(layers.ReLU()(x))
    h = layers.Conv2D(channels, 3, **options)(layers.ReLU()(h))
    return layers.Add()([x, h])


def make_residual(
    pca: Any, width: int = 64
) -> tuple[keras.Model, keras.Model, keras.Model]:
    """Patch PCA plus what a network adds to it, nearly nothing at the start.

    Args:
        pca: a `helpers.measure.PCABaseline` of squares (m, 8, 8, 3).
        width: channels of the convolutions.

    Returns:
        Encoder, images (n, 64, 64, 3) → codes (n, 8, 8, numbers), as many as `pca`
        has components; decoder, codes → images; and the autoencoder, which shares
        their layers.
    """
    # 64 × 64 × 3 → 16 × 16 × width → 8 × 8 × width → 8 × 8 × numbers, and back
    cut, paste = patch_layers(pca)
    tiny = keras.initializers.VarianceScaling(1e-4)
    images, codes = keras.Input((64, 64, 3)), keras.Input((8, 8, cut.filters))
    x = residual(layers.Conv2D(width, 4, strides=4)(images), width)
    x = layers.Conv2D(width, 3, 2, padding="same")(layers.ReLU()(x))
    f = layers.Conv2D(cut.filters, 1, kernel_initializer=tiny)
    encoder = keras.Model(images, cut(images) + f(residual(x, width)))
    x = residual(layers.Conv2D(width, 3, padding="same")(codes), width)
    x = layers.Conv2DTranspose(width, 4, strides=2, padding="same")(x)
    x = layers.ReLU()(residual(residual(x, width), width))
    g = layers.Conv2DTranspose(3, 8, 4, "same", kernel_initializer=tiny)
    decoder = keras.Model(codes, paste(codes) + g(x))
    return encoder, decoder, keras.Model(images, decoder(encoder(images)))
