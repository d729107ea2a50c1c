"""What a reader is told of an answer to an exercise."""

import numpy as np
import pytest

from helpers.measure import check_answer


@pytest.mark.parametrize(
    ("answer", "within", "said"),
    [
        (None, 1, "No answer yet"),
        (86, 1, "Right: 87"),
        (87, 0, "Right: 87"),
        (np.float32(86.5), 1, "Right: 87"),
        (60, 1, "60 is too small by 27"),
        (90.5, 1, "90.5 is too large by 3.5"),
        ("many", 1, "'many' is no number"),
        (True, 100, "True is no number"),
        (float("nan"), 1, "Not yet"),
    ],
)
def test_answers(answer, within, said, capsys):
    check_answer(answer, 87, within)
    assert said in capsys.readouterr().out
