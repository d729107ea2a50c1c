"""The four idx files of MNIST or Fashion-MNIST: reading and downloading them."""

from pathlib import Path

import numpy as np

from helpers.data import find
from helpers.data.download import fetch
from helpers.data.files import enumerated, listed, walk
from helpers.data.idx import IdxError, read_idx
from helpers.data.published import FILES, IdxSet

DEPTH = 2  # folders in a set's folder that an unzipping program may have made


def read_idx_set(spec: IdxSet, folder: Path) -> tuple[np.ndarray, np.ndarray] | None:
    """Read and check the four files of `folder`, or of folders in it.

    Returns:
        uint8 images (n, height, width) and labels (n,), the training images
        first, then the test images; None where no file is there. In `data/`,
        where a download that broke off may have left some of the four, None
        as well where any is missing.

    Raises:
        DataError: a file is damaged, the reader's own folder holds only some,
            or files of other names, or the files lie beside the folder.
    """
    found = idx_files(folder)
    missing = [name for name in FILES if name not in found]
    if len(missing) == len(FILES):
        refuse_others(folder)
        return None
    if missing and folder.is_relative_to(find.data_folder()):
        return None
    if missing:
        raise find.DataError(
            f"{folder} holds no {missing[0]}.gz. Copy it there, or unset"
            f" {find.ENVIRONMENT} to have the data downloaded."
        )
    paths = [found[name] for name in FILES]
    x, y, x_test, y_test = map(read_own, paths, spec.sha256)
    return np.concatenate([x, x_test]), np.concatenate([y, y_test])


def idx_files(folder: Path, depth: int = DEPTH) -> dict[str, Path]:
    """Published name → the file in `folder` or up to `depth` folders below.

    Of several the least nested counts, and of those the compressed one.
    """
    if not folder.is_dir():
        return {}
    found: dict[str, Path] = {}
    for path in sorted(
        walk(folder, depth), key=lambda path: (len(path.parts), path.suffix != ".gz")
    ):
        name = path.name.lower().removesuffix(".gz").replace(".idx", "-idx")
        if name in FILES:
            found.setdefault(name, path)
    return found


def refuse_others(folder: Path) -> None:
    """Raise DataError where a reader's files are there under other names."""
    is_kept = folder.is_relative_to(find.data_folder())
    remedy = f"{'delete them' if is_kept else f'unset {find.ENVIRONMENT}'} to have"
    remedy += " the data downloaded."
    if there := listed(folder):
        raise find.DataError(
            f"{folder} holds none of the four files; found: {there}. Expected are"
            f" {', '.join(FILES)}, each with or without .gz. Correct the names, or"
            f" {remedy}"
        )
    # A folder that is named as a set holds its files rightly: they are that set's.
    base = folder.parent
    if not find.is_set_folder(base) and (stray := idx_files(base, depth=0)):
        names = enumerated(sorted(path.name for path in stray.values()))
        raise find.DataError(
            f"{base} itself holds {names}, which may be MNIST's or Fashion-MNIST's."
            f" Move them into {folder} if they are that set's, and into the other's"
            f" folder if not, or {remedy}"
        )


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
    there = idx_files(folder)
    for name, sha256 in zip(FILES, spec.sha256):
        if name not in there:
            urls = [f"{mirror}{name}.gz" for mirror in spec.mirrors]
            fetch(urls, folder / f"{name}.gz", lambda path, s=sha256: read_idx(path, s))
