"""Tests of the stand-in for MNIST."""

import time

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import RidgeClassifier

from helpers.standin import make_digits, render_digits
from helpers.standin.digits import POINTS, RANGES
from helpers.standin.skeletons import control_points, spline_matrix, wobble_matrix


@pytest.fixture(scope="module")
def sample():
    return make_digits(4000, seed=0)


@pytest.fixture(scope="module")
def pixels(sample):
    return sample[0].reshape(len(sample[0]), -1).astype(np.float32) / 255


def render(digit, **changes):
    """Return one image, (28, 28) in [0, 1], of a plain digit."""
    factors = dict.fromkeys(RANGES[digit], 0.0)
    factors |= {"aspect": 1.0, "radius": 1.3, "softness": 1.0} | changes
    factors = {name: np.full(1, v, np.float32) for name, v in factors.items()}
    factors["wobble"] = np.zeros((1, 26), np.float32)
    return render_digits(np.array([digit]), factors)[0] / 255


def place_of(rows):
    """Return x of the centre of mass of some rows, (k, 28), in pixels."""
    return rows.sum(axis=0) @ np.arange(28) / rows.sum()


def middle(image):
    """Return the centre of mass (x, y) in pixels."""
    return place_of(image), place_of(image.T)


def test_shapes_and_types(sample):
    images, labels, factors = sample
    assert images.shape == (4000, 28, 28) and images.dtype == np.uint8
    assert labels.shape == (4000,) and labels.dtype == np.int64
    assert set(factors) == {*RANGES[0], "wobble"}
    for name, values in factors.items():
        shape = (4000, 26) if name == "wobble" else (4000,)
        assert values.shape == shape and values.dtype == np.float32
        assert np.isfinite(values).all()


def test_the_seed_decides():
    first, labels, factors = make_digits(200, seed=5)
    again, same_labels, same_factors = make_digits(200, seed=5)
    assert (first == again).all() and (labels == same_labels).all()
    assert all((values == same_factors[name]).all() for name, values in factors.items())
    other, _, _ = make_digits(200, seed=6)
    assert (first != other).any(axis=(1, 2)).all()


def test_more_images_continue_the_same_data():
    few, few_labels, _ = make_digits(50, seed=1)
    many, many_labels, _ = make_digits(1050, seed=1)
    assert (few_labels == many_labels[:50]).all()
    assert np.abs(few.astype(int) - many[:50]).max() <= 1


def test_classes_are_balanced(sample):
    assert (np.sort(sample[1].reshape(-1, 10), axis=1) == np.arange(10)).all()


def test_factors_stay_in_their_ranges(sample):
    _, labels, factors = sample
    for digit, ranges in enumerate(RANGES):
        for name, (low, high, *_) in ranges.items():
            own = factors[name][labels == digit]
            assert (own >= low - 1e-6).all() and (own <= high + 1e-6).all()
            assert np.ptp(own) > 0.8 * (high - low), (digit, name)
    assert abs(factors["wobble"].std() - 1) < 0.02


def test_factors_render_the_same_images(sample):
    images, labels, factors = sample
    again = render_digits(labels[:200], {k: v[:200] for k, v in factors.items()})
    assert np.abs(again.astype(int) - images[:200]).max() <= 1


def test_every_factor_changes_every_digit(sample):
    _, labels, factors = sample
    first = {k: v[:100] for k, v in factors.items()}
    plain = render_digits(labels[:100], first).astype(int)
    for name, values in first.items():
        moved = render_digits(labels[:100], first | {name: values[::-1]})
        changed = np.abs(moved - plain).max(axis=(1, 2)) > 3
        for digit in range(10):
            assert changed[labels[:100] == digit].any(), (digit, name)


@pytest.mark.parametrize("digit", range(10))
def test_digits_fill_the_box_and_are_centred(digit):
    image = render(digit)
    rows = np.flatnonzero((image > 0.3).any(axis=1))
    columns = np.flatnonzero((image > 0.3).any(axis=0))
    assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    assert np.allclose(middle(image), 13.5, atol=1.2)


def test_thickness_slant_and_shift():
    assert render(3, radius=1.8).sum() > 1.5 * render(3, radius=0.9).sum()
    upright, slanted = render(1), render(1, slant=0.6)
    top = slice(4, 10)
    assert place_of(slanted[top]) > place_of(upright[top]) + 1
    moved = middle(render(8, shift_x=0.7, shift_y=-0.7))
    still = middle(render(8))
    assert np.allclose(np.subtract(moved, still), (0.7, -0.7), atol=0.1)


def test_the_ornament_adds_a_foot_to_the_one_and_a_bar_to_the_seven():
    foot = render(1, ornament=0.8)[20:].sum() - render(1)[20:].sum()
    assert foot > 4
    # the bar crosses the leg: ink on both sides of it in the middle rows
    plain, crossed = render(7), render(7, ornament=1.0)
    assert crossed[12:17].sum() > plain[12:17].sum() + 4


def test_statistics_are_near_those_of_the_real_set(pixels):
    """MNIST: mean 0.131, grey 0.185, error of the mean image 0.067."""
    assert 0.12 < pixels.mean() < 0.145
    assert 0.165 < ((pixels > 0) & (pixels < 1)).mean() < 0.205
    assert 0.058 < pixels.var(axis=0).mean() < 0.072
    images = pixels.reshape(-1, 28, 28)
    inside = images[:, 4:24, 4:24].sum() / images.sum()
    assert inside > 0.93  # 0.97 on the real set
    assert images[:, [0, 27]].max() == 0 or images[:, [0, 27]].mean() < 0.002


def test_the_set_is_curved_and_not_noise(pixels):
    """MNIST: test error of PCA 0.034 with 10 numbers, 0.0177 with 30."""
    train, test = pixels[:3000], pixels[3000:]
    pca = PCA(30, random_state=0).fit(train)
    error = ((pca.inverse_transform(pca.transform(test)) - test) ** 2).mean()
    assert 0.015 < error < 0.021
    share = pca.explained_variance_ratio_
    assert share[0] < 0.13 and share[:10].sum() < 0.6


def test_digits_can_be_told_apart_but_overlap(pixels, sample):
    labels = sample[1]
    linear = RidgeClassifier(alpha=30).fit(pixels[:2000], labels[:2000])
    accuracy = linear.score(pixels[2000:], labels[2000:])
    assert 0.7 < accuracy < 0.95


def test_skeletons_and_splines_fit_together():
    for digit in range(10):
        first, move, ornament = control_points(digit)
        weights, along = spline_matrix(digit, POINTS)
        assert first.shape == move.shape == ornament.shape
        assert 2 * len(first) <= 26  # as many numbers as `wobble` has
        assert weights.shape == (POINTS, len(first)) and along.shape == (POINTS,)
        assert np.allclose(weights.sum(axis=1), 1)
        assert np.allclose(weights[0] @ first, first[0])
        assert np.allclose(weights[-1] @ first, first[-1])
        assert wobble_matrix(digit).shape == (len(first), len(first))


def test_speed_leaves_room():
    """About 3 s for 70,000 images on one core; a slow machine gets ten times."""
    started = time.process_time()
    make_digits(1000, seed=0)
    assert time.process_time() - started < 2.4
