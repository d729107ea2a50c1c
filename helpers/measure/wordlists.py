"""Lists of words for images, compared at equal bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.measure.scores import mse
from helpers.measure.words import CountedShares, nearest_words

IMAGES = 10_000  # that are encoded at a time


@dataclass(frozen=True, eq=False, repr=False)
class WordList:
    """A list of words, and what it does to images.

    Attributes:
        name, size: what it is called, and how many words it has.
        book: the words, (size, d).
        encode: images → what is spelled, (n, rows, columns, d) or its rows (…, d).
        decode: a text → its images.
        parameters: numbers that spelling and decoding need, the words among them.
        train, val: texts of the training and validation images, int32.
        bits: price of a validation image, words given the two beside them.
        error: mean squared error of the validation images, clipped to [0, 1].
    """

    name: str
    size: int
    book: np.ndarray
    encode: Callable[[np.ndarray], np.ndarray]
    decode: Callable[[np.ndarray], np.ndarray]
    parameters: int
    train: np.ndarray
    val: np.ndarray
    bits: float
    error: float

    def spell(self, x: np.ndarray) -> np.ndarray:
        """Images → their text, int32 (n, rows, columns)."""
        return _spell(x, self.encode, self.book, self.val.shape[1:])

    def copy(self, x: np.ndarray) -> np.ndarray:
        """Images → what comes back of them, in [0, 1]."""
        return np.clip(self.decode(self.spell(x)), 0, 1)


def _spell(
    x: np.ndarray,
    encode: Callable[[np.ndarray], np.ndarray],
    book: np.ndarray,
    shape: tuple[int, ...],
) -> np.ndarray:
    size = book.shape[1]
    found = [
        nearest_words(encode(x[i : i + IMAGES]).reshape(-1, size), book)
        for i in range(0, len(x), IMAGES)
    ]
    return np.concatenate(found).reshape(-1, *shape).astype("int32")


class WordLists:
    """Lists of words, compared on the same images at equal bits.

    Args:
        x_train: images that shares are counted on.
        x_val: images that price and error are of.
        shape: rows and columns of a text.
    """

    def __init__(
        self, x_train: np.ndarray, x_val: np.ndarray, shape: tuple[int, int] = (7, 7)
    ) -> None:
        self.x_train, self.x_val, self.shape = x_train, x_val, shape
        self.every: list[WordList] = []

    def add(
        self,
        name: str,
        book: np.ndarray,
        encode: Callable[[np.ndarray], np.ndarray],
        decode: Callable[[np.ndarray], np.ndarray],
        parameters: int = 0,
    ) -> WordList:
        """Spell all images with a list, price the text, and keep both.

        Args:
            parameters: beside the words themselves.
        """
        train, val = (
            _spell(x, encode, book, self.shape) for x in (self.x_train, self.x_val)
        )
        self.every.append(
            WordList(
                name,
                len(book),
                book,
                encode,
                decode,
                parameters + book.size,
                train,
                val,
                CountedShares(train, len(book), "two").bits(val),
                mse(self.x_val, np.clip(decode(val), 0, 1)),
            )
        )
        return self.every[-1]

    def names(self) -> list[str]:
        """The names of the lists, in the order in which they came."""
        return list(dict.fromkeys(some.name for some in self.every))

    def named(self, name: str, size: int | None = None) -> list[WordList]:
        """The lists of a name, of one size if it is given, fewest bits first."""
        found = [s for s in self.every if s.name == name and size in (None, s.size)]
        return sorted(found, key=lambda some: some.bits)

    def table(self, *names: str) -> list[dict[str, Any]]:
        """Rows for `show_table`: name, size, bits and error of the lists named."""
        return [
            {"words": s.name, "list": s.size, "bits": s.bits, "error": s.error}
            for name in names
            for s in self.named(name)
        ]

    def error_at(self, name: str, bits: float) -> float:
        """The error of a name's lists at a price, between them along logarithms."""
        return error_at([(s.bits, s.error) for s in self.named(name)], bits)


def error_at(points: Sequence[tuple[float, float]], bits: float) -> float:
    """The error at a price between points (bits, error), along both logarithms.

    Returns:
        The error, or NaN outside of the points.
    """
    prices, errors = np.log(sorted(points)).T
    between = np.interp(np.log(bits), prices, errors, left=np.nan, right=np.nan)
    return float(np.exp(between))
