"""The variational autoencoder: its two terms in nats, its networks, its training.

Taught in `chapters/06_variational_autoencoder.ipynb`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

TAUGHT_IN = "06_variational_autoencoder"


def bernoulli_nats(x: Any, logits: Any) -> Any:
    """−log p(x|z) of pixels that are 0 or 1, for each image, in nats.

    Args:
        x: images (n, height, width, channels); logits: of the same shape.

    Returns:
        (n,); for grey x the mean over images drawn with probabilities x.
    """
    return ops.sum(ops.softplus(logits) - x * logits, axis=(1, 2, 3))


def kl_nats(z_mean: Any, z_log_var: Any) -> Any:
    """KL divergence of N(z_mean, exp(z_log_var)) from N(0, I), (n, d) → (n,), nats.

    After Kingma and Welling (2014), https://arxiv.org/abs/1312.6114, appendix B.
    """
    terms = ops.square(z_mean) + ops.exp(z_log_var) - 1 - z_log_var
    return 0.5 * ops.sum(terms, axis=1)


def make_vae_networks(
    shape: Sequence[int],
    widths: Sequence[int],
    latent_dim: int,
    activation: str = "relu",
) -> tuple[keras.Model, keras.Model]:
    """Encoder, images → z_mean and z_log_var; decoder, codes → logits.

    Args:
        shape: of an image, such as (28, 28, 1).
        widths: of the encoder's hidden layers, outside in; the decoder mirrors them.
        latent_dim: numbers of the code.
        activation: of hidden layers.
    """
    x = images = keras.Input(shape)
    h = layers.Flatten()(x)
    for width in widths:
        h = layers.Dense(width, activation=activation)(h)
    z_mean, z_log_var = layers.Dense(latent_dim)(h), layers.Dense(latent_dim)(h)
    encoder = keras.Model(images, [z_mean, z_log_var])
    h = codes = keras.Input((latent_dim,))
    for width in widths[::-1]:
        h = layers.Dense(width, activation=activation)(h)
    logits = layers.Reshape(shape)(layers.Dense(int(np.prod(shape)))(h))
    return encoder, keras.Model(codes, logits)


class VAE(keras.Model):
    """A variational autoencoder; its loss is −ELBO, mean over the batch, in nats.

    Args:
        encoder: x → z_mean and z_log_var; decoder: codes → what `nats` takes.
        nats: −log p(x|z) of each x, from x and the decoder's output.
        seed: of the draws of z.
    """

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        nats: Callable[[Any, Any], Any] = bernoulli_nats,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self.encoder, self.decoder, self.nats = encoder, decoder, nats
        self.draws = keras.random.SeedGenerator(seed)
        self.reconstruction_loss = keras.metrics.Mean("reconstruction_loss")
        self.kl_loss = keras.metrics.Mean("kl_loss")

    def call(self, x: Any) -> tuple[Any, Any, Any]:
        z_mean, z_log_var = self.encoder(x)
        epsilon = keras.random.normal(ops.shape(z_mean), seed=self.draws)
        z = z_mean + ops.exp(0.5 * z_log_var) * epsilon
        return self.decoder(z), z_mean, z_log_var

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
    ) -> Any:
        reconstruction_loss = ops.mean(self.nats(x, y_pred[0]))
        kl_loss = ops.mean(kl_nats(*y_pred[1:]))
        self.reconstruction_loss.update_state(reconstruction_loss)
        self.kl_loss.update_state(kl_loss)
        return reconstruction_loss + kl_loss
