"""Stand-in T-shirts, pullovers, dresses, coats and shirts.

One drawing with five tables of ranges. Factors besides those of fabric.py, in
image units (the image is 2 wide) unless said:

    shoulder, chest, waist, hem   half widths of the body from top to bottom
    slope          how far the shoulders fall towards the sleeves
    length         where the hem lies below the centre
    hem_curve      how much lower the hem is in the middle than at the sides
    neck_width, neck_depth        half width and depth of the neckline
    neck_shape     0 round to 1 V
    lining         grey of the inside that shows in the neckline
    sleeve_length, sleeve_width, cuff_width   (widths are half widths)
    sleeve_angle   radians away from hanging straight down
    sleeve_bend    radians, how far the lower arm turns inwards
    sleeve_tone    grey of the sleeves relative to the body's
    seam           how dark the edge between sleeve and body is
    collar         half width of the collar, below 0 none
    collar_tone    grey of the collar relative to the body's
    opening        half width of the open front, below 0 closed
    opening_tone   grey in the opening relative to the body's
    buttons        strength of the row of buttons, button_gap their distance
    print_size, print_tone, print_y   a printed block on the chest
    band           strength of the ribbed bands at hem and cuffs
    belt           strength of the belt at the waist, belt_y where it is
    pocket         strength of the two pockets, pocket_y where they are
"""

import numpy as np

from helpers.standin.draw import box, capsule, cover, curve, hairline, paint
from helpers.standin.fabric import CLOTH, POSE, Columns, cloth, own_coordinates

TOP = -0.95
SHARED = POSE | CLOTH | {
    "shoulder": (0.42, 0.6),
    "slope": (0.08, 0.28),
    "chest": (0.36, 0.52),
    "waist": (0.32, 0.52),
    "hem": (0.34, 0.56),
    "length": (0.8, 0.98),
    "hem_curve": (-0.04, 0.12),
    "neck_width": (0.16, 0.32),
    "neck_depth": (0.06, 0.3),
    "neck_shape": (0.0, 1.0),
    "lining": (0.0, 0.5),
    "sleeve_length": (1.2, 1.6),
    "sleeve_width": (0.15, 0.23),
    "cuff_width": (0.1, 0.18),
    "sleeve_angle": (0.1, 0.38),
    "sleeve_bend": (-0.05, 0.22),
    "sleeve_tone": (0.45, 1.35),
    "seam": (0.1, 0.9),
    "collar": (-0.12, -0.04),
    "collar_tone": (0.5, 1.2),
    "opening": (-0.12, -0.04),
    "opening_tone": (0.2, 0.9),
    "buttons": (0.0, 0.1),
    "button_gap": (0.2, 0.32),
    "print_size": (-0.2, 0.3),
    "print_tone": (0.3, 1.5),
    "print_y": (-0.35, 0.1),
    "band": (0.0, 0.2),
    "belt": (0.0, 0.1),
    "belt_y": (-0.1, 0.1),
    "pocket": (0.0, 0.1),
    "pocket_y": (0.3, 0.5),
}  # fmt: skip
T_SHIRT = SHARED | {
    "shoulder": (0.42, 0.64),
    "chest": (0.38, 0.56),
    "waist": (0.34, 0.56),
    "hem": (0.36, 0.62),
    "sleeve_length": (0.3, 1.0, 1.4),
    "sleeve_width": (0.16, 0.24),
    "cuff_width": (0.15, 0.24),
    "sleeve_angle": (0.35, 0.95),
    "sleeve_bend": (0.0, 0.1),
}
PULLOVER = SHARED | {
    "band": (0.0, 0.6),
    "neck_depth": (0.0, 0.2),
}
DRESS = SHARED | {
    "shoulder": (0.22, 0.48),
    "chest": (0.2, 0.46),
    "waist": (0.16, 0.46),
    "hem": (0.2, 0.75),
    "length": (0.88, 0.98),
    "hem_curve": (-0.02, 0.1),
    "neck_width": (0.12, 0.24),
    "sleeve_length": (0.0, 1.5, 1.5),
    "sleeve_width": (0.08, 0.16),
    "cuff_width": (0.07, 0.12),
    "sleeve_angle": (0.1, 0.6),
    "belt": (0.0, 0.6, 2.0),
    "belt_y": (-0.35, 0.05),
    "print_size": (-0.3, 0.1),
}
COAT = SHARED | {
    "length": (0.8, 0.98),
    "hem": (0.36, 0.7),
    "collar": (-0.02, 0.1),
    "opening": (-0.03, 0.1),
    "opening_tone": (0.1, 0.9),
    "buttons": (0.0, 0.7),
    "pocket": (0.0, 0.6),
    "belt": (0.0, 0.5, 3.0),
    "belt_y": (-0.05, 0.2),
    "neck_depth": (0.1, 0.4),
    "print_size": (-0.3, -0.1),
    "sleeve_width": (0.17, 0.26),
    "cuff_width": (0.11, 0.2),
    "chest": (0.38, 0.58),
}
SHIRT = SHARED | {
    "sleeve_length": (0.3, 1.6, 0.5),
    "sleeve_angle": (0.1, 0.5),
    "collar": (-0.03, 0.1),
    "opening": (-0.05, 0.03),
    "opening_tone": (0.4, 1.3),
    "buttons": (0.0, 0.6),
    "hem_curve": (0.0, 0.3),
    "stripe_contrast": (0.0, 0.5, 2.5),
    "check_contrast": (0.0, 0.4, 3.0),
    "print_size": (-0.3, 0.1),
}


