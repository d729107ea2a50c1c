"""The photos of ten monkey species, resized to squares, as a `Dataset`."""

from pathlib import Path

import numpy as np

from helpers import lookup
from helpers.cache import Arrays, cached
from helpers.datasets import Dataset, to_unit
from helpers.photos import PhotoFolder, decode, fingerprint

NAME = "10 Monkey Species"
FOLDER = "10-monkey-species"
CLASS_NAMES = (
    "mantled howler",
    "patas monkey",
    "bald uakari",
    "japanese macaque",
    "pygmy marmoset",
    "white headed capuchin",
    "silvery marmoset",
    "common squirrel monkey",
    "black headed night monkey",
    "nilgiri langur",
)


def load_monkeys(size: int = 64) -> Dataset:
    """Load the photos: 789 + 88 + 220, and 272 of the official second test set."""
    for base in (lookup.environment_folder(), lookup.data_folder()):
        if base is not None and (base / FOLDER).is_dir():
            photos = PhotoFolder(base / FOLDER)
            key = f"monkeys-{size}-{fingerprint(photos.photos)}"
            arrays = cached(key, lambda p=photos: decode_all(p, size))
            return split_photos(arrays, base / FOLDER)
    raise lookup.DataError(f"{NAME}: no data found")


def decode_all(source: PhotoFolder, size: int) -> Arrays:
    """Decode all photos; uint8 images (n, size, size, 3), labels, the skipped."""
    images, labels, official, skipped = [], [], [], []
    for photo in source.photos:
        try:
            images.append(decode(source.read(photo), size))
        except Exception as error:
            images.append(np.zeros((size, size, 3), np.uint8))
            skipped.append((len(images) - 1, photo.short, str(error)))
        labels.append(photo.label)
        official.append(photo.split == "validation")
    return {
        "images": np.stack(images),
        "labels": np.array(labels, np.int64),
        "official": np.array(official),
        "bad": np.array([bad for bad, _, _ in skipped], np.int64),
        "skipped": np.array([pair[1:] for pair in skipped], str).reshape(-1, 2),
    }


def split_photos(arrays: Arrays, folder: Path) -> Dataset:
    """Split as scikit-learn's `train_test_split(random_state=42)` does."""
    labels, official = arrays["labels"], arrays["official"]
    n = int((~official).sum())
    order = np.random.RandomState(42).permutation(n)
    n_test = -(-n // 5)
    test, rest = order[:n_test], order[n_test:]
    n_val = round(len(rest) / 10)
    parts = rest[:-n_val], rest[-n_val:], test, n + np.arange(official.sum())
    good = np.setdiff1d(np.arange(len(labels)), arrays["bad"])
    parts = [part[np.isin(part, good)] for part in parts]
    pairs = [(to_unit(arrays["images"][part]), labels[part]) for part in parts]
    return Dataset(
        NAME,
        "real",
        CLASS_NAMES,
        *(array for pair in pairs for array in pair),
        skipped=tuple(tuple(map(str, pair)) for pair in arrays["skipped"]),
        origin=str(folder),
    )
