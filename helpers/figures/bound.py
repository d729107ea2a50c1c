"""A bar of ELBO and gap under a normal q that the reader moves: one output.

For a model of one latent number. The still picture is drawn here and stays where
scripts do not run. Where they do, the page moves the same picture: pointer, sliders
and keys choose mean and width of q, and the bar, whose length is fixed, splits anew.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.figures.inpage import (
    check_names,
    data_address,
    display_page,
    fill_page,
)

PAGE = Path(__file__).with_suffix(".html")
MEANS = (-3.0, 3.0)  # of q, by steps of 0.05
WIDTHS = 0.05 * 20 ** (np.arange(74) / 60)  # of q, 0.05 to 1.9; one is 1
REACH = 3.5  # the picture shows codes from −REACH to REACH
WIDE, HIGH = 420, 330  # the picture
LEFT, RIGHT, TOP, GROUND = 12, 408, 30, 190  # of the densities in it
BAR, LENGTH = 256, 396  # top of the bar, and what log p(x) − floor is long
NATS = 16  # how far below log p(x) the bar begins


@dataclass(frozen=True)
class Bound:
    """ELBO and gap of one normal q, in nats; together they are log p(x)."""

    elbo: float
    gap: float
    reconstruction: float  # mean of −log p(x|z) under q
    kl: float  # divergence of q from the prior


def split_bound(
    z: np.ndarray, log_joint: np.ndarray, mean: float, width: float
) -> Bound:
    """Split log p(x) into ELBO and gap, by sums over a grid of codes.

    Args:
        z: evenly spaced codes (n,), much wider than q and the posterior.
        log_joint: log p(x, z) at each (n,); the prior is N(0, 1).
        mean, width: of q; its width is its standard deviation.
    """
    step = z[1] - z[0]
    top = log_joint.max()
    log_p = top + np.log(step * np.exp(log_joint - top).sum())
    log_q = _normal(z, mean, width)
    q = step * np.exp(log_q)
    gap = float(np.sum(q * (log_q - log_joint + log_p)))
    kl = 0.5 * (mean**2 + width**2 - 1 - 2 * np.log(width))
    elbo = float(log_p) - gap
    return Bound(elbo, gap, -elbo - float(kl), float(kl))


def _normal(z: np.ndarray, mean: float, width: float) -> np.ndarray:
    """The logarithm of a normal density at z."""
    return -0.5 * ((z - mean) / width) ** 2 - np.log(width * np.sqrt(2 * np.pi))


def _path(z: np.ndarray, density: np.ndarray, most: float) -> str:
    """An SVG path through the densities at the codes, cut at the frame."""
    across = LEFT + (z + REACH) / (2 * REACH) * (RIGHT - LEFT)
    up = GROUND - np.minimum(density / most, 1.06) * (GROUND - TOP - 12)
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(across, up))


def _area(z: np.ndarray, density: np.ndarray, most: float) -> str:
    """The same path, closed along the ground, to be filled."""
    top = _path(z, density, most)
    first, last = (part.split()[0] for part in (top[1:], top[top.rindex("L") + 1 :]))
    return f"M{first} {GROUND}L{top[1:]}L{last} {GROUND}Z"


def bound_html(
    z: np.ndarray, log_joint: np.ndarray, start: Sequence[float], alt: str, name: str
) -> str:
    """The markup, style and script of one moving bound.

    Args:
        z, log_joint: as `split_bound`.
        start: mean and width of q to begin with.
        alt: what the picture shows, in words.
        name: an id for the page, unique in it: letters, digits and hyphens.

    Raises:
        ValueError: the grid is not even or narrower than ±6, q starts outside
            the sliders, the alt text is empty, or the name cannot be an id.
    """
    z, log_joint = np.asarray(z, "float64"), np.asarray(log_joint, "float64")
    check_names(alt, name)
    steps = np.diff(z)
    if z.shape != log_joint.shape or z.ndim != 1 or len(z) < 3:
        raise ValueError(f"codes {z.shape} and log p(x, z) {log_joint.shape}: (n,).")
    if not np.allclose(steps, steps[0]) or min(-z[0], z[-1]) < 6:
        raise ValueError("the codes have to be evenly spaced, from −6 or less to 6.")
    mean, width = map(float, start)
    inside = MEANS[0] <= mean <= MEANS[1] and WIDTHS[0] <= width <= WIDTHS[-1]
    if not inside:
        raise ValueError(f"q cannot start at mean {mean}, width {width}.")
    split = split_bound(z, log_joint, mean, width)
    log_p = split.elbo + split.gap
    posterior = np.exp(log_joint - log_p)
    most = max(1.1 * posterior.max(), 0.6)
    seen = np.abs(z) <= REACH
    codes = z[seen]
    shapes = {
        "PRIOR": _path(codes, np.exp(_normal(codes, 0, 1)), most),
        "POSTERIOR": _area(codes, posterior[seen], most),
    }
    q = np.exp(_normal(codes, mean, width))
    share = float(np.clip(1 - split.gap / NATS, 0, 1))
    picture = _picture(shapes | {"Q": _path(codes, q, most)}, share, log_p)
    data = {
        "first": float(z[0]),
        "step": float(f"{steps[0]:.6g}"),
        "posterior": [float(f"{v:.2f}") for v in log_joint - log_p],
        "logP": round(log_p, 4),
        "most": round(float(most), 4),
        "mean": mean,
        "width": int(np.argmin(np.abs(WIDTHS - width))),
        "frame": [LEFT, RIGHT, TOP, GROUND, REACH, LENGTH, NATS, WIDE, HIGH],
    }
    filled = {
        "NAME": name,
        "ALT": html.escape(alt),
        "STILL": data_address(picture.encode(), "image/svg+xml"),
        "LOWEST": f"{MEANS[0]:g}",
        "HIGHEST": f"{MEANS[1]:g}",
        "LAST": str(len(WIDTHS) - 1),
        "DATA": json.dumps(data, separators=(",", ":")),
    }
    return fill_page(PAGE, filled)


def _picture(paths: dict[str, str], share: float, log_p: float) -> str:
    """The picture as SVG in ASCII; `share` of the bar is ELBO."""
    text = 'font-family="sans-serif" font-size="15" fill="#222222"'
    ticks = "".join(
        f'<text x="{LEFT + (v + REACH) / (2 * REACH) * (RIGHT - LEFT):.0f}" '
        f'y="{GROUND + 20}" text-anchor="middle" {text}>{v}</text>'.replace(
            ">-", ">&#8722;"
        )
        for v in range(-3, 4)
    )
    low = f"{log_p - NATS:.1f}".replace("-", "&#8722;")
    end = f"{log_p:.2f}".replace("-", "&#8722;")
    elbo = share * LENGTH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}">'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>'
        f'<path d="{paths["POSTERIOR"]}" fill="#bbbbbb" stroke="none"/>'
        f'<path d="{paths["PRIOR"]}" fill="none" stroke="#555555" '
        'stroke-width="2" stroke-dasharray="3 5"/>'
        f'<path class="q" d="{paths["Q"]}" fill="none" stroke="#0072b2" '
        'stroke-width="3"/>'
        f'<path d="M{LEFT} {GROUND}H{RIGHT}" stroke="#222222"/>{ticks}'
        f'<text x="{RIGHT}" y="18" text-anchor="end" {text}>dashed: prior; grey: '
        "posterior; blue: q</text>"
        f'<text x="{LEFT}" y="{BAR - 14}" {text}>blue ends at the ELBO; orange '
        "is the gap</text>"
        f'<rect class="elbo" x="{LEFT}" y="{BAR}" width="{elbo:.1f}" height="34" '
        'fill="#0072b2"/>'
        f'<rect class="gap" x="{LEFT + elbo:.1f}" y="{BAR}" '
        f'width="{LENGTH - elbo:.1f}" height="34" fill="#e69f00"/>'
        f'<rect class="whole" x="{LEFT}" y="{BAR}" width="{LENGTH}" height="34" '
        'fill="none" stroke="#222222" stroke-width="2"/>'
        f'<text x="{LEFT}" y="{BAR + 54}" {text}>{low}</text>'
        f'<text x="{RIGHT}" y="{BAR + 54}" text-anchor="end" {text}>log p(x) = '
        f"{end} nats</text></svg>"
    )


def show_bound(
    z: np.ndarray, log_joint: np.ndarray, start: Sequence[float], alt: str, name: str
) -> None:
    """Display a moving bound; arguments and errors as `bound_html`."""
    display_page(bound_html(z, log_joint, start, alt, name), alt)
