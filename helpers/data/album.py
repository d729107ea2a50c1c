"""A folder of drawn pictures, with what lies about in folders: for a first look."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from helpers.atomic import replacing
from helpers.standin import make_garments, make_monkeys
from helpers.standin.species import SPECIES

PORTRAITS = 1_369
OF_A_KIND = 8  # doubles
SIDE = 64  # pixels


@dataclass(frozen=True)
class Album:
    """A folder of pictures, and what is known of some of them.

    Files are named from the folder, with forward slashes.
    """

    folder: Path
    strangers: dict[str, str]  # file → what it shows
    doubles: dict[str, tuple[str, str]]  # file → how it was made, and of which file


def draw_album(folder: Path, portraits: int = PORTRAITS, seed: int = 0) -> Album:
    """Draw portraits of ten species, a folder each; add doubles, strangers, rubbish.

    Of some portraits there is a double, six kinds of eight. Ten files show
    something else, and three cannot be read. What is there already stays as it is.

    Args:
        folder: where the files go; it is made.
        portraits: how many, at least 48.
        seed: of all that is drawn.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(portraits)[: 6 * OF_A_KIND].reshape(6, OF_A_KIND)
    odd = strangers(rng)
    places = rng.permutation(np.tile(SPECIES, 2))  # a stranger's class says nothing
    of_class = draw_labels(portraits, seed)
    names = [f"{SPECIES[k]}/{i:04}.jpg" for i, k in enumerate(of_class)]
    doubles, known = {}, {}
    for how, row in zip(WAYS, chosen):
        for i in row:
            doubles[names[i].replace(".jpg", f" {how}.jpg")] = (how, names[i])
    for place, (what, number) in zip(places, sorted(odd)):
        known[f"{place}/{what} {number}.jpg"] = what
    album = Album(folder, known, doubles)
    if (folder / "finished.txt").exists():
        return album

    images, _, _ = make_monkeys(portraits, seed, SIDE)
    for name, image in zip(names, images):
        write(folder / name, as_jpeg(Image.fromarray(image)))
    for name, (how, original) in doubles.items():
        data = (folder / original).read_bytes()
        write(folder / name, WAYS[how](data))
    for name, key in zip(known, sorted(odd)):
        write(folder / name, as_jpeg(Image.fromarray(odd[key])))
    data = (folder / names[0]).read_bytes()
    for name, broken in (("cut off", data[:900]), ("empty", b""), ("text", b"no")):
        write(folder / f"{name}.jpg", broken)
    write(folder / "finished.txt", b"Drawn by the book; delete the folder at any time.")
    return album


def draw_labels(n: int, seed: int) -> np.ndarray:
    """The classes that `make_monkeys` gives n portraits: int64 (n,)."""
    from helpers.standin.factors import draw_factors
    from helpers.standin.ranges import RANGES

    return draw_factors(n, seed, RANGES)[0]


def strangers(rng: np.random.Generator) -> dict[tuple[str, int], np.ndarray]:
    """Two pictures of each of five kinds: (kind, number) → uint8 (64, 64, 3)."""
    pages = np.full((2, SIDE, SIDE, 3), 255, np.uint8)
    for row in range(6, 60, 6):
        ink = rng.random((2, 1, 52, 1)) < 0.7
        pages[:, row : row + 2, 6:58] = np.where(ink, 40, 255)
    garments = 255 - make_garments(2, 0)[0].repeat(2, axis=1).repeat(2, axis=2)
    garments = np.pad(garments, ((0, 0), (4, 4), (4, 4)), constant_values=255)
    caps = rng.integers(0, 24, (2, SIDE, SIDE, 3), dtype=np.uint8)
    portraits, _, _ = make_monkeys(4, 1_000_000, SIDE)
    kinds = {
        "page of text": pages,
        "garment": garments[..., None].repeat(3, axis=3),
        "lens cap": caps,
        "upside down": portraits[:2, ::-1],
        "negative": 255 - portraits[2:],
    }
    return {(kind, i): pair[i] for kind, pair in kinds.items() for i in range(2)}


def as_jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """The bytes of a JPEG file."""
    image.save(file := io.BytesIO(), "JPEG", quality=quality)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def brighter(data: bytes) -> bytes:
    return as_jpeg(opened(data).point(lambda value: min(255, round(1.25 * value))))


WAYS = {  # how a double is made, from the bytes of the file that it doubles
    "copied": lambda data: data,
    "saved again": lambda data: as_jpeg(opened(data), 25),
    "smaller": lambda data: as_jpeg(opened(data).resize((32, 32), 2)),
    "brighter": brighter,
    "trimmed": lambda data: as_jpeg(ImageOps.crop(opened(data), 5)),
    "mirrored": lambda data: as_jpeg(ImageOps.mirror(opened(data))),
}


def write(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_bytes(data)
