"""One monkey on each background: body, head, fur, face.

The head is a ball of radius 1 in its own coordinates. Its face is painted in
the coordinates of the ball's surface, so a turned head moves, narrows and
hides the features along a curve, as a photograph would.
"""

import numpy as np

from .draw import capsule, cover, ellipse, join, paint, pose, smoothstep
from .scenery import random_fields

TABLE = 64  # rows and columns of the table of strands
WARM = np.float32([[1], [0], [-1]])
RED = np.float32([[1], [-0.5], [-0.5]])


def draw_portrait(rngs, canvas, x, y, f: dict, looks: dict, size: int) -> np.ndarray:
    """Return the canvas (n, 3, pixels) with a monkey on each image.

    `f` holds the factors as columns (n, 1), `looks` the colours (n, 3, 1).
    """
    scale, pixel = f["head_scale"], 2.2 / size / f["head_scale"]
    place = f["head_x"], f["head_y"]
    hx, hy = pose(x, y, *place, f["tilt"], scale)
    bx, by = pose(x, y, *place, 0.25 * f["tilt"], scale, f["body_lean"])
    strands = _strands(rngs, hx, hy)
    mottle = random_fields(rngs, 1, size, 1.2)[0]
    f = f | {"pixel": pixel, "strands": strands + 0.45 * mottle}
    canvas = _body(canvas, bx, by, f, looks)
    canvas = _head(canvas, hx, hy, f, looks)
    return _face(canvas, hx, hy, f, looks)


def _strands(rngs, hx, hy) -> np.ndarray:
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


def _fur(colour, f, shade) -> np.ndarray:
    """Return fur colours (n, 3, pixels): warmth, brightness, strands, light."""
    warm = 1 + f["fur_warmth"][:, None] * WARM
    value = f["fur_brightness"] * (1 + f["fur_contrast"] * f["strands"]) * shade
    glow = 0.05 * f["light"] * np.maximum(shade, 0)
    return colour * warm * value[:, None] + glow[:, None]


def _shade(x, y, radius_x, radius_y, f) -> np.ndarray:
    """Return the light (n, pixels) on an ellipsoid around the origin."""
    nx, ny = x / radius_x, y / radius_y
    nz = np.sqrt(np.maximum(1 - nx**2 - ny**2, 0.02))
    lit = nx * np.cos(f["light_angle"]) + ny * np.sin(f["light_angle"])
    return np.maximum(1 - f["light"] * 0.5 + f["light"] * (lit + 0.5 * nz), 0.15)


def _body(canvas, x, y, f, looks) -> np.ndarray:
    """Paint tail, torso, chest, knees and arms below the head."""
    wide, long, pixel = f["shoulder_width"], f["body_length"], f["pixel"]
    rough = f["fur_length"] * f["strands"] * 0.5
    base, side = 0.6 + 1.6 * long, np.sign(f["body_lean"])
    bend = side * (0.5 * np.sin(1.2 * (y - base)) + 0.35 * (y - base))
    tail = (
        capsule(x - bend, y, 0, base, side * 0.6, base + 3.2, 0.28, 0.16) + rough * 0.5
    )
    shade = _shade(x, y - 1.8, wide * 1.5, long * 1.3, f)
    dim = shade * (0.6 + 0.5 * smoothstep(-tail / 0.28))
    canvas = paint(canvas, _fur(looks["body"], f, dim), cover(tail, pixel)[:, None])
    torso = ellipse(x, y - 0.7 - 0.75 * long, wide * 1.05, long * 0.95)
    neck = ellipse(x, y - 0.9, 0.85 * wide, 0.8)
    torso = join(torso, neck, 0.5) + rough
    inside = cover(torso, pixel)
    canvas = paint(canvas, _fur(looks["body"], f, shade), inside[:, None])
    chest = ellipse(x, y - 2.1, f["chest_width"], 1.3) + rough
    chest = smoothstep(0.5 - chest / 0.5) * inside
    canvas = paint(canvas, _fur(looks["chest"], f, shade), chest[:, None])
    mirrored = np.abs(x)
    knee = mirrored - 0.75 * wide, y - 0.45 - 1.35 * long
    hand = 0.3 + 0.6 * f["arm_spread"], 3.6
    elbow = wide + 0.7 * f["arm_spread"], 2.2
    leg = ellipse(*knee, 0.62, 0.85) + rough
    upper = capsule(mirrored, y, 0.75 * wide, 1.5, *elbow, 0.5, 0.4)
    arm = join(upper, capsule(mirrored, y, *elbow, *hand, 0.4, 0.28), 0.2) + rough
    for limb, part in ((leg, "body"), (arm, "arm")):
        rounded = shade * (0.6 + 0.5 * smoothstep(-limb / 0.4))
        canvas = paint(
            canvas, _fur(looks[part], f, rounded), cover(limb, pixel)[:, None]
        )
    return canvas


