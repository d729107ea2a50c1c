"""Fetching one published file from the first mirror that has it.

The transfer is pooch's. What is added: the content is checked before the file
gets its name, a mirror that fails is followed by the next one, a slow one gets a
second, longer try, and a machine without a network is told so within seconds.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from helpers.atomic import replacing

ANSWER = 5.0  # seconds in which a mirror must answer at all
LONGER = 20.0  # the same in the second round, for those that were silent
STALL = 30.0  # seconds without a byte after which a transfer is given up
PAUSE = 1.0  # seconds between the two rounds
MAX_BYTES = 2 << 30  # 2 GiB, over three times the largest published file
REFUSED = "its certificate was refused"
ADVICE = (
    "; a certificate is refused where the computer's clock is wrong, or where a"
    " proxy or virus scanner reads along: then set REQUESTS_CA_BUNDLE to the"
    " certificate file of your network, or copy the file by hand (data/README.md)"
)


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
    for seconds in (ANSWER, LONGER):
        if faults and waiting:
            time.sleep(PAUSE)
        # The slow are asked all at once, so that they cost one long wait together.
        asked = {url: Question(url, seconds) for url in waiting if faults}
        for url in tuple(waiting):
            try:
                with replacing(path) as temporary:
                    _transfer(url, temporary, check, seconds, asked.get(url))
                return
            except _Fault as fault:
                faults[urlsplit(url).netloc] = str(fault)
                if not fault.passing:
                    waiting.remove(url)
            except OSError as error:  # no space, no permission: no mirror helps
                reason = error.strerror or error
                raise DownloadError(f"cannot store {path.name}: {reason}") from None
    reasons = ", ".join(f"{host}: {reason}" for host, reason in faults.items())
    advice = ADVICE if REFUSED in faults.values() else ""
    raise DownloadError(f"cannot download {path.name} ({reasons}){advice}")


def _transfer(
    url: str,
    path: Path,
    check: Callable[[Path], object],
    seconds: float,
    asked: "Question | None",
) -> None:
    """Download `url` to the new file `path` and check it.

    Raises:
        _Fault: the mirror did not give the whole, right file.
        OSError: the file cannot be written.
    """
    with path.open("xb") as file:
        (asked or Question(url, seconds)).wait()
        _receive(url, file, Path(urlsplit(url).path).name, seconds)
    try:
        check(path)
    except (ValueError, OSError) as error:  # OSError: offsets beyond the file
        raise _Fault(str(error), passing=True) from None


def _receive(url: str, file: BinaryIO, label: str, seconds: float) -> None:
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
            progressbar=bar, chunk_size=1 << 16, timeout=(seconds, STALL)
        )
        try:
            get(url, _Limited(file), None)
        except requests.HTTPError as error:
            status = error.response.status_code
            raise _Fault(f"HTTP {status}", status >= 500 or status == 429) from None
        except requests.Timeout:
            raise _Fault("no answer in time", passing=True) from None
        except requests.exceptions.SSLError as error:
            raise _Fault(insecure(error), passing=False) from None
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


def insecure(error: Exception) -> str:
    """What is wrong with an encrypted connection."""
    refused = "CERTIFICATE_VERIFY_FAILED" in str(error)
    return REFUSED if refused else "no secure connection"


class Question:
    """Asks the server of `url` for anything at all, in a thread of its own.

    The clock runs over name lookup, every address of the host and a proxy
    together, which a connection's own time limit does not do.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self.url, self.seconds, self.start = url, seconds, time.monotonic()
        # Without a network some systems look for a name for half a minute.
        self.fault: _Fault | None = _Fault("no connection", passing=False)
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()

    def _ask(self) -> None:
        import requests

        try:
            if not requests.utils.get_environ_proxies(self.url):  # it would look it up
                socket.getaddrinfo(urlsplit(self.url).hostname, None)
            self.fault = _Fault("no answer in time", passing=True)
            requests.head(self.url, timeout=self.seconds, allow_redirects=False)
            self.fault = None
        except requests.exceptions.SSLError as error:
            self.fault = _Fault(insecure(error), passing=False)
        except requests.Timeout:
            pass
        except (requests.RequestException, OSError, ValueError):
            self.fault = _Fault("no connection", passing=False)

    def wait(self) -> None:
        """Raise _Fault where it has not answered `seconds` after it was asked.

        Silence may pass; a name that nobody knows, or a port that refuses, will
        not, so a machine without a network is not kept waiting.
        """
        self.thread.join(max(0.0, self.seconds - (time.monotonic() - self.start)))
        if (fault := self.fault) is not None:
            raise fault
