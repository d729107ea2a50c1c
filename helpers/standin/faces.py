"""The face of a monkey portrait: skin, brows, eyes, muzzle.

The head is a ball of radius 1 in its own coordinates. Its face is painted in
the coordinates of the ball's surface, so a turned head moves, narrows and
hides the features along a curve, as in a photograph.
"""

import numpy as np

from helpers.standin.draw import cover, ellipse, paint, smoothstep
from helpers.standin.fur import fur_colour, join, shading

RED = np.float32([[1], [-0.5], [-0.5]])


def draw_face(canvas, x, y, f, looks) -> np.ndarray:
    """Paint the bare face, the eyes and the muzzle."""
    pixel, turn = f["pixel"], f["turn"]
    theta = np.arcsin(np.clip(x, -0.99, 0.99)) - turn
    fx, fy = np.sin(theta), y - f["nod"]
    front = smoothstep((np.cos(theta) - 0.05) / 0.3) * smoothstep(
        (1.12 - np.abs(x)) / 0.1
    )
    shade = shading(x, y, 1.2, 1.3, f)
    grain = 1 + 0.25 * f["fur_contrast"] * f["strands"]
    red = 1 + f["face_redness"][:, None] * RED
    skin = looks["face"] * red * (shade * grain)[:, None]
    edge = 0.4 * f["fur_length"] * f["strands"]
    wide, high = f["face_width"], f["face_height"]
    eyes_x = np.abs(fx) - f["eye_spacing"]
    lobes = ellipse(eyes_x, fy + 0.18, wide * 0.55, high * 0.55)
    oval = ellipse(fx, fy - 0.12, wide, high * 0.85)
    face = join(oval, lobes, 0.15) + edge
    canvas = paint(canvas, skin, (front * cover(face, 2 * pixel))[:, None])
    patch = ellipse(eyes_x, fy + 0.16, f["eye_size"] * 1.9, f["eye_size"] * 2.1)
    patch_skin = looks["patch"] * red * (shade * grain)[:, None]
    canvas = paint(canvas, patch_skin, (front * cover(patch, 0.12 + pixel))[:, None])
    dark = fur_colour(looks["crown"] * 0.3, f, shade)
    lines = np.minimum(np.abs(fx), np.abs(np.abs(fx) - 0.62 + 0.35 * (fy + 0.3)))
    stripe = (
        smoothstep((0.13 - lines) / 0.08) * smoothstep((-0.1 - fy) / 0.2) * f["stripes"]
    )
    stripe = stripe * cover(ellipse(x, y + 0.1, 0.95, 1.0), pixel)
    canvas = paint(canvas, dark, (front * stripe)[:, None])
    brow = ellipse(eyes_x, fy + 0.22 + f["eye_size"] * 1.1, f["eye_size"] * 1.6, 0.06)
    canvas = paint(
        canvas, canvas * 0.45, (0.8 * front * cover(brow, 0.1 + pixel))[:, None]
    )
    canvas = _eyes(canvas, eyes_x, fy + 0.14, fx, front, f, looks)
    return _muzzle(canvas, x - 1.12 * np.sin(turn), fy - 0.42, red, f, looks)


def _eyes(canvas, ex, ey, fx, front, f, looks) -> np.ndarray:
    """Paint rim, iris, pupil and the light's reflection in both eyes."""
    size, pixel = f["eye_size"], f["pixel"]
    for radius, paint_with in ((1.25, 0.06), (1.0, looks["iris"]), (0.55, 0.02)):
        disc = ellipse(ex, ey, size * radius, size * radius * 0.92)
        canvas = paint(canvas, paint_with, (front * cover(disc, pixel))[:, None])
    lx, ly = np.cos(f["light_angle"]), np.sin(f["light_angle"])
    glint = ellipse(
        ex - 0.4 * size * lx * np.sign(fx),
        ey - 0.4 * size * ly,
        size * 0.28,
        size * 0.28,
    )
    return paint(canvas, 0.95, (front * cover(glint, pixel))[:, None])


def _muzzle(canvas, mx, my, red, f, looks) -> np.ndarray:
    """Paint the muzzle, which stands out of the ball, with nose and mouth."""
    size, pixel = f["muzzle_size"], f["pixel"]
    shape = ellipse(mx, my, size * 1.05, size * 0.85)
    shade = shading(mx, my, size * 1.3, size * 1.1, f)
    skin = looks["muzzle"] * red * shade[:, None]
    canvas = paint(canvas, skin, cover(shape, 0.12 + pixel)[:, None])
    nose = ellipse(mx, my + size * 0.5, size * 0.3, size * 0.2)
    canvas = paint(
        canvas, looks["muzzle"] * 0.5, 0.6 * cover(nose, 0.08 + pixel)[:, None]
    )
    nostril = ellipse(
        np.abs(mx) - size * 0.17, my + size * 0.42, size * 0.11, size * 0.09
    )
    canvas = paint(canvas, 0.03, 0.9 * cover(nostril, pixel)[:, None])
    smile = np.abs(my - size * 0.3 + 0.5 * mx**2 / size) - 0.025
    mouth = cover(smile, pixel) * cover(np.abs(mx) - size * 0.6, 0.1)
    return paint(canvas, 0.05, 0.75 * mouth[:, None])
