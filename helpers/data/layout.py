"""How the monkeys' photos lie in folders, and what a photo is called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from helpers.data.files import enumerated, is_hidden

SPLITS = ("training", "validation")
SPECIES = tuple(f"n{label}" for label in range(10))
EXPECTED = "training/n0 … training/n9 and validation/n0 … validation/n9"
MAX_PHOTOS = 20_000


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

    @property
    def key(self) -> str:
        """What the split goes by, as `n0/n0018`: no extension, for copies differ.

        `n9151jpg` has no dot and keeps all its letters: there is an `n9151.jpg`.
        """
        return f"{SPECIES[self.label]}/{PurePosixPath(self.name).stem}"


def locate(parts: Sequence[str]) -> tuple[str, int, str] | None:
    """Split, label and name of a photo, by the folders that it lies in.

    Folders may stand before the split's, one between it and the species'
    (`training/training/n0/…`), and two below the species'. Every file there that
    is not hidden is meant as a photo: one published JPEG has no dot before its
    extension, and a file that is no photo is named, not passed over.

    Returns:
        None for any other file, and for a name that leads outside.
    """
    *folders, name = parts
    if any(part in ("", "..") or is_hidden(part) for part in parts):
        return None
    for i, folder in reversed(list(enumerate(folders))[-3:]):
        for split in folders[max(0, i - 2) : i][::-1]:
            if folder in SPECIES and split.lower() in SPLITS:
                return split.lower(), SPECIES.index(folder), name
    return None


def complete(found: Iterable[Photo], names: list[str]) -> list[Photo]:
    """Sort photos; raise PhotosError where a species has none, or all too many.

    `names` are those of what lies in the folder or archive, for the message.
    """
    photos = sorted(found)
    there = {(photo.split, photo.label) for photo in photos}
    for split in SPLITS:
        for label, species in enumerate(SPECIES):
            if (split, label) not in there:
                raise PhotosError(
                    f"it holds no photos in {split}/{species}. Expected are"
                    f" {EXPECTED}; found: {enumerated(names) or 'nothing'}"
                )
    if len(photos) > MAX_PHOTOS:
        raise PhotosError(f"it holds {len(photos):,} photos")
    return photos
