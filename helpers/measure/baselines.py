"""What a model has to beat: the mean image, PCA, a linear probe, neighbours.

Images are arrays of shape (n, …): whatever follows the first axis is one image.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.measure.scores import mse, sse
from helpers.measure.tables import show_table

LARGEST = 4000  # rows of a matrix whose eigenvectors are computed exactly
CHUNK = 1000  # images, or values, that are multiplied at a time


def mean_image(x_train: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The training mean as the reconstruction of each image of x.

    Returns:
        float32 of the shape of `x`, read-only (one image, repeated).
    """
    mean = np.mean(x_train, axis=0, dtype="float64").astype("float32")
    return np.broadcast_to(mean, (len(x), *mean.shape))


@dataclass(frozen=True, eq=False, repr=False)
class PCABaseline:
    """A fitted PCA (Pearson, 1901): a mean, and directions in order of variance.

    Attributes:
        shape: of one image, such as (28, 28, 1).
        mean: float32 (values,).
        components: float32 (k, values), orthonormal rows.
        variances: float64 (k,), descending: of the training codes, over n.
    """

    shape: tuple[int, ...]
    mean: np.ndarray
    components: np.ndarray
    variances: np.ndarray

    def encode(self, x: np.ndarray, code_size: int | None = None) -> np.ndarray:
        """Codes of images: (n, *shape) → float32 (n, code_size)."""
        if np.shape(x)[1:] != self.shape:
            raise ValueError(
                f"images {np.shape(x)}, but PCA was fitted on (n, "
                f"{', '.join(map(str, self.shape))}): reshape them."
            )
        flat = np.asarray(x, "float32").reshape(len(x), -1)
        return (flat - self.mean) @ self.components[: self._size(code_size)].T

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Images of codes: (n, up to k numbers) → float32 (n, *shape), unclipped."""
        z = np.asarray(z, "float32")
        flat = z @ self.components[: self._size(z.shape[1])] + self.mean
        return flat.reshape(len(z), *self.shape)

    def reconstruct(self, x: np.ndarray, code_size: int | None = None) -> np.ndarray:
        """Images through `code_size` numbers and back, float32 of x's shape."""
        return self.decode(self.encode(x, code_size))

    def parameters(self, code_size: int | None = None) -> int:
        """Numbers of the mean and the components: 24,304 for 30 of 784."""
        return (self._size(code_size) + 1) * len(self.mean)

    def _size(self, code_size: int | None) -> int:
        most = len(self.components)
        if code_size is not None and not 1 <= code_size <= most:
            raise ValueError(
                f"code_size is {code_size}, and PCA was fitted with {most}: choose "
                f"1 to {most}, or fit_pca(x_train, {code_size})."
            )
        return most if code_size is None else int(code_size)

    def __repr__(self) -> str:
        shape = " × ".join(map(str, self.shape))
        return f"<PCA: {len(self.components)} components of {shape}>"


def fit_pca(x_train: np.ndarray, code_size: int) -> PCABaseline:
    """Fit PCA on training images (n, …), for codes of up to `code_size` numbers.

    Exact, by the eigenvectors of the covariance, or of the images' inner
    products where there are fewer images than values. Where both are more than
    4,000, scikit-learn's randomised method, which comes close. Each component's
    largest entry is positive.

    Raises:
        ValueError: `code_size` is less than 1 or more than there are images or
            values.
    """
    x = np.asarray(x_train, "float32").reshape(len(x_train), -1)
    n, values = x.shape
    if not 1 <= code_size <= min(n, values):
        raise ValueError(
            f"code_size is {code_size}: of {n:,} images of {values:,} values PCA "
            f"gives 1 to {min(n, values):,} components."
        )
    mean = x.mean(axis=0, dtype="float64").astype("float32")
    if min(n, values) > LARGEST:
        from sklearn.decomposition import PCA

        pca = PCA(
            code_size, svd_solver="randomized", n_oversamples=64, iterated_power=4,
            random_state=0,
        ).fit(x)  # fmt: skip
        variances, components = pca.explained_variance_ * (n - 1) / n, pca.components_
    elif values <= n:
        parts = (x[i : i + CHUNK] - mean for i in range(0, n, CHUNK))
        variances, vectors = _largest(sum(_product(p.T) for p in parts), code_size)
        variances, components = variances / n, vectors.T
    else:
        centred = x - mean
        parts = (centred[:, i : i + CHUNK] for i in range(0, values, CHUNK))
        variances, vectors = _largest(sum(map(_product, parts)), code_size)
        variances, components = variances / n, vectors.T.astype("float32") @ centred
        lengths = np.linalg.norm(components, axis=1, keepdims=True)
        components = components / np.maximum(lengths, 1e-12)
    largest = np.abs(components).argmax(axis=1)
    signs = np.sign(components[np.arange(code_size), largest])
    components = (components * signs[:, None]).astype("float32")
    shape = tuple(np.shape(x_train)[1:])
    return PCABaseline(shape, mean, components, np.asarray(variances, "float64"))


def _product(part: np.ndarray) -> np.ndarray:
    """part @ part.T, multiplied in float32, to be added up in float64."""
    return (part @ part.T).astype("float64")


def _largest(matrix: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k largest eigenvalues, descending, and their vectors in columns."""
    from scipy.linalg import eigh

    n = len(matrix)
    values, vectors = eigh(matrix, subset_by_index=(n - k, n - 1))
    return np.maximum(values[::-1], 0), vectors[:, ::-1]


def show_baselines(
    x_train: np.ndarray, x_val: np.ndarray, code_sizes: Sequence[int] = (30,)
) -> PCABaseline:
    """Show what to beat: the errors of the mean image and of PCA on `x_val`.

    Args:
        x_train: training images (n, …).
        x_val: validation images of the same shape.
        code_sizes: of PCA, a row each.

    Returns:
        The PCA, fitted with the largest of `code_sizes`.
    """
    pca = fit_pca(x_train, max(code_sizes))
    models = {"mean image": (0, math.prod(pca.shape), mean_image(x_train, x_val))}
    for k in code_sizes:
        models[f"PCA-{k}"] = (k, pca.parameters(k), pca.reconstruct(x_val, k))
    rows = [
        {
            "model": name,
            "code size": code_size,
            "parameters": parameters,
            "validation MSE": mse(x_val, x_hat),
            "squared error per image": sse(x_val, x_hat),
        }
        for name, (code_size, parameters, x_hat) in models.items()
    ]
    formats = {"validation MSE": "{:.5f}", "squared error per image": "{:.2f}"}
    show_table(rows, formats)
    return pca
