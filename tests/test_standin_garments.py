"""Tests of the stand-in for Fashion-MNIST, and of what all stand-ins share."""

import time

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import RidgeClassifier

from helpers.standin import GENERATOR_VERSION, make_garments, render_garments
from helpers.standin.draw import column, cover, ellipse, hairline, pixel_grid
from helpers.standin.factors import BLOCK
from helpers.standin.garments import KINDS

T_SHIRT, TROUSER, PULLOVER, DRESS, COAT = range(5)
SANDAL, SHIRT, SNEAKER, BAG, BOOT = range(5, 10)


@pytest.fixture(scope="module")
def sample():
    return make_garments(4000, seed=0)


@pytest.fixture(scope="module")
def pixels(sample):
    return sample[0].reshape(len(sample[0]), -1).astype(np.float32) / 255


def example(label):
    """Return the factors of one image with every factor mid-range, plain."""
    factors = {
        name: np.full(1, np.nan, np.float32) for _, ranges in KINDS for name in ranges
    }
    for name, (low, high, *_) in KINDS[label][1].items():
        factors[name][:] = (low + high) / 2
    for name in ("stripe_contrast", "check_contrast", "fold_contrast", "rotation"):
        factors[name][:] = 0
    for name in ("block_tone", "patch_tone"):
        factors[name][:] = 1
    factors["brightness"][:] = 0.6
    return factors


def render(label, **changes):
    """Return one image, (28, 28) in [0, 1], of a plain garment."""
    factors = example(label)
    for name, value in changes.items():
        assert not np.isnan(factors[name]).any(), name
        factors[name][:] = value
    return render_garments(np.array([label]), factors)[0] / 255


def test_shapes_and_types(sample):
    images, labels, factors = sample
    assert images.shape == (4000, 28, 28) and images.dtype == np.uint8
    assert labels.shape == (4000,) and labels.dtype == np.int64
    for name, values in factors.items():
        assert values.shape == (4000,) and values.dtype == np.float32, name
    assert isinstance(GENERATOR_VERSION, int)


@pytest.mark.parametrize("n", [0, 1, 7])
def test_small_numbers_of_images(n):
    images, labels, factors = make_garments(n, seed=3)
    assert images.shape == (n, 28, 28) and labels.shape == (n,)
    assert all(len(values) == n for values in factors.values())


def test_the_seed_decides():
    first, labels, factors = make_garments(200, seed=5)
    again, same_labels, same_factors = make_garments(200, seed=5)
    assert (first == again).all() and (labels == same_labels).all()
    for name, values in factors.items():
        assert np.array_equal(values, same_factors[name], equal_nan=True)
    other, other_labels, _ = make_garments(200, seed=6)
    assert (first != other).any(axis=(1, 2)).mean() > 0.99
    assert (labels != other_labels).any()


def test_more_images_continue_the_same_data():
    few, few_labels, _ = make_garments(50, seed=1)
    many, many_labels, _ = make_garments(BLOCK + 50, seed=1)
    assert (few_labels == many_labels[:50]).all()
    # one grey level: a batch of another size may round differently
    assert np.abs(few.astype(int) - many[:50]).max() <= 1
    assert (many[:50] != many[BLOCK:]).any(axis=(1, 2)).all()


def test_classes_are_balanced(sample):
    labels = sample[1]
    assert (np.sort(labels.reshape(-1, 10), axis=1) == np.arange(10)).all()
    assert (labels[:10] != labels[10:20]).any()


def test_factors_stay_in_their_ranges_and_fill_them(sample):
    _, labels, factors = sample
    for label, (_, ranges) in enumerate(KINDS):
        assert len(ranges) >= 12
        for name, values in factors.items():
            own = values[labels == label]
            if name not in ranges:
                assert np.isnan(own).all(), (label, name)
                continue
            low, high, *_ = ranges[name]
            assert (own >= low - 1e-6).all() and (own <= high + 1e-6).all()
            assert np.ptp(own) > 0.8 * (high - low), (label, name)


def test_factors_render_the_same_images(sample):
    images, labels, factors = sample
    again = render_garments(labels[:200], {k: v[:200] for k, v in factors.items()})
    assert np.abs(again.astype(int) - images[:200]).max() <= 1


def test_every_factor_changes_the_image_of_some_class(sample):
    _, labels, factors = sample
    first = {k: v[:300] for k, v in factors.items()}
    plain = render_garments(labels[:300], first)
    for name, values in first.items():
        low, high = np.nanmin(values), np.nanmax(values)
        moved = first | {name: low + high - values}
        changed = render_garments(labels[:300], moved) != plain
        assert changed.any(), name


def test_longer_sleeves_put_ink_at_the_sides():
    short = render(T_SHIRT, sleeve_length=0.2)
    long = render(T_SHIRT, sleeve_length=1.5)
    sides = np.r_[0:6, 22:28]
    assert long[:, sides].sum() > 2 * short[:, sides].sum()
    assert np.allclose(long[-6:, 12:16], short[-6:, 12:16])


