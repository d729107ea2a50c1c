"""Backgrounds of the monkey portraits: light, foliage, leaves and branches.

Natural images have two properties that flat drawings lack: power that falls
with the square of the frequency, and edges at every scale. The foliage takes
the first from random fields with a 1/f amplitude, and the second from cutting
those fields at a level and laying the pieces over one another, as in the
"dead leaves" model (Lee, Mumford and Huang, 2001).
"""

import numpy as np

from helpers.standin.draw import capsule, cover, ellipse, paint, smoothstep

MODES = 31  # cycles per image: the highest frequency of a random field
LAYERS = 6  # of foliage
LEAVES = 16  # drawn one by one
BRANCHES = 4
BARK = np.float32([[1.0], [0.86], [0.72]])


def uniform(rngs, *shape: int) -> np.ndarray:
    """Return numbers in [0, 1), (*shape, n, 1): one generator for each image."""
    drawn = [rng.random(shape, dtype=np.float32) for rng in rngs]
    return np.stack(drawn, axis=-1)[..., None]


def random_fields(rngs, count: int, size: int, slope=1.0, **stretch) -> np.ndarray:
    """Return smooth random fields (count, n, size * size), mean 0, variance 1.

    The amplitude falls as 1 / frequency ** slope. `angle` and `ratio`, both
    (n,), stretch the pattern along a direction. The same generators give the
    same patterns at every size, with as much detail as the size can show.
    """
    shape = (2, count, 2 * MODES + 1, MODES + 1)
    drawn = [rng.standard_normal(shape, dtype=np.float32) for rng in rngs]
    real, imaginary = np.stack(drawn, axis=2)
    amplitude = _amplitude(slope, **stretch)
    amplitude /= np.sqrt(2 * (amplitude**2).sum(axis=(1, 2), keepdims=True))
    waves = (real + 1j * imaginary) * amplitude
    top = min(MODES, size // 2 - 1)
    spectrum = np.zeros((count, len(rngs), size, size // 2 + 1), np.complex64)
    spectrum[..., : top + 1, : top + 1] = waves[..., : top + 1, : top + 1]
    spectrum[..., -top:, : top + 1] = waves[..., -top:, : top + 1]
    fields = np.fft.irfft2(spectrum * size * size, s=(size, size))
    return fields.astype(np.float32).reshape(count, len(rngs), size * size)


def _amplitude(slope, angle=None, ratio=None) -> np.ndarray:
    """Return the amplitudes (1 or n, 2 * MODES + 1, MODES + 1) of the waves."""
    kx = np.arange(MODES + 1, dtype=np.float32)
    ky = np.concatenate([np.arange(MODES + 1), np.arange(-MODES, 0)])
    ky, kx = (k[None] for k in np.meshgrid(ky.astype(np.float32), kx, indexing="ij"))
    if angle is not None:
        cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
        ratio = np.sqrt(ratio)[:, None, None]
        kx, ky = (kx * cosine + ky * sine) * ratio, (ky * cosine - kx * sine) / ratio
    squared = kx**2 + ky**2
    return np.where(squared > 0, (squared + 0.5) ** (-slope / 2), 0).astype(np.float32)


def colour(hue, saturation, value) -> np.ndarray:
    """Return RGB (n, 3, 1 or pixels) of a hue in turns.

    Hue and saturation are columns (n, 1), the value a column or a field.
    """
    ramps = np.abs((hue[:, None] * 6 + np.float32([[0], [4], [2]])) % 6 - 3) - 1
    tint = 1 + saturation[:, None] * (np.clip(ramps, 0, 1) - 1)
    return tint * value[:, None]


def draw_scenery(rngs, x, y, f: dict, size: int) -> np.ndarray:
    """Return backgrounds (n, 3, pixels); `f` holds the factors as columns (n, 1)."""
    angle, ratio = f["leaf_angle"][:, 0], f["leaf_ratio"][:, 0]
    fields = random_fields(rngs, LAYERS + 1, size, 1.2, angle=angle, ratio=ratio)
    u = uniform(rngs, 4, LAYERS)
    hue, value = f["background_hue"], f["background_brightness"]
    saturation, contrast = f["background_saturation"], f["foliage_contrast"]
    slope = x * np.cos(f["gradient_angle"]) + y * np.sin(f["gradient_angle"])
    light = value * (1 + f["gradient"] * slope + 0.25 * contrast * fields[-1])
    canvas = colour(hue, saturation, light)
    for k in range(LAYERS):
        cut = 0.2 + 1.2 * u[0, k]
        mask = smoothstep((fields[k] - cut) / 0.22)
        shade = 1 + contrast * (2.2 * u[1, k] - 1 + 0.3 * (fields[k] - cut))
        tint = hue + 0.12 * (u[2, k] - 0.5), saturation * (0.6 + 0.7 * u[3, k])
        layer = colour(*tint, light * shade)
        canvas = paint(canvas, layer, mask[:, None])
    canvas = _leaves(rngs, canvas, x, y, f)
    return blur(_branches(rngs, canvas, x, y, f, fields[0]), f["background_blur"], size)


def _leaves(rngs, canvas, x, y, f) -> np.ndarray:
    """Lay LEAVES pointed leaves, lit and with a midrib, over the canvas."""
    for _ in range(LEAVES):
        u = uniform(rngs, 7)
        length = 0.06 + 0.42 * u[0] ** 3 + 0.1 * f["leafiness"]
        angle = f["leaf_angle"] + 1.6 * (u[1] - 0.5)
        dx, dy = x - 2.4 * (u[2] - 0.5), y - 2.4 * (u[3] - 0.5)
        along = dx * np.cos(angle) + dy * np.sin(angle)
        across = dy * np.cos(angle) - dx * np.sin(angle) + 0.4 * along**2
        shape = ellipse(along, across, length, length * 0.35)
        shade = 1 + f["foliage_contrast"] * (1.6 * u[4] - 0.6 + 0.25 * np.sign(across))
        leaf = colour(
            f["background_hue"] + 0.08 * (u[5] - 0.5),
            f["background_saturation"] * 1.15,
            f["background_brightness"] * shade,
        )
        seen = u[6] < f["leafiness"]
        canvas = paint(canvas, leaf, (cover(shape, 0.04) * seen)[:, None])
    return canvas


def _branches(rngs, canvas, x, y, f, bark) -> np.ndarray:
    """Lay branches over the canvas, the first one where the monkey sits."""
    for k in range(BRANCHES):
        u = uniform(rngs, 6)
        angle = f["branch_angle"] + (0 if k == 0 else 3.2 * (u[0] - 0.5))
        width = f["branch_width"] * (1 if k == 0 else 0.15 + 0.6 * u[1] ** 2)
        x0 = 2 * (u[2] - 0.5)
        y0 = f["branch_y"] if k == 0 else 2 * (u[3] - 0.5)
        dx, dy = 2.4 * np.cos(angle), 2.4 * np.sin(angle)
        bend = 0.12 * np.sin(2.5 * x + 6 * u[5])
        edge = capsule(
            x, y + bend, x0 - dx, y0 - dy, x0 + dx, y0 + dy, width, width * 0.6
        )
        depth = np.clip(-edge / width, 0, 1)
        side = np.sqrt(depth * (2 - depth)) * (0.75 + 0.25 * bark)
        value = f["branch_brightness"] * (0.35 + 0.75 * side) * (0.7 + 0.6 * u[4])
        wood = BARK * value[:, None]
        seen = 1.0 if k == 0 else u[3] < 0.75
        canvas = paint(canvas, wood, (cover(edge, 0.05) * seen)[:, None])
    return canvas


def blur(canvas, radius, size: int) -> np.ndarray:
    """Return the canvas (n, 3, pixels) blurred by a Gaussian of `radius` (n, 1).

    The radius is the standard deviation in image units (the image is 2 wide).
    Near the border the weights are renormalised, so that no colour comes in
    from outside.
    """
    steps = np.arange(size, dtype=np.float32) * 2 / size
    away = (steps[:, None] - steps) / np.maximum(radius, 1e-3)[:, None]
    weights = np.exp(-0.5 * away**2)
    weights = (weights / weights.sum(axis=2, keepdims=True))[:, None]
    image = canvas.reshape(-1, 3, size, size)
    blurred = weights @ image @ weights.transpose(0, 1, 3, 2)
    return blurred.reshape(canvas.shape)
