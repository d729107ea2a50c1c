"""Pictures laid out at places of a plane: a map, as one array."""

from __future__ import annotations

import numpy as np

from helpers.figures.grids import tile

FRAME = 2  # pixels of a coloured frame on each side


def thumbnail_map(
    images: np.ndarray,
    places: np.ndarray,
    columns: int = 24,
    side: int = 28,
    colours: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Paste pictures where they lie, one to a cell of a grid over all places.

    A cell shows the picture that lies nearest to its centre; a cell in which none
    lies stays white. The grid is as much higher or wider as the places spread.

    Args:
        images: (n, height, width, 1 or 3) in [0, 1].
        places: (n, 2); the first number grows to the right, the second upwards.
        columns: cells side by side.
        side: height and width of a thumbnail in pixels.
        colours: (n, 3) in [0, 1], of a frame around each; none if None.

    Returns:
        The map, float32 (rows · side, columns · side, 3), and the positions of
        the pictures that it shows, int64 (shown,), from the top left.

    Raises:
        ValueError: the shapes do not fit, a place is not finite, there is no
            picture, or no cell.
    """
    images, places = np.asarray(images), np.asarray(places, "float64")
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or not len(images):
        raise ValueError(f"images are (n, height, width, 1 or 3), not {images.shape}.")
    if places.shape != (len(images), 2) or not np.isfinite(places).all():
        raise ValueError(f"{len(images):,} images need as many finite places (n, 2).")
    if columns < 1 or side < 1:
        raise ValueError("a map has at least one column, of at least one pixel.")
    low, span = places.min(axis=0), np.maximum(np.ptp(places, axis=0), 1e-12)
    rows = int(np.clip(round(columns * span[1] / span[0]), 1, 2 * columns))
    cells = np.array([columns, rows])
    at = (places - low) / span * cells  # in cells, from the bottom left
    cell = np.minimum(at.astype(int), cells - 1)
    away = np.sum((at - cell - 0.5) ** 2, axis=1)
    number = (rows - 1 - cell[:, 1]) * columns + cell[:, 0]
    order = np.lexsort((away, number))
    _, first = np.unique(number[order], return_index=True)
    shown = order[first]
    thumbnails = np.ones((rows * columns, side, side, 3), "float32")
    for i in shown:
        colour = None if colours is None else np.asarray(colours[i], "float32")
        thumbnails[number[i]] = thumbnail(images[i], side, colour)
    return tile(thumbnails, columns, gap=0), shown


def thumbnail(
    image: np.ndarray, side: int, colour: np.ndarray | None = None
) -> np.ndarray:
    """A picture (height, width, 1 or 3) as float32 (side, side, 3), framed.

    Args:
        image: values outside [0, 1] are clipped.
        side: height and width in pixels.
        colour: (3,) in [0, 1], of a frame two pixels wide; none if None.
    """
    from PIL import Image

    pixels = np.round(255 * np.clip(image, 0, 1)).astype(np.uint8)
    pixels = np.broadcast_to(pixels, (*pixels.shape[:2], 3))
    small = Image.fromarray(pixels).resize((side, side), Image.Resampling.BILINEAR)
    small = np.asarray(small, "float32") / 255
    if colour is not None:
        inside = np.zeros((side, side, 1), bool)
        inside[FRAME:-FRAME, FRAME:-FRAME] = True
        small = np.where(inside, small, np.asarray(colour, "float32"))
    return small
