"""Words: nearest ones, their price by counting, draws, and files that come back."""

import itertools

import numpy as np
import pytest

from helpers.measure import (
    CountedShares,
    WordLists,
    draw_words,
    error_at,
    nearest_words,
    read_words,
    wordlists,
    write_words,
)
from helpers.measure import words as module

GIVEN = ("place", "left", "two")


def texts(n: int, count: int = 5, seed: int = 0) -> np.ndarray:
    """Texts (n, 3, 4) whose words often repeat the one to the left."""
    rng = np.random.default_rng(seed)
    text = rng.integers(0, count, (n, 3, 4))
    for column in range(1, 4):
        same = rng.random((n, 3)) < 0.7
        text[:, :, column] = np.where(same, text[:, :, column - 1], text[:, :, column])
    return text


def test_the_nearest_word_is_the_nearest(monkeypatch):
    monkeypatch.setattr(module, "PART", 7)
    rng = np.random.default_rng(0)
    rows, book = rng.standard_normal((50, 3)), rng.standard_normal((6, 3))
    far = np.linalg.norm(rows[:, None] - book, axis=2)
    assert np.array_equal(nearest_words(rows, book), far.argmin(axis=1))
    assert len(nearest_words(rows[:0], book)) == 0


def test_rows_of_another_size_are_an_error():
    with pytest.raises(ValueError, match="rows"):
        nearest_words(np.zeros((2, 3)), np.zeros((4, 2)))


@pytest.mark.parametrize("given", GIVEN)
def test_shares_sum_to_one(given):
    shares = CountedShares(texts(200), 5, given)
    for place in range(12):
        at = shares(texts(10, seed=1), place)
        assert at.shape == (10, 5) and at.min() > 0
        assert np.allclose(at.sum(axis=1), 1)


def test_shares_by_hand():
    text = np.array([[[0, 1], [0, 1]], [[0, 1], [1, 1]]])  # 0 three times, 1 five
    every = (np.array([3, 5]) + 2.5) / 13
    left = CountedShares(text, 2, "left")
    after_0, edge = (np.array([0, 3]) + 5 * every) / 8, (np.array([3, 1]) + 5 * every)
    assert np.allclose(left(text, 1)[0], after_0)
    assert np.allclose(left(text, 0)[0], edge / 9)
    two = CountedShares(text, 2, "two")  # left none, above 0: a 0 and a 1
    assert np.allclose(two(text, 2)[0], (np.array([1, 1]) + 5 * edge / 9) / 7)
    place = CountedShares(text, 2, "place")
    assert np.allclose(place(text, 2)[0], (np.array([1, 1]) + 5 * every) / 7)


@pytest.mark.parametrize("given", GIVEN)
def test_bits_are_what_the_shares_say(given):
    shares, new = CountedShares(texts(300), 5, given), texts(20, seed=1)
    total = 0.0
    for place in range(12):
        at = shares(new, place)
        total -= np.log2(at[np.arange(20), new[:, place // 4, place % 4]]).sum()
    assert shares.bits(new) == pytest.approx(total / 20, rel=1e-5)


def test_a_neighbour_that_tells_makes_words_cheaper():
    price = {
        g: CountedShares(texts(2000), 5, g).bits(texts(200, seed=1)) for g in GIVEN
    }
    assert price["left"] < 0.8 * price["place"]
    assert price["two"] < 1.1 * price["left"]


def test_later_words_are_not_looked_at():
    shares, text = CountedShares(texts(100), 5, "two"), texts(10, seed=2)
    other = text.copy()
    other[:, 1, 1:], other[:, 2] = 0, 0
    assert np.array_equal(shares(text, 5), shares(other, 5))


def test_draws_have_the_shares():
    train = texts(2000)
    drawn = draw_words(2000, (3, 4), CountedShares(train, 5, "left"), seed=0)
    assert drawn.shape == (2000, 3, 4)
    same, wanted = (np.mean(t[:, :, 1:] == t[:, :, :-1]) for t in (drawn, train))
    assert abs(same - wanted) < 0.02


@pytest.mark.parametrize("given", GIVEN)
def test_files_come_back_at_their_price(given):
    shares, new = CountedShares(texts(300), 5, given), texts(40, seed=1)
    files = write_words(new, shares)
    assert np.array_equal(read_words(files, (3, 4), shares), new)
    assert shares.bits(new) < np.mean([len(f) for f in files]) < shares.bits(new) + 2.1


def test_no_file_begins_another():
    shares = CountedShares(texts(300), 5, "two")
    every = np.unique(texts(400, seed=3), axis=0)
    files = sorted(write_words(every, shares))
    assert not any(b.startswith(a) for a, b in itertools.pairwise(files))


def test_a_sure_word_costs_nearly_nothing():
    def sure(text: np.ndarray, place: int) -> np.ndarray:
        return np.tile([1 - 1e-9, 1e-9], (len(text), 1))

    zeros = np.zeros((3, 2, 2), "int64")
    assert {len(f) for f in write_words(zeros, sure)} == {2}
    assert np.array_equal(
        read_words(write_words(1 - zeros, sure), (2, 2), sure), 1 - zeros
    )


@pytest.mark.parametrize("given", ["right", ""])
def test_what_it_cannot_count_by(given):
    with pytest.raises(ValueError, match="given"):
        CountedShares(texts(3), 5, given)


def test_a_word_outside_of_the_list_is_an_error():
    with pytest.raises(ValueError, match="list of 3"):
        CountedShares(texts(30), 3, "left")


def test_lists_are_compared_on_the_same_images(monkeypatch):
    monkeypatch.setattr(wordlists, "IMAGES", 17)
    rng = np.random.default_rng(0)
    x = rng.random((60, 2, 2, 1)).astype("float32")
    lists = WordLists(x[:40], x[40:], shape=(2, 2))

    def rows(images: np.ndarray) -> np.ndarray:
        return images.reshape(-1, 1)

    for count in (4, 2):
        book = ((np.arange(count) + 0.5) / count)[:, None].astype("float32")

        def decode(text: np.ndarray, book: np.ndarray = book) -> np.ndarray:
            return book[text]

        kept = lists.add("ruler", book, rows, decode, parameters=3)
        assert kept.parameters == 3 + count
        assert np.abs(kept.copy(x) - x).max() <= 0.5 / count + 1e-6
        assert np.array_equal(kept.spell(x[40:]), kept.val)
    assert lists.names() == ["ruler"]
    few, many = lists.named("ruler")
    assert (few.size, many.size) == (2, 4) and few.error > many.error
    assert lists.named("ruler", 4) == [many] and not lists.named("other")
    assert lists.table("ruler")[0]["bits"] == few.bits
    assert lists.error_at("ruler", many.bits) == pytest.approx(many.error)


def test_the_error_between_points_lies_on_a_line_of_logarithms():
    points = [(400.0, 0.01), (100.0, 0.04)]
    assert error_at(points, 200) == pytest.approx(0.02)
    assert np.isnan(error_at(points, 50)) and np.isnan(error_at(points, 401))
