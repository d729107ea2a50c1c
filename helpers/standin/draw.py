"""Drawing primitives of the stand-in images, vectorised over a batch.

Coordinates: the image spans [-1, 1] in both directions, x grows to the right,
y grows downwards. A *field* is a float32 array (n, pixels) with one value for
each pixel of each image. A *column* is a float32 array (n, 1) with one value
for each image; a plain number serves as well. Distances are signed: negative
inside a shape, positive outside. `cover` turns a distance into the share of a
pixel that the shape covers, which is where the grey edges come from.
"""

import numpy as np


def column(values) -> np.ndarray:
    """Return one number per image, (n,), as a float32 column (n, 1)."""
    return np.asarray(values, dtype=np.float32).reshape(-1, 1)


def pixel_grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of the pixel centres, each (1, size * size), row by row."""
    centres = ((np.arange(size) + 0.5) * 2 / size - 1).astype(np.float32)
    y, x = np.meshgrid(centres, centres, indexing="ij")
    return x.reshape(1, -1), y.reshape(1, -1)


def pose(x, y, shift_x=0.0, shift_y=0.0, rotation=0.0, scale=1.0, lean=0.0):
    """Return the fields (x, y) in the object's own coordinates.

    The object is leaned (a shear: its top moves right for a positive `lean`),
    scaled, turned by `rotation` radians (clockwise as seen) and then shifted.
    All parameters are columns or numbers.
    """
    x, y = x - shift_x, y - shift_y
    cosine, sine = np.cos(rotation) / scale, np.sin(rotation) / scale
    x, y = cosine * x + sine * y, cosine * y - sine * x
    return x + lean * y, y


def smoothstep(t):
    """Return 3t² - 2t³ with t clipped to [0, 1]: 0 before 0, 1 after 1."""
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def cover(distance, pixel: float = 2 / 28):
    """Return the covered share of each pixel, in [0, 1], from a distance.

    `pixel` is the width of the soft edge; one pixel is 2 / size.
    """
    return np.clip(0.5 - distance / pixel, 0, 1)


def curve(t, knots, values):
    """Interpolate smoothly: the field t at `knots` takes `values`.

    Both are sequences of columns or numbers, the knots increasing; between
    two knots the value follows a smoothstep, outside it stays constant.
    """
    result = values[0] + 0 * t
    for k in range(len(knots) - 1):
        step = smoothstep((t - knots[k]) / (knots[k + 1] - knots[k]))
        result += (values[k + 1] - values[k]) * step
    return result


def box(x, y, half_width, half_height, radius=0.0):
    """Return the distance to a box around the origin with rounded corners."""
    dx = np.abs(x) - half_width + radius
    dy = np.abs(y) - half_height + radius
    outside = np.sqrt(np.maximum(dx, 0) ** 2 + np.maximum(dy, 0) ** 2)
    return outside + np.minimum(np.maximum(dx, dy), 0) - radius


def ellipse(x, y, radius_x, radius_y):
    """Return a distance to an ellipse around the origin (exact for a circle).

    The implicit function divided by the length of its gradient, good near the
    edge; the value in the centre is not a distance.
    """
    u, v = x / radius_x, y / radius_y
    length = np.sqrt(u * u + v * v) + 1e-6
    slope = np.sqrt((u / radius_x) ** 2 + (v / radius_y) ** 2) + 1e-6
    return length * (length - 1) / slope


def capsule(x, y, x0, y0, x1, y1, radius0, radius1=None):
    """Return the distance to a thick line from (x0, y0) to (x1, y1).

    The radius goes from `radius0` to `radius1` (default: the same).
    """
    dx, dy = x1 - x0, y1 - y0
    t = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + 1e-6)
    t = np.clip(t, 0, 1)
    away = np.sqrt((x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2)
    return away - (radius0 if radius1 is None else radius0 + t * (radius1 - radius0))


def hairline(width, least: float = 0.03):
    """Return the half width to draw a thin line with, and its strength.

    A line much thinner than a pixel would break up into dots. So half widths
    below `least` are drawn at `least` and fade instead, to nothing at 0.
    """
    return np.maximum(width, least), np.clip(width / least, 0, 1)


def paint(canvas, colour, mask):
    """Return the canvas with `colour` laid over it where the mask is 1.

    For grey images canvas, colour and mask are fields or columns; for colour
    images the canvas is (n, pixels, 3), the colour (n, 1, 3), the mask
    (n, pixels, 1).
    """
    return canvas + mask * (colour - canvas)


def waves(x, y, angle, period, phase):
    """Return a field in [-1, 1]: a sine across lines at `angle` radians.

    Angle 0 gives horizontal bands. `period` is in image units (the image is
    2 wide), `phase` in turns.
    """
    along = y * np.cos(angle) + x * np.sin(angle)
    return np.sin(2 * np.pi * (along / period + phase))


def to_bytes(canvas, size: int) -> np.ndarray:
    """Return the canvas, in [0, 1], as uint8 images (n, size, size[, 3])."""
    grey = np.clip(canvas, 0, 1) * 255 + 0.5
    return grey.astype(np.uint8).reshape(len(canvas), size, size, *canvas.shape[2:])
