"""Grids, plots and figures: shapes, labels, the fixed grey range, alt text."""

import io

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image as Picture

from helpers.figures import grids, plots, style

rng = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """What `style.show` displays: a list of IPython images."""
    images = []
    monkeypatch.setattr("IPython.display.display", images.append)
    return images


# --- grids --------------------------------------------------------------------


def test_tile_puts_each_image_in_its_place():
    images = np.arange(5).reshape(5, 1, 1) * np.ones((5, 2, 3))
    grid = grids.tile(images, columns=2, gap=1, fill=-1)
    assert grid.shape == (3 * 3 - 1, 2 * 4 - 1)
    for index in range(5):
        top, left = 3 * (index // 2), 4 * (index % 2)
        assert np.all(grid[top : top + 2, left : left + 3] == index)
    assert np.all(grid[2] == -1) and np.all(grid[:, 3] == -1)
    assert np.all(grid[6:, 4:] == -1)  # the place left over


def test_tile_takes_colour_and_no_gap():
    images = rng.random((4, 8, 8, 3))
    grid = grids.tile(images, columns=4, gap=0)
    assert grid.shape == (8, 32, 3)
    assert np.allclose(grid[:, 8:16], images[1])


@pytest.mark.parametrize("shape", [(8, 8), (2, 8, 8, 2), (2, 8, 8, 1, 1)])
def test_tile_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match="images must be"):
        grids.tile(np.zeros(shape))


def test_tile_refuses_nothing():
    with pytest.raises(ValueError, match="at least one"):
        grids.tile(np.zeros((0, 8, 8)))


def test_grey_range_is_fixed():
    dim = 0.2 * rng.random((3, 8, 8, 1))
    image = grids.show_images(dim, columns=3).images[0]
    assert image.get_clim() == (0, 1)
    assert image.get_array().shape == (8, 26)


def test_rows_are_labelled_at_their_centres():
    x = rng.random((4, 8, 8, 1))
    ax = grids.show_rows({"input": x, "difference": x - x}, columns="abcd")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["input", "difference"]
    assert list(ax.get_yticks()) == [3.5, 12.5]
    assert list(ax.get_xticks()) == [3.5, 12.5, 21.5, 30.5]


def test_rows_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        grids.show_rows({"a": np.zeros((2, 8, 8)), "b": np.zeros((3, 8, 8))})
    with pytest.raises(ValueError, match="1 column labels for 2"):
        grids.show_rows({"a": np.zeros((2, 8, 8))}, columns=["x"])


def test_drawing_returns_the_axes_it_was_given():
    ax = plt.subplots()[1]
    assert grids.show_images(rng.random((2, 8, 8)), ax=ax) is ax
    assert plots.plot_losses({"loss": [1, 2]}, ax=ax) is ax


# --- plots --------------------------------------------------------------------


def test_losses_start_at_epoch_one_and_baselines_are_named():
    ax = plots.plot_losses(
        {"training": [3, 2, 1], "validation": [3, 3, 2]},
        baselines={"mean image": 4.0, "PCA-30": 1.5},
        log=True,
    )
    assert list(ax.lines[0].get_xdata()) == [1, 2, 3]
    assert [t.get_text().strip() for t in ax.texts] == ["mean image", "PCA-30"]
    assert ax.lines[2].get_ydata()[0] == 4.0
    assert ax.get_yscale() == "log"


def test_losses_against_seconds():
    ax = plots.plot_losses({"a": [2, 1]}, x={"a": [0.5, 1.0]}, xlabel="seconds")
    assert list(ax.lines[0].get_xdata()) == [0.5, 1.0]


def test_scatter_draws_each_class_and_thumbnails_that_do_not_overlap():
    codes = rng.standard_normal((200, 2))
    labels = rng.integers(0, 3, 200)
    ax = plots.scatter_codes(
        codes, labels, "abc", images=rng.random((200, 28, 28, 1)), thumbnails=12
    )
    assert len(ax.collections) == 3
    assert len(ax.artists) == 12


def test_scatter_refuses_longer_codes():
    with pytest.raises(ValueError, match="project them first"):
        plots.scatter_codes(np.zeros((5, 30)), np.zeros(5), ["a"])


def test_latent_plane_is_decoded_in_one_batch_on_the_priors_quantiles():
    batches = []

    def decode(codes):
        batches.append(codes)
        return codes[:, :1, None, None] * np.ones((1, 4, 4, 1))

    ax = plots.show_latent_plane(decode, n=5)
    assert len(batches) == 1 and batches[0].shape == (25, 2)
    codes = batches[0].reshape(5, 5, 2)
    assert np.all(np.diff(codes[0, :, 0]) > 0)  # grows to the right
    assert np.all(np.diff(codes[:, 0, 1]) < 0)  # and upwards
    assert codes[2, 2] == pytest.approx([0, 0], abs=1e-6)
    assert codes[0, 0, 0] == pytest.approx(-1.2816, abs=1e-3)  # the 10 % quantile
    assert ax.images[0].get_array().shape == (20, 20)


# --- figures ------------------------------------------------------------------


@pytest.mark.parametrize("photographs, kind", [(False, "png"), (True, "jpeg")])
def test_show_stores_one_image_with_alt_text(shown, photographs, kind):
    ax = plt.subplots(figsize=(3, 2))[1]
    ax.plot([0, 1])
    style.show(ax, alt="a line that rises", photographs=photographs)
    (image,) = shown
    assert image.format == kind
    _, metadata = image._repr_mimebundle_() or (None, None), image.metadata
    assert metadata == {"alt": "a line that rises"}
    picture = Picture.open(io.BytesIO(image.data))
    assert picture.format.lower() == kind
    assert 150 < picture.width <= 320
    assert not plt.get_fignums()


def test_a_grey_figure_keeps_its_greys_in_a_small_palette(shown):
    ramp = np.linspace(0, 1, 50 * 50).reshape(50, 50)
    figure, ax = plt.subplots(figsize=(2, 2))
    ax.imshow(ramp, cmap="gray")
    ax.axis("off")
    style.show(figure, alt="a ramp")
    picture = Picture.open(io.BytesIO(shown[0].data))
    values = np.unique(np.asarray(picture.convert("RGB"))[..., 0])
    assert 32 < len(values) <= 64 and np.diff(values).max() < 12


def test_show_needs_alt_text(shown):
    with pytest.raises(ValueError, match="alt text"):
        style.show(plt.figure(), alt=" ")


def test_the_palette_can_be_told_apart_in_grey_and_on_white():
    colours = [tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in style.PALETTE]
    assert len(set(colours)) == 10
    assert all(min(colour) < 200 for colour in colours)


def test_the_style_is_set_by_a_call_and_not_by_the_import():
    with plt.rc_context():
        style.use_book_style()
        cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
        assert cycle == list(style.PALETTE)
        assert plt.rcParams["figure.facecolor"] == "white"
