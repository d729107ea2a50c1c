"""Toy data that fit on a page: points near a plane, points along a spiral."""

import numpy as np


def make_plane_points(n: int, rng: np.random.Generator) -> np.ndarray:
    """n points in space near a plane, along an arc in it.

    The points near a plane are an idea of Géron (2022), chapter 17.

    Returns:
        float32 (n, 3); the noise has a standard deviation of 0.1.
    """
    angle = rng.uniform(-1.5, 3.0, n)
    arc = np.stack([np.cos(angle), 0.7 * np.sin(angle)], axis=1)
    arc += 0.1 * rng.standard_normal((n, 2))
    plane = np.array([[1.0, 0.2, 0.3], [-0.1, 1.0, 0.6]])
    points = arc @ plane + 0.1 * rng.standard_normal((n, 3))
    return points.astype("float32")


def make_spiral(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """n points along a spiral of one and a half turns, radius 0.2 to 1.

    Returns:
        Positions along the spiral, from 0 to 1: float64 (n,). The points:
        float32 (n, 2); the noise has a standard deviation of 0.02.
    """
    position = rng.uniform(0, 1, n)
    angle, radius = 3 * np.pi * position, 0.2 + 0.8 * position
    spiral = radius * np.stack([np.cos(angle), np.sin(angle)])
    noise = 0.02 * rng.standard_normal((n, 2))
    return position, (spiral.T + noise).astype("float32")
