"""Stand-in for Fashion-MNIST: ten kinds of garments drawn from named factors.

The factors are described where they are used: fabric.py (pose and cloth, all
classes), tops.py, trousers.py, bags.py, shoes.py and sandals.py. A factor that
a class does not have is NaN in its rows.
"""

import numpy as np

from helpers.standin import bags, sandals, shoes, tops, trousers
from helpers.standin.draw import column, pixel_grid, to_bytes
from helpers.standin.factors import draw_factors

SIZE = 28
BATCH = 100
# In the order of the labels: what to draw and its ranges of factors.
KINDS = (
    (tops.draw_top, tops.T_SHIRT),
    (trousers.draw_trousers, trousers.TROUSERS),
    (tops.draw_top, tops.PULLOVER),
    (tops.draw_top, tops.DRESS),
    (tops.draw_top, tops.COAT),
    (sandals.draw_sandal, sandals.SANDAL),
    (tops.draw_top, tops.SHIRT),
    (shoes.draw_shoe, shoes.SNEAKER),
    (bags.draw_bag, bags.BAG),
    (shoes.draw_shoe, shoes.ANKLE_BOOT),
)


def render_garments(labels: np.ndarray, factors: dict[str, np.ndarray]) -> np.ndarray:
    """Return uint8 images (n, 28, 28) of the given labels and factors."""
    images = np.zeros((len(labels), SIZE, SIZE), np.uint8)
    x, y = pixel_grid(SIZE)
    for label, (draw, ranges) in enumerate(KINDS):
        chosen = np.flatnonzero(labels == label)
        for start in range(0, len(chosen), BATCH):
            rows = chosen[start : start + BATCH]
            f = {name: column(factors[name][rows]) for name in ranges}
            images[rows] = to_bytes(draw(x, y, f), SIZE)
    return images


def make_garments(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, dict]:
    """Return images uint8 (n, 28, 28), labels int64 (n,) and the factors.

    The factors are a dict name -> float32 (n,). Image i depends on the seed
    and on i alone (see factors.py); every run of ten images holds each class
    once.
    """
    labels, factors = draw_factors(n, seed, [ranges for _, ranges in KINDS])
    return render_garments(labels, factors), labels, factors
