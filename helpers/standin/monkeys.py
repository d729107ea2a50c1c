"""Stand-in for the ten monkey species: portraits drawn from named factors.

`make_monkeys` draws the factors and renders them; `render_monkeys` renders
factors that the reader chose, for example one that runs while all others rest.
"""

import numpy as np

from helpers.standin.draw import column, pixel_grid, to_bytes
from helpers.standin.factors import draw_factors
from helpers.standin.portraits import draw_portrait
from helpers.standin.ranges import RANGES
from helpers.standin.scenery import blur, draw_scenery
from helpers.standin.species import LOOKS

BATCH = 16  # images that are drawn at once: a question of speed alone


def make_monkeys(
    n: int, seed: int, size: int = 64
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Return n portraits of monkeys of ten species.

    Images uint8 (n, size, size, 3), labels int64 (n,) in the order of
    `species.SPECIES`, and the factors, a dict of float32 arrays (n,); what each
    means stands in `ranges.COMMON`. `size` is a multiple of 8. The first
    images stay the same when more are asked for.
    """
    labels, factors = draw_factors(n, seed, RANGES)
    return render_monkeys(labels, factors, seed, size), labels, factors


def render_monkeys(
    labels: np.ndarray,
    factors: dict[str, np.ndarray],
    seed: int,
    size: int = 64,
    numbers: np.ndarray | None = None,
) -> np.ndarray:
    """Return the portraits, uint8 (n, size, size, 3), of the given factors.

    The seed and `numbers`, (n,), by default 0 to n - 1, decide what the factors
    leave open: where each leaf and each strand of fur lies. Equal numbers share
    them. Raises ValueError for a size that is no positive multiple of 8.
    """
    if size < 8 or size % 8:
        raise ValueError(f"size must be a positive multiple of 8, not {size}")
    x, y = pixel_grid(size)
    numbers = np.arange(len(labels)) if numbers is None else numbers
    images = np.zeros((len(labels), size, size, 3), np.uint8)
    for start in range(0, len(labels), BATCH):
        rows = slice(start, start + BATCH)
        f = {name: column(values[rows]) for name, values in factors.items()}
        looks = {part: values[labels[rows]] for part, values in LOOKS.items()}
        rngs = [np.random.default_rng([seed, 2, k]) for k in numbers[rows]]
        canvas = draw_scenery(rngs, x, y, f, size)
        canvas = draw_portrait(rngs, canvas, x, y, f, looks, size)
        canvas = blur(canvas, f["blur"], size) * f["exposure"][:, None]
        canvas = _develop(canvas, f["gamma"][:, None])
        images[rows] = to_bytes(canvas.transpose(0, 2, 1), size)
    return images


def _develop(light: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """Return pixel values: highlights above 0.7 bend towards 1, then gamma."""
    light = np.maximum(light, 0)
    bright = 0.7 + 0.3 * np.tanh((light - 0.7) / 0.3)
    return np.where(light > 0.7, bright, light) ** gamma
