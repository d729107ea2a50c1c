"""What do I learn from? The loaders; each gives a `Dataset`.

The order is the reader's own folder, the book's `data/`, a download, the stand-in
(`find.py`); files are read by `idx.py`, `photofiles.py` and `photos.py`. Any other
folder of pictures: `load_folder`, or `stream_folder` where it is larger than memory.
`without_copies` leaves out pictures that show the same as another one. Toy data are
made by `toys.py`.
"""

from helpers.data.dataset import Dataset, load_fashion_mnist, load_mnist
from helpers.data.doubles import without_copies
from helpers.data.folder import load_folder, stream_folder
from helpers.data.monkeys import load_monkeys
from helpers.data.toys import make_plane_points, make_spiral

__all__ = [
    "Dataset",
    "load_fashion_mnist",
    "load_folder",
    "load_mnist",
    "load_monkeys",
    "make_plane_points",
    "make_spiral",
    "stream_folder",
    "without_copies",
]
