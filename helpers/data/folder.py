"""Any folder of pictures as a data set: in memory, or read batch by batch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers.data.cache import Arrays
from helpers.data.dataset import Dataset, Files, make_dataset
from helpers.data.decode import decode, why
from helpers.data.find import DataError
from helpers.data.photofiles import read_file
from helpers.data.pictures import Pictures, keep, progress, survey
from helpers.data.split import TEST, VALIDATION

if TYPE_CHECKING:
    from helpers.data.batches import Batches

MAX_SIZE = 512  # pixels
MAX_BYTES = 4 << 30  # 4 GiB of float32 images; beyond, `stream_folder` is for it


def load_folder(
    path: str | Path,
    size: int = 64,
    test: float = TEST,
    validation: float = VALIDATION,
) -> Dataset:
    """Load the pictures of a folder, at any depth, as images of size × size × 3.

    The first folder below `path` that a picture lies in is its class; without
    such folders all are of one. Pictures are turned as their EXIF orientation
    says, and all of a picture is kept: one that is not square is stretched, as
    the monkeys are. Hidden files are left out. Prepared images are kept in
    `data/cache/`; nothing is written into the folder.

    The split goes by the files' names (`helpers.data.split`), so that a picture
    more moves no other. Pictures that show the same (`helpers.data.copies`) go
    by the first one's name, so that no copy of a training picture is tested on.

    Args:
        path: the folder, from the working directory or the repository's root.
        size: height and width in pixels, 1 to 512.
        test: share of the pictures for testing.
        validation: share of the pictures for validation.

    Returns:
        Dataset; `files` names each image's file, `skipped` the files that cannot
        be read, `copies` those that show the same. Prints a line for the second
        and for the third, where there are any.

    Raises:
        ValueError: `size` is out of range, or the shares leave a split empty.
        helpers.data.find.DataError: no such folder, or too few or too many
            pictures in it.
    """
    check_size(size)
    pictures = survey(path, test, validation)
    needed = len(pictures.files) * size * size * 3 * 4
    if needed > MAX_BYTES:
        raise DataError(
            f"{len(pictures.files):,} pictures of {size} × {size} pixels take"
            f" {needed / 2**30:.1f} GiB. Use stream_folder, which reads them batch by"
            " batch, or a smaller size."
        )
    place, key = pictures.folder, pictures.fingerprint
    images = keep(place, str(size), key, lambda: decoded(pictures, size))["images"]
    return make_dataset(
        pictures,
        "real",
        images,
        pictures.labels,
        pictures.parts,
        files=pictures.split_files,
        copies=pictures.copies,
        skipped=pictures.skipped,
    )


def decoded(pictures: Pictures, size: int) -> Arrays:
    """The images of all readable pictures: `images`, uint8 (n, size, size, 3)."""
    images = np.empty((len(pictures.files), size, size, 3), np.uint8)
    for image, file in zip(images, progress(pictures.files, "decoding")):
        image[:] = decoded_file(pictures.folder / file, size)
    return {"images": images}


def decoded_file(path: Path, size: int) -> np.ndarray:
    """One picture that could be read before: uint8 (size, size, 3).

    Raises:
        DataError: it cannot be read any more.
    """
    try:
        return decode(read_file(path), size, quick=True)
    except Exception as error:  # decoders raise all kinds on damaged files
        raise DataError(
            f"{path} cannot be read any more: {why(error)}. Load the folder again."
        ) from error


def check_size(size: int) -> None:
    """Raise ValueError where a size is out of range."""
    if not 1 <= size <= MAX_SIZE:
        raise ValueError(f"size is 1 to {MAX_SIZE} pixels, not {size}")


@dataclass(frozen=True, eq=False, repr=False)
class Stream:
    """A folder of pictures, split, whose images are read when they are needed."""

    name: str
    class_names: tuple[str, ...]
    train: Batches
    val: Batches
    test: Batches
    files: Files  # split -> files, in the order of the unshuffled batches
    copies: tuple[tuple[str, ...], ...]  # files that show the same
    skipped: tuple[tuple[str, str], ...]  # unreadable files: (file, reason)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(f):,} {split}" for split, f in self.files.items())
        return f"<{self.name} (streamed): {sizes}; {len(self.train):,} batches>"


def stream_folder(
    path: str | Path,
    size: int = 64,
    batch_size: int = 32,
    test: float = TEST,
    validation: float = VALIDATION,
    seed: int = 0,
) -> Stream:
    """The pictures of a folder in batches that are read from disk, for any number.

    Splits, images, arguments and errors are those of `load_folder`. `train`,
    `val` and `test` are for `fit` and `evaluate`: batches (x, x) of float32
    (batch, size, size, 3) in [0, 1].

    Args:
        batch_size: images in a batch; the last one may hold fewer.
        seed: of the order of training batches, which is another one each epoch.
    """
    from helpers.data.batches import Batches

    check_size(size)
    pictures = survey(path, test, validation)
    batches = {}
    for split, part in pictures.parts.items():
        paths = [pictures.folder / pictures.files[i] for i in part]
        labels, order = pictures.labels[part], seed if split == "train" else None
        batches[split] = Batches(paths, labels, size, batch_size, order)
    return Stream(
        name=pictures.name,
        class_names=pictures.class_names,
        files=pictures.split_files,
        copies=pictures.copies,
        skipped=pictures.skipped,
        **batches,
    )
