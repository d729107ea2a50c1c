"""Decoding photos: any published one to a small square of RGB."""

import io
import warnings
from collections.abc import Sequence

import numpy as np
from PIL import Image, UnidentifiedImageError

from helpers.data.cache import Arrays
from helpers.data.photofiles import Photos, PhotosError

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")


def decode(data: bytes, size: int) -> np.ndarray:
    """Decode a photo, convert it to RGB and resize it to `size` × `size` pixels.

    The filter is Pillow's `BILINEAR`, which makes an image smaller by a
    triangle-weighted mean of all the pixels that fall into the new one. Of
    Pillow's six filters it alone gives the error of the mean image that the
    book prints, 0.0559 at 64 pixels (`BOX` 0.0579, `BICUBIC` 0.0582).

    Returns:
        uint8 array (size, size, 3).

    Raises:
        Exception: whatever Pillow raises on a damaged file, and
            Image.DecompressionBombWarning or DecompressionBombError where the
            header claims more pixels than `Image.MAX_IMAGE_PIXELS`, before
            memory is taken for them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.mode.startswith("I"):  # 16 bits a pixel, which convert would cut
                image = Image.fromarray((np.asarray(image) // 257).astype(np.uint8))
            rgb = image.convert("RGB")
    return np.asarray(rgb.resize((size, size), Image.Resampling.BILINEAR))


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
            outside = isinstance(error, OSError) and error.errno is not None
            passing = passing or outside or isinstance(error, MemoryError)
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
    return not arrays["passing"]


def why(error: Exception) -> str:
    """A few words for what was wrong with a photo."""
    if isinstance(error, UnidentifiedImageError):
        return "not an image"
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return "its header claims too many pixels"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.splitlines()[0]


def skipped_line(name: str, skipped: Sequence[tuple[str, str]], n: int) -> str:
    """The line that counts and names the photos that were left out."""
    listed = ", ".join(f"{file} ({reason})" for file, reason in skipped)
    listed = listed.encode("utf-8", "backslashreplace").decode()
    return f"{name}: {len(skipped)} of {n:,} photos cannot be read: {listed}."
