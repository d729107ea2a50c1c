"""What `helpers/taught/adversarial.py` repeats: who learns from which loss."""

import keras
import numpy as np
import pytest
from keras import ops

from helpers.taught.adversarial import (
    AdversarialAutoencoder,
    game_losses,
    held_still,
)


def dense(inputs: int, outputs: int) -> keras.Model:
    points = keras.Input((inputs,))
    h = keras.layers.Dense(8, activation="gelu")(points)
    return keras.Model(points, keras.layers.Dense(outputs)(h))


def prior(n, draws):
    return keras.random.normal((n, 2), seed=draws)


@pytest.fixture
def x() -> np.ndarray:
    return np.random.default_rng(0).random((64, 5)).astype("float32")


def model(seed: int = 0, weight: float = 1.0) -> AdversarialAutoencoder:
    keras.utils.set_random_seed(seed)
    networks = dense(5, 2), dense(2, 5), dense(2, 1)
    return AdversarialAutoencoder(*networks, prior, weight)


def moved(change, x, weight: float = 1.0) -> list[bool]:
    """Which of encoder, decoder and critic a step changes, after `change(model)`."""
    ours = model(weight=weight)
    change(ours)
    parts = ours.encoder, ours.decoder, ours.critic
    before = [part.get_weights() for part in parts]
    ours.compile(keras.optimizers.SGD(0.1))
    ours.fit(x, epochs=1, batch_size=64, verbose=0)
    return [
        any(np.abs(a - b).max() > 1e-7 for a, b in zip(old, part.get_weights()))
        for old, part in zip(before, parts, strict=True)
    ]


def test_all_three_learn(x):
    assert moved(lambda ours: None, x) == [True, True, True]


def test_each_loss_moves_its_own_network(x, monkeypatch):
    from helpers.taught import adversarial

    def only(chosen):
        def losses(critic, wanted, z):
            found = game_losses(critic, wanted, z)
            return [loss if i == chosen else 0.0 for i, loss in enumerate(found)]

        return losses

    monkeypatch.setattr(adversarial, "game_losses", only(0))
    assert moved(lambda ours: None, x, weight=0) == [False, False, True]
    monkeypatch.setattr(adversarial, "game_losses", only(1))
    assert moved(lambda ours: None, x, weight=0) == [True, False, False]


def test_losses_are_cross_entropies(x):
    critic, z = dense(2, 1), x[:, :2]
    wanted = -z
    real, found = (1 / (1 + np.exp(-np.asarray(critic(p)))) for p in (wanted, z))
    critic_loss, match_loss = map(float, game_losses(critic, wanted, z))
    expected = -np.log(real).mean() - np.log(1 - found).mean()
    assert critic_loss == pytest.approx(expected, rel=1e-5)
    assert match_loss == pytest.approx(-np.log(found).mean(), rel=1e-5)


def test_held_still_gives_the_same_output(x):
    network = dense(5, 3)
    assert np.allclose(
        ops.convert_to_numpy(held_still(network, x)),
        ops.convert_to_numpy(network(x)),
    )
