"""PCA of batches: that of all images where they stay, and errors that say why."""

import numpy as np
import pytest

from helpers.measure import fit_pca, mse, stream_pca, streamed
from helpers.measure.streamed import _rounds


class Fixed:
    """Batches (x, x) that are the same in each epoch; counts the epochs."""

    def __init__(self, images: np.ndarray, batch_size: int = 30) -> None:
        self.images, self.batch_size, self.epochs = images, batch_size, 0

    def __len__(self) -> int:
        return -(-len(self.images) // self.batch_size)

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        x = self.images[i * self.batch_size : (i + 1) * self.batch_size]
        return x, x

    def on_epoch_end(self) -> None:
        self.epochs += 1


def images(n: int, seed: int = 0) -> np.ndarray:
    """Correlated images float32 (n, 12, 12, 2) around 0.5."""
    mixing = np.random.default_rng(9).standard_normal((288, 288))
    x = np.random.default_rng(seed).standard_normal((n, 288))
    x = x * np.geomspace(1, 0.01, 288) @ mixing
    return (0.5 + x / 40).reshape(n, 12, 12, 2).astype("float32")


@pytest.mark.parametrize("code_size", [8, 250], ids=["some", "nearly all"])
def test_of_batches_that_stay_it_is_the_pca_of_all(code_size, monkeypatch):
    monkeypatch.setattr(streamed, "ROWS", 100)
    x, x_new = images(500), images(20, seed=1)
    exact, batches = fit_pca(x, code_size), Fixed(x)
    near = stream_pca(batches, 5, code_size)
    assert batches.epochs == 5
    assert near.shape == (12, 12, 2) and near.components.dtype == "float32"
    assert near.mean.dtype == "float32" and near.variances.dtype == "float64"
    close = np.testing.assert_allclose
    close(near.mean, exact.mean, atol=1e-6)
    close(near.variances[:8], exact.variances[:8], rtol=1e-4)
    close(near.variances, exact.variances, rtol=2e-3)  # the least are the roughest
    close(near.components[:8], exact.components[:8], atol=1e-3)
    close(near.components @ near.components.T, np.eye(code_size), atol=1e-4)
    close(near.reconstruct(x_new), exact.reconstruct(x_new), atol=1e-3)


def test_what_is_drawn_anew_comes_close():
    class Fresh(Fixed):
        def on_epoch_end(self):
            super().on_epoch_end()
            self.images = images(500, seed=self.epochs)

    x = images(2000, seed=99)
    near = mse(x, stream_pca(Fresh(images(500)), 20, 8).reconstruct(x))
    assert near < mse(x, fit_pca(images(500), 8).reconstruct(x)), "more is seen"
    assert near < 1.02 * mse(x, fit_pca(x, 8).reconstruct(x))


def test_the_seed_draws_the_start():
    found = [stream_pca(Fixed(images(90)), 5, 8, seed).components for seed in (3, 3, 4)]
    assert np.array_equal(found[0], found[1]) and not np.array_equal(found[0], found[2])


def test_images_that_are_all_the_same_have_no_variance():
    pca = stream_pca(Fixed(np.full((40, 4, 4, 1), 0.5, "float32")), 5, 2)
    assert np.allclose(pca.variances, 0) and np.isfinite(pca.components).all()
    assert np.allclose(pca.mean, 0.5)


def test_the_rounds_take_all_epochs():
    for epochs in range(5, 400):
        assert sum(_rounds(epochs)) == epochs and min(_rounds(epochs)) >= 1
    assert _rounds(100) == [4, 6, 10, 20, 60]


@pytest.mark.parametrize("epochs", [0, 4])
def test_too_few_epochs_are_refused(epochs):
    with pytest.raises(ValueError, match=f"epochs is {epochs}: each of 5 rounds"):
        stream_pca(Fixed(images(40)), epochs, 8)


@pytest.mark.parametrize("size", [0, 289])
def test_a_code_that_cannot_be_is_refused(size):
    with pytest.raises(ValueError, match=f"code_size is {size}: of images of 288"):
        stream_pca(Fixed(images(40)), 5, size)


def test_no_batch_is_refused():
    with pytest.raises(ValueError, match="there is no batch"):
        stream_pca(Fixed(images(0)), 5, 8)
