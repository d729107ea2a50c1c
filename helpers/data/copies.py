"""Finding pictures that show the same: copies byte for byte, and nearly so.

Near copies are one picture saved again: smaller, in another format or quality.
A difference hash finds candidates. It is 64 bits: in a grey picture of 9 × 8
pixels, whether each is brighter than its right neighbour (N. Krawetz, "Kind of
Like That", hackerfactor.com, 2013). Flat pictures, pages of text among them, have
like hashes whatever they show, so candidates must also agree in their colours at
18 × 18 pixels, the closer the less contrast they have.

Measured on the photos of the monkeys: 399 of 400 that were saved again in JPEG's
quality 10, at a third of the size or as WebP were found. Among the published ones
it finds 160 copies in 1,369; those that were looked at are.
"""

import hashlib

import numpy as np

from helpers.data.decode import decode

SIDE = 72  # pixels; 9 and 8 and 18 divide it
MOST_BITS = 4  # of the 64 in which the hashes of near copies differ
MOST_CHANGE = 0.25  # mean difference of their colours as a share of the contrast
LEAST_CHANGE = 1.0  # of 255 that is allowed whatever the contrast
ROWS = 1 << 22  # hashes compared at a time, of 8 bytes each
PAIRS = 10_000  # pictures compared at a time

GREY = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


def marks(data: bytes) -> tuple[str, int, np.ndarray]:
    """What copies are known by: SHA-256, difference hash and coarse colours.

    Returns:
        64 hexadecimal digits, an integer of 64 bits, and uint8 (18, 18, 3).

    Raises:
        Exception: as `decode`.
    """
    image = decode(data, SIDE, quick=True)
    grey = image @ GREY
    coarse = grey.reshape(8, 9, 9, 8).mean(axis=(1, 3))  # 8 rows of 9
    bits = np.packbits(coarse[:, 1:] < coarse[:, :-1])
    colours = image.reshape(18, 4, 18, 4, 3).mean(axis=(1, 3)).round().astype(np.uint8)
    checksum = hashlib.sha256(data).hexdigest()
    return checksum, int.from_bytes(bits.tobytes(), "big"), colours


def same_bytes(checksums: np.ndarray) -> np.ndarray:
    """For each picture, the first one with its checksum: int64 (n,)."""
    _, first, which = np.unique(checksums, return_index=True, return_inverse=True)
    return first[which]


def groups(
    checksums: np.ndarray, hashes: np.ndarray, colours: np.ndarray
) -> np.ndarray:
    """For each picture, the first one of those that show the same.

    Every picture is compared with every other, which takes seconds for 50,000.

    Args:
        checksums: str (n,).
        hashes: uint64 (n,).
        colours: uint8 (n, 18, 18, 3).

    Returns:
        int64 (n,), positions; of a picture without copies its own.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(hashes)
    blocks = colours.reshape(n, 3, 6, 3, 6, 3).mean(axis=(2, 4), dtype=np.float32)
    allowed = most_change(colours)
    pairs = [(np.arange(n), same_bytes(checksums))]
    rows = max(1, ROWS // max(n, 1))
    for start in range(0, n, rows):
        differ = np.bitwise_count(hashes[start : start + rows, None] ^ hashes)
        a, b = np.nonzero(differ <= MOST_BITS)
        a += start
        # Blocks differ by no more than what they are means of, and cost less. They
        # come first because of flat pictures all pairs may have got here.
        for values in (blocks, colours):
            a, b = agreeing(a[a < b], b[a < b], values, allowed)
        pairs.append((a, b))
    a, b = (np.concatenate(side) for side in zip(*pairs))
    graph = coo_array((np.ones(len(a), bool), (a, b)), shape=(n, n))
    _, which = connected_components(graph, directed=False)
    _, first = np.unique(which, return_index=True)
    return first[which]


def most_change(colours: np.ndarray) -> np.ndarray:
    """By how much pictures, uint8 (n, 18, 18, 3), may differ from copies: (n,)."""
    contrast = [np.abs(each - each.mean(axis=(0, 1))).mean() for each in colours]
    return np.maximum(LEAST_CHANGE, MOST_CHANGE * np.array(contrast))


def agreeing(
    a: np.ndarray, b: np.ndarray, values: np.ndarray, allowed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Those pairs of positions at which `values` differ by no more than allowed."""
    kept = [np.zeros(0, bool)]
    for i in range(0, len(a), PAIRS):  # in pieces, to take little memory
        one, other = a[i : i + PAIRS], b[i : i + PAIRS]
        change = np.abs(values[one].astype(np.float32) - values[other])
        kept.append(change.mean(axis=(1, 2, 3)) <= allowed[one])
    kept = np.concatenate(kept)
    return a[kept], b[kept]
