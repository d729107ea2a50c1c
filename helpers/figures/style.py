"""One look for all figures, and one way to put them on a page."""

from __future__ import annotations

import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from PIL import Image as Picture

PALETTE = (
    "#0072B2",  # blue
    "#D55E00",  # vermilion
    "#009E73",  # bluish green
    "#CC79A7",  # reddish purple
    "#E69F00",  # orange
    "#56B4E9",  # sky blue
    "#000000",  # black
    "#8C6D00",  # dark gold
    "#6F6F6F",  # grey
    "#7B4FA3",  # violet
)
"""Ten colours; the first seven are Okabe and Ito's (2008), in an order that
puts the pairs that colour-blind readers confuse far apart."""


def use_book_style() -> None:
    """Set Matplotlib's defaults for the book: palette, sizes, white ground.

    The ground is white and opaque, so that a figure reads the same on a light
    and on a dark page.
    """
    plt.rcParams.update(
        {
            "axes.prop_cycle": plt.cycler(color=PALETTE),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#DDDDDD",
            "grid.linewidth": 0.6,
            "axes.labelsize": 10,
            "font.size": 10,
            "legend.fontsize": 9,
            "legend.frameon": False,
            "lines.linewidth": 1.8,
            "figure.figsize": (6.4, 3.6),
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "axes.facecolor": "white",
            "savefig.facecolor": "white",
            "image.cmap": "gray",
            "axes3d.xaxis.panecolor": "white",
            "axes3d.yaxis.panecolor": "white",
            "axes3d.zaxis.panecolor": "white",
        }
    )


def show(figure: Figure, alt: str, photographs: bool = False) -> None:
    """Display a figure as one image with alternative text, then close it.

    Args:
        figure: the figure, or any of its axes.
        alt: what the figure shows, in words, for those who cannot see it.
        photographs: store JPEG in place of PNG; a grid of photographs takes
            a fifth of the room that way.

    Raises:
        ValueError: if ``alt`` is empty.
    """
    if not alt.strip():
        raise ValueError("a figure needs alt text: say what it shows.")
    from IPython.display import Image, display

    figure = getattr(figure, "figure", figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100, bbox_inches="tight")
    plt.close(figure)
    picture, encoded = Picture.open(buffer).convert("RGB"), io.BytesIO()
    kind = "jpeg" if photographs else "png"
    if photographs:
        picture.save(encoded, kind, quality=80)
    else:  # a palette: 256 colours are enough for a drawing, 64 for greys
        red, green, blue = picture.split()
        grey = red.tobytes() == green.tobytes() == blue.tobytes()
        picture = picture.quantize(
            64 if grey else 256, kmeans=3, dither=Picture.Dither.NONE
        )
        picture.save(encoded, kind, optimize=True)
    display(Image(encoded.getvalue(), format=kind, metadata={"alt": alt}))


def rendered(figure: Figure) -> np.ndarray:
    """A figure as a picture, (height, width, 3) in [0, 1]; the figure is closed.

    Its size in pixels is that of the figure at 100 dpi, so that figures of one
    size can be frames of a slider.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    plt.close(figure)
    return np.asarray(Picture.open(buffer).convert("RGB"), "float32") / 255
