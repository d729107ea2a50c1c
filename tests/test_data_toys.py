"""The toy data: near a plane, along a spiral."""

import numpy as np

from helpers.data import make_plane_points, make_spiral


def test_points_lie_near_a_plane():
    points = make_plane_points(2000, np.random.default_rng(0))
    assert points.shape == (2000, 3)
    assert points.dtype == np.float32
    variances = np.linalg.eigvalsh(np.cov(points.T))
    assert variances[0] < 0.05 * variances[1], "near a plane"
    assert variances[1] > 0.2, "and along no line"
    again = make_plane_points(2000, np.random.default_rng(0))
    assert np.array_equal(points, again)


def test_a_spiral_makes_one_and_a_half_turns():
    position, points = make_spiral(2000, np.random.default_rng(0))
    assert position.shape == (2000,)
    assert points.shape == (2000, 2)
    order = np.argsort(position)
    angle = np.unwrap(np.arctan2(*points[order].T[::-1]))
    assert 1.45 < (angle[-1] - angle[0]) / (2 * np.pi) < 1.55
    radius = np.linalg.norm(points, axis=1)
    assert np.abs(radius - (0.2 + 0.8 * position)).max() < 0.1
