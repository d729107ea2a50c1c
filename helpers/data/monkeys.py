"""The photos of ten monkey species, resized to squares, as a `Dataset`.

They are looked for as all data are (`helpers.data.find`), as the folder
`10-monkey-species/` or as the zip file `10-monkey-species.zip`.
"""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np

from helpers.data import find
from helpers.data.cache import Arrays, cached
from helpers.data.dataset import Dataset, make_dataset
from helpers.data.download import fetch
from helpers.data.drawn import draw_monkeys
from helpers.data.photofiles import (
    SPECIES,
    PhotoArchive,
    PhotoFolder,
    Photos,
    PhotosError,
    fingerprint,
)
from helpers.data.photos import decode_all, is_lasting, skipped_line
from helpers.data.published import MONKEYS

MAX_SIZE = 512  # pixels; 1,369 such images take 1 GB as they are cached
PREPARED = 2  # part of a cache's name: raise it when decoding changes


def load_monkeys(
    size: int = 64, factors: bool = False, standin: bool = False
) -> Dataset:
    """Load the photos as 789 + 88 + 220 images of size × size × 3.

    The 1,097 photos of the official training folder are split 80 to 20 into
    877 and 220 for testing, as scikit-learn's `train_test_split` does with
    `random_state=42`; of the 877, already shuffled, the last tenth validates.
    The official validation folder is a second test set: `x_official` (272).

    Args:
        size: height and width in pixels, 1 to 512; the stand-in is drawn at
            multiples of 8 only.
        factors: with stand-in images, also return the numbers they were drawn
            from; real images have none.
        standin: take the stand-in although the real photos may be there.

    Returns:
        Dataset; `skipped` lists files that could not be decoded. They keep
        their places in the split, so the other photos stay where they are.

    Raises:
        ValueError: `size` out of range.
        helpers.data.find.DataError: the reader's own data is damaged or missing.
    """
    if not 1 <= size <= MAX_SIZE:
        raise ValueError(f"size is 1 to {MAX_SIZE} pixels, not {size}")

    def read(base: Path) -> Dataset | None:
        return read_monkeys(base, size)

    def draw() -> Dataset:
        images, labels, names = draw_monkeys(MONKEYS, size)
        parts = split_parts(np.arange(len(images)) >= MONKEYS.training)
        names = names if factors else None
        return make_dataset(MONKEYS, "stand-in", images, labels, parts, names)

    if standin:
        return draw()
    return find.find(MONKEYS.name, MONKEYS.folder, read, download_monkeys, draw)


def read_monkeys(base: Path, size: int) -> Dataset | None:
    """Read the photos below `base`; None where neither folder nor zip is there.

    Raises:
        DataError: folder, zip file or label file are not as published.
    """
    folder, archive = base / MONKEYS.folder, base / f"{MONKEYS.folder}.zip"
    path = folder if folder.is_dir() and any(folder.iterdir()) else archive
    if not path.exists():
        return None
    try:
        photos = PhotoFolder(path) if path is folder else PhotoArchive(path)
        names = read_class_names(photos)
        key = f"{MONKEYS.folder}-{size}-{fingerprint(photos.photos)}-v{PREPARED}"
        arrays = cached(key, lambda: decode_all(photos, size), is_lasting)
        loaded = split_monkeys(arrays, names)
        if gap := unlike_published(photos):
            print(
                f"{MONKEYS.name}: {find.shown(path)} holds {gap}. The split is"
                " not the book's, and the numbers in the text will differ."
            )
        return loaded
    except PhotosError as error:
        fault = f"is not the published set: {error}"
    except OSError as error:
        raise find.unreadable(path, error) from None
    raise find.DataError(f"{path} {fault}. {find.remedy(path)}")


def unlike_published(photos: Photos) -> str:
    """How many photos there are where it is not as many as published, or ""."""
    found = [photo.split for photo in photos.photos]
    published = {"training": MONKEYS.training, "validation": MONKEYS.validation}
    return " and ".join(
        f"{found.count(split):,} {split} photos, not {n:,}"
        for split, n in published.items()
        if found.count(split) != n
    )


def split_monkeys(arrays: Arrays, class_names: tuple[str, ...]) -> Dataset:
    """Split what `decode_all` made, without the unreadable, and report those."""
    parts = split_parts(arrays["official"])
    readable = arrays["readable"]
    parts = {split: part[readable[part]] for split, part in parts.items()}
    skipped = tuple((str(file), str(why)) for file, why in arrays["skipped"])
    if skipped:
        print(skipped_line(MONKEYS.name, skipped, len(readable)))
    if set(arrays["labels"][parts["train"]]) != set(range(len(SPECIES))):
        raise PhotosError("a species has no readable photo left to train on")
    spec = replace(MONKEYS, class_names=class_names)
    images, labels = arrays["images"], arrays["labels"]
    return make_dataset(spec, "real", images, labels, parts, skipped=skipped)


def split_parts(official: np.ndarray) -> dict[str, np.ndarray]:
    """Positions of the photos of each split; `official` is False, … then True, …

    The order is scikit-learn's: `train_test_split(test_size=0.2,
    random_state=42)` takes the first fifth of this permutation, rounded up, as
    the test set and the rest as the training set.
    """
    n = int(np.count_nonzero(~official))
    order = np.random.RandomState(42).permutation(n)
    n_test = -(-n // 5)
    n_val = round((n - n_test) / 10)
    return {
        "train": order[n_test : n - n_val],
        "val": order[n - n_val :],
        "test": order[:n_test],
        "official": np.arange(n, len(official)),
    }


def read_class_names(photos: Photos) -> tuple[str, ...]:
    """The common names in `monkey_labels.txt`, or the known ones without it.

    The file is a CSV table that tabs and spaces align, with Windows or Unix
    line ends and empty lines: `n0, alouatta_palliata, mantled_howler, 131, 26`.

    Raises:
        PhotosError: the file is there and does not name n0 to n9.
    """
    data = photos.read_text(MONKEYS.labels)
    if data is None:
        return MONKEYS.class_names
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as Windows would save it
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    except csv.Error as error:
        raise PhotosError(f"its {MONKEYS.labels} is no table ({error})") from None
    names = {row[0]: row[2].replace("_", " ") for row in rows if len(row) > 2}
    if not all(names.get(species) for species in SPECIES):
        raise PhotosError(f"its {MONKEYS.labels} does not name n0 to n9")
    return tuple(names[species] for species in SPECIES)


def download_monkeys(base: Path) -> None:
    """Fetch the zip file into `base` and check every photo's checksum.

    Raises:
        helpers.data.download.DownloadError: it could not be had.
    """
    fetch(MONKEYS.mirrors, base / f"{MONKEYS.folder}.zip", check_archive)


def check_archive(path: Path) -> None:
    """Raise PhotosError where a zip file is not whole."""
    archive = PhotoArchive(path)
    if gap := unlike_published(archive):
        raise PhotosError(f"it holds {gap}")
    read_class_names(archive)
    for photo in archive.photos:
        archive.read(photo)
