"""Classical filters, rivals of a denoiser: a setting for brightness, one for colour.

Brightness and two colour differences are filtered as grey images; a gain and an offset
for each undo on average what clipping did. `tune_filter` finds all of them together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.ndimage import gaussian_filter, median_filter

from helpers.measure.baselines import PCABaseline, fit_pca
from helpers.measure.scores import psnr_db

OPPONENT = np.array([[1 / 3, 1 / 3, 1 / 3], [1 / 2, 0, -1 / 2], [1 / 4, -1 / 2, 1 / 4]])
"""Rows: brightness, red less blue, red and blue less green; they are orthogonal."""

FILTERS = ("Gaussian blur", "median", "total variation", "non-local means",
           "PCA, shrunk", "wavelets")  # fmt: skip
FARTHEST = 40  # steps that a search may go from the usual settings
MIRRORED = 8  # pixels by which wavelets continue a photo on each side

Apply = Callable[[np.ndarray, float, int], np.ndarray]


@dataclass(frozen=True, eq=False)
class TunedFilter:
    """A filter with its settings; call it with noisy photos (n, h, w, 3).

    Attributes:
        name, settings: of `FILTERS`; for brightness and colour, in its own unit.
        db: mean PSNR on the photos that it was tuned on.
        gains, offsets: (3,), of brightness and the two colour differences.
    """

    name: str
    settings: tuple[float, float]
    db: float
    gains: np.ndarray
    offsets: np.ndarray
    apply: Apply

    def __call__(self, noisy: np.ndarray) -> np.ndarray:
        """The filtered photos, float32 between 0 and 1, of the shape of `noisy`."""
        parts = split(noisy)
        pairs = zip(parts, self.gains, self.offsets, strict=True)
        return join(
            [
                gain * self.apply(part, self.settings[min(k, 1)], k) + offset
                for k, (part, gain, offset) in enumerate(pairs)
            ]
        )


def split(photos: np.ndarray) -> list[np.ndarray]:
    """Brightness and two colour differences of photos (n, h, w, 3): each (n, h, w)."""
    parts = np.asarray(photos, "float32") @ OPPONENT.T.astype("float32")
    return [parts[..., k] for k in range(3)]


def join(parts: list[np.ndarray]) -> np.ndarray:
    """The photos of what `split` gave, float32, clipped to [0, 1]."""
    photos = np.stack(parts, axis=-1) @ np.linalg.inv(OPPONENT).T
    return np.clip(photos, 0, 1).astype("float32")


def tune_filter(
    name: str, noisy: np.ndarray, clean: np.ndarray, x_train: np.ndarray | None = None
) -> TunedFilter:
    """Find a filter's two settings, with gains and offsets by least squares.

    From the usual settings it goes by steps of a quarter, in either, until none is
    better: it ends at no edge.

    Args:
        name: one of `FILTERS`.
        noisy, clean: photos (n, h, w, 3) between 0 and 1.
        x_train: clean photos for PCA, with their mirror images; others need none.

    Raises:
        ValueError: no such filter, shapes differ, or PCA has no photos.
    """
    if name not in FILTERS:
        raise ValueError(f"no filter {name!r}: there are {', '.join(FILTERS)}.")
    if np.shape(noisy) != np.shape(clean):
        raise ValueError(
            f"noisy photos {np.shape(noisy)}, clean ones {np.shape(clean)}: give the "
            "same photos twice."
        )
    apply, start, setting = _filter(name, x_train)
    given, wanted = split(noisy), split(clean)

    @cache
    def filtered(part: int, step: int) -> tuple[float, float, np.ndarray]:
        x = apply(given[part], setting(step), part)
        gain, offset = np.polyfit(x.ravel(), wanted[part].ravel(), 1)
        return float(gain), float(offset), x

    @cache
    def db(steps: tuple[int, int]) -> float:
        found = [filtered(part, steps[min(part, 1)]) for part in range(3)]
        return psnr_db(clean, join([gain * x + offset for gain, offset, x in found]))

    best, better = None, start
    while best != better and max(map(abs, better)) < FARTHEST:
        best = a, b = better
        near = [best, (a + 1, b), (a - 1, b), (a, b + 1), (a, b - 1)]
        better = max(near, key=db)
    found = [filtered(part, best[min(part, 1)])[:2] for part in range(3)]
    gains, offsets = np.array(found).T
    settings = (setting(best[0]), setting(best[1]))
    return TunedFilter(name, settings, db(best), gains, offsets, apply)


def _filter(
    name: str, x_train: np.ndarray | None
) -> tuple[Apply, tuple[int, int], Callable[[int], float]]:
    """What filters (n, h, w), where the search starts, and a step's setting."""
    if name == "Gaussian blur":
        return _blur, (1, 6), _steps(1.0)
    if name == "median":
        return _median, (2, 3), lambda step: 2 * max(step, 0) + 1
    if name == "total variation":
        return _total_variation, (0, 2), _steps(0.3)
    if name == "non-local means":
        return _non_local_means, (0, 1), _steps(0.3)
    if name == "wavelets":
        return _wavelets, (0, 2), _steps(0.2)
    if x_train is None:
        raise ValueError("PCA has to be fitted: give x_train, clean photos.")
    return Shrinkage(x_train), (0, 2), _steps(0.2)


