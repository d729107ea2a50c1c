"""What do I learn from? The loaders; each gives a `Dataset`.

The order is the reader's own folder, the book's `data/`, a download, the stand-in
(`find.py`); files are read by `idx.py`, `photofiles.py` and `photos.py`.
"""

from helpers.data.dataset import Dataset, load_fashion_mnist, load_mnist
from helpers.data.monkeys import load_monkeys

__all__ = ["Dataset", "load_fashion_mnist", "load_mnist", "load_monkeys"]
