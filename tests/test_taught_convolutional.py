"""What `helpers/taught/convolutional.py` repeats: views, patch PCA, a residual."""

import keras
import numpy as np
import pytest

from helpers.measure import fit_pca
from helpers.taught import Views, make_residual, squares
from helpers.taught.convolutional import draw_views, patch_layers


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Correlated images float32 (12, 64, 64, 3) around 0.5."""
    rng = np.random.default_rng(0)
    mixing = rng.standard_normal((192, 192)) * np.geomspace(1, 0.01, 192)[:, None]
    x = rng.standard_normal((12, 8, 8, 192)) @ mixing / 60
    x = x.reshape(12, 8, 8, 8, 8, 3).transpose(0, 1, 3, 2, 4, 5)
    return (0.5 + x).reshape(12, 64, 64, 3).astype("float32")


def test_squares_are_cut_row_by_row(images):
    cut = squares(images)
    assert cut.shape == (12 * 64, 8, 8, 3)
    assert np.array_equal(cut[64 + 8 * 2 + 5], images[1, 16:24, 40:48])


def of_squares(pca, images: np.ndarray) -> np.ndarray:
    """PCA of each square, with the mean square's colour as the mean."""
    x_hat = pca.reconstruct(squares(images)) - pca.mean.reshape(8, 8, 3)
    x_hat += pca.mean.reshape(64, 3).mean(axis=0)
    x_hat = x_hat.reshape(-1, 8, 8, 8, 8, 3).transpose(0, 1, 3, 2, 4, 5)
    return x_hat.reshape(images.shape)


def test_patch_layers_are_the_pca_of_squares(images):
    pca = fit_pca(squares(images), 12)
    cut, paste = patch_layers(pca)
    codes = np.asarray(cut(images))
    assert codes.shape == (12, 8, 8, 12)
    theirs = pca.encode(squares(images)).reshape(codes.shape)
    scale = np.sqrt(pca.variances)
    assert np.allclose(codes * scale, theirs, atol=1e-4)
    assert np.allclose(codes.std(axis=(0, 1, 2)), 1, atol=1e-2)
    assert np.allclose(np.asarray(paste(codes)), of_squares(pca, images), atol=1e-4)


def test_the_residual_starts_as_patch_pca(images):
    pca = fit_pca(squares(images), 5)
    keras.utils.set_random_seed(0)
    encoder, decoder, autoencoder = make_residual(pca, width=8)
    assert encoder.output_shape == (None, 8, 8, 5)
    assert decoder.output_shape == autoencoder.output_shape == (None, 64, 64, 3)
    codes = encoder.predict(images, verbose=0)
    x_hat = autoencoder.predict(images, verbose=0)
    assert np.allclose(decoder.predict(codes, verbose=0), x_hat, atol=1e-5)
    added = np.mean((x_hat - of_squares(pca, images)) ** 2)
    assert added < 0.01 * np.mean((x_hat - images) ** 2)
    assert {cut.path for cut in encoder.trainable_weights} <= {
        weight.path for weight in autoencoder.trainable_weights
    }


def test_views_are_moved_anew_and_leave_the_images():
    images = np.random.default_rng(0).random((10, 16, 16, 3), "float32")
    before = images.copy()
    views = Views(images, batch_size=4, seed=1)
    assert len(views) == 2
    (x, y), (again, _) = views[0], views[0]
    assert x is y and x.shape == (4, 16, 16, 3) and x.dtype == "float32"
    assert not np.array_equal(x, again)
    assert np.array_equal(images, before)
    assert np.array_equal(Views(images, batch_size=4, seed=1)[0][0], x)
    order = views.order
    views.on_epoch_end()
    assert not np.array_equal(order, views.order)


def test_what_does_not_move_is_the_image_or_its_mirror():
    images = np.random.default_rng(0).random((40, 8, 8, 3), "float32")
    x = draw_views(images, np.random.default_rng(0), shift=0)
    same = (x == images).all(axis=(1, 2, 3))
    turned = (x == images[:, :, ::-1]).all(axis=(1, 2, 3))
    assert np.array_equal(same, ~turned) and 8 < same.sum() < 32
