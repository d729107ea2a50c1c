"""Arrays that are kept on disk between runs.

A cache is a convenience: one that cannot be read is made again, one that cannot
be written is done without, and neither is an error.
"""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from helpers.atomic import replacing
from helpers.data import find

Arrays = dict[str, np.ndarray]


def cache_folder() -> Path:
    """Where caches are kept; the folder may be deleted at any time."""
    return find.data_folder() / "cache"


def cached(
    key: str,
    make: Callable[[], Arrays],
    keep: Callable[[Arrays], bool] = lambda arrays: True,
    replaces: str | None = None,
) -> Arrays:
    """Return the arrays kept under `key`, or make and keep them.

    Args:
        key: a file name without extension. It names all that the arrays depend
            on, so that a kept file is never out of date.
        make: makes the arrays, name -> array; arrays of objects are not kept.
        keep: whether arrays that were made may be kept; all are, unless told.
        replaces: how the keys begin of which only the latest is kept.

    Returns:
        dict name -> array. Prints one line where they could not be kept.
    """
    path = cache_folder() / f"{key}.npz"
    arrays = read_arrays(path)
    if arrays is None:
        arrays = make()
        if not keep(arrays):
            return arrays
        try:
            with replacing(path) as temporary, temporary.open("xb") as file:
                np.savez(file, **arrays)
            for old in path.parent.glob(f"{replaces}*.npz") if replaces else ():
                if old != path:
                    old.unlink()
        except OSError as error:
            reason = error.strerror or error
            print(
                f"{find.shown(path.parent)} cannot be written ({reason}): nothing"
                " is kept, and the next run prepares these images again."
            )
    return arrays


def read_arrays(path: Path) -> Arrays | None:
    """Read the arrays of an .npz file; None where it is missing or damaged.

    The checksum that the file holds of each array is compared.
    """
    damage = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError)
    damage += (zipfile.BadZipFile, zlib.error, NotImplementedError, MemoryError)
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except damage:
        return None
