"""Files that appear whole under their name, or not at all."""

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

DAY = 86_400  # seconds


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write; move it to `path` if all went well.

    The temporary name is unique and in the same folder, so two processes do not
    meet and the move is atomic: a reader sees the old file or the whole new
    one. After an exception the temporary file is gone and `path` is as it was.
    What a killed process left behind does no harm; when it is a day old, the
    next file that is written beside it removes it.

    Raises:
        OSError: the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for stale in path.parent.glob(".*.part"):
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


def replace_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to a file that is there; it keeps its mode.

    Raises:
        OSError: as `replacing`; the file is as it was.
    """
    with replacing(path) as temporary:
        temporary.write_text(text, "utf-8")
        shutil.copymode(path, temporary)
