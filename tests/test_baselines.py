"""Baselines agree with scikit-learn and with what can be worked out by hand."""

import re

import numpy as np
import pytest
from scipy.stats import spearmanr

from helpers.data import make_spiral
from helpers.measure import baselines as module
from helpers.measure import (
    fit_pca,
    isomap_reconstruct,
    linear_probe,
    local_pca_reconstruct,
    mean_image,
    mse,
    nearest_neighbours,
    neighbour_accuracy,
    show_baselines,
)


def images(n, shape=(6, 5, 2), seed=0):
    """Correlated images in [0, 1], float32 (n, *shape)."""
    rng = np.random.default_rng(seed)
    size = int(np.prod(shape))
    mixing = np.random.default_rng(9).standard_normal((size, size))
    x = rng.standard_normal((n, size)) * np.geomspace(1, 0.01, size) @ mixing
    return (0.5 + x / 40).reshape(n, *shape).astype("float32")


def test_the_mean_image_repeats():
    x_train, x = images(50), images(7, seed=1)
    x_hat = mean_image(x_train, x)
    assert x_hat.shape == x.shape and x_hat.dtype == "float32"
    assert np.allclose(x_hat[6], x_train.mean(axis=0), atol=1e-6)
    assert mse(x_train, mean_image(x_train, x_train)) == pytest.approx(
        x_train.astype("float64").var(axis=0).mean(), rel=1e-5
    )


@pytest.mark.parametrize("n", [2500, 40], ids=["more images", "more values"])
def test_pca_is_that_of_scikit_learn(n):
    from sklearn.decomposition import PCA

    x = images(n)
    ours = fit_pca(x, 8)
    flat = x.reshape(n, -1).astype("float64")
    theirs = PCA(8, svd_solver="full").fit(flat)
    cosines = np.sum(ours.components * theirs.components_, axis=1)
    assert np.allclose(np.abs(cosines), 1, atol=1e-5)
    assert np.allclose(ours.mean, theirs.mean_, atol=1e-6)
    variances = theirs.explained_variance_ * (n - 1) / n
    assert np.allclose(ours.variances, variances, rtol=1e-4)
    x_new = images(9, seed=1)
    codes = theirs.transform(x_new.reshape(9, -1)) * np.sign(cosines)
    assert np.allclose(ours.encode(x_new), codes, atol=1e-4)
    x_hat = theirs.inverse_transform(codes * np.sign(cosines)).reshape(x_new.shape)
    assert np.allclose(ours.reconstruct(x_new), x_hat, atol=1e-5)


def test_where_both_are_many_pca_comes_close(monkeypatch):
    x = images(300)
    exact = fit_pca(x, 8)
    monkeypatch.setattr(module, "LARGEST", 30)
    near = fit_pca(x, 8)
    assert np.allclose(near.variances, exact.variances, rtol=1e-3)
    assert np.allclose(near.components, exact.components, atol=1e-2)


def test_shapes_types_and_numbers_of_pca():
    x = images(100)
    pca = fit_pca(x, 8)
    z = pca.encode(x)
    assert z.shape == (100, 8) and z.dtype == "float32"
    assert pca.decode(z).shape == x.shape and pca.decode(z).dtype == "float32"
    assert pca.components.shape == (8, 60) and pca.mean.shape == (60,)
    assert np.allclose(pca.components @ pca.components.T, np.eye(8), atol=1e-5)
    assert np.allclose(z.var(axis=0), pca.variances, rtol=1e-3)
    assert pca.parameters() == 9 * 60 and pca.parameters(3) == 4 * 60
    assert repr(pca) == "<PCA: 8 components of 6 × 5 × 2>"


def test_a_smaller_code_takes_the_first_components():
    x = images(100)
    large, small = fit_pca(x, 8), fit_pca(x, 3)
    assert np.allclose(large.encode(x, 3), small.encode(x), atol=1e-4)
    assert np.allclose(large.reconstruct(x, 3), small.reconstruct(x), atol=1e-5)
    assert np.allclose(large.decode(large.encode(x, 3)), large.reconstruct(x, 3))
    errors = [mse(x, large.reconstruct(x, k)) for k in (1, 3, 8)]
    assert errors == sorted(errors, reverse=True) and errors[2] < errors[0]


@pytest.mark.parametrize("size", [0, 61])
def test_a_code_that_cannot_be_is_refused(size):
    with pytest.raises(ValueError, match=f"code_size is {size}: of 100 images of 60"):
        fit_pca(images(100), size)
    with pytest.raises(ValueError, match=f"code_size is {size}, .* with 8"):
        fit_pca(images(100), 8).encode(images(3), size)


def test_images_of_another_shape_are_refused():
    pca = fit_pca(images(100), 8)
    with pytest.raises(ValueError, match=re.escape("fitted on (n, 6, 5, 2)")):
        pca.encode(images(3).reshape(3, -1))


def test_the_table_of_baselines(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda b, raw: shown.append(b))
    x_train, x_val = images(100), images(20, seed=1)
    pca = show_baselines(x_train, x_val, code_sizes=(2, 8))
    assert len(pca.components) == 8
    (bundle,) = shown
    lines = bundle["text/plain"].splitlines()
    names = [line.split("  ")[0] for line in lines[1:]]
    assert names == ["mean image", "PCA-2", "PCA-8"]
    error = mse(x_val, pca.reconstruct(x_val, 2))
    assert lines[2].split()[1:] == ["2", "180", f"{error:.5f}", f"{60 * error:.2f}"]


