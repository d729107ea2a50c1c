"""VQPCA: groups sorted by what they rebuild best, codes and back, and short groups."""

import re

import numpy as np
import pytest

from helpers.measure import fit_pca, fit_vq_pca, local_pca_reconstruct, mse
from helpers.measure import vqpca as module


def planes(n: int, seed: int = 0) -> np.ndarray:
    """Points (n, 5, 1) of two planes that cross in one line, with a little noise.

    Each is three times as wide across that line as along it.
    """
    rng = np.random.default_rng(seed)
    first, second = np.diag([3, 1, 0, 0, 0])[:2], np.diag([0, 1, 3, 0, 0])[1:3]
    along = rng.standard_normal((n, 2))
    x = np.where(rng.random((n, 1)) < 0.5, along @ first, along @ second)
    x += 0.01 * rng.standard_normal((n, 5)) + 0.5
    return x.astype("float32").reshape(n, 5, 1)


def blobs(n: int, seed: int = 0) -> np.ndarray:
    """Images (n, 4, 3, 2) of six kinds, each with its own directions."""
    rng = np.random.default_rng(seed)
    kinds = np.random.default_rng(9).standard_normal((6, 4, 24))
    kind, numbers = rng.integers(0, 6, n), rng.standard_normal((n, 3))
    x = kinds[kind, 3] / 2 + np.einsum("nk,nkv->nv", numbers, kinds[kind, :3])
    x += 0.1 * rng.standard_normal((n, 24))
    return (0.5 + x / 10).astype("float32").reshape(n, 4, 3, 2)


def test_it_tells_crossing_planes_apart_where_k_means_cannot():
    x_train, x = planes(1000), planes(300, seed=1)
    vq = fit_vq_pca(x_train, 2, groups=2, turns=30)
    sorted_again = mse(x, vq.reconstruct(x))
    assert sorted_again < 2e-4  # the noise has 1e-4
    assert 5 * sorted_again < mse(x, local_pca_reconstruct(x_train, x, 2, groups=2))
    assert 5 * sorted_again < mse(x, fit_vq_pca(x_train, 2, 2, turns=0).reconstruct(x))


@pytest.mark.parametrize("make", [planes, blobs])
def test_no_turn_makes_the_training_error_larger(make):
    x = make(600)
    fitted = [fit_vq_pca(x, 2, groups=6, turns=turns) for turns in range(8)]
    errors = np.array([mse(x, vq.reconstruct(x)) for vq in fitted])
    assert np.all(np.diff(errors) <= 1e-6 * errors[0]) and errors[-1] < 0.9 * errors[0]


