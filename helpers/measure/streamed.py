"""PCA of images that are too many to keep, or drawn anew in each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from helpers.measure.baselines import PCABaseline, _largest, fit_pca

if TYPE_CHECKING:
    import keras

SHARES = (0.04, 0.06, 0.1, 0.2, 0.6)  # of the epochs, for each round
SPARE = 64  # directions that are followed beside those asked for
ROWS = 700  # images that are multiplied at a time, where batches are smaller


def stream_pca(
    batches: keras.utils.PyDataset, epochs: int, code_size: int, seed: int = 0
) -> PCABaseline:
    """Fit PCA on batches that may be drawn anew in each epoch, as `fit` sees them.

    Five rounds of subspace iteration, each on epochs of its own. The last, on three
    fifths of them, gives the components by Nyström's method (Halko, Martinsson and
    Tropp, 2011, https://arxiv.org/abs/0909.4061, algorithm 5.5). The mean is that of
    one epoch before them. No image is kept. Each component's largest entry is positive.

    On the monkeys, 64 × 64 pixels and 256 components, 36 epochs of 693 photos give
    the test error 0.0063. An exact PCA has 0.0063 from 20,790 pictures.

    Args:
        batches: pairs (images (n, …), target); the targets are not used.
        epochs: passes in all; `on_epoch_end` is called after each.
        code_size: components.
        seed: of the directions that the first round starts from.

    Raises:
        ValueError: fewer than five epochs, no batch, or `code_size` is less than 1
            or more than there are values.
    """
    if epochs < len(SHARES):
        raise ValueError(
            f"epochs is {epochs}: each of {len(SHARES)} rounds needs one at least."
        )
    if not len(batches):
        raise ValueError("there is no batch: a batch is larger than the data set.")
    first = np.asarray(batches[0][0], "float32")
    shape, values = first.shape[1:], first[0].size
    if not 1 <= code_size <= values:
        raise ValueError(
            f"code_size is {code_size}: of images of {values:,} values PCA gives 1 to "
            f"{values:,} components."
        )
    total, seen = np.zeros(values), 0
    for x in _joined(batches, values):
        total, seen = total + x.sum(axis=0, dtype="float64"), seen + len(x)
    mean = (total / seen).astype("float32")

    rng = np.random.default_rng(seed)
    size = min(code_size + SPARE, values)
    product = rng.normal(size=(values, size)).astype("float32")
    for count in _rounds(epochs):
        basis, _ = np.linalg.qr(product)
        product, seen = np.zeros_like(basis), 0  # of the scatter matrix and the basis
        for _ in range(count):
            for x in _joined(batches, values):
                product += (x - mean).T @ ((x - mean) @ basis)
                seen += len(x)
            batches.on_epoch_end()

    # The scatter matrix is nearly factor @ factor.T. Its PCA is that of the factor's
    # columns, taken with both signs, so that their mean is 0.
    inner = basis.T @ product
    lengths, turn = _largest((inner + inner.T).astype("float64") / 2, size)
    scale = np.sqrt(np.maximum(lengths, 1e-6 * lengths[0] + 1e-12))
    factor = product @ (turn / scale).astype("float32") * np.float32(seen**-0.5)
    pca = fit_pca(np.concatenate([factor.T, -factor.T]), code_size)
    return replace(pca, shape=tuple(shape), mean=mean, variances=pca.variances * size)


def _rounds(epochs: int) -> list[int]:
    """How many epochs each round takes: at least one, and all together `epochs`."""
    counts = [max(1, round(share * epochs)) for share in SHARES[:-1]]
    return [*counts, epochs - sum(counts)]


def _joined(batches: keras.utils.PyDataset, values: int) -> Iterator[np.ndarray]:
    """An epoch's images as float32 (n, values), joined to few large pieces."""
    parts: list[np.ndarray] = []
    for i in range(len(batches)):
        parts.append(np.asarray(batches[i][0], "float32").reshape(-1, values))
        if sum(map(len, parts)) >= ROWS or i == len(batches) - 1:
            yield np.concatenate(parts)
            parts = []
