"""How far reconstructions are from images: the scores of every table.

All functions take two arrays of the same shape, ``(n, height, width,
channels)`` with values in [0, 1], and return one number: the mean over the
``n`` images of a score per image.
"""

from __future__ import annotations

import numpy as np


def _pair(x: np.ndarray, x_hat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two arrays as float64 of shape (n, values), or a ValueError."""
    x, x_hat = np.asarray(x), np.asarray(x_hat)
    if x.shape != x_hat.shape:
        raise ValueError(
            f"images {x.shape} and reconstructions {x_hat.shape} differ in "
            "shape: reshape one of them before scoring."
        )
    n = len(x)
    if n == 0:
        raise ValueError("there is no image to score: the arrays are empty.")
    shape = (n, -1)
    return (
        x.reshape(shape).astype("float64"),
        x_hat.reshape(shape).astype("float64"),
    )


def mse(x: np.ndarray, x_hat: np.ndarray) -> float:
    """Mean squared error per value (a pixel, or one channel of it)."""
    x, x_hat = _pair(x, x_hat)
    return float(np.mean((x - x_hat) ** 2))


def sse(x: np.ndarray, x_hat: np.ndarray) -> float:
    """Squared error summed over an image's values, mean over the images."""
    x, x_hat = _pair(x, x_hat)
    return float(np.mean(np.sum((x - x_hat) ** 2, axis=1)))


def psnr_db(x: np.ndarray, x_hat: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB, the mean of the per-image values.

    −10 log10(squared error per value) of each image, its peak being 1. The
    mean over images of a logarithm is not the logarithm of the mean: this is
    the first. Errors below 1e-12 count as 1e-12 (120 dB).
    """
    x, x_hat = _pair(x, x_hat)
    errors = np.mean((x - x_hat) ** 2, axis=1)
    return float(np.mean(-10 * np.log10(np.maximum(errors, 1e-12))))


def bce(x: np.ndarray, x_hat: np.ndarray, epsilon: float = 1e-7) -> float:
    """Binary cross-entropy per value in nats: −x log x̂ − (1 − x) log(1 − x̂).

    ``x_hat`` is clipped to [epsilon, 1 − epsilon], as Keras does. For grey
    ``x`` its least value, at x̂ = x, is not 0: see ``bce(x, x)``.
    """
    x, x_hat = _pair(x, x_hat)
    x_hat = np.clip(x_hat, epsilon, 1 - epsilon)
    return float(-np.mean(x * np.log(x_hat) + (1 - x) * np.log1p(-x_hat)))


def ssim(x: np.ndarray, x_hat: np.ndarray) -> float:
    """Structural similarity (Wang et al., 2004), 1 for equal images.

    Gaussian window of σ = 1.5 pixels, population statistics and the constants
    of the paper, computed by scikit-image per image, then averaged.
    """
    from skimage.metrics import structural_similarity

    _pair(x, x_hat)  # the same checks, then images one by one
    values = [
        structural_similarity(
            np.asarray(a, "float64"),
            np.asarray(b, "float64"),
            data_range=1.0,
            channel_axis=-1,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        for a, b in zip(x, x_hat, strict=True)
    ]
    return float(np.mean(values))
