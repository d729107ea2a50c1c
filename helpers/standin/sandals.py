"""Stand-in sandals, toes to the left.

Factors besides those of fabric.py and those that shoes.py shares, in image
units (the image is 2 wide) unless said:

    arch           how far the sole bends up in the middle
    toe_strap, middle_strap   half widths of the two arches over the foot
                   (below 0 none); toe_strap_x, middle_strap_x their
                   centres, toe_strap_width the half width they span
    back_strap, ankle_strap, diagonal_strap   half widths of the straps up the
                   heel, round the ankle and down to the toes; each is at most
                   as wide as the one before (below 0 none)
    ankle_height, ankle_x     where the straps meet
    strap_tone     tone of the straps
"""

import numpy as np

from helpers.standin.draw import capsule, cover, ellipse, hairline, paint
from helpers.standin.fabric import Columns, cloth, own_coordinates
from helpers.standin.shoes import COMMON, heel_block, underside

SANDAL = COMMON | {
    "brightness": (0.4, 1.2, 0.6),
    "toe_length": (0.86, 0.96),
    "heel_x": (0.75, 0.95),
    "sole": (0.08, 0.24),
    "sole_tone": (0.5, 1.4),
    "heel_height": (0.0, 0.85, 1.7),
    "heel_width": (0.08, 0.9, 1.5),
    "arch": (-0.06, 0.08),
    "toe_strap": (-0.03, 0.2),
    "toe_strap_x": (-0.68, -0.42),
    "toe_strap_width": (0.14, 0.3),
    "middle_strap": (-0.04, 0.18),
    "middle_strap_x": (-0.25, 0.1),
    "ankle_strap": (-0.03, 0.13),
    "ankle_x": (0.05, 0.45),
    "ankle_height": (0.25, 0.6),
    "back_strap": (-0.03, 0.15),
    "diagonal_strap": (-0.05, 0.1),
    "strap_tone": (0.6, 1.3),
}


def draw_sandal(x, y, f: Columns):
    """Return the grey field of a sandal: sole, heel and straps."""
    x, y = own_coordinates(x, y, f)
    grey = cloth(x, y, f)
    ground = (f["heel_height"] + 0.55) / 2
    bend = f["arch"] * np.sin(np.pi * np.clip(x + 0.5, 0, 1))
    line = underside(x, f, ground, bend)
    toe, heel = -f["toe_length"], f["heel_x"]
    sole = np.maximum(y - line, line - f["sole"] - y)
    sole = np.maximum(sole, np.maximum(toe - x, x - heel))
    base = np.minimum(sole, heel_block(x, y, f, line, ground))
    foot = line - f["sole"]
    over = cover(y - foot - 0.02)
    strap = grey * f["strap_tone"]
    canvas = 0 * x
    for name, tall in (("toe_strap", 0.26), ("middle_strap", 0.4)):
        half, strength = hairline(f[name])
        arch = ellipse(x - f[name + "_x"], y - foot - 0.02, f["toe_strap_width"], tall)
        canvas = paint(canvas, strap, cover(np.abs(arch) - half) * over * strength)
    heel_top = ground - f["heel_height"] - f["sole"]
    ankle_y = heel_top - f["ankle_height"]
    ends = {
        "back_strap": (heel - 0.08, heel_top, heel - 0.2, ankle_y),
        "ankle_strap": (heel - 0.2, ankle_y, f["ankle_x"], ankle_y + 0.05),
        "diagonal_strap": (
            f["ankle_x"],
            ankle_y + 0.05,
            f["toe_strap_x"],
            ground - 0.2,
        ),
    }
    radius = np.float32(1)
    for name, (x0, y0, x1, y1) in ends.items():
        radius = np.minimum(radius, f[name])  # a strap hangs on the one before
        half, strength = hairline(radius)
        line = capsule(x, y, x0, y0, x1, y1, half)
        canvas = paint(canvas, strap, cover(line) * over * strength)
    tone = np.clip(f["brightness"] * f["sole_tone"], 0.08, 1)
    return paint(canvas, tone, cover(base))
