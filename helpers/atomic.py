"""Files that appear whole under their name, or not at all."""

import contextlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

DAY = 86_400  # seconds
LEFT_OVER = re.compile(r"\..+\.[0-9a-f]{32}\.part")  # as `temporary_name` makes them


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write; move it to `path` if all went well.

    The temporary name is unique and in the same folder, so two processes do not
    meet and the move is atomic: a reader sees the old file or the whole new
    one. After an exception the temporary file is gone, `path` is as it was, and
    folders that were made for it are gone unless something else is in them.
    What a killed process left behind does no harm; when it is a day old, the
    next file that is written beside it removes it.

    Raises:
        OSError: the folder cannot be made or written.
    """
    made = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_left_overs(path.parent)
    temporary = path.with_name(temporary_name(path.name))
    try:
        yield temporary
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        with contextlib.suppress(OSError):  # the first that is not empty
            for folder in made:
                folder.rmdir()
        raise


def temporary_name(name: str) -> str:
    """A name that nobody else takes, hidden."""
    return f".{name}.{uuid.uuid4().hex}.part"


def remove_left_overs(folder: Path) -> None:
    """Delete temporary files of `replacing` that are a day old, and no others."""
    for stale in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            is_old = time.time() - stale.stat().st_mtime > DAY
            if is_old and LEFT_OVER.fullmatch(stale.name):
                stale.unlink()


def replace_text(path: Path, text: str) -> None:
    r"""Write `text` as UTF-8 to a file that is there; it keeps its mode.

    Line ends stay "\n" on every system: a notebook that Windows has written is
    then byte for byte the one that Linux writes.

    Raises:
        OSError: as `replacing`; the file is as it was.
    """
    with replacing(path) as temporary:
        temporary.write_text(text, "utf-8", newline="\n")
        shutil.copymode(path, temporary)