def classes(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    return (3 * np.eye(3)[y] + rng.standard_normal((n, 3))).astype("float32"), y


def test_the_probe_finds_what_is_linear_and_nothing_in_noise():
    (x_train, y_train), (x, y) = classes(600, 0), classes(600, 1)
    assert linear_probe(x_train, y_train, x, y) > 0.9
    noise = np.random.default_rng(2).standard_normal((2, 600, 3))
    assert linear_probe(noise[0], y_train, noise[1], y) < 0.5


def test_the_probe_standardises():
    (x_train, y_train), (x, y) = classes(600, 0), classes(600, 1)
    scale = np.array([1e-3, 1, 1e3], "float32")
    plain = linear_probe(x_train, y_train, x, y)
    assert linear_probe(x_train * scale + 5, y_train, x * scale + 5, y) == (
        pytest.approx(plain, abs=0.01)
    )


def test_the_probe_draws_its_images_by_the_seed():
    (x_train, y_train), (x, y) = classes(600, 0), classes(600, 1)
    found = [
        linear_probe(x_train, y_train, x, y, seed=seed, images=12)
        for seed in (0, 0, 1, 2, 3)
    ]
    assert found[0] == found[1] and len(set(found)) > 1


@pytest.mark.parametrize("strengths", [(1.0, 0.1, 0.01), (0.1, 0.01, 1.0), (0.1,)])
def test_the_probe_chooses_its_penalty_on_training_images_held_out(
    monkeypatch, strengths
):
    fits, scored = [], []

    class Stub:  # the strength 0.1 is best, whatever it is shown
        def __init__(self, x, y, strength):
            fits.append((len(x), strength))
            self.strength = strength

        def score(self, x, y):
            scored.append(len(x))
            return 1 - abs(self.strength - 0.1)

    monkeypatch.setattr("helpers.measure.neighbours._fit_probe", Stub)
    (x_train, y_train), (x, y) = classes(500, 0), classes(70, 1)
    found = linear_probe(x_train, y_train, x, y, strengths=strengths)
    tried = [(400, c) for c in strengths] if len(strengths) > 1 else []
    assert found == 1 and fits == [*tried, (500, 0.1)]
    assert scored == [100] * len(tried) + [70]


def test_local_pca_follows_each_group_along_its_own_line():
    rng = np.random.default_rng(0)

    def two_lines(n):
        along = rng.standard_normal((n, 1))
        first = along * [1, 0, 0] + [0, 0, 9]
        second = along * [0, 1, 0] - [0, 0, 9]
        return np.where(rng.random((n, 1)) < 0.5, first, second).astype("float32")

    x_train, x = two_lines(400), two_lines(100)
    one = fit_pca(x_train, 2).reconstruct(x)
    two = local_pca_reconstruct(x_train, x, 1, groups=2)
    assert two.dtype == "float32" and two.shape == x.shape
    assert mse(x, two) < 1e-9 < 0.01 < mse(x, one)
    shaped = local_pca_reconstruct(
        x_train.reshape(-1, 3, 1), x.reshape(-1, 3, 1), 1, groups=2
    )
    assert np.allclose(shaped.reshape(-1, 3), two, atol=1e-6)


def test_local_pca_names_a_group_that_is_too_small():
    x = images(40)
    with pytest.raises(ValueError, match=r"group \d of 9 holds \d+ images"):
        local_pca_reconstruct(x, x, 20, groups=9)


def test_a_probe_that_does_not_converge_says_so(monkeypatch):
    monkeypatch.setattr("helpers.measure.neighbours.MOST_ITERATIONS", 1)
    (x_train, y_train), (x, y) = classes(600, 0), classes(600, 1)
    with pytest.raises(RuntimeError, match="did not converge"):
        linear_probe(x_train, y_train, x, y)


@pytest.mark.parametrize("k", [1, 4])
def test_neighbours_are_those_of_all_pairs(k, monkeypatch):
    monkeypatch.setattr("helpers.measure.neighbours.CHUNK", 7)
    x_train, x = images(90), images(20, seed=1)
    distances, indices = nearest_neighbours(x_train, x, k)
    pairs = x[:, None].astype("float64") - x_train[None]
    pairs = np.sum(pairs**2, axis=(2, 3, 4))
    order = np.argsort(pairs, axis=1)[:, :k]
    assert np.array_equal(indices, order)
    assert np.allclose(distances, np.take_along_axis(pairs, order, 1), rtol=1e-4)


def test_a_copy_is_at_no_distance():
    x_train = images(90)
    distances, indices = nearest_neighbours(x_train, x_train[5:8])
    assert indices[:, 0].tolist() == [5, 6, 7]
    assert not distances.any()


def test_the_vote_goes_to_most_and_then_to_the_nearest():
    x_train = np.array([[0.0], [1.0], [1.1], [5.0]], "float32")
    y_train, x = np.array([0, 1, 1, 2]), np.array([[0.2]], "float32")
    assert neighbour_accuracy(x_train, y_train, x, np.array([0]), k=1) == 1
    assert neighbour_accuracy(x_train, y_train, x, np.array([0]), k=2) == 1
    assert neighbour_accuracy(x_train, y_train, x, np.array([1]), k=3) == 1


def test_neighbours_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="k is 91: there are 90"):
        nearest_neighbours(images(90), images(2), 91)
    with pytest.raises(ValueError, match="differ in shape"):
        nearest_neighbours(images(90), images(2).reshape(2, -1))


def test_isomap_unrolls_a_spiral():
    rng = np.random.default_rng(0)
    _, x_train = make_spiral(1000, rng)
    position, x = make_spiral(300, rng)
    codes, x_hat = isomap_reconstruct(x_train, x)
    assert codes.shape == (300, 1)
    assert abs(spearmanr(codes[:, 0], position).statistic) > 0.99
    assert mse(x, x_hat) < 0.05 * mse(x, mean_image(x_train, x))