def _head(canvas, x, y, f, looks) -> np.ndarray:
    """Paint the furry head, crown, cheeks and mane, and the ears."""
    pixel, rough = f["pixel"], f["fur_length"] * f["strands"] * 0.6
    skull = ellipse(x, y + 0.1, 0.98, 1.05 + f["crown_height"])
    cheeks = ellipse(
        x - 0.1 * np.sin(f["turn"]), y - 0.2, 0.85 + f["mane"], 0.85 + f["mane"]
    )
    inside = cover(join(skull, cheeks, 0.25) + rough, pixel)
    shade = _shade(x, y, 1.25, 1.3, f)
    up = y + 0.12 * np.abs(x) - 0.25 * np.abs(x) ** 3 - f["cap"] - f["nod"]
    crown = smoothstep(0.5 - up / 0.25 - rough)[:, None]
    cheek = _fur(looks["cheek"], f, shade)
    smooth = f | {"strands": f["strands"] * (1 - f["baldness"])}
    top = _fur(looks["crown"], smooth, shade)
    canvas = paint(canvas, paint(cheek, top, crown), inside[:, None])
    for side in (-1, 1):
        longitude = side * 1.9 + f["turn"]
        front = smoothstep(0.5 + np.cos(longitude))  # 1: the ear is on our side
        ex = x - (0.95 + 0.3 * f["ear_size"]) * np.sin(longitude)
        ey, width = y + 0.1, f["ear_size"] * (0.75 + 0.35 * front)
        seen = 1 - inside * (1 - front)
        shade = _shade(ex, ey, 0.8, 0.8, f) * (0.6 + 0.4 * front)
        long = f["ear_tuft"]
        tuft = ellipse(ex, ey, width + long, f["ear_size"] * 1.1 + long) + 1.5 * rough
        tuft = cover(tuft, pixel) * seen * (long > 0.02)
        canvas = paint(canvas, _fur(looks["cheek"], f, shade), tuft[:, None])
        ear = cover(ellipse(ex, ey, width, f["ear_size"] * 1.1), pixel) * seen
        canvas = paint(canvas, looks["ear"] * shade[:, None], ear[:, None])
        hollow = ellipse(ex, ey, width * 0.45, f["ear_size"] * 0.6)
        hollow = 0.6 * cover(hollow, 0.1 + pixel) * seen
        canvas = paint(canvas, looks["ear"] * 0.45, hollow[:, None])
    return canvas


def _face(canvas, x, y, f, looks) -> np.ndarray:
    """Paint the bare face, the eyes and the muzzle."""
    pixel, turn = f["pixel"], f["turn"]
    theta = np.arcsin(np.clip(x, -0.99, 0.99)) - turn
    fx, fy = np.sin(theta), y - f["nod"]
    front = smoothstep((np.cos(theta) - 0.05) / 0.3) * smoothstep(
        (1.12 - np.abs(x)) / 0.1
    )
    shade = _shade(x, y, 1.2, 1.3, f)
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
    dark = _fur(looks["crown"] * 0.3, f, shade)
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
    shade = _shade(mx, my, size * 1.3, size * 1.1, f)
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
