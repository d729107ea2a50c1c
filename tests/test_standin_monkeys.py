"""The monkey portraits: what they are, what their factors do, how they measure.

The bands of the statistics stand around the values of the 1,097 photographs of
the real set, reduced to 64 × 64 and split 877 / 220.
"""

import time

import numpy as np
import pytest

from helpers.standin.monkeys import BATCH, make_monkeys, render_monkeys
from helpers.standin.ranges import COMMON, RANGES
from helpers.standin.species import LOOKS, SPECIES

TRAIN, TEST = 877, 220


@pytest.fixture(scope="module")
def portraits():
    return make_monkeys(TRAIN + TEST, seed=0)


@pytest.fixture(scope="module")
def pixels(portraits):
    """Return the training and the test images as rows of numbers in [0, 1]."""
    rows = portraits[0].reshape(TRAIN + TEST, -1).astype(np.float32) / 255
    return rows[:TRAIN], rows[TRAIN:]


def pca_errors(train, test, sizes):
    """Return the squared test error per pixel of PCA with each code size."""
    mean = train.mean(axis=0)
    train, test = train - mean, test - mean
    _, vectors = np.linalg.eigh(train @ train.T)
    directions = train.T @ vectors[:, ::-1][:, : max(sizes)]
    directions /= np.linalg.norm(directions, axis=0)
    codes = (test @ directions) ** 2
    total = (test**2).sum()
    return [(total - codes[:, :k].sum()) / test.size for k in sizes]


def vary(name, values, species=3, **fixed):
    """Return one portrait for each value of one factor, all else in the middle."""
    middle = {key: (b[0] + b[1]) / 2 for key, b in RANGES[species].items()}
    middle |= {"turn": 0.0, "head_scale": 0.5, "head_y": -0.2, "blur": 0.012}
    chosen = middle | fixed
    count = len(values)
    factors = {key: np.full(count, v, np.float32) for key, v in chosen.items()}
    factors[name] = np.float32(values)
    same = np.zeros(count, int)  # the same leaves and strands in all of them
    images = render_monkeys(same + species, factors, seed=1, numbers=same)
    return images.astype(np.float32) / 255


def test_shapes_types_and_balance(portraits):
    images, labels, factors = portraits
    assert images.shape == (TRAIN + TEST, 64, 64, 3) and images.dtype == np.uint8
    assert labels.shape == (TRAIN + TEST,) and labels.dtype == np.int64
    counts = np.bincount(labels, minlength=10)
    assert len(counts) == len(SPECIES) == 10 and np.ptp(counts) <= 2
    assert set(factors) == set(COMMON)
    for name, values in factors.items():
        assert values.shape == (TRAIN + TEST,) and values.dtype == np.float32, name
        assert np.isfinite(values).all(), name


def test_species_have_every_colour_and_no_unknown_factor():
    assert all(colours.shape == (10, 3, 1) for colours in LOOKS.values())
    assert all(set(ranges) == set(COMMON) for ranges in RANGES)


def test_same_seed_same_portraits_other_seed_others():
    first, labels, factors = make_monkeys(12, seed=5, size=32)
    again, *_ = make_monkeys(12, seed=5, size=32)
    other, *_ = make_monkeys(12, seed=6, size=32)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(first, render_monkeys(labels, factors, 5, size=32))


def test_more_images_leave_the_first_as_they_were():
    few, labels, factors = make_monkeys(5, seed=2, size=16)
    many, more_labels, more_factors = make_monkeys(BATCH + 5, seed=2, size=16)
    assert np.array_equal(few, many[:5]) and np.array_equal(labels, more_labels[:5])
    assert all(np.array_equal(v, more_factors[k][:5]) for k, v in factors.items())


