"""What a stored study says of a model: its spread over several seeds.

`chapters/studies/NN_name.json` is written by `make study`. It is data: which
one is there changes nothing of what a notebook computes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STUDIES = Path(__file__).resolve().parents[2] / "chapters" / "studies"
VALUES_MIME = "application/vnd.autoencoder-book.values+json"


def load_study(stem: str) -> dict[str, Any] | None:
    """The stored study of the notebook with this stem; None if there is none.

    Raises:
        ValueError: the file is damaged.
    """
    path = STUDIES / f"{stem}.json"
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
        return {"seeds": list(found["seeds"]), "rows": list(found["rows"])}
    except (ValueError, KeyError, TypeError):
        raise ValueError(
            f"chapters/studies/{path.name} is damaged: fetch it again, or delete "
            "it, and the results show no spread."
        ) from None


def spread_of(study: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    """`seeds` and `spread` of the model of a row, or nothing.

    The spread of a score is its standard deviation over the seeds. It is
    another run's where model, data, its source or the epochs differ, and unknown
    where the study ran the model once.

    Args:
        study: what `load_study` returned.
        row: what `result_row` returned.

    Returns:
        ``{"seeds": [0, 1, 2], "spread": {"mse": 0.0004}}``, or ``{}``.
    """
    same = ("model", "data", "source", "epochs")
    for other in study["rows"] if study else ():
        if other["runs"] > 1 and all(other[key] == row[key] for key in same):
            spread = {k: v for k, v in other["spread"].items() if k in row["scores"]}
            return {"seeds": study["seeds"], "spread": spread} if spread else {}
    return {}


def keep_for_study(values: Mapping[str, float]) -> None:
    """Store numbers that are no row of the results, for `make study` to average.

    A line says which; a study keeps their mean and standard deviation over its seeds.

    Args:
        values: name → number, such as the errors of networks on validation images.
    """
    from IPython.display import display

    kept = {name: float(value) for name, value in values.items()}
    text = f"kept for the study: {len(kept)} number{'' if len(kept) == 1 else 's'}"
    display({VALUES_MIME: kept, "text/plain": text}, raw=True)


def load_values(stem: str) -> dict[str, dict[str, float]]:
    """What the study of this notebook kept: name → mean, spread, runs.

    `spread` is the standard deviation over the seeds, None where there was one run.
    Nothing where no study is stored, or it kept nothing.

    Raises:
        ValueError: the file is damaged.
    """
    if load_study(stem) is None:
        return {}
    found = json.loads((STUDIES / f"{stem}.json").read_text("utf-8"))
    return dict(found.get("values", {}))
