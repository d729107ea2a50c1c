"""Where the data may lie, in which order, and the words for it.

Every loader looks in `$AUTOENCODER_BOOK_DATA`, then in the repository's `data/`,
then downloads into `data/`, then falls back to images that the book draws.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from helpers.data.download import DownloadError

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
        read: reads the set from a folder that holds `folder`; None where
            nothing of it is there. It raises DataError for damaged data and
            OSError for what cannot be opened, which end the search: what the
            reader put there is never passed over.
        download: fetches into such a folder; raises DownloadError.
        draw: makes the stand-in.

    Prints one line where the set is not in the reader's own folder, or where
    the stand-in is used; otherwise nothing.

    Raises:
        DataError: damaged or unreadable data, or no such folder as the
            variable names.
    """

    def look(base: Path) -> Loaded | None:
        try:
            return read(base)
        except OSError as error:
            raise unreadable(base / folder, error) from None

    own, kept = environment_folder(), data_folder()
    if own is not None and (loaded := look(own)) is not None:
        return loaded
    reasons = [] if own is None else [f"{ENVIRONMENT} holds no {folder}/"]
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
        print(
            f"{name}: {'; '.join(reasons)}. Using the stand-in that the book draws"
            " itself; the numbers in the text are the real data's."
        )
        return draw()
    if reasons:
        print(f"{name}: {reasons[0]}; read from {shown(kept)}/.")
    return loaded


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
    reason = "there is no such folder"
    try:
        given = Path(value).expanduser()
        for folder in (given, ROOT / given):
            if folder.is_dir():
                return folder.resolve()
    except OSError as error:  # a folder above it is closed, or the name too long
        reason = f"it cannot be opened ({error.strerror or error})"
    except RuntimeError:  # of `~`: nobody of that name has a home here
        pass
    raise DataError(
        f"{ENVIRONMENT} is {value!r}, and {reason}. Correct the variable, or unset"
        " it to have the data downloaded."
    )


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
