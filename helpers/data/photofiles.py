"""Photos of ten species, in a folder or in the zip file that Kaggle serves.

Both hold `training/n0…n9/` and `validation/n0…n9/`, and both may nest one level
more (`training/training/n0/…`). A zip file is read in place and never unpacked:
whatever its names say, nothing of it is written anywhere.
"""

import hashlib
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

SPLITS = ("training", "validation")
SPECIES = tuple(f"n{label}" for label in range(10))
MEMBER = re.compile(r"(?:[\w -]+/)*(training|validation)/n(\d)/([^/\\]+)")
MAX_BYTES = 64 << 20  # of one photo; larger ones are refused as unreadable
MAX_PHOTOS = 20_000
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error)
DAMAGE += (NotImplementedError, RuntimeError)  # unknown compression, encrypted


class PhotosError(ValueError):
    """A folder or zip file does not hold the photos of all ten species."""


@dataclass(frozen=True, order=True)
class Photo:
    """One file: its split, species and name, and what tells that it changed."""

    split: str
    label: int
    name: str
    stamp: str = field(compare=False)  # size and time of change, or checksum
    place: object = field(compare=False)  # its Path, or its ZipInfo

    @property
    def short(self) -> str:
        """How messages call it, as `training/n9/n9151jpg`."""
        return f"{self.split}/{SPECIES[self.label]}/{self.name}"


class Photos(Protocol):
    """Photos in the order of split, species and file name, and the label file."""

    photos: list[Photo]

    def read(self, photo: Photo) -> bytes: ...

    def read_text(self, name: str) -> bytes | None: ...


class PhotoFolder:
    """The photos of a folder.

    Raises:
        PhotosError: a species has no photos.
        OSError: a folder cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, found = folder, []
        for split in SPLITS:
            base = folder / split
            if not (base / SPECIES[0]).is_dir() and (base / split).is_dir():
                base = base / split
            for label, species in enumerate(SPECIES):
                place = base / species
                for path in place.iterdir() if place.is_dir() else ():
                    if is_photo(path.name):
                        photo = Photo(split, label, path.name, stamp_of(path), path)
                        found.append(photo)
        self.photos = complete(found)

    def read(self, photo: Photo) -> bytes:
        """The bytes of a photo's file; ValueError if they are too many."""
        with photo.place.open("rb") as file:
            return limited(file)

    def read_text(self, name: str) -> bytes | None:
        """The bytes of a file beside the photos, None where it is not there."""
        path = self.folder / name
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return limited(file)


class PhotoArchive:
    """The photos of a zip file.

    Raises:
        PhotosError: a species has no photos, or the file is no whole zip file.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise PhotosError(f"it is no whole zip file ({error})") from None
        found = {}
        for member in self.archive.infolist():
            match = MEMBER.fullmatch(member.filename)
            if match and is_photo(match[3]):
                stamp = f"{member.file_size} {member.CRC}"
                photo = Photo(match[1], int(match[2]), match[3], stamp, member)
                found.setdefault(photo.short, photo)
        self.photos = complete(found.values())

    def read(self, photo: Photo) -> bytes:
        """The bytes of a photo, compared with the archive's checksum of them.

        Raises PhotosError where they differ: then the archive is damaged.
        """
        return self._read(photo.place)

    def read_text(self, name: str) -> bytes | None:
        """The bytes of the first member of that name, None where there is none."""
        for member in self.archive.infolist():
            if member.filename.rpartition("/")[2] == name:
                return self._read(member)
        return None

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self.archive.open(member) as file:
                return limited(file)
        except DAMAGE as error:
            raise PhotosError(f"its {member.filename} is damaged ({error})") from None


def is_photo(name: str) -> bool:
    """Whether a file in a species' folder is meant as a photo.

    Every file that is not hidden is: one published JPEG has no dot before its
    extension, and a file that is no photo is named, not passed over.
    """
    return not name.startswith(".") and name.lower() not in ("thumbs.db", "desktop.ini")


def complete(found: Iterable[Photo]) -> list[Photo]:
    """Sort photos; raise PhotosError where a species has none, or all too many."""
    photos = sorted(found)
    there = {(photo.split, photo.label) for photo in photos}
    for split in SPLITS:
        for label, species in enumerate(SPECIES):
            if (split, label) not in there:
                raise PhotosError(f"it holds no photos in {split}/{species}")
    if len(photos) > MAX_PHOTOS:
        raise PhotosError(f"it holds {len(photos):,} photos")
    return photos


def stamp_of(path: Path) -> str:
    """What tells that a file changed; of a link that leads nowhere, a fixed word."""
    try:
        stat = path.stat()
    except OSError:
        return "nowhere"
    return f"{stat.st_size} {stat.st_mtime_ns}"


def limited(file: BinaryIO) -> bytes:
    """Read a file of at most `MAX_BYTES` bytes."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES >> 20} MiB")
    return data


def fingerprint(photos: Iterable[Photo]) -> str:
    """16 hexadecimal digits that change with any name, size or time of change."""
    lines = "\n".join(f"{photo.short}\t{photo.stamp}" for photo in photos)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()[:16]
