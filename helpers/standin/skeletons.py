"""The skeletons of the stand-in digits: control points of smooth strokes.

Each digit is a list of strokes; a stroke is a list of control points (x, y)
with x to the right and y downwards, both about [-1, 1]. A digit has two
styles, `FIRST` and `SECOND`, with the same number of points, and everything
between them by interpolation. `ORNAMENT` says how far single control points
move when the factor `ornament` is 1: {index over all strokes: (dx, dy)}.
"""

from functools import cache

import numpy as np

FIRST = (
    # 0: a ring, drawn from the top to the left
    [[(0.12, -0.98), (-0.3, -0.9), (-0.58, -0.45), (-0.62, 0.15), (-0.42, 0.75),
      (0.0, 1.0), (0.42, 0.8), (0.62, 0.2), (0.55, -0.45), (0.28, -0.88),
      (0.05, -0.98)]],
    # 1: the stem, and a flag and a foot that only the ornament shows
    [[(0.0, -1.0), (0.0, -0.33), (0.0, 0.33), (0.0, 1.0)],
     [(0.0, -1.0), (0.0, -1.0), (0.0, -1.0)],
     [(0.0, 1.0), (0.0, 1.0), (0.0, 1.0)]],
    # 2: a flat base
    [[(-0.55, -0.55), (-0.35, -0.88), (0.05, -1.0), (0.45, -0.8), (0.5, -0.4),
      (0.2, 0.1), (-0.25, 0.6), (-0.6, 0.94), (-0.5, 0.97), (-0.1, 0.92),
      (0.3, 0.93), (0.65, 0.9)]],
    # 3: two round bows
    [[(-0.5, -0.75), (-0.2, -1.0), (0.25, -0.95), (0.42, -0.6), (0.2, -0.2),
      (-0.12, -0.06), (0.3, 0.1), (0.52, 0.45), (0.3, 0.88), (-0.15, 1.0),
      (-0.6, 0.75)]],
    # 4: open at the top
    [[(-0.4, -0.95), (-0.48, -0.5), (-0.58, -0.05), (-0.5, 0.13), (-0.1, 0.1),
      (0.3, 0.03), (0.62, -0.02)],
     [(0.38, -0.92), (0.33, -0.3), (0.27, 0.3), (0.22, 1.0)]],
    # 5: a wide bow under a short bar
    [[(-0.35, -0.9), (-0.4, -0.55), (-0.45, -0.15), (-0.1, -0.3), (0.3, -0.15),
      (0.48, 0.25), (0.3, 0.75), (-0.1, 1.0), (-0.55, 0.8)],
     [(-0.35, -0.9), (0.05, -0.92), (0.45, -0.96)]],
    # 6: a round back and a wide bow
    [[(0.38, -1.0), (-0.05, -0.7), (-0.4, -0.15), (-0.5, 0.4), (-0.3, 0.85),
      (0.1, 1.0), (0.42, 0.75), (0.42, 0.35), (0.1, 0.1), (-0.25, 0.3),
      (-0.42, 0.6)]],
    # 7: a straight leg, and a crossbar that only the ornament shows
    [[(-0.58, -0.82), (-0.2, -0.9), (0.2, -0.92), (0.52, -0.88), (0.3, -0.35),
      (0.05, 0.3), (-0.15, 1.0)],
     [(0.14, 0.05), (0.14, 0.05), (0.14, 0.05)]],
    # 8: two equal rings
    [[(0.35, -0.8), (0.0, -1.0), (-0.38, -0.75), (-0.3, -0.35), (0.05, -0.02),
      (0.4, 0.35), (0.4, 0.8), (0.0, 1.0), (-0.42, 0.8), (-0.38, 0.35),
      (0.0, -0.02), (0.32, -0.4), (0.38, -0.75)]],
    # 9: a straight tail
    [[(0.4, -0.68), (0.1, -0.96), (-0.3, -0.85), (-0.45, -0.45), (-0.2, -0.12),
      (0.15, -0.25), (0.4, -0.65), (0.38, -0.2), (0.3, 0.4), (0.22, 1.0)]],
)  # fmt: skip

