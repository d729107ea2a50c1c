"""What `helpers/taught/variational.py` repeats: its nats, its networks, its loss."""

import keras
import numpy as np
import pytest
from keras import ops

from helpers.taught import VAE, bernoulli_nats, kl_nats, make_vae_networks


@pytest.fixture
def images() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.random((6, 4, 4, 1)).astype("float32")


def test_bernoulli_nats_are_the_cross_entropy_summed(images):
    logits = np.random.default_rng(1).normal(size=images.shape).astype("float32")
    p = 1 / (1 + np.exp(-logits))
    each = -(images * np.log(p) + (1 - images) * np.log(1 - p))
    found = ops.convert_to_numpy(bernoulli_nats(images, logits))
    assert found == pytest.approx(each.sum(axis=(1, 2, 3)), rel=1e-5)


def test_kl_nats_is_the_mean_of_the_log_ratio():
    mean, deviation = np.array([0.5, -1.0]), np.array([0.3, 2.0])
    epsilon = np.random.default_rng(0).normal(size=(200_000, 2))
    z = mean + deviation * epsilon
    ratio = 0.5 * (z**2 - epsilon**2) - np.log(deviation)
    log_var = 2 * np.log(deviation)[None].astype("float32")
    found = float(kl_nats(mean[None].astype("float32"), log_var)[0])
    assert found == pytest.approx(ratio.sum(axis=1).mean(), abs=0.03)
    assert float(kl_nats(np.zeros((1, 3)), np.zeros((1, 3)))[0]) == 0


def test_networks_have_two_heads_and_mirror_each_other():
    encoder, decoder = make_vae_networks((28, 28, 1), (128,), 20)
    assert [head.shape for head in encoder.outputs] == [(None, 20), (None, 20)]
    assert decoder.output_shape == (None, 28, 28, 1)
    assert encoder.count_params() + decoder.count_params() == 209_464


def vae(seed: int = 0) -> VAE:
    keras.utils.set_random_seed(0)
    model = VAE(*make_vae_networks((4, 4, 1), (8,), 2), seed=seed)
    model.compile(keras.optimizers.Adam(0.01))
    return model


def test_loss_is_both_terms_and_falls(images):
    model = vae()
    before = model.evaluate(images, verbose=0, return_dict=True)
    assert before["loss"] == pytest.approx(
        before["reconstruction_loss"] + before["kl_loss"], rel=1e-5
    )
    assert before["reconstruction_loss"] == pytest.approx(16 * np.log(2), rel=0.2)
    history = model.fit(images, epochs=60, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]


def test_the_seed_decides_the_draws(images):
    def of(seed: int) -> np.ndarray:
        return ops.convert_to_numpy(vae(seed)(images)[0])

    assert np.array_equal(of(1), of(1)) and not np.array_equal(of(1), of(2))


def test_another_likelihood_takes_its_place(images):
    def squares(x, x_hat):
        return ops.sum(ops.square(x - x_hat), axis=(1, 2, 3))

    model = VAE(*make_vae_networks((4, 4, 1), (8,), 2), nats=squares)
    model.compile(keras.optimizers.Adam(0.01))
    assert model.evaluate(images, verbose=0, return_dict=True)["loss"] < 16
