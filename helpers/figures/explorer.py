"""A plane of codes that the reader moves through: one self-contained output.

The still picture of the plane is in the markup and stays where scripts do not
run. Where they do, a small decoder (2 numbers, one tanh layer, logits) runs in
the page: pointer, sliders and keys choose a code, a canvas shows its image.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from helpers.figures.inpage import (
    check_names,
    data_address,
    display_page,
    fill_page,
    webp_address,
)

PAGE = Path(__file__).with_suffix(".html")


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round each column to 8 bits.

    Args:
        weights: (rows, columns).

    Returns:
        int8 (rows, columns) and one scale per column (columns,): their product
        is within half a scale of the weights.
    """
    weights = np.asarray(weights, "float32")
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
    return np.round(weights / scale).astype("int8"), scale.astype("float32")


def explorer_html(
    weights: Sequence[np.ndarray], plane: np.ndarray, alt: str, name: str
) -> str:
    """The markup, style and script of one explorer.

    Args:
        weights: of the decoder, as Keras lists them: (2, hidden), (hidden,),
            (hidden, side²), (side²,). Hidden units are tanh, outputs logits.
        plane: grey picture in [0, 1] of images decoded on the prior's
            quantiles, the first number growing to the right, the second
            upwards (height, width).
        alt: what the plane shows, in words.
        name: an id for the page, unique in it: letters, digits and hyphens.

    Raises:
        ValueError: if the weights are not those of such a decoder, the alt
            text is empty, or the name cannot be an id.
    """
    shapes = [np.shape(w) for w in weights]
    hidden = shapes[0][1] if len(shapes) == 4 and len(shapes[0]) == 2 else 0
    pixels = shapes[-1][0] if shapes and len(shapes[-1]) == 1 else 0
    side = round(pixels**0.5)
    if shapes != [(2, hidden), (hidden,), (hidden, pixels), (pixels,)]:
        raise ValueError(f"not a decoder 2-hidden-pixels: weights {shapes}.")
    if side * side != pixels:
        raise ValueError(f"{pixels} pixels are not a square image.")
    check_names(alt, name)
    first, bias, second, offset = (np.asarray(w, "float32") for w in weights)
    rounded, scale = quantise(second)
    data = {
        "side": side,
        "first": [[round(float(v), 4) for v in row] for row in first],
        "bias": [round(float(v), 4) for v in bias],
        "scale": [float(f"{v:.4g}") for v in scale],
        "offset": [round(float(v), 3) for v in offset],
        "quantiles": [round(float(v), 3) for v in _quantiles()],
        "weights": data_address(rounded.tobytes(), "application/octet-stream"),
    }
    grey = (np.clip(plane, 0, 1) * 255).round().astype("uint8")
    filled = {
        "NAME": name,
        "ALT": html.escape(alt),
        "STILL": webp_address(grey, 70),
        "DATA": json.dumps(data, separators=(",", ":")),
    }
    return fill_page(PAGE, filled)


def show_explorer(
    weights: Sequence[np.ndarray], plane: np.ndarray, alt: str, name: str
) -> None:
    """Display an explorer; arguments and errors as `explorer_html`."""
    display_page(explorer_html(weights, plane, alt, name), alt)


def _quantiles() -> np.ndarray:
    """The 1, 2, …, 99 % quantiles of the standard normal distribution."""
    from scipy.stats import norm

    return norm.ppf(np.arange(1, 100) / 100)