def test_it_ends_where_no_image_moves(monkeypatch):
    fits = []
    monkeypatch.setattr(module, "fit_pca", lambda *a: fits.append(1) or fit_pca(*a))
    x = planes(200)
    far = fit_vq_pca(x, 2, groups=2, turns=10**9)
    assert len(fits) < 200
    near = fit_vq_pca(x, 2, groups=2, turns=len(fits) // 2 - 1)
    assert np.array_equal(far.components, near.components)


def test_shapes_types_and_numbers(monkeypatch):
    x_train, x = blobs(500), blobs(70, seed=1)
    vq = fit_vq_pca(x_train, 3, groups=6)
    addresses, numbers = vq.encode(x)
    assert addresses.shape == (70,) and addresses.dtype == "int64"
    assert numbers.shape == (70, 3) and numbers.dtype == "float32"
    x_hat = vq.decode(addresses, numbers)
    assert x_hat.shape == x.shape and x_hat.dtype == "float32"
    assert np.array_equal(x_hat, vq.reconstruct(x))
    assert vq.means.shape == (6, 24) and vq.components.shape == (6, 3, 24)
    assert vq.means.dtype == vq.components.dtype == "float32"
    assert vq.shape == (4, 3, 2) and vq.parameters() == 6 * 4 * 24
    assert repr(vq) == "<VQPCA: 6 groups, 3 components each, of 4 × 3 × 2>"
    monkeypatch.setattr(module, "CELLS", 200)  # eight images at a time
    again, others = vq.encode(x)
    assert np.array_equal(again, addresses) and np.allclose(others, numbers, atol=1e-5)
    empty = vq.reconstruct(x[:0])
    assert empty.shape == (0, 4, 3, 2)


def test_each_image_goes_to_the_group_that_rebuilds_it_best():
    x = blobs(60, seed=1)
    vq = fit_vq_pca(blobs(500), 3, groups=6)
    flat, each = x.reshape(60, -1), []
    for mean, components in zip(vq.means, vq.components):
        codes = (flat - mean) @ components.T
        each.append(np.sum((flat - mean - codes @ components) ** 2, axis=1))
    addresses, _ = vq.encode(x)
    assert np.array_equal(addresses, np.argmin(each, axis=0))
    errors = np.sum((x - vq.reconstruct(x)) ** 2, axis=(1, 2, 3))
    assert np.allclose(errors, np.min(each, axis=0), atol=1e-5)
    for components in vq.components:
        assert np.allclose(components @ components.T, np.eye(3), atol=1e-5)


def test_one_group_is_pca():
    x = blobs(200)
    vq = fit_vq_pca(x, 3, groups=1)
    assert np.allclose(vq.reconstruct(x), fit_pca(x, 3).reconstruct(x), atol=1e-5)


def test_the_seed_decides():
    x = blobs(300)
    one, same, other = (fit_vq_pca(x, 2, 6, turns=1, seed=s) for s in (0, 0, 1))
    assert np.array_equal(one.components, same.components)
    assert np.array_equal(one.means, same.means)
    assert not np.array_equal(one.means, other.means)


def test_of_many_images_k_means_is_given_some(monkeypatch):
    monkeypatch.setattr(module, "SORTED", 100)
    x = blobs(400)
    one, same = (fit_vq_pca(x, 2, 6) for _ in range(2))
    assert np.array_equal(one.means, same.means)
    assert mse(x, one.reconstruct(x)) < mse(x, fit_pca(x, 2).reconstruct(x))


def test_a_short_group_gets_the_worst_images_that_others_can_spare():
    addresses = np.array([0, 0, 0, 0, 0, 1, 3, 3, 3])  # 1 is short, 2 is empty
    errors = np.array([1, 5, 2, 9, 3, 9, 7, 8, 6], "float32")
    filled = module._filled(addresses, errors, groups=4, least=2)
    assert filled.tolist() == [0, 2, 0, 1, 0, 1, 3, 2, 3]
    assert addresses.tolist() == [0, 0, 0, 0, 0, 1, 3, 3, 3]
    full = module._filled(np.array([0, 0, 0, 0, 1, 2]), np.arange(6.0), 3, 2)
    assert np.bincount(full).tolist() == [2, 2, 2]
    assert full[4] == 1 and full[5] == 2, "a short group keeps its own"


def test_groups_that_run_short_are_fitted_and_no_error_rises():
    x = blobs(40)
    x[0], x[1:3] = 5, -5  # k-means gives each a group of its own
    assert min(np.bincount(fit_vq_pca(x, 1, 3, turns=0).encode(x)[0])) >= 1
    fitted = [fit_vq_pca(x, 4, groups=8, turns=turns) for turns in range(6)]
    errors = [mse(x, vq.reconstruct(x)) for vq in fitted]
    assert np.isfinite(errors).all()
    assert np.all(np.diff(errors) <= 1e-6)
    exact = fit_vq_pca(x, 4, groups=8)  # 40 images, 8 groups of 5
    assert mse(x, exact.reconstruct(x)) < 1e-9
    same = np.repeat(blobs(2), 30, axis=0)  # two different images
    vq = fit_vq_pca(same, 2, groups=6)
    assert mse(same, vq.reconstruct(same)) < 1e-9
    for components in vq.components:  # of no variance, and directions nevertheless
        assert np.allclose(components @ components.T, np.eye(2), atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0, 2), "code_size is 0: choose 1 to 24 values"),
        ((25, 2), "code_size is 25: choose 1 to 24 values"),
        ((4, 9), "groups is 9: each takes 5 images or more, and there are 40; choose"),
        ((4, 0), "groups is 0: each takes 5 images or more, .* choose 1 to 8"),
        ((2, 2, -1), "turns is -1: choose 0"),
    ],
)
def test_what_cannot_be_is_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        fit_vq_pca(blobs(40), *arguments)


def test_codes_and_images_of_other_shapes_are_refused():
    vq = fit_vq_pca(blobs(40), 2, groups=3)
    with pytest.raises(ValueError, match=re.escape("fitted on (n, 4, 3, 2)")):
        vq.encode(blobs(4).reshape(4, -1))
    with pytest.raises(ValueError, match=re.escape("they are (n,) and (n, 2)")):
        vq.decode(np.zeros(4, int), np.zeros((4, 3)))
    for address in (-1, 3):
        with pytest.raises(ValueError, match="addresses are 0 to 2"):
            vq.decode(np.array([0, address]), np.zeros((2, 2)))
