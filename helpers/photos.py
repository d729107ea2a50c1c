"""Photos of ten species, in a folder or in the zip file that Kaggle serves.

Both hold `training/n0…n9/` and `validation/n0…n9/`, and both may nest one level
more (`training/training/n0/…`). A zip file is read in place and never unpacked,
so nothing in it can be written outside the folder, whatever its names say.
"""

import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

SPLITS = ("training", "validation")
SPECIES = tuple(f"n{label}" for label in range(10))
MEMBER = re.compile(r"(?:.*/)?(training|validation)/n(\d)/([^/]+)$", re.DOTALL)
MAX_BYTES = 64 << 20  # of one photo file; the largest published is under 20 MiB
MAX_PHOTOS = 20_000


@dataclass(frozen=True, order=True)
class Photo:
    """One file: which split and species, its name, and what tells a change."""

    split: str
    label: int
    name: str
    stamp: str  # size and time of change, or size and checksum
    place: object = field(compare=False)  # its Path, or its ZipInfo

    @property
    def short(self) -> str:
        """How messages call it, as `training/n9/n9151jpg`."""
        return f"{self.split}/{SPECIES[self.label]}/{self.name}"


class PhotoFolder:
    """The photos of a folder, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        found = []
        for split in SPLITS:
            base = folder / split
            if not (base / SPECIES[0]).is_dir() and (base / split).is_dir():
                base = base / split
            for label, species in enumerate(SPECIES):
                for path in (base / species).glob("*"):
                    if is_photo(path.name) and path.is_file():
                        stat = path.stat()
                        stamp = f"{stat.st_size} {stat.st_mtime_ns}"
                        found.append(Photo(split, label, path.name, stamp, path))
        self.photos = sorted(found)

    def read(self, photo: Photo) -> bytes:
        """The bytes of a photo's file."""
        with photo.place.open("rb") as file:
            return limited(file)


class PhotoArchive:
    """The photos of a zip file, in the order of their names.

    Raises:
        zipfile.BadZipFile: damaged, cut short, or no zip file at all.
    """

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)
        found = {}
        for member in self.archive.infolist():
            match = MEMBER.match(member.filename)
            if match and is_photo(match[3]) and not member.is_dir():
                stamp = f"{member.file_size} {member.CRC}"
                photo = Photo(match[1], int(match[2]), match[3], stamp, member)
                found.setdefault(photo.short, photo)
        if len(found) > MAX_PHOTOS:
            raise zipfile.BadZipFile(f"it holds {len(found):,} photos")
        self.photos = sorted(found.values())

    def read(self, photo: Photo) -> bytes:
        """The bytes of a photo, checked against the archive's checksum."""
        with self.archive.open(photo.place) as file:
            return limited(file)


def is_photo(name: str) -> bool:
    """Whether a file in a species' folder is meant as a photo.

    Everything is that is not hidden: one published JPEG has no dot before its
    extension, and what is no photo shall be named, not passed over.
    """
    return not name.startswith(".") and name.lower() not in ("thumbs.db", "desktop.ini")


def limited(file) -> bytes:
    """Read a file of at most `MAX_BYTES` bytes."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES >> 20} MiB")
    return data


def fingerprint(photos: Iterable[Photo]) -> str:
    """16 hexadecimal digits that change with any name, size or time of change."""
    lines = "\n".join(f"{photo.short}\t{photo.stamp}" for photo in photos)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def decode(data: bytes, size: int) -> np.ndarray:
    """Decode a photo, convert it to RGB and resize it to `size` × `size` pixels.

    The filter is Pillow's `BILINEAR`, which averages over all pixels that fall
    into the new one when it makes an image smaller. An image whose header
    claims more pixels than Pillow's decompression-bomb guard allows is refused
    before memory is taken for it.

    Returns:
        uint8 array (size, size, 3).

    Raises:
        Exception: whatever Pillow raises on a damaged file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            rgb = image.convert("RGB")
    return np.asarray(rgb.resize((size, size), Image.Resampling.BILINEAR))
