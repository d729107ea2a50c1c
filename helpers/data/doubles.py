"""A data set without the pictures that show the same as another one.

A copy in the training set makes the error of its twin in the test set too small.
"""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import compress

import numpy as np

from helpers.data import copies
from helpers.data.dataset import Dataset

SPLITS = ("train", "val", "test")


def without_copies(data: Dataset) -> Dataset:
    """Of pictures that show the same keep one, in the test set where it is there.

    Else it stays in the validation set; of several in a split the first stays. The
    official set is left as it is. The pictures themselves are compared, at the size
    they were loaded in, by the marks of `helpers.data.copies`. Of the monkeys'
    787 + 89 + 221 photos 693 + 85 + 219 stay at 64 × 64, as many as by their files.

    Returns:
        A Dataset in the same order, with the labels, files and factors of what
        stays; `data` is not changed. Prints a line where something is left out.

    Raises:
        ValueError: the images are neither grey nor RGB.
    """
    images = [image for split in SPLITS for image in getattr(data, f"x_{split}")]
    split_of = np.repeat(range(3), [len(getattr(data, f"x_{s}")) for s in SPLITS])
    kept = _last_of_each(_shown(images), split_of)
    if not kept.all():
        print(
            f"{data.name}: {np.count_nonzero(~kept):,} of {len(kept):,} pictures show "
            "the same as another one and are left out."
        )
    parts = {split: kept[split_of == number] for number, split in enumerate(SPLITS)}
    more = {
        f"{array}_{split}": getattr(data, f"{array}_{split}")[part]
        for split, part in parts.items()
        for array in "xy"
    }
    if data.files is not None:
        files = dict(data.files)
        for split in parts.keys() & files.keys():
            files[split] = tuple(compress(files[split], parts[split]))
        left = {file for names in files.values() for file in names}
        same = [tuple(f for f in names if f in left) for names in data.copies]
        more |= {"files": files, "copies": tuple(s for s in same if len(s) > 1)}
    if data.factors is not None:
        more["factors"] = {
            split: {f: v[parts[split]] if split in parts else v for f, v in of.items()}
            for split, of in data.factors.items()
        }
    return replace(data, **more)


def _shown(images: list[np.ndarray]) -> np.ndarray:
    """For each image (h, w, c) the first one that shows the same: int64 (n,)."""
    from PIL import Image

    found = []
    for image in images:
        if image.shape[-1] not in (1, 3):
            raise ValueError(f"images of {image.shape[-1]} channels; 1 or 3 are known.")
        pixels = np.round(image * 255).astype(np.uint8)
        pixels = pixels[..., 0] if image.shape[-1] == 1 else pixels
        Image.fromarray(pixels).save(file := io.BytesIO(), "PNG", compress_level=1)
        found.append(copies.marks(file.getvalue()))
    checksums, hashes, colours = zip(*found)
    return copies.groups(
        np.array(checksums), np.array(hashes, np.uint64), np.stack(colours)
    )


def _last_of_each(group: np.ndarray, split_of: np.ndarray) -> np.ndarray:
    """Of each group, the first picture in the last split that it is in: bool (n,)."""
    order = np.lexsort((np.arange(len(group)), -split_of, group))
    first = np.unique(group[order], return_index=True)[1]
    kept = np.zeros(len(group), bool)
    kept[order[first]] = True
    return kept
