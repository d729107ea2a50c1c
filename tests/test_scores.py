"""Scores agree with values worked out by hand, and refuse what they cannot score."""

import numpy as np
import pytest

from helpers.measure.scores import bce, mse, psnr_db, sse, ssim


@pytest.fixture
def pair():
    x = np.zeros((2, 8, 8, 1), "float32")
    x_hat = x.copy()
    x_hat[0] = 0.1  # per pixel 0.01, 20 dB
    x_hat[1] = 0.01  # per pixel 0.0001, 40 dB
    return x, x_hat


def test_mse_is_per_pixel_and_sse_per_image(pair):
    assert mse(*pair) == pytest.approx((0.01 + 0.0001) / 2, rel=1e-5)
    assert sse(*pair) == pytest.approx(64 * mse(*pair))


def test_psnr_is_the_mean_of_the_images_values(pair):
    assert psnr_db(*pair) == pytest.approx(30.0, abs=1e-4)
    assert psnr_db(*pair) != pytest.approx(-10 * np.log10(mse(*pair)), abs=1)


def test_psnr_of_equal_images_is_finite(pair):
    assert psnr_db(pair[0], pair[0]) == pytest.approx(120.0)


def test_bce_has_a_floor_for_grey_images_and_none_for_binary_ones():
    grey = np.full((1, 4, 4, 1), 0.5)
    assert bce(grey, grey) == pytest.approx(np.log(2))
    binary = np.eye(4).reshape(1, 4, 4, 1)
    assert bce(binary, binary) == pytest.approx(0, abs=1e-6)
    assert bce(grey, np.full_like(grey, 0.9)) > bce(grey, grey)


def test_bce_survives_a_certain_and_wrong_prediction():
    assert np.isfinite(bce(np.ones((1, 2, 2, 1)), np.zeros((1, 2, 2, 1))))


def test_ssim_is_one_for_equal_images_and_falls_with_noise():
    rng = np.random.default_rng(0)
    x = rng.random((3, 16, 16, 3))
    noisy = np.clip(x + 0.2 * rng.standard_normal(x.shape), 0, 1)
    assert ssim(x, x) == pytest.approx(1.0)
    assert 0 < ssim(x, noisy) < 0.99


@pytest.mark.parametrize("score", [mse, sse, psnr_db, bce, ssim])
def test_shapes_that_differ_are_refused(score):
    with pytest.raises(ValueError, match="differ in shape"):
        score(np.zeros((2, 8, 8, 1)), np.zeros((2, 8, 8)))


@pytest.mark.parametrize("score", [mse, sse, psnr_db, bce])
def test_no_images_are_refused(score):
    with pytest.raises(ValueError, match="empty"):
        score(np.zeros((0, 8, 8, 1)), np.zeros((0, 8, 8, 1)))