def test_a_deeper_neckline_takes_ink_from_the_top():
    shallow = render(PULLOVER, neck_depth=0.0, lining=0.0)
    deep = render(PULLOVER, neck_depth=0.3, lining=0.0)
    assert deep[:5, 11:17].sum() < shallow[:5, 11:17].sum() - 2
    assert np.allclose(deep[14:], shallow[14:], atol=0.02)


def test_legs_part_at_the_crotch():
    row = 14
    apart = render(TROUSER, crotch=-0.5, spread=0.42, ankle=0.1, knee=0.12)
    together = render(TROUSER, crotch=0.4, spread=0.42, ankle=0.1, knee=0.12)
    assert apart[row, 13:15].max() < 0.1 < together[row, 13:15].min()


def test_a_higher_heel_makes_the_sandal_taller():
    rows = [
        (render(SANDAL, heel_height=height) > 0.1).any(axis=1).sum()
        for height in (0.0, 0.4, 0.8)
    ]
    assert rows[0] < rows[1] < rows[2]


def test_a_higher_heel_lifts_the_boot_off_the_ground():
    ground = slice(21, 25)  # the lowest rows, between toes and heel
    flat, lifted = (
        render(BOOT, height=1.5, heel_height=height, heel_width=0.15)[ground, 14:18]
        for height in (0.0, 0.5)
    )
    assert lifted.sum() < 0.5 * flat.sum()


def test_a_bag_with_a_handle_has_a_hole_above_it():
    image = render(BAG, handle_height=0.7, height=0.9, flap_depth=-0.1, shift_y=0)
    column_of_grey = image[:, 13]
    filled = np.flatnonzero(column_of_grey > 0.1)
    assert (column_of_grey[filled[0] : filled[-1]] < 0.05).any()


def test_brightness_and_stripes():
    dark, light = render(DRESS, brightness=0.3), render(DRESS, brightness=0.9)
    assert light.sum() > 2 * dark.sum()
    plain = render(SHIRT, stripe_angle=0)
    striped = render(SHIRT, stripe_angle=0, stripe_contrast=0.4, stripe_period=0.4)
    assert striped[:, 14].std() > 1.3 * plain[:, 14].std()


def test_pose_moves_the_garment():
    left = render(SNEAKER, shift_x=-0.07).sum(axis=0)
    right = render(SNEAKER, shift_x=0.07).sum(axis=0)
    place = np.arange(28)
    distance = (right @ place) / right.sum() - (left @ place) / left.sum()
    assert 1.2 < distance < 2.2  # 0.14 of the image's 2 are 1.96 pixels


def test_statistics_are_near_those_of_the_real_set(pixels):
    """Fashion-MNIST: mean 0.286, grey 0.490, mean image 0.087."""
    assert 0.25 < pixels.mean() < 0.32
    assert 0.42 < ((pixels > 0) & (pixels < 1)).mean() < 0.55
    assert 0.07 < pixels.var(axis=0).mean() < 0.095
    border = np.r_[0:28, 28 * 27 : 784]
    assert pixels[:, border].mean() < 0.08


def test_the_set_is_curved_and_not_noise(pixels):
    """Fashion-MNIST: test error of PCA 0.024 with 10 numbers, 0.0156 with 30."""
    train, test = pixels[:3000], pixels[3000:]
    pca = PCA(30, random_state=0).fit(train)
    error = ((pca.inverse_transform(pca.transform(test)) - test) ** 2).mean()
    assert 0.010 < error < 0.018
    share = pca.explained_variance_ratio_
    assert 0.2 < share[0] < 0.45 and share[:10].sum() < 0.8


def test_classes_can_be_told_apart_but_overlap(pixels, sample):
    labels = sample[1]
    linear = RidgeClassifier(alpha=30).fit(pixels[:2000], labels[:2000])
    predicted, truth = linear.predict(pixels[2000:]), labels[2000:]
    assert 0.68 < (predicted == truth).mean() < 0.92
    tops = np.isin(truth, (T_SHIRT, PULLOVER, COAT, SHIRT))
    right = predicted == truth
    assert right[tops].mean() < right[~tops].mean()


def test_every_image_shows_a_garment(pixels):
    assert (pixels.max(axis=1) > 0.05).all()
    assert ((pixels > 0.02).sum(axis=1) > 40).all()


def test_speed_leaves_room():
    """About 4 s for 70,000 images on one core; a slow machine gets ten times."""
    started = time.process_time()
    make_garments(1000, seed=0)
    assert time.process_time() - started < 2.4


def test_cover_and_ellipse_measure_areas():
    x, y = pixel_grid(28)
    disc = cover(ellipse(x, y, column([0.5, 0.25]), column([0.5, 0.25])))
    area = disc.sum(axis=1) * (2 / 28) ** 2
    assert np.allclose(area, [np.pi / 4, np.pi / 16], rtol=0.02)


def test_thin_lines_fade():
    half, strength = hairline(np.array([-0.1, 0.0, 0.015, 0.3]))
    assert np.allclose(half, [0.03, 0.03, 0.03, 0.3])
    assert np.allclose(strength, [0, 0, 0.5, 1])
