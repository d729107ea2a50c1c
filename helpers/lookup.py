"""Where the data may lie, and the words for it when it does not.

Every loader looks in `$AUTOENCODER_BOOK_DATA`, then in the repository's `data/`,
then downloads, then falls back to the images that the book draws itself.
"""

import os
from pathlib import Path

ENVIRONMENT = "AUTOENCODER_BOOK_DATA"
OFFLINE = "AUTOENCODER_BOOK_OFFLINE"
ROOT = Path(__file__).resolve().parent.parent


class DataError(RuntimeError):
    """The reader's own data cannot be used; the message says what to do."""


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
    given = Path(value).expanduser()
    for folder in (given, ROOT / given):
        if folder.is_dir():
            return folder.resolve()
    raise DataError(
        f"{ENVIRONMENT} is {value!r}, and there is no such folder. Correct the"
        " variable, or unset it to have the data downloaded."
    )


def is_offline() -> bool:
    """Whether `$AUTOENCODER_BOOK_OFFLINE` forbids downloads."""
    value = os.environ.get(OFFLINE, "").strip().lower()
    return value not in ("", "0", "no", "false")


def elsewhere_line(name: str, folder: str, found: str) -> str:
    """The line for a set that the reader's own folder does not hold."""
    return f"{name}: {ENVIRONMENT} holds no {folder}/; read from {found}."


def standin_line(name: str, reasons: list[str]) -> str:
    """The one line that a run on stand-in data prints."""
    return (
        f"{name}: {'; '.join(reasons)}. Using the stand-in that the book draws"
        " itself; the numbers in the text are the real data's."
    )
