"""The data sets of the book: MNIST and Fashion-MNIST, as `Dataset` objects.

`load_mnist` and `load_fashion_mnist` look in `$AUTOENCODER_BOOK_DATA`, in
`data/`, then download, and last draw stand-in images and say so.
The monkeys are in `helpers.monkeys`.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers import lookup
from helpers.idx import IdxError, read_idx

VALIDATION = 5_000  # images at the end of the training set that validate


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """One data set, split; images float32 in [0, 1], (n, height, width, channels)."""

    name: str  # "MNIST", "Fashion-MNIST" or "10 Monkey Species"
    source: str  # "real" or "stand-in"
    class_names: tuple[str, ...]
    x_train: np.ndarray
    y_train: np.ndarray  # int64 (n,), as all labels
    x_val: np.ndarray
    y_val: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    x_official: np.ndarray | None = None  # monkeys: the official second test set
    y_official: np.ndarray | None = None
    factors: dict[str, dict[str, np.ndarray]] | None = None  # split -> name -> array
    skipped: tuple[tuple[str, str], ...] = ()  # unreadable files: (file, reason)
    origin: str = field(default="", compare=False)  # where the images came from

    @property
    def examples(self) -> np.ndarray:
        """The first test image of each class, in class order: (classes, h, w, c)."""
        classes = range(len(self.class_names))
        first = [int(np.argmax(self.y_test == label)) for label in classes]
        return self.x_test[first]

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{getattr(self, f'x_{split}').shape[0]:,} {split}"
            for split in ("train", "val", "test", "official")
            if getattr(self, f"x_{split}") is not None
        )
        shape = " × ".join(map(str, self.x_train.shape[1:]))
        return f"<{self.name} ({self.source}): {sizes}; images {shape}>"


@dataclass(frozen=True)
class IdxSet:
    """What is known of a data set that is published as four idx files."""

    name: str
    folder: str
    class_names: tuple[str, ...]
    sha256: dict[str, str]  # file name -> checksum of the decompressed content
    mirrors: tuple[str, ...]  # addresses that a file name plus ".gz" completes


FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
MNIST = IdxSet(
    "MNIST",
    "mnist",
    tuple("0123456789"),
    dict(
        zip(
            FILES,
            (
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        )
    ),
    (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
)
FASHION_MNIST = IdxSet(
    "Fashion-MNIST",
    "fashion-mnist",
    (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    dict(
        zip(
            FILES,
            (
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
        )
    ),
    (
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist"
        "/master/data/fashion/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ),
)


def load_mnist() -> Dataset:
    """Load MNIST: 55,000 + 5,000 + 10,000 digits, 28 × 28 × 1."""
    return load_idx_set(MNIST)


def load_fashion_mnist() -> Dataset:
    """Load Fashion-MNIST: 55,000 + 5,000 + 10,000 garments, 28 × 28 × 1."""
    return load_idx_set(FASHION_MNIST)


def load_idx_set(spec: IdxSet) -> Dataset:
    """Find the four files of a set, check them and split them."""
    for base in (lookup.environment_folder(), lookup.data_folder()):
        if base is not None and (base / spec.folder).is_dir():
            folder = base / spec.folder
            arrays = [
                read_own(find_file(folder, name), spec.sha256[name]) for name in FILES
            ]
            x, y, x_test, y_test = arrays
            x, x_test = to_unit(x[..., None]), to_unit(x_test[..., None])
            y, y_test = y.astype(np.int64), y_test.astype(np.int64)
            split = len(x) - VALIDATION
            return Dataset(
                spec.name,
                "real",
                spec.class_names,
                *(x[:split], y[:split], x[split:], y[split:], x_test, y_test),
                origin=str(folder),
            )
    raise lookup.DataError(f"{spec.name}: no data found")


def find_file(folder: Path, name: str) -> Path:
    """The file in `folder` under its published name, compressed or not."""
    for path in (folder / f"{name}.gz", folder / name):
        if path.exists():
            return path
    raise lookup.DataError(f"{folder} holds no {name}.gz")


def read_own(path: Path, sha256: str) -> np.ndarray:
    """Read a file of the reader's own; a damaged one is an error that names it."""
    try:
        return read_idx(path, sha256)
    except IdxError as error:
        raise lookup.DataError(
            f"{path} is not the published file: {error}. Delete it to have it"
            " downloaded again, or put a good copy in its place."
        ) from None


def to_unit(images: np.ndarray) -> np.ndarray:
    """Turn uint8 images into float32 in [0, 1]; the shape stays."""
    return np.divide(images, np.float32(255), dtype=np.float32)
