"""The score of an alarm, and its column in the results."""

import numpy as np

from helpers.measure.rows import RANGES, SCORES

SCORES["auroc"] = ("AUROC", "{:.3f}")
RANGES["auroc"] = (0, 1)


def auroc(normal: np.ndarray, strange: np.ndarray) -> float:
    """The share of pairs in which the strange one has the larger score.

    Pairs with equal scores count half. It is the area under the curve of hits
    against false alarms; 0.5 is a coin, 1 is perfect.

    Args:
        normal: scores (n,) of what is normal; strange: (m,) of anomalies.

    Raises:
        ValueError: one of them is empty, or a score is not finite.
    """
    from sklearn.metrics import roc_auc_score

    if not len(normal) or not len(strange):
        raise ValueError("scores of normal things and of anomalies are needed.")
    is_strange = np.repeat([False, True], [len(normal), len(strange)])
    return float(roc_auc_score(is_strange, np.concatenate([normal, strange])))
