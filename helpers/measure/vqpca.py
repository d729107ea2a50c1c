"""A rival that sorts images into groups by which group's PCA rebuilds them best.

Where `local_pca_reconstruct` leaves the groups as k-means finds them, these are
sorted again, by what counts in the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from helpers.measure.baselines import fit_pca

CELLS = 1 << 24  # numbers of a matrix that is made at a time: 64 MiB
SORTED = 100_000  # rows that k-means learns from, at most


@dataclass(frozen=True, eq=False, repr=False)
class VQPCA:
    """Fitted groups: a mean and a PCA for each (Kambhatla and Leen, 1997).

    The code of an image is its group's address and `code_size` numbers.

    Attributes:
        shape: of one image, such as (8, 8, 3).
        means: float32 (groups, values).
        components: float32 (groups, code_size, values), orthonormal in each group.
    """

    shape: tuple[int, ...]
    means: np.ndarray
    components: np.ndarray

    def encode(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Codes of images (n, *shape): the group that rebuilds each best.

        Returns:
            Addresses, int64 (n,), and numbers, float32 (n, code_size).
        """
        if np.shape(x)[1:] != self.shape:
            raise ValueError(
                f"images {np.shape(x)}, but the groups were fitted on (n, "
                f"{', '.join(map(str, self.shape))}): reshape them."
            )
        addresses, numbers, _ = self._nearest(_flat(x))
        return addresses, numbers

    def decode(self, addresses: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """Images of codes, float32 (n, *shape), unclipped."""
        addresses, numbers = np.asarray(addresses), np.asarray(numbers, "float32")
        groups, code_size, values = self.components.shape
        if addresses.ndim != 1 or numbers.shape != (len(addresses), code_size):
            raise ValueError(
                f"addresses {addresses.shape} and numbers {numbers.shape}: they are "
                f"(n,) and (n, {code_size})."
            )
        if np.any((addresses < 0) | (addresses >= groups)):
            raise ValueError(f"addresses are 0 to {groups - 1}.")
        flat = np.empty((len(addresses), values), "float32")
        for group, rows in enumerate(_members(addresses, groups)):
            flat[rows] = numbers[rows] @ self.components[group] + self.means[group]
        return flat.reshape(-1, *self.shape)

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """Images through their codes and back, float32 of x's shape."""
        return self.decode(*self.encode(x))

    def parameters(self) -> int:
        """Numbers of the means and the components: 512 × 4 × 192 = 393,216."""
        return self.means.size + self.components.size

    def _nearest(self, flat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of rows (n, values): addresses, numbers, and squared errors (n,)."""
        groups, code_size, values = self.components.shape
        middle = self.means.mean(axis=0)  # the smaller the terms, the less is lost
        means = self.means - middle
        across = self.components.reshape(-1, values)
        offsets = np.einsum("gkv,gv->gk", self.components, means).ravel()
        lengths = np.sum(means**2, axis=1)
        addresses = np.empty(len(flat), "int64")
        numbers = np.empty((len(flat), code_size), "float32")
        errors = np.empty(len(flat), "float32")
        step = max(1, CELLS // max(values, groups * (code_size + 1)))
        for i in range(0, len(flat), step):
            part = flat[i : i + step] - middle
            codes = (part @ across.T - offsets).reshape(len(part), groups, code_size)
            # |x - mean|² less the part of it that lies in the group's plane
            left = lengths - 2 * (part @ means.T)
            left -= np.einsum("ngk,ngk->ng", codes, codes)
            chosen = np.arange(len(part)), left.argmin(axis=1)
            addresses[i : i + step], numbers[i : i + step] = chosen[1], codes[chosen]
            errors[i : i + step] = left[chosen] + np.sum(part**2, axis=1)
        return addresses, numbers, errors

    def __repr__(self) -> str:
        groups, code_size, _ = self.components.shape
        shape = " × ".join(map(str, self.shape))
        return f"<VQPCA: {groups} groups, {code_size} components each, of {shape}>"


def fit_vq_pca(
    x_train: np.ndarray, code_size: int, groups: int, turns: int = 10, seed: int = 0
) -> VQPCA:
    """Fit VQPCA with reconstruction distance to training images (n, …).

    Kambhatla and Leen (1997), Neural Computation 9(7), 1493–1516. K-means sorts the
    images, and each group gets a PCA; then each image goes to the group that rebuilds
    it best, and the PCAs are fitted again. No turn makes the squared error of the
    training images larger. A group of fewer than `code_size` + 1 images is filled up
    with those that are rebuilt worst.

    Args:
        x_train: training images (n, …).
        code_size: components of each group.
        groups: how many.
        turns: how often images are sorted again, at most; it ends where none moves.
        seed: of k-means, and of the 100,000 images that it is given of more.

    Raises:
        ValueError: `code_size` is less than 1 or more than there are values, there
            are fewer than `groups` × (`code_size` + 1) images, or `turns` is negative.
    """
    flat = _flat(x_train)
    n, values = flat.shape
    if not 1 <= code_size <= values:
        raise ValueError(f"code_size is {code_size}: choose 1 to {values:,} values.")
    least = code_size + 1
    if groups < 1 or n < groups * least:
        raise ValueError(
            f"groups is {groups}: each takes {least} images or more, and there are "
            f"{n:,}; choose 1 to {n // least:,}."
        )
    if turns < 0:
        raise ValueError(f"turns is {turns}: choose 0, for k-means' groups, or more.")
    shape = tuple(np.shape(x_train)[1:])
    model = VQPCA(shape, *_centres(flat, groups, seed))
    before = np.full(n, -1)
    for _ in range(turns + 1):
        addresses, _, errors = model._nearest(flat)
        addresses = _filled(addresses, errors, groups, least)
        if np.array_equal(addresses, before):
            break
        before = addresses
        pcas = [_pca(flat[rows], code_size) for rows in _members(addresses, groups)]
        model = VQPCA(shape, *map(np.stack, zip(*pcas)))
    return model


def _flat(x: np.ndarray) -> np.ndarray:
    return np.asarray(x, "float32").reshape(len(x), math.prod(np.shape(x)[1:]))


def _pca(flat: np.ndarray, code_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and components of a group, orthonormal also where all rows are the same."""
    pca = fit_pca(flat, code_size)
    unit, lengths = np.linalg.qr(pca.components.T)
    return pca.mean, (unit * np.where(np.diag(lengths) < 0, -1, 1)).T.astype("float32")


def _centres(flat: np.ndarray, groups: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """K-means: centres (groups, values), and components of none (groups, 0, values)."""
    from sklearn.cluster import MiniBatchKMeans

    if len(flat) > SORTED:
        rng = np.random.default_rng(seed)
        flat = flat[np.sort(rng.choice(len(flat), SORTED, replace=False))]
    kmeans = MiniBatchKMeans(groups, n_init=1, batch_size=4096, random_state=seed)
    centres = kmeans.fit(flat).cluster_centers_.astype("float32")
    return centres, np.zeros((groups, 0, flat.shape[1]), "float32")


def _members(addresses: np.ndarray, groups: int) -> Iterator[np.ndarray]:
    """The positions of each group's rows, group by group."""
    order = np.argsort(addresses, kind="stable")
    ends = np.cumsum(np.bincount(addresses, minlength=groups))
    yield from np.split(order, ends[:-1])


def _filled(
    addresses: np.ndarray, errors: np.ndarray, groups: int, least: int
) -> np.ndarray:
    """Addresses with `least` rows in each group: the short ones get the worst rows.

    They keep their own, and no group gives more than it can spare. A group of
    `least` rows is rebuilt without error, so that the sum of errors does not rise.
    """
    counts = np.bincount(addresses, minlength=groups)
    addresses, short = addresses.copy(), np.flatnonzero(counts < least)
    worst = iter(np.argsort(-errors, kind="stable"))
    for group in short:
        while counts[group] < least:
            row = next(worst)
            if counts[addresses[row]] > least:
                counts[addresses[row]] -= 1
                counts[group] += 1
                addresses[row] = group
    return addresses
