"""Decoding one picture: any kind that people keep to a small square of RGB."""

import contextlib
import io
import struct
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

# What Pillow may open; of these, what it was built with. HEIF is there where a
# reader has added it (`pillow_heif.register_heif_opener()`).
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "HEIF")
# How files begin whose format is named where Pillow cannot read it: from which
# byte, with what.
KINDS = (
    ("HEIC", 4, (b"ftyphe", b"ftypmif1", b"ftypmsf1")),
    ("AVIF", 4, (b"ftypavi",)),
    ("JPEG XL", 0, (b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    ("JPEG 2000", 0, (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")),
    ("SVG", 0, (b"<svg", b"<?xml")),
    ("Photoshop", 0, (b"8BPS",)),
    ("PDF", 0, (b"%PDF",)),
)
LARGEST_GREY = 65_535  # of 16 bits


class FormatError(ValueError):
    """A picture of a kind that this Pillow cannot read."""


def decode(data: bytes, size: int, quick: bool = False) -> np.ndarray:
    """Decode a picture, convert it to RGB and resize it to `size` × `size` pixels.

    The picture is turned as its EXIF orientation says; of an animated one the
    first frame is taken; what is transparent lies on white; 16-bit grey becomes
    8-bit. One that is not square is stretched, so that nothing of it is cut off.

    The filter is Pillow's `BILINEAR`, which makes an image smaller by a
    triangle-weighted mean of all the pixels that fall into the new one. Of
    Pillow's six filters it alone gives the error of the mean image that the
    first edition prints, 0.0559 at 64 pixels (`BOX` 0.0579, `BICUBIC` 0.0582).

    Args:
        data: the file's bytes.
        size: height and width in pixels.
        quick: let the JPEG decoder make large pictures smaller by itself, to no
            less than twice `size`; up to ten times faster, values differ a little.

    Returns:
        uint8 array (size, size, 3).

    Raises:
        FormatError: the format is known, and this Pillow cannot read it.
        Exception: whatever Pillow raises on a damaged file, and
            Image.DecompressionBombWarning or DecompressionBombError where the
            header claims more pixels than `Image.MAX_IMAGE_PIXELS`, before
            memory is taken for them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with opened(data) as image:
            if quick:
                image.draft(None, (2 * size, 2 * size))
            image.load()
            rgb = on_white(eight_bits(upright(image)))
    return np.asarray(rgb.resize((size, size), Image.Resampling.BILINEAR))


def opened(data: bytes) -> Image.Image:
    """Open a picture without decoding it yet."""
    Image.init()
    formats = [name for name in FORMATS if name in Image.OPEN]
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        for kind, start, beginnings in KINDS:
            if data.startswith(beginnings, start):
                raise FormatError(f"{kind}, which this Pillow cannot read") from None
        raise


def upright(image: Image.Image) -> Image.Image:
    """Turn an image as its EXIF orientation says; a damaged one says nothing."""
    with contextlib.suppress(
        SyntaxError, ValueError, KeyError, TypeError, struct.error
    ):
        return ImageOps.exif_transpose(image)
    return image


def eight_bits(image: Image.Image) -> Image.Image:
    """Bring 16-bit grey to 8 bits, which Pillow's `convert` would cut."""
    if image.mode == "F":
        raise ValueError("its values are fractions of an unknown range")
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image)
    if values.min() < 0 or values.max() > LARGEST_GREY:
        raise ValueError("its values do not fit into 16 bits")
    return Image.fromarray((values // 257).astype(np.uint8))


def on_white(image: Image.Image) -> Image.Image:
    """Convert to RGB, with white behind what is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def why(error: Exception) -> str:
    """A few words for what was wrong with a picture."""
    if isinstance(error, UnidentifiedImageError):
        return "not an image"
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return "its header claims too many pixels"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.splitlines()[0]


def is_passing(error: Exception) -> bool:
    """Whether the reason was not in the file: no permission, no memory, no drive."""
    outside = isinstance(error, OSError) and error.errno is not None
    return outside or isinstance(error, MemoryError)