SECOND = (
    # 0: narrow, its ends crossing at the upper right
    [[(0.35, -0.72), (-0.05, -1.0), (-0.42, -0.5), (-0.5, 0.1), (-0.38, 0.7),
      (-0.05, 1.0), (0.3, 0.78), (0.46, 0.2), (0.4, -0.4), (0.15, -0.8),
      (-0.2, -0.92)]],
    # 1: a bent stem
    [[(0.06, -1.0), (0.0, -0.33), (-0.03, 0.33), (0.05, 1.0)],
     [(0.06, -1.0), (0.06, -1.0), (0.06, -1.0)],
     [(0.05, 1.0), (0.05, 1.0), (0.05, 1.0)]],
    # 2: a loop at the lower left
    [[(-0.55, -0.6), (-0.3, -0.92), (0.1, -1.0), (0.45, -0.75), (0.4, -0.3),
      (0.1, 0.2), (-0.25, 0.72), (-0.56, 0.88), (-0.6, 0.6), (-0.28, 0.52),
      (0.15, 0.8), (0.7, 1.0)]],
    # 3: a flat top
    [[(-0.5, -0.93), (-0.1, -0.97), (0.42, -0.95), (0.22, -0.55), (0.0, -0.22),
      (-0.05, -0.14), (0.3, 0.05), (0.5, 0.4), (0.35, 0.85), (-0.1, 1.0),
      (-0.5, 0.9)]],
    # 4: closed at the top
    [[(0.2, -0.95), (-0.1, -0.6), (-0.45, -0.1), (-0.62, 0.2), (-0.2, 0.24),
      (0.25, 0.22), (0.62, 0.2)],
     [(0.22, -0.95), (0.2, -0.3), (0.18, 0.3), (0.15, 1.0)]],
    # 5: a small bow under a long bar
    [[(-0.1, -0.85), (-0.25, -0.5), (-0.32, -0.2), (0.0, -0.14), (0.27, 0.1),
      (0.32, 0.4), (0.1, 0.78), (-0.2, 0.97), (-0.6, 0.92)],
     [(-0.1, -0.85), (0.25, -0.92), (0.65, -1.0)]],
    # 6: a steep back and a small bow
    [[(0.0, -1.0), (-0.25, -0.6), (-0.4, -0.1), (-0.45, 0.45), (-0.25, 0.9),
      (0.1, 0.98), (0.32, 0.75), (0.27, 0.45), (0.0, 0.35), (-0.25, 0.55),
      (-0.35, 0.8)]],
    # 7: a bent leg
    [[(-0.6, -0.7), (-0.25, -0.93), (0.2, -0.95), (0.52, -0.75), (0.45, -0.2),
      (0.3, 0.4), (0.25, 1.0)],
     [(0.36, 0.05), (0.36, 0.05), (0.36, 0.05)]],
    # 8: a small upper ring
    [[(0.3, -0.85), (0.05, -1.0), (-0.28, -0.8), (-0.2, -0.5), (0.1, -0.2),
      (0.45, 0.25), (0.35, 0.8), (-0.05, 1.0), (-0.45, 0.75), (-0.3, 0.25),
      (0.05, -0.15), (0.3, -0.5), (0.32, -0.85)]],
    # 9: a bent tail
    [[(0.35, -0.72), (0.0, -1.0), (-0.36, -0.8), (-0.4, -0.35), (-0.1, -0.1),
      (0.25, -0.35), (0.4, -0.75), (0.45, -0.1), (0.33, 0.6), (-0.05, 1.0)]],
)  # fmt: skip

