"""Stand-in for MNIST: digits drawn as strokes from named factors.

Every image is a smooth path through control points (skeletons.py), moved by
its factors and followed by a round pen. As in MNIST the digit is scaled to fit
a box of 20 x 20 pixels and its centre of mass is put near the image's centre.

Factors, float32 (n,) unless said:

style       0 to 1      from the first skeleton of the digit to the second
ornament    0 to 1      flags, feet, hooks, crossbars; mostly small
slant       -0.2 to 0.7 the top moves right by this share of the height
rotation    radians, clockwise
aspect      width of the digit relative to its skeleton
bow         the middle moves sideways against top and bottom
balance     the middle moves down (positive) or up
spread      the lower half is wider (positive) or narrower than the upper
radius      0.85 to 1.8 pixels, half the width of the pen
pressure    the pen widens (positive) or narrows along the stroke
softness    pixels over which the edge of the ink fades
shift_x, shift_y  pixels
wobble      (n, 26) standard normal: a small move of each control point,
            x and y in turn; a digit uses as many as it has
"""

import numpy as np

from helpers.standin.factors import draw_factors
from helpers.standin.skeletons import control_points, spline_matrix, wobble_matrix

SIZE = 28
POINTS = 72
WOBBLE = 0.1
INK = 253 / 255
COMMON = {
    "style": (0.0, 1.0),
    "ornament": (0.0, 1.0, 1.6),
    "slant": (-0.2, 0.5),
    "rotation": (-0.22, 0.22),
    "aspect": (0.7, 1.45),
    "bow": (-0.25, 0.25),
    "balance": (-0.22, 0.22),
    "spread": (-0.35, 0.35),
    "radius": (0.85, 1.8),
    "pressure": (-0.3, 0.3),
    "softness": (0.7, 1.2),
    "shift_x": (-0.7, 0.7),
    "shift_y": (-0.7, 0.7),
}
RANGES = [dict(COMMON) for _ in range(10)]
RANGES[1] |= {"ornament": (0.0, 0.8, 6.0), "slant": (-0.2, 0.7)}
RANGES[7] |= {"ornament": (0.0, 1.0, 2.5)}


def _path(digit: int, factors: dict[str, np.ndarray]) -> np.ndarray:
    """Return the points of the strokes, (n, POINTS, 2), before the box fit."""
    first, other, ornament = control_points(digit)
    weights, _ = spline_matrix(digit, POINTS)
    f = {k: v[:, None] for k, v in factors.items()}
    control = first + f["style"][..., None] * other
    control += f["ornament"][..., None] * ornament
    noise = factors["wobble"][:, : 2 * len(first)].reshape(-1, *first.shape)
    control += WOBBLE * (wobble_matrix(digit) @ noise)
    x, y = np.moveaxis(weights.astype(np.float32) @ control, 2, 0)
    y = y + f["balance"] * (1 - y * y)
    x = x * f["aspect"] * (1 + f["spread"] * y) + f["bow"] * (1 - y * y)
    x = x - f["slant"] * y
    cosine, sine = np.cos(f["rotation"]), np.sin(f["rotation"])
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=2)


def _fit(points: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Scale to the 20-pixel box, (n, POINTS, 2) in pixels, centred by mass."""
    low, high = points.min(axis=1), points.max(axis=1)
    room = 20 - 2 * radius
    points = points * (room / (high - low).max(axis=1))[:, None, None]
    step = np.linalg.norm(np.diff(points, axis=1), axis=2)
    middle = (points[:, 1:] + points[:, :-1]) / 2
    short = np.minimum(step, 2)[..., None]  # a jump between strokes has no ink
    centre = (middle * short).sum(axis=1) / short.sum(axis=1)
    return points - centre[:, None]


def _ink(points, pen, softness) -> np.ndarray:
    """Return ink in [0, 1], (n, SIZE * SIZE), of a pen of radius (n, POINTS)."""
    centres = (np.arange(SIZE) - (SIZE - 1) / 2).astype(np.float32)
    y, x = (g.ravel() for g in np.meshgrid(centres, centres, indexing="ij"))
    grid = np.stack([x * x + y * y, x, y, np.ones_like(x)])
    px, py = points[..., 0], points[..., 1]
    terms = np.stack([np.ones_like(px), -2 * px, -2 * py, px**2 + py**2], axis=2)
    squared = ((terms / pen[..., None] ** 2) @ grid).min(axis=1)
    distance = (np.sqrt(np.maximum(squared, 0)) - 1) * pen.mean(axis=1)[:, None]
    return INK * np.clip(0.5 - distance / softness[:, None], 0, 1)


def render_digits(labels: np.ndarray, factors: dict[str, np.ndarray]) -> np.ndarray:
    """Return uint8 images (n, 28, 28) of the given labels and factors."""
    images = np.zeros((len(labels), SIZE * SIZE), np.uint8)
    for digit in range(10):
        along = spline_matrix(digit, POINTS)[1].astype(np.float32)
        chosen = np.flatnonzero(labels == digit)
        for start in range(0, len(chosen), 25):
            rows = chosen[start : start + 25]
            f = {name: values[rows] for name, values in factors.items()}
            points = _fit(_path(digit, f), f["radius"])
            points += np.stack([f["shift_x"], f["shift_y"]], axis=1)[:, None]
            pen = f["radius"][:, None] * (1 + f["pressure"][:, None] * along)
            ink = _ink(points.astype(np.float32), pen, f["softness"])
            images[rows] = (ink * 255 + 0.5).astype(np.uint8)
    return images.reshape(-1, SIZE, SIZE)


def make_digits(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, dict]:
    """Return images uint8 (n, 28, 28), labels int64 (n,) and the factors.

    Image i depends on the seed and on i alone (see factors.py); every run of
    ten images holds each digit once.
    """
    labels, factors = draw_factors(n, seed, RANGES, {"wobble": 26})
    return render_digits(labels, factors), labels, factors
