"""Filters are tuned to an optimum inside their range, brightness and colour apart."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from helpers.measure import filters as module
from helpers.measure import fit_pca, psnr_db, tune_filter


def photos(n, seed=0, size=48):
    """Smooth photos (n, size, size, 3) between 0 and 1, and clipped noisy ones."""
    rng = np.random.default_rng(seed)
    rough = rng.standard_normal((n, size, size, 3))
    grey = gaussian_filter(rough[..., :1], (0, 2, 2, 0))
    colour = gaussian_filter(rough, (0, 4, 4, 0))
    x = 0.5 + 1.5 * grey + 1.5 * colour
    clean = np.clip(x, 0, 1).astype("float32")
    noise = 0.35 * rng.standard_normal(x.shape)
    return clean, np.clip(clean + noise, 0, 1).astype("float32")


def test_brightness_and_colours_are_orthogonal_and_come_back():
    products = module.OPPONENT @ module.OPPONENT.T
    assert np.allclose(products, np.diag(np.diag(products)))
    clean, _ = photos(3)
    parts = module.split(clean)
    assert np.allclose(parts[0], clean.mean(axis=-1), atol=1e-6)
    grey = np.repeat(clean[..., :1], 3, axis=-1)
    assert np.abs(module.split(grey)[1:]).max() < 1e-6, "grey has no colour"
    assert np.allclose(module.join(parts), clean, atol=1e-6)


@pytest.mark.parametrize("name", module.FILTERS)
def test_each_filter_takes_noise_out(name):
    x_train, _ = photos(40, seed=2)
    clean, noisy = photos(6)
    tuned = tune_filter(name, noisy, clean, x_train)
    assert tuned.name == name and len(tuned.settings) == 2
    x_hat = tuned(noisy)
    assert x_hat.shape == noisy.shape and x_hat.dtype == "float32"
    assert x_hat.min() >= 0 and x_hat.max() <= 1
    assert psnr_db(clean, x_hat) == pytest.approx(tuned.db, abs=1e-3)
    new_clean, new_noisy = photos(6, seed=1)
    gained = psnr_db(new_clean, tuned(new_noisy)) - psnr_db(new_clean, new_noisy)
    assert gained > 4, "on photos that it was not tuned on, too"


def test_the_settings_are_no_edge_of_a_grid():
    clean, noisy = photos(6)
    tuned = tune_filter("Gaussian blur", noisy, clean)
    wanted = module.split(clean)

    def db(brightness, colour):
        parts = []
        for k, part in enumerate(module.split(noisy)):
            width = colour if k else brightness
            x = gaussian_filter(part, (0, width, width))
            gain, offset = np.polyfit(x.ravel(), wanted[k].ravel(), 1)
            parts.append(gain * x + offset)
        return psnr_db(clean, module.join(parts))

    best, colour = tuned.settings
    assert db(best, colour) == pytest.approx(tuned.db, abs=1e-3)
    for step in (0.8, 1.25):
        assert db(step * best, colour) < tuned.db
        assert db(best, step * colour) < tuned.db
    assert tuned.gains[0] > 1, "clipping took contrast away"


def test_pca_shrinks_by_the_share_of_the_signal():
    x_train, _ = photos(20, seed=2)
    shrink = module.Shrinkage(x_train)
    both = np.concatenate([x_train, x_train[:, :, ::-1]])
    grey = both.mean(axis=-1)
    pca = fit_pca(grey, 39)
    x = grey[:5]
    factor = pca.variances / (pca.variances + 0.3**2)
    by_hand = pca.mean + (pca.encode(x) * factor) @ pca.components
    assert np.allclose(shrink(x, 0.3, 0).reshape(5, -1), by_hand, atol=1e-4)
    assert np.allclose(shrink(x, 0.0, 0), x, atol=1e-3), "without noise, itself"


def test_what_is_wrong_is_said():
    clean, noisy = photos(2)
    with pytest.raises(ValueError, match="there are Gaussian blur, median"):
        tune_filter("sharpen", noisy, clean)
    with pytest.raises(ValueError, match="give the same photos twice"):
        tune_filter("median", noisy[:1], clean)
    with pytest.raises(ValueError, match="give x_train"):
        tune_filter("PCA, shrunk", noisy, clean)


def test_wavelets_without_a_threshold_change_nothing_whatever_the_size():
    x, _ = photos(2, size=50)
    grey = module.split(x)[0][:, :, :37]
    assert np.allclose(module._wavelets(grey, 0, 0), grey, atol=1e-5)
    level = np.full((1, 20, 33), 0.4, "float32")
    assert np.allclose(module._wavelets(level, 0.3, 0), level, atol=1e-5)


def test_wavelets_do_not_wrap_round_at_the_border():
    _, noisy = photos(2, size=64)
    grey = module.split(noisy)[0]
    wide = np.concatenate([grey[..., ::-1], grey, grey[..., ::-1]], axis=2)
    alone = module._wavelets(grey, 0.16, 0)
    among = module._wavelets(wide, 0.16, 0)[..., 64:128]
    torus = module._wavelets(np.roll(grey, 32, axis=2), 0.16, 0)
    torus = np.roll(torus, -32, axis=2)
    edge = np.r_[0:4, 60:64]

    def far(x):
        return np.abs(x - among)[..., edge].mean()

    assert far(alone) < 0.2 * far(torus)
    assert alone.dtype == "float32"


def test_wavelets_beat_those_of_sixteen_shifts():
    from skimage.restoration import denoise_wavelet

    clean, noisy = photos(4, size=64)
    clean, noisy = module.split(clean)[0], module.split(noisy)[0]
    total = np.zeros(noisy.shape)
    for shift in np.ndindex(4, 4):
        moved = np.roll(noisy, shift, (1, 2))
        some = [denoise_wavelet(i, 0.2, "db2", wavelet_levels=4) for i in moved]
        total += np.roll(some, (-shift[0], -shift[1]), (1, 2)) / 16
    ours = module._wavelets(noisy, 0.2, 0)
    assert np.mean((ours - total) ** 2) < 0.1 * np.mean((ours - noisy) ** 2)
    inside = np.s_[:, 8:-8, 8:-8]  # where no border is near

    def error(x):
        gain, offset = np.polyfit(x.ravel(), clean.ravel(), 1)
        return np.mean((gain * x + offset - clean)[inside] ** 2)

    assert error(ours) < error(total)
