"""Loss curves with their baselines, clouds of codes, the latent plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

from helpers.figures.grids import show_images
from helpers.figures.style import PALETTE


def plot_losses(
    curves: Mapping[str, Sequence[float]],
    baselines: Mapping[str, float] | None = None,
    x: Mapping[str, Sequence[float]] | None = None,
    xlabel: str = "epoch",
    ylabel: str = "squared error per pixel",
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw loss curves, and what they are to be compared with as lines.

    Args:
        curves: label → one value per epoch.
        baselines: label → value; drawn as horizontal dashed lines, named at
            the right-hand end.
        x: label → horizontal positions, such as seconds; 1, 2, 3, … if None.
        log: logarithmic vertical axis.
    """
    ax = ax or plt.subplots()[1]
    for label, values in curves.items():
        default = np.arange(1, len(values) + 1)
        ax.plot((x or {}).get(label, default), values, label=label)
    for number, (label, value) in enumerate((baselines or {}).items()):
        ax.axhline(value, color="#555555", ls=("--", ":", "-.")[number % 3], lw=1.2)
        ax.annotate(
            f" {label}",
            (1, value),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            color="#333333",
        )
    if log:
        ax.set_yscale("log")
        for axis_formatter in (
            ax.yaxis.set_major_formatter,
            ax.yaxis.set_minor_formatter,
        ):
            axis_formatter("{x:g}")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend()
    return ax


def scatter_codes(
    codes: np.ndarray,
    labels: np.ndarray,
    class_names: Sequence[str],
    images: np.ndarray | None = None,
    thumbnails: int = 80,
    ax: Axes | None = None,
) -> Axes:
    """Draw 2-D codes coloured by class, some of them as their images.

    Args:
        codes: (n, 2).
        labels: (n,), indices into ``class_names`` (at most ten).
        images: (n, height, width[, channels]); thumbnails of some of them are
            drawn where they do not cover each other.
        thumbnails: how many at most.

    Raises:
        ValueError: if the codes are not 2-D points.
    """
    codes = np.asarray(codes)
    if codes.ndim != 2 or codes.shape[1] != 2:
        raise ValueError(
            f"codes must be (n, 2), not {codes.shape}: project them first, "
            "with PCA or t-SNE."
        )
    ax = ax or plt.subplots(figsize=(7.2, 6.0))[1]
    for label, name in enumerate(class_names):
        chosen = labels == label
        ax.scatter(*codes[chosen].T, s=5, color=PALETTE[label], label=name, lw=0)
    if images is not None:
        span = np.ptp(codes, axis=0)
        taken: list[np.ndarray] = []
        for index in range(len(codes)):
            place = codes[index] / span
            if any(np.abs(place - other).max() < 0.055 for other in taken):
                continue
            taken.append(place)
            _add_thumbnail(ax, images[index], codes[index], labels[index])
            if len(taken) == thumbnails:
                break
    ax.legend(markerscale=3, loc="upper left", bbox_to_anchor=(1.0, 1.0), borderpad=0)
    return ax


def _add_thumbnail(ax: Axes, image: np.ndarray, at: np.ndarray, label: int) -> None:
    picture = OffsetImage(
        np.clip(np.squeeze(image), 0, 1),
        zoom=22 / image.shape[0],
        cmap="gray",
        norm=plt.Normalize(0, 1),
    )
    frame = {"edgecolor": PALETTE[label], "lw": 1.2}
    ax.add_artist(AnnotationBbox(picture, at, pad=0.05, bboxprops=frame))


def show_latent_plane(
    decode: Callable[[np.ndarray], np.ndarray],
    n: int = 15,
    values: np.ndarray | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Decode a grid of 2-D codes in one batch and draw the images.

    Args:
        decode: codes (n², 2) → images (n², height, width[, channels]), such
            as ``decoder.predict``.
        n: images per side.
        values: (n,) positions along each axis, ascending; if None, the
            quantiles (i − ½)/n of the standard normal prior, so that each
            image stands for the same share of it.

    The first number of the code grows to the right, the second upwards.
    """
    if values is None:
        from scipy.stats import norm

        values = norm.ppf((np.arange(n) + 0.5) / n)
    values = np.asarray(values, "float32")
    first, second = np.meshgrid(values, values[::-1])
    codes = np.stack([first.ravel(), second.ravel()], axis=1)
    images = np.asarray(decode(codes))
    ax = show_images(images, columns=len(values), ax=ax, gap=0)
    step = images.shape[1]
    shown = np.linspace(0, len(values) - 1, 5).round().astype(int)
    centres = shown * step + (step - 1) / 2
    ax.set_xticks(centres, [f"{values[i]:.1f}" for i in shown])
    ax.set_yticks(centres, [f"{values[::-1][i]:.1f}" for i in shown])
    ax.set(xlabel="first number of the code", ylabel="second number")
    return ax
