"""A slider that goes through pictures: one self-contained output.

One picture is in the markup and stays where scripts do not run. Where they do,
a slider, by pointer or keys, chooses which of the pictures is shown, and a line
of words below says what was measured there.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from helpers.figures.inpage import check_names, display_page, fill_page, webp_address

PAGE = Path(__file__).with_suffix(".html")
QUALITY = 82


def slider_html(
    frames: np.ndarray,
    words: Sequence[str],
    label: str,
    alt: str,
    name: str,
    start: int = 0,
    zoom: float = 1.0,
    quality: int = QUALITY,
) -> str:
    """The markup, style and script of one slider.

    Args:
        frames: the pictures in [0, 1], (n, height, width) or (…, 3).
        words: what to say below each of them, n texts.
        label: what the slider changes, such as ``"noise σ"``.
        alt: what the pictures show, in words.
        name: an id for the page, unique in it: letters, digits and hyphens.
        start: index of the picture that is shown first, and without scripts.
        zoom: screen pixels per pixel of a picture.
        quality: of the WebP pictures, 1 to 100; noise takes many bytes.

    Raises:
        ValueError: if there are not as many words as pictures, fewer than two
            pictures, no such start, no alt text, or the name cannot be an id.
    """
    frames = np.asarray(frames)
    if frames.ndim not in (3, 4) or len(frames) < 2 or len(frames) != len(words):
        raise ValueError(
            f"{len(words)} texts for pictures {frames.shape}: give two or more "
            "pictures (n, height, width[, 3]) and a text for each."
        )
    if not 0 <= start < len(frames):
        raise ValueError(f"there is no picture {start} among {len(frames)}.")
    check_names(alt, name)
    n, height, width = frames.shape[:3]
    bytes_ = (np.clip(frames, 0, 1) * 255).round().astype("uint8")
    tower = bytes_.reshape(n * height, width, *frames.shape[3:])
    filled = {
        "NAME": name,
        "ALT": html.escape(f"{alt} Shown: {words[start]}"),
        "LABEL": html.escape(label),
        "LAST": str(n - 1),
        "START": str(start),
        "WIDTH": str(round(width * zoom)),
        "STILL": webp_address(bytes_[start], quality),
        "DATA": json.dumps(
            {
                "alt": alt,
                "label": label,
                "height": height,
                "width": width,
                "words": list(words),
                "all": webp_address(tower, quality),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).replace("</", "<\\/"),
    }
    return fill_page(PAGE, filled)


def show_slider(
    frames: np.ndarray, words: Sequence[str], *, alt: str, **options: Any
) -> None:
    """Display a slider; arguments and errors as `slider_html`."""
    display_page(slider_html(frames, words, alt=alt, **options), alt)
