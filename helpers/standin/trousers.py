"""Stand-in trousers. Factors besides those of fabric.py, in image units:

waist, hip     half widths at the top and at the crotch
crotch         where the legs part, below the centre if positive
length         where the legs end below the centre
knee, ankle    half widths of a leg at the knee and at its end
spread         how far the ends of the legs lie from the middle line
stride         how much further one leg is out than the other
knee_bend      how far the knees stand out sideways
fade           how much lighter the middle of each leg is
belt           strength of the waistband
fly            strength of the line between waistband and crotch
inner          how dark the edge between the legs is
"""

import numpy as np

from helpers.standin.draw import cover, curve, paint
from helpers.standin.fabric import CLOTH, POSE, Columns, cloth, own_coordinates

TOP = -0.95
TROUSERS = POSE | CLOTH | {
    "waist": (0.24, 0.46),
    "hip": (0.28, 0.52),
    "crotch": (-0.6, -0.1),
    "length": (0.8, 0.98),
    "knee": (0.11, 0.25),
    "ankle": (0.08, 0.26),
    "spread": (0.12, 0.42),
    "stride": (-0.12, 0.12),
    "knee_bend": (-0.06, 0.08),
    "fade": (0.0, 0.6),
    "belt": (0.0, 0.5),
    "fly": (0.0, 0.4),
    "inner": (0.0, 0.4),
}  # fmt: skip


def draw_trousers(x, y, f: Columns):
    """Return the grey field of a pair of trousers."""
    x, y = own_coordinates(x, y, f)
    side = np.where(x < 0, -1, 1).astype(np.float32)
    ax, grey = np.abs(x), cloth(x, y, f)
    t = np.clip((y - f["crotch"]) / (f["length"] - f["crotch"]), 0, 1)
    half = curve(t, (0, 0.5, 1), (f["hip"] / 2, f["knee"], f["ankle"]))
    end = f["spread"] + side * f["stride"]
    centre = f["hip"] / 2 + (end - f["hip"] / 2) * t
    centre += f["knee_bend"] * 4 * t * (1 - t)
    leg = np.maximum(np.abs(ax - centre) - half, f["crotch"] - y)
    hips = curve(y, (TOP, f["crotch"]), (f["waist"], f["hip"]))
    top = np.maximum(np.maximum(ax - hips, TOP - y), y - f["crotch"] - 0.06)
    shape = np.maximum(np.minimum(leg, top), y - f["length"])
    mask = cover(shape)
    light = np.exp(-(((ax - centre) / (0.6 * half)) ** 2)) * t
    tone = grey * (1 + f["fade"] * (light - 0.5))
    tone *= 1 - f["inner"] * np.exp(-((ax / 0.06) ** 2)) * (1 - t)
    tone *= 1 - f["belt"] * np.exp(-(((y - TOP - 0.16) / 0.05) ** 2))
    above = cover(y - f["crotch"])
    tone *= 1 - f["fly"] * np.exp(-(((x - 0.03) / 0.04) ** 2)) * above
    return paint(0 * x, tone, mask)
