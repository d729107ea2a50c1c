"""What the tests of the data loaders share: small sets, photos, zip files, and
a server on localhost that can misbehave in the ways that servers do."""

import gzip
import hashlib
import http.server
import io
import struct
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from helpers.data.published import FILES, IdxSet

TRAINING, VALIDATION = 6, 2  # photos per species in the small monkey set


class Small:
    """A data set as MNIST, of 40 + 20 images of 3 × 2 pixels, and its files."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.images = rng.integers(0, 256, (60, 3, 2), dtype=np.uint8)
        self.labels = np.arange(60, dtype=np.uint8) % 10
        arrays = self.images[:40], self.labels[:40], self.images[40:], self.labels[40:]
        self.raw = {name: idx_bytes(array) for name, array in zip(FILES, arrays)}
        self.files = {f"{n}.gz": gzip.compress(raw) for n, raw in self.raw.items()}
        self.spec = IdxSet(
            name="Small",
            folder="small",
            class_names=tuple("0123456789"),
            sha256=tuple(hashlib.sha256(raw).hexdigest() for raw in self.raw.values()),
            mirrors=(),
            training=40,
            test=20,
            validation=10,
        )

    def put(self, base: Path) -> Path:
        """Write the four files into `base`/small."""
        folder = base / "small"
        folder.mkdir(parents=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        return folder

    def on(self, *mirrors: str) -> IdxSet:
        """The set with mirrors at these addresses."""
        return replace(self.spec, mirrors=mirrors)


def idx_bytes(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


class Server(http.server.ThreadingHTTPServer):
    """Serves `routes`: path -> bytes, a status, or a function of the handler.

    A list is used up, one entry a request; its last entry stays.
    """

    daemon_threads = True
    head = 200  # the status that answers a HEAD request
    delay = 0.0  # seconds before that answer

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes: dict[str, object] = {}
        self.log: list[str] = []  # the paths of all GET requests

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is what some tests are about."""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.lstrip("/")
        self.server.log.append(path)
        answer = self.server.routes.get(path, 404)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer(self)
        elif isinstance(answer, int):
            self.send_error(answer)
        else:
            self.reply(answer, len(answer))

    def do_HEAD(self) -> None:
        time.sleep(self.server.delay)
        self.send_response(self.server.head)
        self.end_headers()

    def reply(self, data: bytes, length: int | None) -> None:
        """Send `data`, and `length` as the length that the header claims."""
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_) -> None:
        pass


def photo(red: int, green: int, kind: str = "PNG") -> bytes:
    """A 12 × 9 image of one colour, compressed."""
    file = io.BytesIO()
    Image.new("RGB", (12, 9), (red, green, 7)).save(file, kind)
    return file.getvalue()


def unpack(files: dict[str, bytes], folder: Path) -> Path:
    """Write files below `folder`."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def pack(files: dict[str, bytes], path: Path | None = None) -> bytes:
    """Make a zip file of `files`; also write it where a path is given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(buffer.getvalue())
    return buffer.getvalue()


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder: relative name -> content."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def small_troop() -> dict[str, bytes]:
    """Sixty and twenty one-coloured photos: name in the archive -> bytes.

    A photo's red is 20 times its species; its green tells the photos apart.
    """
    splits = ("training", TRAINING, 0), ("validation", VALIDATION, 100)
    return {
        f"{split}/n{label}/n{label}{k}.png": photo(20 * label, k + base)
        for split, count, base in splits
        for label in range(10)
        for k in range(count)
    }
