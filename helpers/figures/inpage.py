"""What the interactive outputs share: one page of markup with everything in it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

OPENING = """(() => {
  const root = document.getElementById("@NAME@");
  if (!root || root.dataset.ready) return;
  root.dataset.ready = "yes";
  const d = @DATA@;"""
"""How each script begins: it finds its place, once, and reads its data."""

STILL_NOTE = (
    '<p class="still">A still picture. To move it in JupyterLab, run this cell '
    "or trust the notebook.</p>"
)
"""What stands below the picture until a script has put the controls there."""


def data_address(content: bytes, kind: str) -> str:
    """Content as an address that needs no file: ``data:image/webp;base64,…``."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def webp_address(picture: np.ndarray, quality: int) -> str:
    """A picture of bytes, (height, width) or (…, 3), as an address in WebP."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "webp", quality=quality, method=6)
    return data_address(buffer.getvalue(), "image/webp")


def check_names(alt: str, name: str) -> None:
    """Check what every output needs.

    Raises:
        ValueError: if the alt text is empty, or the name cannot be an id of
            the page: letters, digits and hyphens, a letter first.
    """
    if not alt.strip():
        raise ValueError("the picture needs alt text: say what it shows.")
    if not name.replace("-", "").isalnum() or not name[0].isalpha():
        raise ValueError(f"{name!r} cannot be an id.")


def fill_page(template: Path, places: Mapping[str, str]) -> str:
    """The template's text with each ``@KEY@`` replaced by its value."""
    page = template.read_text("utf-8").replace("@OPENING@", OPENING)
    page = page.replace("@STILL_NOTE@", STILL_NOTE)
    for key, value in places.items():
        page = page.replace(f"@{key}@", value)
    return page


def display_page(page: str, alt: str) -> None:
    """Display the page in a notebook; the alt text where HTML is not shown."""
    from IPython.display import display

    display({"text/html": page, "text/plain": alt}, raw=True)
