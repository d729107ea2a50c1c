"""Grids of images: one tiled array, drawn once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes


def tile(
    images: np.ndarray, columns: int = 10, gap: int = 1, fill: float = 1.0
) -> np.ndarray:
    """Lay images out row by row in one array.

    Args:
        images: (n, height, width), (n, height, width, 1) or (…, 3).
        columns: images per row; the last row is filled up.
        gap: pixels between two images.
        fill: value of the gaps and of the places left over.

    Returns:
        (rows · (height + gap) − gap, columns · (width + gap) − gap), with a
        last axis of 3 for colour images.

    Raises:
        ValueError: for another shape, no image, or fewer than one column.
    """
    images = np.asarray(images)
    if images.ndim == 3:
        images = images[..., None]
    if images.ndim != 4 or images.shape[-1] not in (1, 3):
        raise ValueError(
            "images must be (n, height, width) or (n, height, width, 1 or 3), "
            f"not {images.shape}."
        )
    if len(images) == 0 or columns < 1:
        raise ValueError("a grid needs at least one image and one column.")
    n, height, width, channels = images.shape
    rows = -(-n // columns)
    cells = np.full(
        (rows * columns, height + gap, width + gap, channels), fill, "float32"
    )
    cells[:n, :height, :width] = images
    cells = cells.reshape(rows, columns, height + gap, width + gap, channels)
    grid = cells.transpose(0, 2, 1, 3, 4).reshape(
        rows * (height + gap), columns * (width + gap), channels
    )
    grid = grid[: grid.shape[0] - gap, : grid.shape[1] - gap]
    return grid[..., 0] if channels == 1 else grid


def _draw(grid: np.ndarray, ax: Axes | None, zoom: float | None) -> Axes:
    """Draw a tiled array with the fixed grey range 0 to 1."""
    if ax is None:
        zoom = zoom or max(1.0, min(4.0, 720 / grid.shape[1]))
        size = (grid.shape[1] * zoom / 100, grid.shape[0] * zoom / 100)
        ax = plt.figure(figsize=size).add_axes((0, 0, 1, 1))
    ax.imshow(np.clip(grid, 0, 1), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    ax.grid(False)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def show_images(
    images: np.ndarray,
    columns: int = 10,
    ax: Axes | None = None,
    gap: int = 1,
    zoom: float | None = None,
) -> Axes:
    """Draw images as a grid, grey 0 black and 1 white in every figure.

    Args:
        images: as for ``tile``; values outside [0, 1] are clipped.
        columns: images per row.
        ax: where to draw; a new figure that fits the grid if None.
        gap: pixels between two images.
        zoom: screen pixels per image pixel in a new figure; chosen if None.
    """
    return _draw(tile(images, columns, gap), ax, zoom)


def show_rows(
    rows: Mapping[str, np.ndarray],
    columns: Sequence[str] | None = None,
    ax: Axes | None = None,
    gap: int = 1,
    zoom: float | None = None,
) -> Axes:
    """Draw labelled rows of images under each other.

    Args:
        rows: label → images (n, height, width[, channels]), the same n and
            shape in each row, such as ``{"input": x, "reconstruction": x_hat,
            "difference": abs(x - x_hat)}``.
        columns: labels above the columns, one per image.
        ax, gap, zoom: as for ``show_images``.

    Raises:
        ValueError: if the rows differ in shape or a column label is missing.
    """
    shapes = {label: np.shape(images) for label, images in rows.items()}
    if len({(s[0], *s[1:3]) for s in shapes.values()}) != 1:
        raise ValueError(f"the rows must have one shape, not {shapes}.")
    n, height, width = next(iter(shapes.values()))[:3]
    if columns is not None and len(columns) != n:
        raise ValueError(f"{len(columns)} column labels for {n} images.")
    stacked = np.concatenate([np.asarray(r) for r in rows.values()])
    ax = _draw(tile(stacked, n, gap), ax, zoom)
    centres = (height - 1) / 2 + (height + gap) * np.arange(len(rows))
    ax.set_yticks(centres, list(rows))
    if columns is not None:
        centres = (width - 1) / 2 + (width + gap) * np.arange(n)
        ax.set_xticks(centres, list(columns))
        ax.xaxis.tick_top()
    ax.tick_params(length=0)
    return ax
