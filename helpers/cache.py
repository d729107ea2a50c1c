"""Arrays kept on disk between runs, and files that appear whole or not at all.

A cache is a convenience: one that cannot be read is made again, one that cannot
be written is done without, and neither is an error.
"""

import contextlib
import os
import time
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from helpers import lookup

DAY = 86_400  # seconds
Arrays = dict[str, np.ndarray]


def cache_folder() -> Path:
    """Where caches are kept; the folder may be deleted at any time."""
    return lookup.data_folder() / "cache"


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write; move it to `path` if all went well.

    The temporary name is unique and in the same folder, so two processes do not
    meet and the move is atomic: a reader sees the old file or the whole new
    one. After an exception the temporary file is gone and `path` is as it was.
    What a killed process left behind is removed a day later.

    Raises:
        OSError: the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for stale in path.parent.glob(f".{path.name}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - stale.stat().st_mtime > DAY:
                stale.unlink()
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def cached(key: str, make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays kept under `key`, or make and keep them.

    Args:
        key: a file name without extension; it must name all that the arrays
            depend on.
        make: makes the arrays, a dict of name -> array without objects.

    Returns:
        dict of name -> array. Prints one line where they could not be kept.
    """
    path = cache_folder() / f"{key}.npz"
    arrays = load_arrays(path)
    if arrays is None:
        arrays = make()
        try:
            with replacing(path) as temporary, temporary.open("xb") as file:
                np.savez(file, **arrays)
        except OSError as error:
            reason = error.strerror or error
            print(f"Not cached, so the next run prepares it again: {path}: {reason}.")
    return arrays


def load_arrays(path: Path) -> Arrays | None:
    """Read the arrays of an .npz file; None where it is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, EOFError, ValueError, KeyError, AttributeError):
        return None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, MemoryError):
        return None
