"""Fetching one published file from the first mirror that has it.

The transfer is pooch's. What is added: the content is checked before the file
gets its name, a mirror that fails is followed by the next one, and a machine
without a network is told so within seconds.
"""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from helpers.atomic import replacing

ANSWER = 5.0  # seconds in which a mirror must answer at all
STALL = 30.0  # seconds without a byte after which a transfer is given up
ROUNDS = 2  # times that a mirror is tried whose fault may pass
PAUSE = 1.0  # seconds between two rounds
MAX_BYTES = 2 << 30  # 2 GiB, over three times the largest published file


class DownloadError(Exception):
    """No mirror gave a good file; the message says why, in one line."""


class _Fault(Exception):
    """One mirror's failure; `passing` where a second try may go better."""

    def __init__(self, reason: str, passing: bool) -> None:
        super().__init__(reason)
        self.passing = passing


def fetch(urls: Sequence[str], path: Path, check: Callable[[Path], object]) -> None:
    """Download a file from the first of `urls` that has it, to `path`.

    Args:
        urls: the same file on several mirrors, in the order to try.
        path: where it goes. It appears there whole and checked, or not at all.
        check: called with the path of the transferred file; raises ValueError
            where its content is not the published one.

    Raises:
        DownloadError: no mirror gave a good file, or it could not be stored.
    """
    waiting, faults = list(urls), {}
    for attempt in range(ROUNDS):
        if attempt and waiting:
            time.sleep(PAUSE)
        for url in tuple(waiting):
            try:
                with replacing(path) as temporary:
                    _transfer(url, temporary, check)
                return
            except _Fault as fault:
                faults[urlsplit(url).netloc] = str(fault)
                if not fault.passing:
                    waiting.remove(url)
            except OSError as error:  # no space, no permission: no mirror helps
                reason = error.strerror or error
                raise DownloadError(f"cannot store {path.name}: {reason}") from None
    raise DownloadError(
        f"cannot download {path.name} ("
        + ", ".join(f"{host}: {reason}" for host, reason in faults.items())
        + ")"
    )


def _transfer(url: str, path: Path, check: Callable[[Path], object]) -> None:
    """Download `url` to the new file `path` and check it.

    Raises:
        _Fault: the mirror did not give the whole, right file.
        OSError: the file cannot be written.
    """
    with path.open("xb") as file:
        if not answers(url, ANSWER):
            raise _Fault("no connection", passing=False)
        _receive(url, file, Path(urlsplit(url).path).name)
    try:
        check(path)
    except (ValueError, OSError) as error:  # OSError: offsets beyond the file
        raise _Fault(str(error), passing=True) from None


def _receive(url: str, file: BinaryIO, label: str) -> None:
    """Let pooch write the answer to `file`, with a progress bar."""
    import pooch
    import requests
    from tqdm import tqdm

    bar = tqdm(
        desc=label,
        total=1,  # pooch replaces it by the length that the server states
        unit="B",
        unit_scale=True,
        ncols=79,
        leave=False,
        file=sys.stdout,  # stderr would look like a fault in a notebook
    )
    with bar:
        get = pooch.HTTPDownloader(
            progressbar=bar, chunk_size=1 << 16, timeout=(ANSWER, STALL)
        )
        try:
            get(url, _Limited(file), None)
        except requests.HTTPError as error:
            status = error.response.status_code
            raise _Fault(f"HTTP {status}", status >= 500 or status == 429) from None
        except requests.Timeout:
            raise _Fault("no answer in time", passing=True) from None
        except requests.RequestException:
            raise _Fault("the connection broke off", passing=True) from None


class _Limited:
    """A file that refuses to grow beyond `MAX_BYTES`."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.left = file, MAX_BYTES
        self.flush = file.flush

    def write(self, data: bytes) -> int:
        self.left -= len(data)
        if self.left < 0:
            raise _Fault("larger than any published file", passing=False)
        return self.file.write(data)


def answers(url: str, seconds: float) -> bool:
    """Whether the server of `url` answers anything at all within `seconds`.

    The clock runs over name lookup, every address of the host and a proxy
    together, which a connection's own time limit does not do.
    """
    heard = threading.Event()

    def ask() -> None:
        import requests

        try:
            requests.head(url, timeout=seconds, allow_redirects=False)
            heard.set()
        except (requests.RequestException, OSError, ValueError):
            pass

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return heard.is_set()
