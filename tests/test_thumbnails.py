"""A map of thumbnails: who lies where, who is shown, what is refused."""

import numpy as np
import pytest

from helpers.figures.thumbnails import thumbnail, thumbnail_map


def plain(*values: float) -> np.ndarray:
    """Grey pictures of one value each, (n, 8, 8, 1)."""
    return np.float32(values)[:, None, None, None] * np.ones((1, 8, 8, 1), "float32")


def test_pictures_lie_at_their_places():
    places = [(0, 0), (1, 0), (0, 1), (1, 1)]
    canvas, shown = thumbnail_map(plain(0.0, 0.2, 0.4, 0.6), places, 2, side=4)
    assert canvas.shape == (8, 8, 3)
    corners = canvas[[7, 7, 0, 0], [0, 7, 0, 7], 0]
    assert np.allclose(corners, [0.0, 0.2, 0.4, 0.6], atol=0.01)
    assert shown.tolist() == [2, 3, 0, 1], "from the top left"


def test_a_cell_shows_what_lies_nearest_to_its_centre():
    places = [(0, 0), (0.26, 0.24), (1, 1)]
    canvas, shown = thumbnail_map(plain(0.0, 0.2, 0.4), places, 2, side=4)
    assert sorted(shown.tolist()) == [1, 2]
    assert canvas[7, 0, 0] == pytest.approx(0.2, abs=0.01)
    assert np.all(canvas[0, 0] == 1), "an empty cell is white"


def test_frames_and_colour_images():
    image = np.zeros((6, 9, 3), "float32")
    framed = thumbnail(image, 8, np.array([1, 0.5, 0]))
    assert framed.shape == (8, 8, 3)
    assert np.allclose(framed[0, 0], [1, 0.5, 0])
    assert np.allclose(framed[3, 3], 0)
    colours = np.tile([0.0, 1.0, 0.0], (2, 1))
    canvas, _ = thumbnail_map(plain(0, 0), [(0, 0), (1, 1)], 2, 6, colours)
    assert np.allclose(canvas[-1, 0], [0, 1, 0])


def test_a_line_and_a_point_are_maps_too():
    flat, _ = thumbnail_map(plain(0, 0.5), [(0, 3), (5, 3)], 4, 4)
    assert flat.shape == (4, 16, 3)
    tall, _ = thumbnail_map(plain(0, 0.5), [(3, 0), (3, 5)], 4, 4)
    assert tall.shape == (32, 16, 3)
    _, shown = thumbnail_map(plain(0, 0.5), [(1, 1), (1, 1)], 4, 4)
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("images", "places"),
    [
        (plain(0, 1), [(0, 0)]),
        (plain(0), [(0, np.nan)]),
        (plain(0)[..., 0], [(0, 0)]),
        (plain(0)[:0], np.zeros((0, 2))),
    ],
)
def test_what_does_not_fit_is_refused(images, places):
    with pytest.raises(ValueError, match=r"images"):
        thumbnail_map(images, places)


def test_no_column_is_refused():
    with pytest.raises(ValueError, match="column"):
        thumbnail_map(plain(0), [(0, 0)], columns=0)
