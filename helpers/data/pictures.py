"""What a reader's folder of pictures holds: readable ones, classes, copies, splits.

Nothing here is about one size in pixels, so that a folder is split alike whether
it is loaded or streamed, small or large.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data import copies, find
from helpers.data.cache import Arrays, cached
from helpers.data.decode import is_passing, why
from helpers.data.files import enumerated, walk
from helpers.data.photofiles import read_file, stamp_of
from helpers.data.photos import is_lasting
from helpers.data.split import split_by_name

# Endings of files that are meant as pictures; those of the second line are there
# to be named where Pillow cannot read them.
ENDINGS = (".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff")
ENDINGS += (".avif", ".heic", ".heif", ".jxl", ".jp2", ".psd", ".svg")
FEWEST = 10  # different pictures with which a split makes sense
PREPARED = 1  # part of a cache's name: raise it when decoding or marks change


@dataclass(frozen=True, eq=False)
class Pictures:
    """The readable pictures of a folder, in the order of their names."""

    folder: Path
    name: str
    files: tuple[str, ...]  # from the folder, with forward slashes
    labels: np.ndarray  # int64 (n,)
    class_names: tuple[str, ...]
    parts: dict[str, np.ndarray]  # split -> positions
    copies: tuple[tuple[str, ...], ...]  # files that show the same
    skipped: tuple[tuple[str, str], ...]  # unreadable files: (file, reason)
    fingerprint: str  # changes with any file's name, size or time of change

    @property
    def split_files(self) -> dict[str, tuple[str, ...]]:
        """The files of each split."""
        return {
            split: tuple(self.files[i] for i in part)
            for split, part in self.parts.items()
        }


def survey(path: str | Path, test: float, validation: float) -> Pictures:
    """Look through a folder: which pictures can be read, and which are copies.

    Prints a line where some cannot be read, and one where some are copies.

    Raises:
        find.DataError: no such folder, or too few pictures in it.
        ValueError: `test` and `validation` leave a split empty.
    """
    try:
        folder = find.existing(path)
    except find.DataError as error:
        raise find.DataError(
            f"No pictures from {str(path)!r}: {error}. Name a folder; a relative"
            f" path is meant from {Path.cwd()} or from {find.ROOT}."
        ) from None
    try:
        paths = walk(folder)
    except OSError as error:
        reason = error.strerror or error
        raise find.DataError(f"{error.filename} cannot be read: {reason}.") from None
    files = {p.relative_to(folder).as_posix(): p for p in paths}
    files = {name: files[name] for name in sorted(files) if is_picture(name)}
    if not files:
        found = enumerated(sorted({p.relative_to(folder).parts[0] for p in paths}))
        raise find.DataError(
            f"{folder} holds no pictures; found: {found or 'nothing'}. Pictures end"
            f" in {', '.join(ENDINGS[:10])}."
        )
    stamps = (f"{name}\t{stamp_of(path)}" for name, path in files.items())
    fingerprint = short_hash("\n".join(stamps))
    arrays = keep(folder, "marks", fingerprint, lambda: look(files))
    return arranged(folder, list(files), arrays, fingerprint, test, validation)


def is_picture(name: str) -> bool:
    """Whether a file is meant as a picture; some have lost the dot of their ending."""
    name = name.lower().rpartition("/")[2]
    return name.endswith(ENDINGS) or ("." not in name and f".{name[-3:]}" in ENDINGS)


def short_hash(text: str) -> str:
    """16 hexadecimal digits of a SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def keep(folder: Path, what: str, key: str, make: Callable[[], Arrays]) -> Arrays:
    """Cache what is made of a folder, in place of what was made of it before."""
    start = f"pictures-{short_hash(str(folder))}-{what}-"
    return cached(f"{start}{key}-v{PREPARED}", make, is_lasting, start)


def look(files: dict[str, Path]) -> Arrays:
    """Read every picture once: what can be read, and what shows the same.

    Returns:
        dict of `readable`, bool (n,); `first`, int64 (k,), for each readable
        picture the first one that shows the same, and `exact`, the first one
        with the same bytes; `skipped`, str (n - k, 2); `passing`, bool ().
    """
    marks, skipped, readable, passing = [], [], [], False
    for name, path in progress(files.items(), "looking through"):
        try:
            marks.append(copies.marks(read_file(path)))
            readable.append(True)
        except Exception as error:  # decoders raise all kinds on damaged files
            skipped.append((printable(name), why(error)))
            readable.append(False)
            passing = passing or is_passing(error)
    checksums = np.array([checksum for checksum, _, _ in marks], "U64")
    hashes = np.array([bits for _, bits, _ in marks], np.uint64)
    colours = np.array([each for _, _, each in marks], np.uint8)
    colours = colours.reshape(-1, 18, 18, 3)
    return {
        "readable": np.array(readable, bool),
        "first": copies.groups(checksums, hashes, colours),
        "exact": copies.same_bytes(checksums),
        "skipped": np.array(skipped, str).reshape(-1, 2),
        "passing": np.array(passing),
    }


def arranged(
    folder: Path,
    names: list[str],
    arrays: Arrays,
    fingerprint: str,
    test: float,
    validation: float,
) -> Pictures:
    """Label and split what `look` found, and print what is to be said of it."""
    n, first = len(names), arrays["first"]
    files = [name for name, good in zip(names, arrays["readable"]) if good]
    skipped = tuple((str(file), str(reason)) for file, reason in arrays["skipped"])
    bad = f"{len(skipped):,} of {n:,} pictures cannot be read: "
    bad += enumerated([f"{file} ({reason})" for file, reason in skipped])
    if (different := len(np.unique(first))) < FEWEST:
        raise find.DataError(
            f"{folder} holds {different} different pictures that can be read, and at"
            f" least {FEWEST} are needed." + (f" {bad}." if skipped else "")
        )
    name = printable(folder.name or str(folder))
    if skipped:
        print(f"{name}: {bad}.")
    again = np.count_nonzero(first != np.arange(len(first)))
    if again:
        exact = np.count_nonzero(arrays["exact"] != np.arange(len(first)))
        print(
            f"{name}: {again:,} of {n:,} pictures show the same as another one"
            f" ({exact:,} byte for byte, {again - exact:,} nearly); such pictures"
            " are in the same split."
        )
    classes = [file.partition("/")[0] if "/" in file else name for file in files]
    class_names, labels = np.unique(classes, return_inverse=True)
    shown = np.array(files)
    return Pictures(
        folder=folder,
        name=name,
        files=tuple(files),
        labels=labels.astype(np.int64),
        class_names=tuple(map(str, class_names)),
        parts=split_by_name([files[i] for i in first], test, validation),
        copies=tuple(
            tuple(map(str, shown[first == i]))
            for i in np.unique(first[first != np.arange(len(first))])
        ),
        skipped=skipped,
        fingerprint=fingerprint,
    )


def printable(name: str) -> str:
    """A file's name with what no console can print written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def progress(items: Iterable, label: str) -> Iterable:
    """The same items, with a bar where they take long; nothing of it stays."""
    from tqdm import tqdm

    return tqdm(
        items, label, delay=2, leave=False, ncols=79, file=sys.stdout, unit=" files"
    )
