"""The data sets of the book as `Dataset` objects: MNIST and Fashion-MNIST.

Each loader looks in `$AUTOENCODER_BOOK_DATA`, in `data/`, then downloads, and
last draws stand-in images and says so. The monkeys are in `helpers.data.monkeys`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data import find
from helpers.data.drawn import draw_garments_or_digits
from helpers.data.idxsets import download_idx_set, read_idx_set
from helpers.data.published import FASHION_MNIST, MNIST, IdxSet

Factors = Mapping[str, Mapping[str, np.ndarray]]
Files = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """One data set, split.

    Images are float32 in [0, 1] of shape (n, height, width, channels), labels
    int64 of shape (n,). What a set does not have is None.
    """

    name: str  # "MNIST", "Fashion-MNIST", "10 Monkey Species" or a folder's name
    source: str  # "real" or "stand-in"
    class_names: tuple[str, ...]
    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    x_official: np.ndarray | None = None  # monkeys: the second test set
    y_official: np.ndarray | None = None
    factors: Factors | None = None  # stand-in: split -> factor -> array (n, …)
    skipped: tuple[tuple[str, str], ...] = ()  # unreadable files: (file, reason)
    files: Files | None = None  # photos: split -> their files, in the images' order
    copies: tuple[tuple[str, ...], ...] = ()  # own pictures: files that show the same

    @property
    def examples(self) -> np.ndarray:
        """The first test image of each class, in class order: (classes, h, w, c).

        Of a class without a test image, as own pictures may have, there is none.
        """
        _, first = np.unique(self.y_test, return_index=True)
        return self.x_test[first]

    def __repr__(self) -> str:
        splits = {"train": self.x_train, "val": self.x_val, "test": self.x_test}
        if self.x_official is not None:
            splits["official"] = self.x_official
        sizes = ", ".join(f"{len(x):,} {split}" for split, x in splits.items())
        shape = " × ".join(map(str, self.x_train.shape[1:]))
        return f"<{self.name} ({self.source}): {sizes}; images {shape}>"


def load_mnist(factors: bool = False, standin: bool = False) -> Dataset:
    """Load MNIST: 55,000 + 5,000 + 10,000 digits of 28 × 28 × 1.

    Args:
        factors: with stand-in images, also return the numbers they were drawn
            from; real images have none.
        standin: take the stand-in although the real images may be there.

    Raises:
        helpers.data.find.DataError: the reader's own data is damaged or missing.
    """
    return load_idx_set(MNIST, factors, standin)


def load_fashion_mnist(factors: bool = False, standin: bool = False) -> Dataset:
    """Load Fashion-MNIST: 55,000 + 5,000 + 10,000 garments of 28 × 28 × 1.

    Arguments and errors are those of `load_mnist`.
    """
    return load_idx_set(FASHION_MNIST, factors, standin)


def load_idx_set(spec: IdxSet, factors: bool = False, standin: bool = False) -> Dataset:
    """Load a set of four idx files; arguments and errors as `load_mnist`."""

    def read(folder: Path) -> Dataset | None:
        arrays = read_idx_set(spec, folder)
        return arrays and split_idx_set(spec, "real", *arrays)

    def download(folder: Path) -> None:
        download_idx_set(spec, folder)

    def draw() -> Dataset:
        images, labels, names = draw_garments_or_digits(spec)
        return split_idx_set(
            spec, "stand-in", images, labels, names if factors else None
        )

    if standin:
        return draw()
    return find.find(spec.name, spec.folder, read, download, draw)


def split_idx_set(
    spec: IdxSet,
    source: str,
    images: np.ndarray,
    labels: np.ndarray,
    factors: Mapping[str, np.ndarray] | None = None,
) -> Dataset:
    """Split uint8 images (n, h, w): the training images first, then the test's.

    The training set's last `spec.validation` images become the validation set.
    """
    start = spec.training - spec.validation
    parts = {
        "train": slice(0, start),
        "val": slice(start, spec.training),
        "test": slice(spec.training, None),
    }
    return make_dataset(spec, source, images[..., None], labels, parts, factors)


def make_dataset(
    spec, source: str, images, labels, parts: Mapping, factors=None, **more
) -> Dataset:
    """Scale uint8 images (n, h, w, c) to [0, 1] and cut all arrays into `parts`.

    `parts` maps the names of splits (train, val, test, official) to slices or
    arrays of positions.
    """
    images = np.divide(images, np.float32(255), dtype=np.float32)
    labels = labels.astype(np.int64)
    for split, part in parts.items():
        more[f"x_{split}"], more[f"y_{split}"] = images[part], labels[part]
    if factors is not None:
        more["factors"] = {
            split: {name: values[part] for name, values in factors.items()}
            for split, part in parts.items()
        }
    return Dataset(name=spec.name, source=source, class_names=spec.class_names, **more)
