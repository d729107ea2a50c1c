"""Listing a reader's folders, however an unzipping program has nested them."""

import os
from collections.abc import Iterator
from pathlib import Path

SYSTEM = ("thumbs.db", "desktop.ini", "__macosx", "@eadir")  # what systems leave
LISTED = 5  # names that a message lists


def is_hidden(name: str) -> bool:
    """Whether a file or folder is the system's and not the reader's."""
    return name.startswith(".") or name.lower() in SYSTEM


def walk(folder: Path, depth: int | None = None) -> list[Path]:
    """All files below a folder, the least nested first, then by name.

    Hidden ones are left out. A folder with nothing in it counts as a file, so
    that one which stands in a file's place is seen. Links to folders are not
    followed.

    Args:
        folder: where to start.
        depth: folders to go down at most; None for all of them.

    Raises:
        OSError: a folder cannot be opened.
    """

    def refuse(error: OSError) -> None:
        raise error

    found = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        here = Path(place)
        level = len(here.relative_to(folder).parts)
        folders[:] = [name for name in folders if not is_hidden(name)]
        if level and not folders and not names:
            found.append(here)
        if depth is not None and level == depth:
            folders.clear()
        found += [here / name for name in names if not is_hidden(name)]
    return sorted(found, key=lambda path: (len(path.parts), path.parts))


def visible(folder: Path) -> Iterator[Path]:
    """What lies in a folder and is not hidden, in the order of names."""
    if folder.is_dir():
        yield from (
            each for each in sorted(folder.iterdir()) if not is_hidden(each.name)
        )


def listed(folder: Path) -> str:
    """What lies in a folder, for a message: `a.txt, b/ and 3 more`; "" for nothing."""
    return enumerated([f"{p.name}/" if p.is_dir() else p.name for p in visible(folder)])


def enumerated(names: list[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:LISTED])
    shown = shown.encode("utf-8", "backslashreplace").decode()
    more = len(names) - LISTED
    return f"{shown} and {more} more" if more > 0 else shown
