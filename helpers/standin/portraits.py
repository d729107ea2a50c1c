"""One monkey on each background: body, head, ears; `faces` adds the face."""

import numpy as np

from helpers.standin.draw import capsule, cover, ellipse, paint, pose, smoothstep
from helpers.standin.faces import draw_face
from helpers.standin.fur import draw_strands, fur_colour, join, shading
from helpers.standin.scenery import random_fields


def draw_portrait(rngs, canvas, x, y, f: dict, looks: dict, size: int) -> np.ndarray:
    """Return the canvas (n, 3, pixels) with a monkey on each image.

    `f` holds the factors as columns (n, 1), `looks` the colours (n, 3, 1).
    """
    scale, pixel = f["head_scale"], 2.2 / size / f["head_scale"]
    place = f["head_x"], f["head_y"]
    hx, hy = pose(x, y, *place, f["tilt"], scale)
    bx, by = pose(x, y, *place, 0.25 * f["tilt"], scale, f["body_lean"])
    strands = draw_strands(rngs, hx, hy)
    mottle = random_fields(rngs, 1, size, 1.2)[0]
    f = f | {"pixel": pixel, "strands": strands + 0.45 * mottle}
    canvas = _body(canvas, bx, by, f, looks)
    canvas = _head(canvas, hx, hy, f, looks)
    return draw_face(canvas, hx, hy, f, looks)


def _body(canvas, x, y, f, looks) -> np.ndarray:
    """Paint tail, torso, chest, knees and arms below the head."""
    wide, long, pixel = f["shoulder_width"], f["body_length"], f["pixel"]
    rough = f["fur_length"] * f["strands"] * 0.5
    base, side = 0.6 + 1.6 * long, np.sign(f["body_lean"])
    bend = side * (0.5 * np.sin(1.2 * (y - base)) + 0.35 * (y - base))
    tail = (
        capsule(x - bend, y, 0, base, side * 0.6, base + 3.2, 0.28, 0.16) + rough * 0.5
    )
    shade = shading(x, y - 1.8, wide * 1.5, long * 1.3, f)
    dim = shade * (0.6 + 0.5 * smoothstep(-tail / 0.28))
    canvas = paint(
        canvas, fur_colour(looks["body"], f, dim), cover(tail, pixel)[:, None]
    )
    torso = ellipse(x, y - 0.7 - 0.75 * long, wide * 1.05, long * 0.95)
    neck = ellipse(x, y - 0.9, 0.85 * wide, 0.8)
    torso = join(torso, neck, 0.5) + rough
    inside = cover(torso, pixel)
    canvas = paint(canvas, fur_colour(looks["body"], f, shade), inside[:, None])
    chest = ellipse(x, y - 2.1, f["chest_width"], 1.3) + rough
    chest = smoothstep(0.5 - chest / 0.5) * inside
    canvas = paint(canvas, fur_colour(looks["chest"], f, shade), chest[:, None])
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
            canvas, fur_colour(looks[part], f, rounded), cover(limb, pixel)[:, None]
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
    shade = shading(x, y, 1.25, 1.3, f)
    up = y + 0.12 * np.abs(x) - 0.25 * np.abs(x) ** 3 - f["cap"] - f["nod"]
    crown = smoothstep(0.5 - up / 0.25 - rough)[:, None]
    cheek = fur_colour(looks["cheek"], f, shade)
    smooth = f | {"strands": f["strands"] * (1 - f["baldness"])}
    top = fur_colour(looks["crown"], smooth, shade)
    canvas = paint(canvas, paint(cheek, top, crown), inside[:, None])
    for side in (-1, 1):
        longitude = side * 1.9 + f["turn"]
        front = smoothstep(0.5 + np.cos(longitude))  # 1: the ear is on our side
        ex = x - (0.95 + 0.3 * f["ear_size"]) * np.sin(longitude)
        ey, width = y + 0.1, f["ear_size"] * (0.75 + 0.35 * front)
        seen = 1 - inside * (1 - front)
        shade = shading(ex, ey, 0.8, 0.8, f) * (0.6 + 0.4 * front)
        long = f["ear_tuft"]
        tuft = ellipse(ex, ey, width + long, f["ear_size"] * 1.1 + long) + 1.5 * rough
        tuft = cover(tuft, pixel) * seen * (long > 0.02)
        canvas = paint(canvas, fur_colour(looks["cheek"], f, shade), tuft[:, None])
        ear = cover(ellipse(ex, ey, width, f["ear_size"] * 1.1), pixel) * seen
        canvas = paint(canvas, looks["ear"] * shade[:, None], ear[:, None])
        hollow = ellipse(ex, ey, width * 0.45, f["ear_size"] * 0.6)
        hollow = 0.6 * cover(hollow, 0.1 + pixel) * seen
        canvas = paint(canvas, looks["ear"] * 0.45, hollow[:, None])
    return canvas
