"""The frames of a figure that adds pictures up."""

import numpy as np
import pytest

from helpers.figures import sum_frames


def test_a_frame_holds_three_pictures_and_the_pieces_that_are_in():
    image = np.full((4, 4), 0.75)
    pieces = np.stack([np.full((4, 4), 2.0), np.full((4, 4), -0.5)])
    totals = np.stack([np.zeros((4, 4)), np.full((4, 4), 2.0)])
    frames = sum_frames(image, totals, pieces, [[False, True], [True, True]])
    assert frames.dtype == "float32" and len(frames) == 2
    first, second = frames
    assert first.shape == (8 + 5 + 4, 8 * 5 - 1)  # eight columns of pieces
    assert frames.min() >= 0 and frames.max() <= 1
    left = (39 - 26) // 2  # three pictures of 8 pixels and two gaps, centred
    assert np.allclose(first[:8, left : left + 8], 0.75)
    assert np.allclose(first[:8, left + 9 : left + 17], 0), "the total"
    assert np.allclose(first[:8, left + 18 : left + 26], 0.75), "the difference"
    assert np.allclose(second[:8, left + 9 : left + 17], 1), "clipped"
    assert np.allclose(first[13:, :4], 1), "the first piece is missing"
    assert np.allclose(first[13:, 5:9], 0), "the second is all darkness"
    assert np.allclose(second[13:, :4], 1), "a piece of one sign is white"


def test_a_piece_of_zeros_is_grey():
    zero = np.zeros((1, 4, 4))
    assert np.allclose(sum_frames(zero[0], zero, zero, [[True]])[0, 13:, :4], 0.5)


@pytest.mark.parametrize("shape", [(3, 4), (4, 4, 1)])
def test_shapes_that_do_not_fit_are_named(shape):
    with pytest.raises(ValueError, match="do not fit"):
        sum_frames(np.zeros(shape), np.zeros((1, 4, 4)), np.zeros((2, 4, 4)), [[1, 1]])
