"""The four idx files of MNIST or Fashion-MNIST: reading and downloading them."""

from pathlib import Path

import numpy as np

from helpers.data import find
from helpers.data.download import fetch
from helpers.data.idx import IdxError, read_idx
from helpers.data.published import FILES, IdxSet


def read_idx_set(spec: IdxSet, folder: Path) -> tuple[np.ndarray, np.ndarray] | None:
    """Read and check the four files of `folder`.

    Returns:
        uint8 images (n, height, width) and labels (n,), the training images
        first, then the test images; None where no file is there. In `data/`,
        where a download that broke off may have left some of the four, None
        as well where any is missing.

    Raises:
        DataError: a file is damaged, or the reader's own folder holds only some.
    """
    paths = [find_file(folder, name) for name in FILES]
    missing = [name for name, path in zip(FILES, paths) if path is None]
    if missing and (
        len(missing) == len(FILES) or folder.is_relative_to(find.data_folder())
    ):
        return None
    if missing:
        raise find.DataError(
            f"{folder} holds no {missing[0]}.gz. Copy it there, or unset"
            f" {find.ENVIRONMENT} to have the data downloaded."
        )
    x, y, x_test, y_test = map(read_own, paths, spec.sha256)
    return np.concatenate([x, x_test]), np.concatenate([y, y_test])


def find_file(folder: Path, name: str) -> Path | None:
    """A file under its published name, compressed or not; None if not there."""
    candidates = (folder / f"{name}.gz", folder / name)
    return next((path for path in candidates if path.exists()), None)


def read_own(path: Path, sha256: str) -> np.ndarray:
    """Read one idx file; a damaged one is a DataError that says what to do."""
    try:
        return read_idx(path, sha256)
    except IdxError as error:
        fault = f"is not the published file: {error}"
    except OSError as error:  # a read that fails half way names no file
        raise find.unreadable(path, error) from None
    raise find.DataError(f"{path} {fault}. {find.remedy(path)}")


def download_idx_set(spec: IdxSet, folder: Path) -> None:
    """Fetch those of the four files that are not in `folder` yet.

    Raises:
        helpers.data.download.DownloadError: one of them could not be had.
    """
    for name, sha256 in zip(FILES, spec.sha256):
        if find_file(folder, name) is None:
            urls = [f"{mirror}{name}.gz" for mirror in spec.mirrors]
            fetch(urls, folder / f"{name}.gz", lambda path, s=sha256: read_idx(path, s))
