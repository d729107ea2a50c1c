"""The results table of notebooks that do not use `Results` yet.

It goes when the last of them is rewritten; its syntax tree stays until then.
"""

from __future__ import annotations

import html
from typing import Any

from helpers.measure.rows import MIME_TYPE, SCORES


def _table(rows: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the table, as text; baselines marked with °."""
    used = [key for key in SCORES if any(key in r["scores"] for r in rows)]
    headings = ["model", "data", "code size", "parameters", "epochs", "seconds"]
    headings += [SCORES[key][0] for key in used]
    body = []
    for row in rows:
        cells = [
            row["model"] + ("\N{NO-BREAK SPACE}°" if row["baseline"] else ""),
            row["data"] + ("" if row["source"] == "real" else " (stand-in)"),
            f"{row['code_size']:,}",
            f"{row['parameters']:,}",
            f"{row['epochs']:,g}" if row["epochs"] else "–",
            f"{row['seconds']:.1f}" if row["seconds"] else "–",
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