def _sleeve(ax, y, f: Columns):
    """Return the distance to the right sleeve and how far along it lies."""
    x0 = f["shoulder"] - 0.8 * f["sleeve_width"]
    y0 = TOP + 0.75 * f["slope"] + f["sleeve_width"]
    half = f["sleeve_length"] / 2
    upper, lower = f["sleeve_angle"], f["sleeve_angle"] - f["sleeve_bend"]
    x1, y1 = x0 + half * np.sin(upper), y0 + half * np.cos(upper)
    x2, y2 = x1 + half * np.sin(lower), y1 + half * np.cos(lower)
    middle = (f["sleeve_width"] + f["cuff_width"]) / 2
    arm = np.minimum(
        capsule(ax, y, x0, y0, x1, y1, f["sleeve_width"], middle),
        capsule(ax, y, x1, y1, x2, y2, middle, f["cuff_width"]),
    )
    beyond = (ax - x2) * np.sin(lower) + (y - y2) * np.cos(lower)
    return np.maximum(arm, beyond), beyond


def _body(ax, y, f: Columns):
    """Return the distances to the body and to the neckline's hole."""
    neck = np.minimum(f["neck_width"], 0.7 * f["shoulder"])
    knots = (TOP + 0.1, -0.35, 0.05, f["length"])
    widths = (f["shoulder"], f["chest"], f["waist"], f["hem"])
    beside = ax - curve(y, knots, widths)
    across = ax / f["hem"]
    below = y - f["length"] - f["hem_curve"] * (0.5 - across * across)
    fall = np.maximum(ax - neck, 0) / (f["shoulder"] - neck)
    above = TOP + f["slope"] * fall**1.5 - y
    body = np.maximum(np.maximum(beside, below), above)
    u = np.minimum(ax / neck, 1)
    shape = (1 - u) * (1 + (1 - f["neck_shape"]) * u)
    hole = np.maximum(y - TOP - f["neck_depth"] * shape, ax - neck)
    return body, hole, below


def draw_top(x, y, f: Columns):
    """Return the grey field of one of the five kinds of garment."""
    x, y = own_coordinates(x, y, f)
    ax, grey = np.abs(x), cloth(x, y, f)
    sleeve, beyond = _sleeve(ax, y, f)
    body, hole, below = _body(ax, y, f)
    cuff = f["band"] * cover(-0.12 - beyond)
    canvas = grey * f["sleeve_tone"] * (1 - cuff) * cover(sleeve)
    mask = cover(np.maximum(body, -hole))
    front = grey * (1 - f["band"] * cover(-0.12 - below))
    front *= 1 - f["seam"] * np.exp(-((body / 0.05) ** 2)) * cover(sleeve)
    canvas = paint(canvas, front, mask)
    back = f["brightness"] * f["lining"]
    canvas = paint(
        canvas, back, cover(np.maximum(np.maximum(hole, body), TOP + 0.08 - y))
    )
    # the front: opening, buttons, print, belt, pockets
    bottom = TOP + f["neck_depth"]
    gap, strength = hairline(f["opening"] * (0.4 + 0.6 * (y - bottom)))
    slit = cover(np.maximum(np.abs(x) - gap, bottom - y)) * mask * strength
    canvas = paint(canvas, grey * f["opening_tone"], slit)
    row = (y - bottom) / f["button_gap"]
    dy = (row - np.round(row)) * f["button_gap"]
    dots = np.exp(-((x - 0.05) ** 2 + dy * dy) / 0.0025) * (y > bottom) * mask
    canvas = paint(canvas, grey * 0.3, f["buttons"] * dots)
    size = f["print_size"]
    block = box(x, y - f["print_y"], size, 0.6 * size, 0.03) * (size > 0)
    canvas = paint(canvas, grey * f["print_tone"], cover(block + (size <= 0)) * mask)
    belt = np.exp(-(((y - f["belt_y"]) / 0.06) ** 2)) * mask
    canvas = paint(canvas, grey * 0.3, f["belt"] * belt)
    pocket = np.abs(box(ax - 0.27, y - f["pocket_y"], 0.11, 0.13, 0.03))
    canvas = paint(canvas, grey * 0.4, f["pocket"] * cover(pocket - 0.01) * mask)
    radius, strength = hairline(f["collar"])
    collar = capsule(ax, y, f["neck_width"], TOP + 0.04, 0.04, bottom + 0.05, radius)
    return paint(canvas, grey * f["collar_tone"], cover(collar) * strength)
