"""The adversarial autoencoder: a critic's loss, its encoder's, and the model.

Taught in `chapters/07_adversarial_autoencoder.ipynb`.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

TAUGHT_IN = "07_adversarial_autoencoder"


def held_still(network: keras.Model, z: Any) -> Any:
    """The network's output at z; its weights learn nothing from it.

    Args:
        network: a model whose weights can all be trained.
        z: what it takes, such as codes (n, d); slopes go through to it.
    """
    weights = [ops.stop_gradient(w.value) for w in network.weights]
    return network.stateless_call(weights, [], z)[0]


def game_losses(critic: keras.Model, wanted: Any, z: Any) -> tuple[Any, Any]:
    """The critic's loss and the encoder's, in nats.

    After Makhzani et al. (2015), https://arxiv.org/abs/1511.05644, with the encoder's
    loss of Goodfellow et al. (2014), https://arxiv.org/abs/1406.2661.

    Args:
        critic: points (n, d) → logits (n, 1) of being a draw of the prior.
        wanted: draws of the prior, (n, d).
        z: codes, (n, d).

    Returns:
        Two scalars. The first has no slope in z, the second none in the critic.
    """
    critic_loss = ops.mean(ops.softplus(-critic(wanted)))
    critic_loss += ops.mean(ops.softplus(critic(ops.stop_gradient(z))))
    match_loss = ops.mean(ops.softplus(-held_still(critic, z)))
    return critic_loss, match_loss


class AdversarialAutoencoder(keras.Model):
    """An autoencoder whose codes are to be distributed like draws of a prior.

    Its loss is the sum of three, each with slopes for its own networks. Compile it
    with `helpers.training.TwoOptimizers`, or one optimiser for all.

    Args:
        encoder: images → codes (n, d); decoder: codes → images.
        critic: points (n, d) → logits (n, 1).
        prior: a number n and a `keras.random.SeedGenerator` → draws (n, d).
        weight: of the squared error per pixel beside the encoder's loss in the game.
        seed: of the draws.
    """

    def __init__(
        self,
        encoder: keras.Model,
        decoder: keras.Model,
        critic: keras.Model,
        prior: Callable[[Any, Any], Any],
        weight: float,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.critic, self.prior, self.weight = critic, prior, weight
        self.draws = keras.random.SeedGenerator(seed)

    def call(self, x: Any) -> tuple[Any, Any]:
        z = self.encoder(x)
        return self.decoder(z), z

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
    ) -> Any:
        x_hat, z = y_pred
        wanted = self.prior(ops.shape(z)[0], self.draws)
        critic_loss, match_loss = game_losses(self.critic, wanted, z)
        copy_loss = ops.mean(ops.square(x - x_hat))
        return self.weight * copy_loss + match_loss + critic_loss
