"""A rival that sorts images into groups first, and gives each its own PCA."""

from __future__ import annotations

import numpy as np

from helpers.measure.baselines import fit_pca


def local_pca_reconstruct(
    x_train: np.ndarray,
    x: np.ndarray,
    code_size: int,
    groups: int = 16,
    seed: int = 0,
) -> np.ndarray:
    """Local PCA (Kambhatla and Leen, 1997): k-means groups, a PCA in each.

    An image is rebuilt by the group that does it best; its code is `code_size`
    numbers and the group's address.

    Args:
        x_train: training images (n, …).
        x: images (m, …) of the same shape.
        groups: of k-means on the training images.
        seed: of k-means.

    Returns:
        Reconstructions, float32 of x's shape, unclipped.

    Raises:
        ValueError: a group holds too few images for `code_size` components.
    """
    from sklearn.cluster import MiniBatchKMeans

    kmeans = MiniBatchKMeans(groups, n_init=3, random_state=seed)
    group_of = kmeans.fit_predict(np.reshape(x_train, (len(x_train), -1)))
    best = np.zeros(np.shape(x), "float32")
    least = np.full(len(x), np.inf)
    for group in range(groups):
        members = x_train[group_of == group]
        if len(members) < code_size:
            raise ValueError(
                f"group {group} of {groups} holds {len(members)} images, fewer than "
                f"code_size = {code_size}: take fewer groups, or more images."
            )
        x_hat = fit_pca(members, code_size).reconstruct(x)
        error = np.sum((x - x_hat) ** 2, axis=tuple(range(1, np.ndim(x))))
        nearer = error < least
        best[nearer], least[nearer] = x_hat[nearer], error[nearer]
    return best
