"""The results table of a chapter, for people and for the results page.

A row describes one model's scores on one data set. The cell tagged ``results``
shows the rows as a table and stores them, in the same output, under the MIME
type ``application/vnd.autoencoder-book.results+json``.
"""

from __future__ import annotations

import html
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
        seconds: wall-clock training time.
        seed: the seed, where chance played a part.
        baseline: whether the model is what the others are measured against.
        scores: held-out scores, named as in ``SCORES``.

    Raises:
        ValueError: for an unknown score, none at all, or one that is not
            finite (a training that diverged must not end up in a table).
    """
    if unknown := set(scores) - set(SCORES):
        raise ValueError(
            f"unknown score {sorted(unknown)} of {model!r}: use {', '.join(SCORES)}."
        )
    if not scores:
        raise ValueError(f"{model!r} has no score: pass at least one.")
    numbers = {key: float(value) for key, value in scores.items()}
    for key, value in {**numbers, "seconds": float(seconds)}.items():
        if not math.isfinite(value):
            raise ValueError(
                f"{key} of {model!r} is {value}: its training diverged or "
                "its input holds a NaN; mend that before the table."
            )
    row = {
        "model": model,
        "data": getattr(data, "name", data),
        "source": getattr(data, "source", "real"),
        "code_size": int(code_size),
        "parameters": int(parameters),
        "epochs": int(epochs) if epochs == int(epochs) else float(epochs),
        "seconds": round(float(seconds), 1),
        "baseline": bool(baseline),
        "scores": {k: float(f"{v:.6g}") for k, v in numbers.items()},
    }
    if seed is not None:
        row["seed"] = int(seed)
    return row


def _table(rows: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the table, as text; baselines marked with °."""
    used = [key for key in SCORES if any(key in r["scores"] for r in rows)]
    headings = ["model", "data", "code size", "parameters", "epochs", "seconds"]
    headings += [SCORES[key][0] for key in used]
    body = []
    for row in rows:
        cells = [
            row["model"] + (" °" if row["baseline"] else ""),
            row["data"] + ("" if row["source"] == "real" else " (stand-in)"),
            f"{row['code_size']:,}",
            f"{row['parameters']:,}",
            f"{row['epochs']:,g}" if row["epochs"] else "–",
            f"{row['seconds']:.1f}",
        ]
        for key in used:
            value = row["scores"].get(key)
            cells.append("–" if value is None else SCORES[key][1].format(value))
        body.append(cells)
    return headings, body


def _as_html(headings: list[str], body: list[list[str]]) -> str:
    def line(cells: list[str], tag: str) -> str:
        parts = []
        for column, cell in enumerate(cells):
            side = "left" if column < 2 else "right"
            scope = ' scope="col"' if tag == "th" else ""
            parts.append(
                f'<{tag}{scope} style="text-align:{side}">{html.escape(cell)}</{tag}>'
            )
        return "<tr>" + "".join(parts) + "</tr>"

    lines = ['<table class="results">', "<thead>", line(headings, "th")]
    lines += ["</thead>", "<tbody>", *(line(row, "td") for row in body)]
    lines += ["</tbody>", "</table>", "<p>° baseline</p>"]
    return "\n".join(lines)


def _as_text(headings: list[str], body: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(headings, *body)]
    lines = []
    for cells in [headings, *body]:
        padded = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join([*lines, "° baseline"])


def show_results(rows: list[dict[str, Any]]) -> None:
    """Display the rows as a table and store them in the same output.

    Args:
        rows: what ``result_row`` returned, in the order of the table.

    Raises:
        ValueError: if there is no row or none of them is a baseline.
    """
    if not any(row["baseline"] for row in rows):
        raise ValueError(
            "a results table without a baseline says nothing: add the mean "
            "image or PCA with result_row(…, baseline=True)."
        )
    from IPython.display import display

    headings, body = _table(rows)
    bundle = {
        MIME_TYPE: rows,
        "text/html": _as_html(headings, body),
        "text/plain": _as_text(headings, body),
    }
    display(bundle, raw=True)
