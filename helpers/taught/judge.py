"""A judge of drawn garments: a small classifier's features, and Fréchet's distance.

Taught in `chapters/07b_who_generates_best.ipynb`.
"""

import keras
import numpy as np
from keras import layers

TAUGHT_IN = "07b_who_generates_best"


def make_judge() -> keras.Model:
    """A classifier of images (n, 28, 28, 1) with two outputs.

    Features (n, 64), which two sets of images are compared by, and the
    probabilities of ten classes (n, 10), which alone it is trained on.
    """
    images = keras.Input((28, 28, 1))
    how = {"strides": 2, "padding": "same", "activation": "relu"}
    x = layers.Conv2D(16, 5, **how)(images)  # → 14 × 14 × 16
    x = layers.Conv2D(32, 3, **how)(x)  # → 7 × 7 × 32
    features = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    classes = layers.Dense(10, activation="softmax")(features)
    return keras.Model(images, [features, classes])


def judged(judge: keras.Model, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (n, 64) in float64, and the most probable class (n,)."""
    features, classes = judge.predict(images, batch_size=1000, verbose=0)
    return features.astype("float64"), classes.argmax(axis=1)


def root(covariance: np.ndarray) -> np.ndarray:
    """The symmetric square root of a covariance (d, d); negative rounding is 0."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def frechet(features: np.ndarray, others: np.ndarray) -> float:
    """The squared Fréchet distance of two sets of features (n, d), as if normal.

    After Dowson and Landau (1982), https://doi.org/10.1016/0047-259X(82)90077-X.
    """
    shift = features.mean(axis=0) - others.mean(axis=0)
    c1, c2 = np.cov(features.T), np.cov(others.T)
    half = root(c1)
    cross = np.trace(root(half @ c2 @ half))
    return shift @ shift + np.trace(c1) + np.trace(c2) - 2 * cross