@pytest.mark.parametrize("size", [32, 96])
def test_another_size_shows_the_same_portraits(size):
    images, *_ = make_monkeys(8, seed=3, size=size)
    assert images.shape == (8, size, size, 3)
    known, *_ = make_monkeys(8, seed=3)

    def blocks(x):
        return x.reshape(8, 8, len(x[0]) // 8, 8, len(x[0]) // 8, 3).mean(axis=(2, 4))

    assert np.abs(blocks(images / 255) - blocks(known / 255)).mean() < 0.03


def test_no_images_and_a_wrong_size():
    assert make_monkeys(0, seed=0)[0].shape == (0, 64, 64, 3)
    assert make_monkeys(3, seed=0, size=8)[0].shape == (3, 8, 8, 3)
    for size in (0, 60, -8):
        with pytest.raises(ValueError, match="multiple of 8"):
            make_monkeys(2, seed=0, size=size)


def test_statistics_are_those_of_the_photographs(pixels):
    train, test = pixels
    mean_image = ((test - train.mean(axis=0)) ** 2).mean()
    assert 0.05 < mean_image < 0.07  # photographs: 0.0559
    flips = train.reshape(-1, 64, 64, 3)[:, :, ::-1].reshape(len(train), -1)
    few, some, many = pca_errors(train, test, [16, 64, 256])
    assert 0.75 < few / 0.0221 < 1.25
    assert 0.75 < some / 0.01425 < 1.25
    assert 0.75 < many / 0.00813 < 1.25
    (flipped,) = pca_errors(np.concatenate([train, flips]), test, [256])
    assert flipped < 0.95 * many  # photographs: 0.927


def test_power_falls_like_that_of_photographs_and_edges_remain(portraits):
    grey = portraits[0][-TEST:].mean(axis=3) / 255
    window = np.outer(np.hanning(64), np.hanning(64))
    centred = grey - grey.mean(axis=(1, 2), keepdims=True)
    power = (np.abs(np.fft.fft2(centred * window)) ** 2).mean(axis=0)
    k = np.fft.fftfreq(64) * 64
    radius = np.hypot(k[:, None], k)
    bands = ((1, 2), (2, 4), (4, 8), (8, 16), (16, 32))
    found = [np.log10(power[(radius >= a) & (radius < b)].mean()) for a, b in bands]
    assert np.allclose(found, [3.64, 2.90, 2.06, 1.24, 0.14], atol=0.25), found
    steps = np.diff(grey, axis=2)
    assert ((steps / steps.std()) ** 4).mean() > 6  # Gaussian noise: 3


def test_species_are_told_apart_above_chance(portraits, pixels):
    from sklearn.decomposition import PCA
    from sklearn.svm import SVC

    train, test = pixels
    labels = portraits[1]
    coarse = [x.reshape(-1, 16, 4, 16, 4, 3).mean(axis=(2, 4)) for x in (train, test)]
    train, test = (x.reshape(len(x), -1) for x in coarse)
    reduce = PCA(60, random_state=0).fit(train)
    model = SVC(C=10).fit(reduce.transform(train), labels[:TRAIN])
    accuracy = model.score(reduce.transform(test), labels[TRAIN:])
    assert accuracy > 0.3, accuracy  # chance: 0.1


def test_the_head_goes_where_its_factors_say():
    left, right = vary("head_x", [-0.4, 0.4], exposure=1.0)
    change = np.abs(left - right).mean(axis=(0, 2))
    assert change.min() >= 0 and np.abs(left - right).mean() > 0.05
    plain = {"background_brightness": 0.0, "branch_brightness": 0.0, "leafiness": 0.0}
    columns = np.linspace(-1, 1, 64)
    centres = []
    for image in vary("head_x", [-0.4, 0.0, 0.4], **plain):
        mass = image[:32].sum(axis=(0, 2))
        centres.append((mass * columns).sum() / mass.sum())
    assert np.diff(centres).min() > 0.2, centres
    small, large = vary("head_scale", [0.2, 0.6], **plain)
    assert (large.max(axis=2) > 0.1).sum() > 2 * (small.max(axis=2) > 0.1).sum()


def test_colours_follow_their_factors():
    dark, bright = vary("fur_brightness", [0.65, 1.3])
    assert bright[40:].mean() > dark[40:].mean() + 0.05
    cold, warm = vary("fur_warmth", [-0.1, 0.3])
    assert (warm - cold)[40:, :, 0].mean() > 0.01 > (warm - cold)[40:, :, 2].mean()
    pale, red = vary("face_redness", [-0.1, 0.3])
    change = (red - pale)[..., 0] - (red - pale)[..., 1]
    assert change[18:34, 24:40].mean() > 0.02 > np.abs(change[50:]).max()
    night, day = vary("background_brightness", [0.1, 0.7])
    assert day[:8].mean() > night[:8].mean() + 0.1


def test_eyes_muzzle_ears_and_light_follow_their_factors():
    for name, values in {
        "eye_size": [0.1, 0.25],
        "eye_spacing": [0.25, 0.4],
        "muzzle_size": [0.3, 0.55],
        "ear_size": [0.1, 0.45],
        "mane": [0.0, 0.4],
        "tilt": [-0.4, 0.4],
        "turn": [-0.8, 0.8],
    }.items():
        a, b = vary(name, values)
        change = np.abs(a - b).mean(axis=2)
        assert change.max() > 0.1, name
        assert change[:8, :8].max() < 0.02, f"{name} changes the background"
    left, right = vary("light_angle", [-2.8, -0.3], light=0.8)
    side = (right - left)[16:40].mean(axis=(0, 2))
    assert side[34:44].mean() > side[20:30].mean()


def test_a_turning_head_runs_along_a_curve():
    """Equal steps of the turn are no straight line between the images."""
    path = vary("turn", np.linspace(-1, 1, 9)).reshape(9, -1)
    straight = np.linspace(0, 1, 9)[:, None] * (path[-1] - path[0]) + path[0]
    away = np.linalg.norm(path - straight, axis=1).max()
    assert away > 0.4 * np.linalg.norm(path[-1] - path[0])


def test_blur_and_fur_contrast_set_the_detail():
    def detail(images):
        return [float(np.square(np.diff(image, axis=1)).mean()) for image in images]

    sharp, soft = detail(vary("blur", [0.008, 0.06]))
    assert sharp > 1.5 * soft
    plain, shaggy = detail(vary("fur_contrast", [0.0, 0.6]))
    assert shaggy > 1.1 * plain


def test_speed():
    start = time.process_time()
    make_monkeys(64, seed=9)
    # 1,369 portraits in 15 s would be 0.7 s; a slow, busy machine has 6.
    assert time.process_time() - start < 6
