"""Photos of ten species, in a folder or in the zip file that Kaggle serves.

Both hold `training/n0…n9/` and `validation/n0…n9/`, and either may be nested as
archives and unzipping programs do it (`locate`). A zip file is read in place and
never unpacked: whatever its names say, nothing of it is written anywhere.
"""

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol

from helpers.data.files import walk
from helpers.data.layout import Photo, PhotosError, complete, locate

MAX_BYTES = 64 << 20  # of one photo; larger ones are refused as unreadable
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error)
DAMAGE += (NotImplementedError, RuntimeError)  # unknown compression, encrypted


class Photos(Protocol):
    """Photos in the order of split, species and file name, and the label file."""

    path: Path  # the folder or the zip file
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
        self.path, self.files, found = folder, walk(folder), {}
        for path in self.files:
            if place := locate(path.relative_to(folder).parts):
                photo = Photo(*place, stamp_of(path), path)
                found.setdefault(photo.short, photo)
        names = sorted({path.relative_to(folder).parts[0] for path in self.files})
        self.photos = complete(found.values(), names)

    def read(self, photo: Photo) -> bytes:
        """The bytes of a photo's file; ValueError if they are too many."""
        return read_file(photo.place)

    def read_text(self, name: str) -> bytes | None:
        """The bytes of the first file of that name, None where there is none."""
        for path in self.files:
            if path.name == name and path.is_file():
                return read_file(path)
        return None


class PhotoArchive:
    """The photos of a zip file.

    Raises:
        PhotosError: a species has no photos, or the file is no whole zip file.
        OSError: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise PhotosError(f"it is no whole zip file ({error})") from None
        self.path, found, names = path, {}, set()
        for member in self.archive.infolist():
            parts = parts_of(member)
            names.add(parts[0] or "/")
            if place := locate(parts):
                stamp = f"{member.file_size} {member.CRC}"
                photo = Photo(*place, stamp, member)
                found.setdefault(photo.short, photo)
        self.photos = complete(found.values(), sorted(names))

    def read(self, photo: Photo) -> bytes:
        """The bytes of a photo, compared with the archive's checksum of them.

        Raises PhotosError where they differ: then the archive is damaged.
        """
        return self._read(photo.place)

    def read_text(self, name: str) -> bytes | None:
        """The bytes of the first member of that name, None where there is none."""
        for member in self.archive.infolist():
            if parts_of(member)[-1] == name:
                return self._read(member)
        return None

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self.archive.open(member) as file:
                return limited(file)
        except DAMAGE as error:
            raise PhotosError(f"its {member.filename} is damaged ({error})") from None


def parts_of(member: zipfile.ZipInfo) -> list[str]:
    """The folders and the name of a member; some programs write backslashes."""
    parts = member.filename.replace("\\", "/").split("/")
    return [part for part in parts if part != "."] or [""]


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


def read_file(path: Path) -> bytes:
    """The bytes of a file; ValueError if they are over `MAX_BYTES`."""
    with path.open("rb") as file:
        return limited(file)


def fingerprint(photos: Iterable[Photo]) -> str:
    """16 hexadecimal digits that change with any name, size or time of change."""
    lines = "\n".join(f"{photo.short}\t{photo.stamp}" for photo in photos)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()[:16]
