"""The photos of ten monkey species, resized to squares, as a `Dataset`.

They are looked for as all data are (`helpers.data.find`), as the folder
`10-monkey-species/` or as the zip file `10-monkey-species.zip`.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from helpers.data import find
from helpers.data.cache import Arrays, cached
from helpers.data.dataset import Dataset, make_dataset
from helpers.data.download import fetch
from helpers.data.drawn import draw_monkeys
from helpers.data.files import visible
from helpers.data.labelfile import read_class_names
from helpers.data.layout import SPECIES, SPLITS, PhotosError
from helpers.data.photofiles import PhotoArchive, PhotoFolder, Photos, fingerprint
from helpers.data.photos import decode_all, is_lasting, skipped_line
from helpers.data.published import MONKEYS
from helpers.data.split import split_by_name, split_of_first_edition

MAX_SIZE = 512  # pixels; 1,369 such images take 1 GB as they are cached
PREPARED = 3  # part of a cache's name: raise it when decoding changes
BY_NAME, FIRST_EDITION = "by name", "first edition"


def load_monkeys(
    size: int = 64,
    factors: bool = False,
    standin: bool = False,
    split: str = BY_NAME,
) -> Dataset:
    """Load the photos as images of size × size × 3.

    The photos of the official training folder are split 72 : 8 : 20 by their
    names (`helpers.data.split`), so that a copy of the set with a photo more or
    less has all others in the same place. Of the 1,097 of the copy that the
    book's numbers were measured on, 787 + 89 + 221 are for training, validation
    and testing. The official validation folder is a second test set,
    `x_official` (272). Photos that are not square are stretched.

    Args:
        size: height and width in pixels, 1 to 512; the stand-in is drawn at
            multiples of 8 only.
        factors: with stand-in images, also return the numbers they were drawn
            from; real images have none.
        standin: take the stand-in although the real photos may be there.
        split: "by name", or "first edition" for that edition's 789 + 88 + 220,
            which scikit-learn's `train_test_split` made with `random_state=42`.

    Returns:
        Dataset; `skipped` lists files that could not be decoded. They keep
        their places in the split, so the other photos stay where they are.
        Prints one line where the copy has another number of photos.

    Raises:
        ValueError: `size` or `split` is none of those.
        helpers.data.find.DataError: the reader's own data is damaged or missing.
    """
    if not 1 <= size <= MAX_SIZE:
        raise ValueError(f"size is 1 to {MAX_SIZE} pixels, not {size}")
    if split not in (BY_NAME, FIRST_EDITION):
        raise ValueError(f"split is {BY_NAME!r} or {FIRST_EDITION!r}, not {split!r}")

    def read(folder: Path) -> Dataset | None:
        return read_monkeys(folder, size, split)

    def draw() -> Dataset:
        images, labels, names = draw_monkeys(MONKEYS, size)
        keys = [f"{SPECIES[label]}/{i}" for i, label in enumerate(labels)]
        parts = split_parts(keys, np.arange(len(images)) >= MONKEYS.training, split)
        names = names if factors else None
        return make_dataset(MONKEYS, "stand-in", images, labels, parts, names)

    if standin:
        return draw()
    return find.find(MONKEYS.name, MONKEYS.folder, read, download_monkeys, draw)


def read_monkeys(folder: Path, size: int, split: str) -> Dataset | None:
    """Read the photos of `folder`, or of a zip file in it or beside it.

    Returns:
        None where neither is there.

    Raises:
        DataError: folder, zip file or label file are not as published.
    """
    path = photos_place(folder)
    if path is None:
        return None
    try:
        photos = PhotoFolder(path) if path.is_dir() else PhotoArchive(path)
        names = read_class_names(photos)
        key = f"{MONKEYS.folder}-{size}-{fingerprint(photos.photos)}-v{PREPARED}"
        arrays = cached(key, lambda: decode_all(photos, size), is_lasting)
        loaded = split_monkeys(photos, arrays, names, split)
        print_counts(photos)
        return loaded
    except PhotosError as error:
        fault = f"is not the published set: {error}"
    except OSError as error:
        raise find.unreadable(path, error) from None
    raise find.DataError(f"{path} {fault}. {find.remedy(path)}")


def photos_place(folder: Path) -> Path | None:
    """The folder or the zip file that holds the photos; None without any.

    They may also lie beside the folder: unpacked, or in the `archive.zip` that
    Kaggle's page serves. Such names tell nothing, so it depends on what is inside.
    """
    if there := list(visible(folder)):
        zips = [path for path in there if path.suffix.lower() == ".zip"]
        is_packed = zips and not any(path.is_dir() for path in there)
        return zips[0] if is_packed else folder
    base = folder.parent
    if (beside := base / f"{MONKEYS.folder}.zip").exists():
        return beside
    if all((base / split).is_dir() for split in SPLITS):
        return base
    try:
        return PhotoArchive(base / "archive.zip").path
    except (OSError, PhotosError):
        return None


def print_counts(photos: Photos) -> None:
    """Say how many photos there are where the book's copy has another number."""
    found = [photo.split for photo in photos.photos]
    n, official = found.count("training"), found.count("validation")
    if (n, official) != (MONKEYS.training, MONKEYS.validation):
        print(
            f"{MONKEYS.name}: {find.shown(photos.path)} holds {n:,} training and"
            f" {official:,} validation photos; the book's numbers come from a copy"
            f" with {MONKEYS.training:,} and {MONKEYS.validation:,}, of"
            f" {MONKEYS.pixels} × {MONKEYS.pixels} pixels."
        )


def split_monkeys(
    photos: Photos, arrays: Arrays, class_names: tuple[str, ...], split: str
) -> Dataset:
    """Split what `decode_all` made, without the unreadable, and report those."""
    keys = [photo.key for photo in photos.photos]
    parts = split_parts(keys, arrays["official"], split)
    readable = arrays["readable"]
    parts = {name: part[readable[part]] for name, part in parts.items()}
    skipped = tuple((str(file), str(why)) for file, why in arrays["skipped"])
    if skipped:
        print(skipped_line(MONKEYS.name, skipped, len(readable)))
    if set(arrays["labels"][parts["train"]]) != set(range(len(SPECIES))):
        raise PhotosError("a species has no readable photo left to train on")
    files = {
        name: tuple(photos.photos[i].short for i in part)
        for name, part in parts.items()
    }
    spec = replace(MONKEYS, class_names=class_names)
    images, labels = arrays["images"], arrays["labels"]
    return make_dataset(
        spec, "real", images, labels, parts, skipped=skipped, files=files
    )


def split_parts(
    keys: Sequence[str], official: np.ndarray, split: str
) -> dict[str, np.ndarray]:
    """Positions of the photos of each split; `official` is False, … then True, …"""
    n = int(np.count_nonzero(~official))
    parts = split_by_name(keys[:n]) if split == BY_NAME else split_of_first_edition(n)
    return {**parts, "official": np.arange(n, len(official))}


def download_monkeys(folder: Path) -> None:
    """Fetch the zip file that stands for `folder` and check every photo's checksum.

    Raises:
        helpers.data.download.DownloadError: it could not be had.
    """
    path = folder.with_name(f"{MONKEYS.folder}.zip")
    fetch(MONKEYS.mirrors, path, check_archive)


def check_archive(path: Path) -> None:
    """Raise PhotosError where a zip file is not whole, or no set of ten species.

    The set is known by its classes and its label file. How many photos it holds
    differs between copies.
    """
    archive = PhotoArchive(path)
    read_class_names(archive)
    for photo in archive.photos:
        archive.read(photo)
