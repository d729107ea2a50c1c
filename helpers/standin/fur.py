"""Fur, light and soft seams of the monkey portraits."""

import numpy as np

from helpers.standin.scenery import random_fields

TABLE = 64  # rows and columns of the table of strands
WARM = np.float32([[1], [0], [-1]])


def draw_strands(rngs, hx, hy) -> np.ndarray:
    """Return a texture (n, pixels) of strands that radiate from the face."""
    n = len(rngs)
    stretch = {"angle": np.zeros(n), "ratio": np.full(n, 0.06)}
    table = random_fields(rngs, 1, TABLE, 0.4, **stretch)
    table = np.clip(table.reshape(n, -1), -1.6, 1.6)
    radius = np.sqrt(hx**2 + hy**2)
    turns = np.arctan2(hx, hy) / (2 * np.pi) % 1
    picture = np.arange(n, dtype=np.int32)[:, None] * TABLE * TABLE
    table, total = table.reshape(-1), 0
    for repeats, weight in ((1, 0.5), (2, 0.5)):
        column = turns * TABLE * repeats
        row = (radius * 9 * repeats + 20 * repeats).astype(np.int32) % TABLE
        left = column.astype(np.int32)
        part = column - left
        row = row * TABLE + picture
        near, far = table[row + left % TABLE], table[row + (left + 1) % TABLE]
        total = total + weight * (near + part * (far - near))
    return total


def fur_colour(colour, f, shade) -> np.ndarray:
    """Return fur colours (n, 3, pixels): warmth, brightness, strands, light."""
    warm = 1 + f["fur_warmth"][:, None] * WARM
    value = f["fur_brightness"] * (1 + f["fur_contrast"] * f["strands"]) * shade
    glow = 0.05 * f["light"] * np.maximum(shade, 0)
    return colour * warm * value[:, None] + glow[:, None]


def shading(x, y, radius_x, radius_y, f) -> np.ndarray:
    """Return the light (n, pixels) on an ellipsoid around the origin."""
    nx, ny = x / radius_x, y / radius_y
    nz = np.sqrt(np.maximum(1 - nx**2 - ny**2, 0.02))
    lit = nx * np.cos(f["light_angle"]) + ny * np.sin(f["light_angle"])
    return np.maximum(1 - f["light"] * 0.5 + f["light"] * (lit + 0.5 * nz), 0.15)


def join(a, b, softness: float):
    """Return the distance to the union of two shapes, with a rounded seam.

    The polynomial smooth minimum of Inigo Quilez.
    """
    h = np.maximum(softness - np.abs(a - b), 0) / softness
    return np.minimum(a, b) - h * h * (softness / 4)
