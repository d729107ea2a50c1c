"""What all stand-in garments share: their pose and the grey of the cloth.

Factors of the pose (lengths in image units, where the image is 2 wide):
    shift_x, shift_y  where the centre lies
    rotation          radians, clockwise
    lean              the top moves right by this share of the height
Factors of the cloth:
    brightness        grey level, 0 black to 1 white
    shade_x, shade_y  grey level gained per unit to the right and downwards
    shade_edge        the sides are darker than the middle by this much
    stripe_contrast, stripe_period, stripe_phase (turns), stripe_angle
                      (radians, 0 gives horizontal bands)
    check_contrast    a second set of stripes across the first: checks
    fold_contrast, fold_period, fold_phase, fold_bend
                      wavy vertical folds
    block_y, block_slope, block_tone
                      below the slanted line at block_y the cloth has another
                      tone, relative to its brightness
    patch_x, patch_y, patch_size, patch_tone
                      a soft round patch of another tone, somewhere
"""

import numpy as np

from helpers.standin.draw import cover, pose, waves

Columns = dict[str, np.ndarray]

POSE = {
    "shift_x": (-0.08, 0.08),
    "shift_y": (-0.05, 0.05),
    "rotation": (-0.08, 0.08),
    "lean": (-0.08, 0.08),
}
CLOTH = {
    "brightness": (0.2, 1.15, 0.55),
    "shade_x": (-0.15, 0.15),
    "shade_y": (-0.15, 0.15),
    "shade_edge": (-0.1, 0.25),
    "stripe_contrast": (0.0, 0.6, 4.0),
    "stripe_period": (0.25, 0.8),
    "stripe_phase": (0.0, 1.0),
    "stripe_angle": (-0.4, 0.4),
    "check_contrast": (0.0, 0.35, 8.0),
    "fold_contrast": (0.0, 0.2, 1.5),
    "fold_period": (0.25, 0.7),
    "fold_phase": (0.0, 1.0),
    "fold_bend": (-0.2, 0.2),
    "block_y": (-1.0, 1.2),
    "block_slope": (-0.4, 0.4),
    "block_tone": (0.3, 1.4),
    "patch_x": (-0.5, 0.5),
    "patch_y": (-0.6, 0.7),
    "patch_size": (0.12, 0.45),
    "patch_tone": (0.6, 1.5),
}


def own_coordinates(x, y, f: Columns):
    """Return the fields (x, y) in the garment's own coordinates."""
    return pose(x, y, f["shift_x"], f["shift_y"], f["rotation"], lean=f["lean"])


def cloth(x, y, f: Columns):
    """Return the grey of the cloth at each pixel, a field in [0.08, 0.99]."""
    grey = 1 + f["shade_x"] * x + f["shade_y"] * y - f["shade_edge"] * x * x
    angle, period = f["stripe_angle"], f["stripe_period"]
    stripes = waves(x, y, angle, period, f["stripe_phase"])
    grey -= f["stripe_contrast"] * stripes
    across = waves(x, y, angle + np.float32(np.pi / 2), period, f["stripe_phase"])
    grey -= f["check_contrast"] * across
    bent = x + f["fold_bend"] * y * y
    folds = waves(bent, y, np.float32(np.pi / 2), f["fold_period"], f["fold_phase"])
    grey += f["fold_contrast"] * folds * (0.5 + 0.5 * y)
    block = cover(f["block_y"] + f["block_slope"] * x - y, 0.12)
    grey *= 1 + (f["block_tone"] - 1) * block
    away = ((x - f["patch_x"]) ** 2 + (y - f["patch_y"]) ** 2) / f["patch_size"] ** 2
    grey *= 1 + (f["patch_tone"] - 1) * np.exp(-away * away)
    return np.clip(f["brightness"] * grey, 0.08, 0.99)
