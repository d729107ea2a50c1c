"""PCA and the linear autoencoder's gradient descent, from chapter 1.

Taught in `chapters/01_linear_autoencoder_pca.ipynb`, line by line.
"""

import numpy as np

TAUGHT_IN = "01_linear_autoencoder_pca"


def principal_components(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """PCA (Pearson, 1901) of the rows of x (n, d).

    Returns:
        Mean (d,), variances (d,) in descending order, directions (d, d) in columns.
    """
    mean = x.mean(axis=0, dtype="float64")
    centred = x - mean
    covariance = centred.T @ centred / len(x)
    variances, directions = np.linalg.eigh(covariance)
    return mean, variances[::-1], directions[:, ::-1]


def descend(
    x: np.ndarray, encoder: np.ndarray, decoder: np.ndarray, rate: float, steps: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradient descent on the mean squared error of x (n, d), encoder @ decoder.

    Args:
        encoder: starting weights (d, k).
        decoder: starting weights (k, d).

    Returns:
        The trained encoder and decoder, and the loss before each step (steps,).
    """
    losses = []
    for _ in range(steps):
        codes = x @ encoder
        error = codes @ decoder - x
        losses.append(np.mean(error**2))
        grad_decoder = 2 / error.size * codes.T @ error
        grad_encoder = 2 / error.size * x.T @ (error @ decoder.T)
        encoder = encoder - rate * grad_encoder
        decoder = decoder - rate * grad_decoder
    return encoder, decoder, np.array(losses)
