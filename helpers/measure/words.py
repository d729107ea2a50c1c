"""Images as words: which word of a list is nearest, what words cost, and their files.

A text is an array of whole numbers ``(n, rows, columns)``, an image a row of it, read
from left to right and from above to below. What gives shares is called with a text and
a place (0, …, rows × columns − 1) and returns ``(n, count)``, the shares of each word
there; it looks at earlier places only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Shares = Callable[[np.ndarray, int], np.ndarray]

PART = 100_000  # rows whose distances are made at a time
WEIGHT = 5  # of the coarser shares, as if seen so often
WHOLE = 1 << 16  # parts that a coder cuts an interval into


def nearest_words(rows: np.ndarray, book: np.ndarray) -> np.ndarray:
    """The number of the nearest word of a list for each row, int64 (n,).

    Args:
        rows: (n, d).
        book: the words, (count, d), nearest by Euclidean distance.

    Raises:
        ValueError: if rows and words differ in their numbers.
    """
    rows, book = np.asarray(rows), np.asarray(book)
    if rows.ndim != 2 or book.ndim != 2 or rows.shape[1] != book.shape[1]:
        raise ValueError(
            f"rows {rows.shape} and words {book.shape}: they are (n, d) and (count, d)."
        )
    lengths = np.sum(book**2, axis=1)
    found = [
        np.argmin(lengths - 2 * rows[i : i + PART] @ book.T, axis=1)
        for i in range(0, len(rows), PART)
    ]
    return np.concatenate(found) if found else np.zeros(0, "int64")


class CountedShares:
    """The shares of words given what stands beside them, counted on a text.

    Coarser shares are mixed in as if they had been seen five times: those given the
    left word into those given two, those of the whole text into the others.

    Args:
        text: (n, rows, columns).
        count: words of the list.
        given: "place", "left" (the word to the left) or "two" (that and the one
            above); at an edge the neighbour that is missing counts as a word.

    Raises:
        ValueError: if `given` is another, or a word is not of the list.
    """

    def __init__(self, text: np.ndarray, count: int, given: str) -> None:
        text = np.asarray(text)
        if given not in ("place", "left", "two"):
            raise ValueError(f"given={given!r}: it is 'place', 'left' or 'two'.")
        if text.size and (text.min() < 0 or text.max() >= count):
            raise ValueError(f"words {text.min()} … {text.max()} of a list of {count}.")
        self.count, self.given = count, given
        self._coarse: CountedShares | None = None
        if given == "two":
            self._coarse = CountedShares(text, count, "left")
        every = np.bincount(text.ravel(), minlength=count)
        self._every = (every + WEIGHT / count) / (text.size + WEIGHT)
        contexts = {
            "place": text[0].size,
            "left": count + 1,
            "two": (count + 1) ** 2,
        }[given]
        pairs = self._context(text) * count + text
        counts = np.bincount(pairs.ravel(), minlength=contexts * count)
        self._counts = counts.astype("int32").reshape(contexts, count)
        self._seen = self._counts.sum(axis=1)

    def _context(self, text: np.ndarray) -> np.ndarray:
        """The row of the counts that belongs to each place of a text, int64."""
        if self.given == "place":
            places = np.arange(text[0].size).reshape(text[0].shape)
            return np.broadcast_to(places, text.shape)
        none = self.count  # where no word is
        framed = np.pad(text, ((0, 0), (1, 0), (1, 0)), constant_values=none)
        left, above = framed[:, 1:, :-1].astype("int64"), framed[:, :-1, 1:]
        return left if self.given == "left" else left * (self.count + 1) + above

    def __call__(self, text: np.ndarray, place: int) -> np.ndarray:
        """Shares (n, count) at a place, given the earlier words of a text."""
        row, column = divmod(place, text.shape[2])
        at = self._context(text)[:, row, column]
        coarse = self._coarse(text, place) if self._coarse else self._every
        return (self._counts[at] + WEIGHT * coarse) / (self._seen[at, None] + WEIGHT)

    def shares_of(self, text: np.ndarray) -> np.ndarray:
        """The share of each word of a text at its place, (n, rows, columns)."""
        at = self._context(text)
        coarse = self._coarse.shares_of(text) if self._coarse else self._every[text]
        return (self._counts[at, text] + WEIGHT * coarse) / (self._seen[at] + WEIGHT)

    def bits(self, text: np.ndarray) -> float:
        """−log2 of the share of each word, summed over an image, mean over images."""
        return float(-np.log2(self.shares_of(text)).sum() / len(text))


def draw_words(n: int, shape: tuple[int, int], shares: Shares, seed: int) -> np.ndarray:
    """Draw texts place by place, int32 (n, *shape)."""
    rng = np.random.default_rng(seed)
    text = np.zeros((n, *shape), "int32")
    for place in range(shape[0] * shape[1]):
        edges = np.cumsum(shares(text, place), axis=1)
        chosen = np.sum(edges < rng.random((n, 1)) * edges[:, -1:], axis=1)
        text[:, place // shape[1], place % shape[1]] = chosen
    return text


def _edges(shares: np.ndarray) -> np.ndarray:
    """Shares (n, count) as whole parts: where each begins, int64 (n, count + 1)."""
    count = shares.shape[1]
    ends = np.cumsum(shares, axis=1, dtype="float64")
    edges = np.zeros((len(shares), count + 1), "int64")
    edges[:, 1:] = np.round(ends / ends[:, -1:] * (WHOLE - count))
    return edges + np.arange(count + 1)  # at least one part for each


def write_words(text: np.ndarray, shares: Shares) -> list[str]:
    """A file for each image by an arithmetic coder, as a string of 0 and 1.

    Each word takes its part of an interval that was [0, 1) at first, as wide as the
    word is probable (Rissanen, 1976, https://doi.org/10.1147/rd.203.0198). If P is
    the last width, the file has fewer than −log2 P + 2 bits, and no other file of the
    same shares begins with it. Whole numbers of any length make that exact.
    """
    low, width = [0] * len(text), [1] * len(text)
    places = text.shape[1] * text.shape[2]
    for place in range(places):
        words = text[:, place // text.shape[2], place % text.shape[2]]
        for i, (row, word) in enumerate(zip(_edges(shares(text, place)), words)):
            low[i] = low[i] * WHOLE + width[i] * int(row[word])
            width[i] *= int(row[word + 1] - row[word])
    scale, files = 16 * places, []  # of low and width: 2 ** -scale
    for start, wide in zip(low, width):
        length = scale + 2 - wide.bit_length()
        number = -((-start << length) >> scale)  # rounded up
        files.append(f"{number:0{length}b}")
    return files


def read_words(
    files: Sequence[str], shape: tuple[int, int], shares: Shares
) -> np.ndarray:
    """The texts of files that `write_words` made with the same shares, int32."""
    text = np.zeros((len(files), *shape), "int32")
    places = shape[0] * shape[1]
    scale = 16 * places
    rest = [int(f, 2) << scale >> len(f) for f in files]
    width = [1] * len(files)
    for place in range(places):
        scale -= 16
        for i, row in enumerate(_edges(shares(text, place))):
            unit = width[i] << scale
            word = int(np.searchsorted(row, rest[i] // unit, side="right")) - 1
            rest[i] -= unit * int(row[word])
            width[i] *= int(row[word + 1] - row[word])
            text[i, place // shape[1], place % shape[1]] = word
    return text
