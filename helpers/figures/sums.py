"""A picture as a sum of pictures: the frames of a slider that adds them up."""

from __future__ import annotations

import numpy as np

from helpers.figures.grids import tile

COLUMNS = 8  # pieces in a row
SPACE = 5  # pixels between the three pictures and the pieces


def sum_frames(
    image: np.ndarray, totals: np.ndarray, pieces: np.ndarray, dealt: np.ndarray
) -> np.ndarray:
    """Pictures for `show_slider`: what a sum looks like with some of its pieces.

    Each shows, twice as large, the image, a total and their absolute difference;
    below, the pieces that are in the total, each in its own contrast, with mid-grey
    for 0 and white where a piece is missing.

    Args:
        image: what is summed up to, (height, width).
        totals: (n, height, width), clipped to [0, 1].
        pieces: (k, height, width), of either sign.
        dealt: (n, k), which pieces are in which total.

    Returns:
        float32 (n, frame height, frame width) in [0, 1].

    Raises:
        ValueError: the shapes do not fit together.
    """
    image, totals, pieces = (np.asarray(x, "float32") for x in (image, totals, pieces))
    dealt = np.asarray(dealt, bool)
    alike = image.shape == totals.shape[1:] == pieces.shape[1:]
    if image.ndim != 2 or not alike or dealt.shape != (len(totals), len(pieces)):
        raise ValueError(
            f"an image {image.shape}, totals {totals.shape}, pieces {pieces.shape} "
            f"and dealt {dealt.shape} do not fit: (h, w), (n, h, w), (k, h, w), (n, k)."
        )
    largest = np.abs(pieces).max(axis=(1, 2), keepdims=True)
    cards = 0.5 + pieces / (2 * np.maximum(largest, 1e-12))
    frames = []
    for total, here in zip(totals, dealt):
        top = np.clip([image, total, np.abs(image - total)], 0, 1)
        top = tile(np.kron(top, np.ones((1, 2, 2), "float32")), columns=3)
        below = tile(np.where(here[:, None, None], cards, 1.0), columns=COLUMNS)
        frames.append(_below_each_other(top, below))
    return np.stack(frames)


def _below_each_other(top: np.ndarray, below: np.ndarray) -> np.ndarray:
    """One array with both, centred on white."""
    width = max(top.shape[1], below.shape[1])
    parts = []
    for part, space in ((top, SPACE), (below, 0)):
        free = width - part.shape[1]
        sides = (free // 2, free - free // 2)
        parts.append(np.pad(part, ((0, space), sides), constant_values=1.0))
    return np.concatenate(parts)
