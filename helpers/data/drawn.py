"""The stand-in images, drawn once by `helpers.standin` and then kept."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from helpers.data.cache import cached
from helpers.data.published import MNIST, IdxSet, PhotoSet

SEED = 0
Drawn = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]


def draw_garments_or_digits(spec: IdxSet) -> Drawn:
    """As many stand-in images as the real set has: uint8 (n, 28, 28)."""
    from helpers import standin

    make = standin.make_digits if spec.folder == MNIST.folder else standin.make_garments
    n = spec.training + spec.test
    key = f"stand-in-{spec.folder}-{n}-{generator()}"
    return keep(key, lambda: make(n, SEED))


def draw_monkeys(spec: PhotoSet, size: int) -> Drawn:
    """As many stand-in portraits as there are photos: uint8 (n, size, size, 3)."""
    from helpers import standin

    n = spec.training + spec.validation
    key = f"stand-in-{spec.folder}-{size}-{n}-{generator()}"
    return keep(key, lambda: standin.make_monkeys(n, SEED, size=size))


def keep(key: str, make: Callable[[], Drawn]) -> Drawn:
    """Keep images, labels and factors as one cache file."""

    def arrays() -> dict[str, np.ndarray]:
        images, labels, factors = make()
        named = {f"factor {name}": values for name, values in factors.items()}
        return {"images": images, "labels": labels, **named}

    kept = cached(key, arrays)
    images, labels = kept.pop("images"), kept.pop("labels")
    return images, labels, {k.removeprefix("factor "): v for k, v in kept.items()}


def generator() -> str:
    """The generator's version and a checksum of its source, for a cache's name."""
    from helpers import standin

    digest = hashlib.sha256()
    for path in sorted(Path(standin.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return f"v{standin.GENERATOR_VERSION}-{digest.hexdigest()[:8]}"
