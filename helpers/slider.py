"""A slider that goes through pictures: one self-contained output.

One picture is in the markup and stays where scripts do not run. Where they do,
a slider, by pointer or keys, chooses which of the pictures is shown, and a line
of words below says what was measured there.
"""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

PAGE = Path(__file__).with_suffix(".html")


def slider_html(
    frames: np.ndarray,
    words: Sequence[str],
    label: str,
    alt: str,
    name: str,
    start: int = 0,
    zoom: float = 1.0,
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
    if not alt.strip():
        raise ValueError("the pictures need alt text: say what they show.")
    if not name.replace("-", "").isalnum() or not name[0].isalpha():
        raise ValueError(f"{name!r} cannot be an id.")
    n, height, width = frames.shape[:3]
    bytes_ = (np.clip(frames, 0, 1) * 255).round().astype("uint8")
    filled = {
        "NAME": name,
        "ALT": html.escape(f"{alt} Shown: {words[start]}"),
        "LABEL": html.escape(label),
        "LAST": str(n - 1),
        "START": str(start),
        "WIDTH": str(round(width * zoom)),
        "STILL": _address(bytes_[start]),
        "DATA": json.dumps(
            {
                "alt": alt,
                "height": height,
                "width": width,
                "words": list(words),
                "all": _address(bytes_.reshape(n * height, width, *frames.shape[3:])),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).replace("</", "<\\/"),
    }
    page = PAGE.read_text("utf-8")
    for key, value in filled.items():
        page = page.replace(f"@{key}@", value)
    return page


def show_slider(
    frames: np.ndarray,
    words: Sequence[str],
    label: str,
    alt: str,
    name: str,
    start: int = 0,
    zoom: float = 1.0,
) -> None:
    """Display a slider; arguments and errors as `slider_html`."""
    from IPython.display import display

    page = slider_html(frames, words, label, alt, name, start, zoom)
    display({"text/html": page, "text/plain": alt}, raw=True)


def _address(picture: np.ndarray) -> str:
    """A picture of bytes as a data address, in WebP."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "webp", quality=82, method=6)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"
