"""Stand-in bags. Factors besides those of fabric.py, in image units:

width, height  half width and full height of the body
taper          how much narrower the top is than the bottom
bulge          how much the sides swell out in the middle
corner         radius of the corners
handle_height, handle_width, handle_thickness   of the arch above; the
               width is a half width; below 0.08 high there is none
handle_tone    grey of the handle relative to the body's
second_handle  shift of the second arch behind the first
flap_depth, flap_curve   the flap: depth in the middle, and how much less
               deep it is at the sides (a share)
flap_tone      grey of the flap relative to the body's
flap_line      strength of the dark line at the flap's edge
clasp          half width of the clasp, below 0 none; clasp_tone its grey
strips         strength of the two vertical strips below the handle
base           strength of the dark band at the bottom
"""

import numpy as np

from helpers.standin.draw import box, cover, ellipse, paint
from helpers.standin.fabric import CLOTH, POSE, Columns, cloth, own_coordinates

BAG = POSE | CLOTH | {
    "rotation": (-0.05, 0.05),
    "width": (0.58, 1.0),
    "height": (0.8, 1.9, 0.8),
    "taper": (-0.15, 0.35),
    "bulge": (-0.06, 0.1),
    "corner": (0.02, 0.3),
    "handle_height": (-0.3, 0.85),
    "handle_width": (0.2, 0.5),
    "handle_thickness": (0.03, 0.07),
    "handle_tone": (0.5, 1.3),
    "second_handle": (0.0, 0.16),
    "flap_depth": (-0.2, 0.7),
    "flap_curve": (0.0, 0.6),
    "flap_tone": (0.6, 1.3),
    "flap_line": (0.0, 0.6),
    "clasp": (-0.06, 0.12),
    "clasp_tone": (0.2, 1.6),
    "strips": (0.0, 0.6, 2.0),
    "base": (0.0, 0.4),
}  # fmt: skip


def draw_bag(x, y, f: Columns):
    """Return the grey field of a bag with its handle."""
    x, y = own_coordinates(x, y, f)
    grey = cloth(x, y, f)
    handle = np.maximum(f["handle_height"], 0)
    # body and handle together are centred and fit into the image
    fit = np.maximum(1, (f["height"] + handle) / 1.88)
    handle, height = handle / fit, f["height"] / fit
    top = -(height + handle) / 2 + handle
    t = (y - top) / height
    half = f["width"] * (1 - f["taper"] * (1 - t)) + f["bulge"] * 4 * t * (1 - t)
    half = np.minimum(np.clip(half, 0.2, 0.96), f["width"] + 0.1)
    body = box(x, y - top - height / 2, half, height / 2, f["corner"])
    mask = cover(body)
    canvas = 0 * x
    tone = grey * f["handle_tone"]
    reach = np.minimum(f["handle_width"], f["width"] * (1 - f["taper"]) - 0.06)
    radius = np.maximum(handle - f["handle_thickness"], 0.02)
    there = (f["handle_height"] > 0.08) * cover(y - top - 0.05)
    for shift, dim in ((f["second_handle"], 0.6), (0, 1.0)):
        arch = ellipse(x - shift, y - top, reach, radius)
        arch = np.abs(arch) - f["handle_thickness"]
        canvas = paint(canvas, tone * dim, cover(arch) * there)
    canvas = paint(canvas, grey, mask)
    canvas *= 1 - f["base"] * cover(0.82 - t, 0.08) * mask
    strips = np.exp(-(((np.abs(x) - reach) / 0.05) ** 2)) * mask
    canvas = paint(canvas, grey * 0.45, f["strips"] * strips)
    across = (x / half) ** 2
    edge = top + f["flap_depth"] * (1 - f["flap_curve"] * across) - y
    flap = cover(-edge) * mask * (f["flap_depth"] > 0)
    canvas = paint(canvas, grey * f["flap_tone"], flap)
    line = np.exp(-((edge / 0.05) ** 2)) * mask * (f["flap_depth"] > 0)
    canvas = paint(canvas, grey * 0.3, f["flap_line"] * line)
    low = top + np.maximum(f["flap_depth"], 0.15)
    clasp = cover(box(x, y - low, f["clasp"], 0.08, 0.02)) * (f["clasp"] > 0)
    return paint(canvas, np.minimum(grey * f["clasp_tone"], 1), clasp * mask)