ORNAMENT = (
    {0: (0.12, 0.12), 10: (-0.05, 0.25)},  # 0: an end that turns inwards
    {4: (-0.42, 0.42), 5: (-0.2, 0.16), 7: (-0.42, 0.0), 9: (0.42, 0.0)},  # flag, foot
    {0: (0.0, 0.25), 11: (0.1, -0.1)},  # 2: a hook at the start
    {0: (-0.05, 0.2), 10: (-0.05, -0.25), 5: (-0.2, 0.0)},  # 3: deeper hooks
    {6: (0.25, -0.03), 7: (0.05, -0.08)},  # 4: a longer bar
    {8: (-0.1, -0.3), 11: (0.25, 0.05)},  # 5: a hook below, a longer bar
    {0: (0.2, 0.1), 10: (-0.1, 0.05)},  # 6: a head that turns over
    {0: (-0.02, 0.22), 7: (-0.42, 0.06), 9: (0.36, -0.06)},  # 7: serif, crossbar
    {0: (0.2, 0.05), 12: (0.15, -0.2)},  # 8: open at the top
    {9: (-0.45, -0.05), 8: (0.02, 0.2)},  # 9: a tail that turns back
)

# Control points that wobble as others do: index -> the points they follow.
FOLLOW = {
    1: {4: (0,), 5: (0,), 6: (0,), 7: (3,), 8: (3,), 9: (3,)},
    5: {9: (0,)},
    7: {7: (4, 5), 8: (4, 5), 9: (4, 5)},
}


@cache
def wobble_matrix(digit: int) -> np.ndarray:
    """Return (k, k): how the noise of each control point moves the others.

    A point moves by its own noise and by half that of its neighbours.
    """
    strokes = FIRST[digit]
    stroke_of = np.repeat(np.arange(len(strokes)), [len(s) for s in strokes])
    index = np.arange(len(stroke_of))
    near = np.abs(index[:, None] - index) == 1
    same = stroke_of[:, None] == stroke_of
    matrix = np.eye(len(index)) + 0.5 * (near & same)
    for point, leaders in FOLLOW.get(digit, {}).items():
        matrix[point] = matrix[list(leaders)].mean(axis=0)
    return matrix


@cache
def control_points(digit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the first style, the second minus the first, and the ornament.

    Each is (k, 2), with k the number of control points of the digit.
    """
    first, second = (
        np.concatenate([np.array(stroke) for stroke in table[digit]])
        for table in (FIRST, SECOND)
    )
    ornament = np.zeros_like(first)
    for index, move in ORNAMENT[digit].items():
        ornament[index] = move
    return first, second - first, ornament


@cache
def spline_matrix(digit: int, points: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (points, k) weights that turn control points into stroke points.

    Catmull-Rom splines, which pass through their control points; the points
    are shared out among the strokes by length. Also returns how far along its
    stroke each point lies, (points,), from -1 at the start to 1 at the end.
    """
    rows, along, offset = [], [], 0
    strokes = FIRST[digit]
    total = sum(len(stroke) - 1 for stroke in strokes)
    k = sum(len(stroke) for stroke in strokes)
    for number, stroke in enumerate(strokes):
        last = number == len(strokes) - 1
        share = points * (len(stroke) - 1) // total
        count = points - len(rows) if last else share
        t = np.linspace(0, len(stroke) - 1, count)
        for value in t:
            left = min(int(value), len(stroke) - 2)
            u = value - left
            weights = (
                (-u + 2 * u**2 - u**3) / 2,
                (2 - 5 * u**2 + 3 * u**3) / 2,
                (u + 4 * u**2 - 3 * u**3) / 2,
                (u**3 - u**2) / 2,
            )
            row = np.zeros(k)
            for step, weight in zip((-1, 0, 1, 2), weights, strict=True):
                index = np.clip(left + step, 0, len(stroke) - 1)
                row[offset + index] += weight
            rows.append(row)
        along.append(2 * t / (len(stroke) - 1) - 1)
        offset += len(stroke)
    return np.array(rows), np.concatenate(along)
