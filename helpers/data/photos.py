"""Decoding all photos of the monkeys, and what to say of the unreadable."""

from collections.abc import Sequence

import numpy as np

from helpers.data.cache import Arrays
from helpers.data.decode import decode, is_passing, why
from helpers.data.layout import PhotosError
from helpers.data.photofiles import Photos


def decode_all(photos: Photos, size: int) -> Arrays:
    """Decode all photos, in order; an unreadable one is noted and left black.

    Returns:
        dict of `images`, uint8 (n, size, size, 3); `labels`, int64 (n,);
        `official`, bool (n,), True in the official validation set; `readable`,
        bool (n,); `skipped`, str (k, 2), the unreadable files and the reasons;
        `passing`, bool (), whether a reason was not in the file itself: no
        permission, no memory, a network drive that is gone.

    Raises:
        PhotosError: the archive that holds the photos is damaged.
    """
    images = np.zeros((len(photos.photos), size, size, 3), np.uint8)
    skipped: list[tuple[str, str]] = []
    readable, passing = [], False
    for image, photo in zip(images, photos.photos):
        try:
            image[:] = decode(photos.read(photo), size)
            readable.append(True)
        except PhotosError:  # the whole archive is damaged
            raise
        except Exception as error:  # decoders raise all kinds on damaged files
            skipped.append((photo.short, why(error)))
            readable.append(False)
            passing = passing or is_passing(error)
    return {
        "images": images,
        "labels": np.array([photo.label for photo in photos.photos], np.int64),
        "official": np.array([p.split == "validation" for p in photos.photos]),
        "readable": np.array(readable, bool),
        "skipped": np.array(skipped, str).reshape(-1, 2),
        "passing": np.array(passing),
    }


def is_lasting(arrays: Arrays) -> bool:
    """Whether decoding the same files again would give the same arrays."""
    return not arrays.get("passing", False)


def skipped_line(
    name: str, skipped: Sequence[tuple[str, str]], n: int, what: str = "photos"
) -> str:
    """The line that counts and names the photos that were left out."""
    listed = ", ".join(f"{file} ({reason})" for file, reason in skipped)
    listed = listed.encode("utf-8", "backslashreplace").decode()
    return f"{name}: {len(skipped)} of {n:,} {what} cannot be read: {listed}."
