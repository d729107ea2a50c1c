"""Where the data may lie, in which order, and the words for it.

Every loader looks in `$AUTOENCODER_BOOK_DATA`, then in the repository's `data/`,
then downloads into `data/`, then falls back to images that the book draws.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from helpers.data.download import DownloadError
from helpers.data.files import listed
from helpers.data.published import FOLDERS

ENVIRONMENT = "AUTOENCODER_BOOK_DATA"
OFFLINE = "AUTOENCODER_BOOK_OFFLINE"
ROOT = Path(__file__).resolve().parents[2]

Loaded = TypeVar("Loaded")


class DataError(RuntimeError):
    """The reader's own data cannot be used; the message says what to do."""


def find(
    name: str,
    folder: str,
    read: Callable[[Path], Loaded | None],
    download: Callable[[Path], None],
    draw: Callable[[], Loaded],
) -> Loaded:
    """Return a data set from the first place that has it.

    Args:
        name: the set's name, for messages.
        folder: the name of its folder, as `mnist`.
        read: reads the set from its folder, the path that is given; None where
            nothing of it is there. It raises DataError for damaged or unknown
            data and OSError for what cannot be opened, which end the search:
            what the reader put there is never passed over.
        download: fetches into such a folder; raises DownloadError.
        draw: makes the stand-in.

    Prints one line where the set is not in the reader's own folder, or where
    the stand-in is used; otherwise nothing.

    Raises:
        DataError: damaged or unreadable data, or no such folder as the
            variable names.
    """

    def look(place: Path) -> Loaded | None:
        try:
            return read(place)
        except OSError as error:
            raise unreadable(place, error) from None

    own, kept = environment_folder(), data_folder() / folder
    reasons = []
    if own is not None:
        try:
            candidates, there = list(places(own, folder)), listed(own)
        except OSError as error:
            raise unreadable(own, error) from None
        for place in candidates:
            if (loaded := look(place)) is not None:
                return loaded
        if candidates[0].exists():
            reasons.append(f"{ENVIRONMENT} holds nothing in {folder}/")
        else:
            found = f" (found there: {there})" if there else ""
            reasons.append(f"{ENVIRONMENT} holds no {folder}/{found}")
    loaded = look(kept)
    if loaded is None and is_offline():
        reasons.append(f"{OFFLINE} forbids the download")
    elif loaded is None:
        try:
            download(kept)
            loaded = look(kept)
        except DownloadError as error:
            reasons.append(str(error))
    if loaded is None:
        if listed(kept):
            reasons.append(f"{shown(kept)}/ is not complete: it holds {listed(kept)}")
        print(
            f"{name}: {'; '.join(reasons)}. Using the stand-in that the book draws"
            " itself; the numbers in the text are the real data's."
        )
        return draw()
    if reasons:
        print(f"{name}: {reasons[0]}; read from {shown(kept.parent)}/.")
    return loaded


def places(own: Path, folder: str) -> Iterator[Path]:
    """Where a set's folder may be: in `own`, or `own` itself, or beside it."""
    yield spelled(own, folder)
    if plain(own.name) == plain(folder):
        yield own
    elif is_set_folder(own):
        yield spelled(own.parent, folder)


def is_set_folder(path: Path) -> bool:
    """Whether a folder is named as one that holds a set of the book."""
    return plain(path.name) in map(plain, FOLDERS)


def spelled(base: Path, folder: str) -> Path:
    """`folder` in `base`, as it is spelled there: `Fashion_MNIST` does as well."""
    exact = base / folder
    if exact.exists():
        return exact
    alike = (p for p in sorted(base.iterdir()) if plain(p.name) == plain(folder))
    return next((path for path in alike if path.is_dir()), exact)


def plain(name: str) -> str:
    """A name without capitals and marks."""
    return "".join(filter(str.isalnum, name.lower()))


def data_folder() -> Path:
    """The repository's `data/`, where downloads and caches are kept."""
    return ROOT / "data"


def environment_folder() -> Path | None:
    """The folder that `$AUTOENCODER_BOOK_DATA` names, or None where it is unset.

    A relative path is meant from the working directory or, where nothing is
    there (a notebook runs in `chapters/`), from the repository's root.

    Raises:
        DataError: the variable is set and there is no such folder.
    """
    value = os.environ.get(ENVIRONMENT, "").strip()
    if not value:
        return None
    try:
        return existing(value)
    except DataError as error:
        raise DataError(
            f"{ENVIRONMENT} is {value!r}, and {error}. Correct the variable, or"
            " unset it to have the data downloaded."
        ) from None


def existing(value: str | Path) -> Path:
    """The folder that a reader names, from the working directory or the root.

    Raises:
        DataError: there is none, in half a sentence.
    """
    reason = "there is no such folder"
    try:
        given = Path(value).expanduser()
        for folder in (given, ROOT / given):
            if folder.is_dir():
                return folder.resolve()
        if given.is_file():
            reason = "that is a file, not a folder"
    except OSError as error:  # a folder above it is closed, or the name too long
        reason = f"it cannot be opened ({error.strerror or error})"
    except RuntimeError:  # of `~`: nobody of that name has a home here
        pass
    raise DataError(reason)


def is_offline() -> bool:
    """Whether `$AUTOENCODER_BOOK_OFFLINE` forbids downloads."""
    value = os.environ.get(OFFLINE, "").strip().lower()
    return value not in ("", "0", "no", "n", "false", "f", "off")


def shown(path: Path) -> str:
    """A path as messages show it: from the repository's root where it is inside."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def unreadable(path: Path, error: OSError) -> DataError:
    """What to raise where a file or folder of the reader's cannot be opened."""
    reason = error.strerror or error
    return DataError(
        f"{error.filename or path} cannot be read: {reason}. {remedy(path)}"
    )


def remedy(path: Path) -> str:
    """What to do about a file of the reader's own that is damaged."""
    if path.is_relative_to(data_folder()):
        return "Delete it, and the next run downloads it again."
    return (
        f"Put a good copy in its place, or unset {ENVIRONMENT} to have the data"
        " downloaded."
    )
