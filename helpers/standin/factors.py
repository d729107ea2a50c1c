"""Draw labels and named factors, the same way for every stand-in.

Images come in blocks of `BLOCK`. Block b has its own random generator, seeded
by (seed, b), and is always drawn whole. So image i depends on the seed and on
i alone: asking for more images leaves the first ones as they were.
"""

from collections.abc import Mapping, Sequence

import numpy as np

BLOCK = 1000

# One class: factor name -> (low, high) or (low, high, power).
Ranges = Mapping[str, tuple[float, ...]]


def draw_labels(rng: np.random.Generator, classes: int) -> np.ndarray:
    """Return one block of labels, (BLOCK,): each run of `classes` has each once."""
    runs = -(-BLOCK // classes)
    order = np.argsort(rng.random((runs, classes)), axis=1)
    return order.reshape(-1)[:BLOCK].astype(np.int64)


def draw_factors(
    n: int,
    seed: int,
    ranges: Sequence[Ranges],
    normals: Mapping[str, int] | None = None,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return labels (n,) and factors, a dict of float32 arrays (n,) or (n, k).

    `ranges[c]` says which factors class c has, and between which bounds. A
    value is low + (high - low) * u ** power with u uniform in [0, 1): a power
    above 1 prefers values near the low bound. A factor that a class does not
    have is NaN there. `normals` adds factors (n, k) of standard normal
    numbers: name -> k.
    """
    names = sorted({name for table in ranges for name in table})
    bounds = np.full((3, len(ranges), len(names)), np.nan)
    for c, table in enumerate(ranges):
        for name, bound in table.items():
            full = bound if len(bound) == 3 else (*bound, 1.0)
            bounds[:, c, names.index(name)] = full
    normals = normals or {}
    width = sum(normals.values())
    labels, values, noise = [], [], []
    for block in range(-(-n // BLOCK)):
        rng = np.random.default_rng([seed, block])
        label = draw_labels(rng, len(ranges))
        u = rng.random((BLOCK, len(names)))
        low, high, power = bounds[:, label]
        labels.append(label)
        values.append(low + (high - low) * u**power)
        noise.append(rng.standard_normal((BLOCK, width)))
    labels = np.concatenate([np.zeros(0, np.int64), *labels])[:n]
    table = np.concatenate([np.zeros((0, len(names))), *values])[:n]
    table = table.astype(np.float32)
    factors = {name: table[:, k].copy() for k, name in enumerate(names)}
    table = np.concatenate([np.zeros((0, width)), *noise])[:n].astype(np.float32)
    start = 0
    for name, k in normals.items():
        factors[name] = table[:, start : start + k].copy()
        start += k
    return labels, factors
