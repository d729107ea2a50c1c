"""Reading idx files, the format in which MNIST and Fashion-MNIST are published.

An idx file is two zero bytes, one byte for the type (8: unsigned byte), one for
the number of dimensions, then one big-endian 32-bit length per dimension, then
the values. The files are published compressed with gzip. Checksums here are of
the content *after* decompression, so they hold for every mirror, whatever its
gzip wrote, and for a file that is not compressed at all.

Source of the format: http://yann.lecun.com/exdb/mnist/ (LeCun, Cortes, Burges).
"""

import gzip
import hashlib
import io
import math
import struct
import zlib
from pathlib import Path

import numpy as np

GZIP_MAGIC = b"\x1f\x8b"
MAX_BYTES = 1 << 28  # 256 MiB; the largest published file holds 47 MB


class IdxError(ValueError):
    """The content of a file is not what was published: damaged, cut or other."""


def read_idx(
    path: Path | str, sha256: str | None = None, max_bytes: int = MAX_BYTES
) -> np.ndarray:
    """Read one idx file of unsigned bytes, compressed or not.

    Args:
        path: the file; whether it is compressed is seen in its first two bytes.
        sha256: expected checksum of the decompressed content, 64 hexadecimal
            digits; None skips the comparison.
        max_bytes: longest content accepted, in bytes.

    Returns:
        uint8 array with the shape that the file's header states; read-only.

    Raises:
        IdxError: the content is damaged, cut short or not the expected one.
        OSError: the file cannot be opened or read.
    """
    content = decompress(Path(path).read_bytes(), max_bytes)
    if sha256 is not None:
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise IdxError(
                f"SHA-256 of its content is {found[:12]}…, not {sha256[:12]}…"
            )
    return parse_idx(content)


def decompress(data: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Undo gzip where `data` is compressed; otherwise return it as it is.

    Raises:
        IdxError: the stream is damaged or cut, or holds over `max_bytes` bytes.
    """
    if data.startswith(GZIP_MAGIC):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(max_bytes + 1)
        except EOFError:
            raise IdxError("it is cut short: the gzip stream does not end") from None
        except (OSError, zlib.error) as error:
            raise IdxError(f"its gzip stream is damaged ({error})") from None
    if len(data) > max_bytes:
        raise IdxError(f"it holds more than {max_bytes:,} bytes")
    return data


def parse_idx(content: bytes) -> np.ndarray:
    """Turn the decompressed content into a uint8 array (a view of the bytes).

    Raises:
        IdxError: no idx header, another type than unsigned bytes, or a length
            that differs from what the header states.
    """
    if len(content) < 4 or content[:2] != b"\0\0":
        raise IdxError("it has no idx header")
    if content[2] != 8:
        raise IdxError(f"it holds type {content[2]}, not unsigned bytes (8)")
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise IdxError("it is cut short inside the header")
    shape = struct.unpack(f">{content[3]}I", content[4:start])
    if len(content) - start != math.prod(shape):
        raise IdxError(
            f"its header states {math.prod(shape):,} values,"
            f" {len(content) - start:,} follow"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
