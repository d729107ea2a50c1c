"""Two judges that need no network: a linear probe, and the nearest images."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.measure.baselines import CHUNK

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

MOST_ITERATIONS = 2000


def linear_probe(
    x_train: np.ndarray,
    y_train: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    seed: int = 0,
    images: int | None = None,
    strengths: Sequence[float] = (1.0,),
) -> float:
    """Accuracy on (x, y) of logistic regression: what a linear reader finds.

    Features (n, …) are standardised by the training features. L2 penalty, L-BFGS
    until the gradient is below 1e-3.

    Args:
        x_train: features or codes (n, …); y_train: their classes (n,).
        x, y: those that are judged.
        seed: draws the training images where `images` is given, and their fifth
            that chooses among several strengths.
        images: how many training images to learn from; all, if None.
        strengths: scikit-learn's C, the inverse of the penalty; 1 is its default.
            Of several, the best on a fifth of the training images, fitted again
            to all of them.

    Raises:
        RuntimeError: it did not converge within 2,000 iterations.
    """
    from sklearn.preprocessing import StandardScaler

    x_train = np.asarray(x_train, "float32").reshape(len(x_train), -1)
    y_train = np.asarray(y_train)
    rng = np.random.default_rng(seed)
    if images is not None:
        chosen = rng.choice(len(x_train), images, replace=False)
        x_train, y_train = x_train[chosen], y_train[chosen]
    scaler = StandardScaler().fit(x_train)
    x_train = scaler.transform(x_train)
    best = strengths[0]
    if len(strengths) > 1:
        held, rest = np.split(rng.permutation(len(x_train)), [len(x_train) // 5])
        found = [
            _fit_probe(x_train[rest], y_train[rest], c).score(
                x_train[held], y_train[held]
            )
            for c in strengths
        ]
        best = strengths[int(np.argmax(found))]
    x = np.asarray(x, "float32").reshape(len(x), -1)
    return float(_fit_probe(x_train, y_train, best).score(scaler.transform(x), y))


def _fit_probe(x: np.ndarray, y: np.ndarray, strength: float) -> LogisticRegression:
    """A converged logistic regression; RuntimeError where it does not converge."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    probe = LogisticRegression(C=strength, tol=1e-3, max_iter=MOST_ITERATIONS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # an error says it below
        probe.fit(x, y)
    if probe.n_iter_.max() >= MOST_ITERATIONS:
        raise RuntimeError(
            f"the probe did not converge in {MOST_ITERATIONS:,} iterations: look "
            "for features that are huge or not finite."
        )
    return probe


def nearest_neighbours(
    x_train: np.ndarray, x: np.ndarray, k: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """The k training images that are nearest to each image of x.

    The squared distances of all pairs come from matrix products in float32, a
    thousand images at a time; those of the k chosen are computed anew, so that
    the distance of a copy is 0.

    Returns:
        distances: squared error per image (not its root), summed over the
            values, float64 (n, k), ascending.
        indices: of the training images, int64 (n, k).

    Raises:
        ValueError: the images differ in shape, or k is not 1 to len(x_train).
    """
    if np.shape(x_train)[1:] != np.shape(x)[1:]:
        raise ValueError(
            f"training images {np.shape(x_train)} and images {np.shape(x)} differ "
            "in shape: reshape one of them."
        )
    if not 1 <= k <= len(x_train):
        raise ValueError(f"k is {k}: there are {len(x_train):,} training images.")
    x_train = np.asarray(x_train, "float32").reshape(len(x_train), -1)
    mean = x_train.mean(axis=0)  # near 0, a float32 has more digits for a difference
    x_train = x_train - mean
    x = np.asarray(x, "float32").reshape(len(x), -1) - mean
    squares = np.sum(x_train**2, axis=1)
    distances = np.empty((len(x), k))
    indices = np.empty((len(x), k), "int64")
    for start in range(0, len(x), CHUNK):
        part = x[start : start + CHUNK]
        far = part @ x_train.T  # (chunk, n): the distance without |x|², in place
        far *= -2
        far += squares
        if k == 1:
            chosen = far.argmin(axis=1)[:, None]
        else:
            chosen = np.argpartition(far, k - 1, axis=1)[:, :k]
        for row, (image, nearest) in enumerate(zip(part, chosen), start):
            exact = np.sum((x_train[nearest] - image) ** 2, axis=1, dtype="float64")
            order = np.argsort(exact, kind="stable")
            distances[row], indices[row] = exact[order], nearest[order]
    return distances, indices


def neighbour_accuracy(
    x_train: np.ndarray, y_train: np.ndarray, x: np.ndarray, y: np.ndarray, k: int = 5
) -> float:
    """Share of images whose class the k nearest training images vote for.

    Of classes with as many votes, the one with the nearest image wins.
    """
    votes = np.asarray(y_train)[nearest_neighbours(x_train, x, k)[1]]  # (n, k)
    counts = np.sum(votes[:, :, None] == votes[:, None, :], axis=2)
    winners = np.take_along_axis(votes, counts.argmax(axis=1)[:, None], axis=1)
    return float(np.mean(winners[:, 0] == np.asarray(y)))


def isomap_reconstruct(
    x_train: np.ndarray, x: np.ndarray, code_size: int = 1, neighbours: int = 15
) -> tuple[np.ndarray, np.ndarray]:
    """Points through Isomap's code and back: the rival where data are curved.

    Isomap (Tenenbaum, de Silva and Langford, 2000) lays points out by distances that
    go from neighbour to neighbour along the data. It has no decoder: a code is decoded
    as the mean of the training points whose codes are nearest.

    Args:
        x_train: (n, values).
        x: (m, values), points to encode.
        code_size: numbers of the code.
        neighbours: of each point, between which distances are measured (with too few
            the data fall apart), and whose mean decodes a code.

    Returns:
        Codes (m, code_size) and reconstructions (m, values).
    """
    from sklearn.manifold import Isomap
    from sklearn.neighbors import KNeighborsRegressor

    isomap = Isomap(n_neighbors=neighbours, n_components=code_size).fit(x_train)
    decoder = KNeighborsRegressor(neighbours).fit(isomap.embedding_, x_train)
    codes = isomap.transform(x)
    return codes, decoder.predict(codes)
