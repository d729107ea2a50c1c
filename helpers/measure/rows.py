"""One row of the results: one model's scores on one data set, checked.

The cell tagged ``results`` stores the rows of its notebook in its output, as
``MIME_TYPE``; the results page and the tests read them there.
"""

from __future__ import annotations

import math
from typing import Any

MIME_TYPE = "application/vnd.autoencoder-book.results+json"

SCORES = {
    "mse": ("MSE", "{:.5f}"),
    "sse": ("squared error per image", "{:.2f}"),
    "psnr_db": ("PSNR, dB", "{:.2f}"),
    "ssim": ("SSIM", "{:.3f}"),
    "bce": ("BCE", "{:.4f}"),
    "nats": ("nats", "{:.2f}"),
    "neg_elbo": ("−ELBO", "{:.2f}"),
    "accuracy": ("accuracy", "{:.3f}"),
    "frechet": ("Fréchet", "{:.2f}"),
}
"""Score name → (heading, number format); the order of the columns."""

RANGES = {
    "mse": (0, math.inf),
    "sse": (0, math.inf),
    "ssim": (-1, 1),
    "accuracy": (0, 1),
}
"""Score name → (least, largest) possible value, where there is one."""


def result_row(
    *,
    model: str,
    data: Any,
    code_size: int,
    parameters: int,
    epochs: float = 0,
    seconds: float = 0.0,
    seed: int | None = None,
    baseline: bool = False,
    **scores: float,
) -> dict[str, Any]:
    """One row of the results table.

    Args:
        model: what a reader calls it, such as ``"dense 784-1000-30"``.
        data: a loaded data set (its ``name`` and ``source`` are stored), or
            the name of a toy; nothing stands in for a toy, so its source is
            ``real``.
        code_size: numbers that the code spends on one image.
        parameters: trained numbers, encoder and decoder together.
        epochs: passes over the training images; 0 if there was no training.
        seconds: wall-clock training time; 0 if it was not taken.
        seed: the seed, where chance played a part.
        baseline: whether the model is what the others are measured against.
        scores: held-out scores, named as in ``SCORES``.

    Raises:
        ValueError: for an unknown score, none at all, a number that is not
            finite (a training that diverged), or one that cannot be.
    """
    if not model or not isinstance(model, str):
        raise ValueError(f"model is {model!r}: give a name that a reader understands.")
    if unknown := set(scores) - set(SCORES):
        raise ValueError(
            f"unknown score {sorted(unknown)} of {model!r}: use {', '.join(SCORES)}."
        )
    if not scores:
        raise ValueError(f"{model!r} has no score: pass at least one.")
    numbers = {
        key: _number(key, model, value, *RANGES.get(key, ()))
        for key, value in scores.items()
    }
    epochs = _number("epochs", model, epochs, 0)
    row = {
        "model": model,
        "data": getattr(data, "name", data),
        "source": getattr(data, "source", "real"),
        "code_size": _whole("code_size", model, code_size),
        "parameters": _whole("parameters", model, parameters),
        "epochs": int(epochs) if epochs == int(epochs) else epochs,
        "seconds": round(_number("seconds", model, seconds, 0), 1),
        "baseline": bool(baseline),
        "scores": {k: float(f"{v:.6g}") for k, v in numbers.items()},
    }
    if seed is not None:
        row["seed"] = _whole("seed", model, seed)
    return row


def _number(
    name: str, model: str, value: Any, low: float = -math.inf, high: float = math.inf
) -> float:
    """A finite number of the row of `model`; ValueError where it is none."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            f"{name} of {model!r} is {value!r}, which is no number."
        ) from None
    if not math.isfinite(number):
        raise ValueError(
            f"{name} of {model!r} is {number}: its training diverged or "
            "its input holds a NaN; mend that before the table."
        )
    if not low <= number <= high:
        raise ValueError(
            f"{name} of {model!r} is {number:g}: it lies between {low:g} and {high:g}."
        )
    return number


def _whole(name: str, model: str, value: Any) -> int:
    """A whole number from 0 on of the row of `model`; ValueError where it is none."""
    number = _number(name, model, value, 0)
    if number != int(number):
        raise ValueError(f"{name} of {model!r} is {number:g}: it is a whole number.")
    return int(number)
