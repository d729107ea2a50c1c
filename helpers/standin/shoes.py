"""Stand-in sneakers and ankle boots, toes to the left.

Factors besides those of fabric.py, in image units (the image is 2 wide) unless
said; tones are relative to the brightness of the cloth.

Shared with the sandals (sandals.py):
    toe_length, heel_x   how far the toe and the heel lie from the centre
    sole, sole_tone      thickness and tone of the sole
    heel_height, heel_width   how far the heel lifts the foot, and its width
Sneaker and ankle boot:
    height         from the ground to the top of the shaft
    toe_height     of the toe box above the sole
    throat         x where the slope of the vamp reaches the shaft
    vamp           how early it rises: small is late and steep
    dip, shaft_tilt      how much lower the shaft is in the middle and in front
    spring         how far the toe lifts off the ground
    laces, lace_gap      strength and distance of the laces
    toe_cap, toe_cap_tone   x where the toe cap ends (left of the toe: none)
    side_stripe, side_stripe_x, side_stripe_slope, side_stripe_tone
                   half width (below 0 none), place, slant, tone
    elastic        strength of the dark panel in the shaft
    collar_band    strength of the dark rim of the shaft
"""

import numpy as np

from helpers.standin.draw import cover, curve, hairline, paint, smoothstep
from helpers.standin.fabric import CLOTH, POSE, Columns, cloth, own_coordinates

COMMON = POSE | CLOTH | {
    "stripe_contrast": (0.0, 0.3, 4.0),
    "fold_contrast": (0.0, 0.2, 1.5),
}  # fmt: skip
SNEAKER = COMMON | {
    "height": (0.6, 1.15, 1.6),
    "toe_height": (0.18, 0.34),
    "toe_length": (0.86, 0.96),
    "heel_x": (0.82, 0.95),
    "throat": (-0.1, 0.25),
    "vamp": (0.35, 0.6),
    "dip": (0.02, 0.22),
    "shaft_tilt": (-0.05, 0.15),
    "sole": (0.08, 0.2),
    "sole_tone": (0.2, 1.6),
    "spring": (0.0, 0.1),
    "heel_height": (0.0, 0.02),
    "heel_width": (0.3, 0.5),
    "laces": (0.1, 0.9),
    "lace_gap": (0.12, 0.2),
    "toe_cap": (-1.1, -0.5),
    "toe_cap_tone": (0.5, 1.4),
    "side_stripe": (-0.08, 0.07),
    "side_stripe_x": (-0.1, 0.4),
    "side_stripe_slope": (-0.8, 0.8),
    "side_stripe_tone": (0.2, 1.6),
    "elastic": (0.0, 0.2),
    "collar_band": (0.0, 0.5),
}
ANKLE_BOOT = COMMON | SNEAKER | {
    "height": (1.05, 1.94, 0.65),
    "toe_height": (0.22, 0.42),
    "throat": (-0.25, 0.2),
    "vamp": (0.25, 0.6),
    "dip": (-0.08, 0.08),
    "shaft_tilt": (-0.08, 0.12),
    "heel_x": (0.74, 0.95),
    "sole": (0.05, 0.16),
    "sole_tone": (0.2, 1.2),
    "spring": (0.0, 0.06),
    "heel_height": (0.0, 0.5, 1.5),
    "heel_width": (0.12, 0.5),
    "laces": (0.0, 0.6, 2.0),
    "toe_cap": (-1.3, -0.6),
    "side_stripe": (-0.2, -0.05),
    "elastic": (0.0, 0.5),
}  # fmt: skip


def underside(x, f: Columns, ground, spring):
    """Return y of the underside: up at the heel, and a little at the toes."""
    rise = smoothstep((x + 0.45) / (f["heel_x"] - 0.1 + 0.45))
    return ground - f["heel_height"] * rise - spring


def heel_block(x, y, f: Columns, line, ground):
    """Return the distance to the heel between the underside and the ground."""
    depth = np.clip((y - line) / (f["heel_height"] + 0.02), 0, 1)
    front = f["heel_x"] - f["heel_width"] * (1 - 0.35 * depth)
    sides = np.maximum(front - x, x - f["heel_x"] + 0.04 + 0.05 * depth)
    return np.maximum(np.maximum(sides, y - ground), line - y - 0.1)


def draw_shoe(x, y, f: Columns):
    """Return the grey field of a sneaker or an ankle boot."""
    x, y = own_coordinates(x, y, f)
    grey = cloth(x, y, f)
    ground = f["height"] / 2
    tip = smoothstep((-0.4 - x) / 0.55)
    line = underside(x, f, ground, f["spring"] * tip)
    toe, heel, throat = -f["toe_length"], f["heel_x"], f["throat"]
    top = ground - f["height"]
    toe_top = ground - f["sole"] - f["toe_height"]
    knots = (toe + 0.3, throat, (throat + heel) / 2, heel)
    tilt = f["shaft_tilt"]
    u = np.clip((x - toe) / 0.35, 0, 1)
    upper = toe_top + f["toe_height"] * (1 - np.sqrt(u * (2 - u)))
    ramp = np.clip((x - knots[0]) / (throat - knots[0]), 0, 1)
    upper += (top + tilt - toe_top) * ramp ** (1 / f["vamp"])
    upper += curve(x, knots[1:], (0, f["dip"] - tilt, -tilt))
    back = heel - 0.06 * smoothstep((line - y) / f["height"] * 2)
    side = np.maximum(toe - x, x - back)
    body = np.maximum(np.maximum(upper - y, y - line), side)
    mask = cover(body)
    canvas = paint(0 * x, grey, mask)
    cap = cover(x - f["toe_cap"] - 0.2 * (line - y)) * mask
    canvas = paint(canvas, grey * f["toe_cap_tone"], cap)
    mid = (line + upper) / 2
    run = x - f["side_stripe_x"] - f["side_stripe_slope"] * (y - ground + 0.25)
    half, strength = hairline(f["side_stripe"])
    stripe = cover(np.abs(run) - half) * mask * strength
    canvas = paint(canvas, grey * f["side_stripe_tone"], stripe)
    rung = np.cos(2 * np.pi * (x + y) / f["lace_gap"]) * 0.5 + 0.5
    near = np.exp(-(((y - upper - 0.08) / 0.09) ** 2))
    near *= cover(x - throat - 0.05) * cover(throat - 0.6 - x + 0.1)
    canvas = paint(canvas, grey * 0.35, f["laces"] * rung * near * mask)
    panel = np.exp(-(((x - (throat + heel) / 2) / 0.12) ** 2)) * cover(y - mid)
    canvas *= 1 - f["elastic"] * panel * mask
    rim = np.exp(-(((y - upper - 0.03) / 0.06) ** 2)) * cover(throat - x)
    canvas *= 1 - f["collar_band"] * rim
    below = np.minimum(
        np.maximum(line - f["sole"] - y, body), heel_block(x, y, f, line, ground)
    )
    tone = np.clip(f["brightness"] * f["sole_tone"], 0.08, 1)
    return paint(canvas, tone, cover(below))