def _steps(start: float) -> Callable[[int], float]:
    return lambda step: start * 1.25**step


def _blur(x: np.ndarray, sigma: float, part: int) -> np.ndarray:
    return gaussian_filter(x, (0, sigma, sigma))


def _median(x: np.ndarray, width: float, part: int) -> np.ndarray:
    return median_filter(x, (1, int(width), int(width)))


def _total_variation(x: np.ndarray, weight: float, part: int) -> np.ndarray:
    """Rudin, Osher and Fatemi (1992), https://doi.org/10.1016/0167-2789(92)90242-F."""
    from skimage.restoration import denoise_tv_chambolle

    return np.stack([denoise_tv_chambolle(image, weight) for image in x])


def _non_local_means(x: np.ndarray, h: float, part: int) -> np.ndarray:
    """Buades, Coll and Morel (2005), https://doi.org/10.1109/CVPR.2005.38."""
    from skimage.restoration import denoise_nl_means

    return np.stack([denoise_nl_means(i, 5, 9, h, fast_mode=True) for i in x])


def _wavelets(x: np.ndarray, sigma: float, part: int) -> np.ndarray:
    """Chang, Yu and Vetterli (2000), https://doi.org/10.1109/83.862633.

    Daubechies' filters of four numbers, four scales, mirrored at the border, averaged
    over all shifts (Coifman and Donoho, 1995, https://doi.org/10.1007/978-1-4612-2544-7_9).
    """
    import pywt

    height, width = x.shape[1:]
    around = [(MIRRORED, MIRRORED + -side % 16) for side in (height, width)]
    wide = np.pad(x, ((0, 0), *around), mode="symmetric")
    coarse, *scales = pywt.swt2(wide, "db2", 4, axes=(1, 2), trim_approx=True)
    kept = [tuple(_shrunk(band, sigma) for band in bands) for bands in scales]
    total = pywt.iswt2([coarse, *kept], "db2", axes=(1, 2))
    return total[:, MIRRORED : MIRRORED + height, MIRRORED : MIRRORED + width]


def _shrunk(band: np.ndarray, sigma: float) -> np.ndarray:
    """A band (n, h, w), each image's numbers moved to 0 by σ² over its signal's std."""
    signal = np.mean(band**2, axis=(1, 2), keepdims=True) - sigma**2
    threshold = sigma**2 / np.sqrt(np.maximum(signal, 1e-12))
    return np.sign(band) * np.maximum(np.abs(band) - threshold, 0)


class Shrinkage:
    """PCA of whole photos; each number shrunk by λ / (λ + σ²), λ its variance."""

    def __init__(self, x_train: np.ndarray) -> None:
        both = np.concatenate([x_train, x_train[:, :, ::-1]])
        self.pcas: list[PCABaseline] = [
            fit_pca(part, min(len(both) - 1, part[0].size)) for part in split(both)
        ]

    def __call__(self, x: np.ndarray, sigma: float, part: int) -> np.ndarray:
        pca = self.pcas[part]
        kept = pca.variances / (pca.variances + sigma**2)
        return pca.decode(pca.encode(x) * kept)
