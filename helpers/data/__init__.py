"""What do I learn from? The loaders; each gives a `Dataset`.

The order is the reader's own folder, the book's `data/`, a download, the stand-in
(`find.py`); files are read by `idx.py`, `photofiles.py` and `photos.py`. Any other
folder of pictures: `load_folder`, or `stream_folder` where it is larger than memory.
`without_copies` leaves out pictures that show the same as another one. Toy data are
made by `toys.py`, a sensor's windows by `vibration.py`, a
folder of pictures with doubles and rubbish in it by `album.py`.
"""

from helpers.data.album import draw_album
from helpers.data.dataset import Dataset, load_fashion_mnist, load_mnist
from helpers.data.doubles import without_copies
from helpers.data.folder import load_folder, stream_folder
from helpers.data.monkeys import load_monkeys
from helpers.data.toys import make_plane_points, make_spiral
from helpers.data.vibration import load_vibration

__all__ = [
    "Dataset",
    "draw_album",
    "load_fashion_mnist",
    "load_folder",
    "load_mnist",
    "load_monkeys",
    "load_vibration",
    "make_plane_points",
    "make_spiral",
    "stream_folder",
    "without_copies",
]
