"""What do I look at? Style, grids of images, plots, and figures that a reader moves."""

from helpers.figures.bound import show_bound, split_bound
from helpers.figures.explorer import show_explorer
from helpers.figures.grids import show_images, show_rows, tile
from helpers.figures.plots import plot_losses, scatter_codes, show_latent_plane
from helpers.figures.slider import show_slider
from helpers.figures.style import PALETTE, rendered, show, use_book_style
from helpers.figures.sums import sum_frames
from helpers.figures.thumbnails import thumbnail_map

__all__ = [
    "PALETTE",
    "plot_losses",
    "rendered",
    "scatter_codes",
    "show",
    "show_bound",
    "show_explorer",
    "show_images",
    "show_latent_plane",
    "show_rows",
    "show_slider",
    "split_bound",
    "sum_frames",
    "thumbnail_map",
    "tile",
    "use_book_style",
]
