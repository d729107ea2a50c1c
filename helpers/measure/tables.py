"""A table of a notebook: one output, as HTML for pages and as text.

The HTML has the class ``results``, which the site's style knows.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

DASH = "–"


def show_table(
    rows: Sequence[Mapping[str, Any]],
    formats: Mapping[str, str] | None = None,
    caption: str | None = None,
) -> None:
    """Display rows as one table, strings on the left, numbers on the right.

    Args:
        rows: a dictionary a row, heading → value (text, a number or None). The
            columns are those of all rows, in the order in which they first
            appear. What a row lacks, or what is None, is a dash.
        formats: heading → how its numbers are written, such as
            ``{"MSE": "{:.5f}"}``. Else whole numbers get commas, and others
            four significant digits.
        caption: a line below the table.

    Raises:
        ValueError: there is no row, a value is neither text nor a number, or
            `formats` names a heading that no row has.
    """
    from IPython.display import display

    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    if not headings:
        raise ValueError("there is nothing to show: give at least one row.")
    formats = dict(formats or {})
    if unknown := set(formats) - set(headings):
        raise ValueError(
            f"formats names {sorted(unknown)}: the headings are {headings}."
        )
    body = [
        [as_text(row.get(name), formats.get(name), name) for name in headings]
        for row in rows
    ]
    numeric = [not any(isinstance(r.get(name), str) for r in rows) for name in headings]
    display(bundle(headings, body, numeric, caption), raw=True)


def as_text(value: Any, form: str | None = None, heading: str = "a cell") -> str:
    """A value as its cell shows it; ValueError where it is no text or number."""
    if value is None:
        return DASH
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(
            f"{heading} is {value!r}: a cell holds text, a number or None; "
            "take one number out of an array with float(…)."
        )
    if form is not None:
        return form.format(value)
    if isinstance(value, Integral):
        return f"{int(value):,}"
    return four_digits(float(value))


def four_digits(value: float) -> str:
    """Four significant digits: 0.01768, 13.86, 12,346; 2.021e-05 when tiny."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    rounded = float(f"{value:.3e}")
    power = math.floor(math.log10(abs(rounded)))
    if power < -4:
        return f"{value:.3e}"
    return f"{rounded:,.{max(0, 3 - power)}f}"


def bundle(
    headings: Sequence[str],
    body: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    caption: str | None = None,
) -> dict[str, Any]:
    """The table as what `display(…, raw=True)` takes: HTML and plain text.

    Args:
        headings: of the columns.
        body: the rows, their cells as text.
        numeric: for each column, whether it stands on the right.
        caption: a line below the table.
    """
    return {
        "text/html": _as_html(headings, body, numeric, caption),
        "text/plain": _as_plain(headings, body, numeric, caption),
    }


def _as_html(
    headings: Sequence[str],
    body: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    caption: str | None,
) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        parts = []
        for cell, right in zip(cells, numeric):
            style = f"text-align:{'right' if right else 'left'}"
            parts.append(f'<{tag}{scope} style="{style}">{html.escape(cell)}</{tag}>')
        return f"<tr>{''.join(parts)}</tr>"

    lines = ['<table class="results">', "<thead>", line(headings, "th"), "</thead>"]
    lines += ["<tbody>", *(line(cells, "td") for cells in body), "</tbody>", "</table>"]
    if caption:
        lines.append(f"<p>{html.escape(caption)}</p>")
    return "\n".join(lines)


def _as_plain(
    headings: Sequence[str],
    body: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    caption: str | None,
) -> str:
    widths = [max(map(len, column)) for column in zip(headings, *body)]
    lines = []
    for cells in [headings, *body]:
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, numeric)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join([*lines, *([caption] if caption else [])])
