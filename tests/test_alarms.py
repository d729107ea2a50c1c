"""Tests of an alarm's score."""

import numpy as np
import pytest

from helpers.measure import auroc
from helpers.measure.rows import result_row


def test_auroc_is_the_share_of_pairs():
    rng = np.random.default_rng(0)
    normal, strange = rng.normal(size=40), rng.normal(1, 1, 30)
    pairs = np.mean(strange[:, None] > normal)
    assert auroc(normal, strange) == pytest.approx(pairs)
    assert auroc(strange, normal) == pytest.approx(1 - pairs)
    assert auroc(np.zeros(3), np.zeros(2)) == 0.5


@pytest.mark.parametrize("scores", [np.array([]), np.array([np.nan, 1.0])])
def test_scores_that_cannot_be_ranked_are_refused(scores):
    with pytest.raises(ValueError):
        auroc(scores, np.ones(2))


def test_the_results_have_a_column_for_it():
    row = {"model": "AE", "data": "MNIST", "code_size": 2, "parameters": 1}
    assert result_row(**row, auroc=0.7)["scores"] == {"auroc": 0.7}
    with pytest.raises(ValueError, match="between 0 and 1"):
        result_row(**row, auroc=1.2)
