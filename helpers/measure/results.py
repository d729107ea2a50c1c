"""The results of a notebook: a row as a model finishes, a table at the end.

The cell tagged ``results`` shows them and stores them in the same output, as
``MIME_TYPE``. Where a study of the notebook is stored, its spread stands beside
the scores.
"""

from __future__ import annotations

from typing import Any

from helpers.measure.rows import MIME_TYPE, SCORES, result_row
from helpers.measure.studies import load_study, spread_of
from helpers.measure.tables import DASH, bundle

COLUMNS = {
    "code_size": ("code size", "{:,}"),
    "parameters": ("parameters", "{:,}"),
    "epochs": ("epochs", "{:,g}"),
    "seconds": ("seconds", "{:.1f}"),
}
"""Entry of a row → (heading, number format); a 0 of the last two is a dash."""


class Results:
    """The scores of a notebook's models.

    Example:
        >>> results = Results(study="01_linear_autoencoder_pca")
        >>> results.add(
        ...     model="PCA-30",
        ...     data=mnist,
        ...     code_size=30,
        ...     parameters=24304,
        ...     baseline=True,
        ...     mse=0.01768,
        ... )  # doctest: +SKIP
        >>> results.show()  # doctest: +SKIP

    Args:
        study: the notebook's file name without its ending. If a study of it is
            stored, rows of the same model, data and epochs get its spread.
    """

    def __init__(self, study: str | None = None) -> None:
        self._study = load_study(study) if study else None
        self._rows: list[dict[str, Any]] = []

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows so far, as they are stored: a new list."""
        return list(self._rows)

    def add(
        self,
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
    ) -> None:
        """Add the row of a model that is finished; arguments of `result_row`.

        Raises:
            ValueError: as `result_row`, or there is a row of this model, data
                and seed.
        """
        row = result_row(
            model=model,
            data=data,
            code_size=code_size,
            parameters=parameters,
            epochs=epochs,
            seconds=seconds,
            seed=seed,
            baseline=baseline,
            **scores,
        )
        if any(_key(row) == _key(other) for other in self._rows):
            raise ValueError(
                f"there is a row of {model!r} on {row['data']} already: give the "
                "model another name, or run the notebook from its first cell."
            )
        self._rows.append({**row, **spread_of(self._study, row)})

    def spread(self, model: str, score: str, data: Any = None) -> float | None:
        """The standard deviation of a score over the seeds of the stored study.

        Args:
            model: as in `add`.
            score: such as ``"mse"``.
            data: needed where the model has rows on several data sets.

        Returns:
            The spread, in the score's unit; None where no study tells it.

        Raises:
            ValueError: there is no such row, or there are several.
        """
        found = [row for row in self._rows if row["model"] == model]
        if data is not None:
            name = getattr(data, "name", data)
            found = [row for row in found if row["data"] == name]
        sets = {row["data"] for row in found}
        if len(sets) > 1:
            raise ValueError(f"{model!r} has rows on {sorted(sets)}: say data=….")
        if not found or score not in found[0]["scores"]:
            raise ValueError(
                f"no row has {score!r} of {model!r}: add it first, or use one of "
                f"{sorted({row['model'] for row in self._rows})}."
            )
        return found[0].get("spread", {}).get(score)

    def show(self) -> None:
        """Display the table, and store the rows in the same output.

        Raises:
            ValueError: the rows of a data set have no baseline, or there is none.
        """
        from IPython.display import display

        for data in dict.fromkeys(row["data"] for row in self._rows) or ["no data"]:
            if not any(r["baseline"] for r in self._rows if r["data"] == data):
                raise ValueError(
                    f"results on {data} without a baseline say nothing: add the "
                    "mean image or PCA with results.add(…, baseline=True)."
                )
        table = bundle(*_table(self._rows), caption=_caption(self._rows))
        display({MIME_TYPE: self.rows, **table}, raw=True)


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["model"], row["data"], row.get("seed")


def _table(
    rows: list[dict[str, Any]],
) -> tuple[list[str], list[list[str]], list[bool]]:
    """Headings, cells and sides of the columns that hold something."""
    facts = [key for key in COLUMNS if any(row[key] for row in rows)]
    scores = [key for key in SCORES if any(key in row["scores"] for row in rows)]
    seeds = len({row["seed"] for row in rows if "seed" in row}) > 1
    headings = ["model", "data", *(["seed"] if seeds else [])]
    headings += [COLUMNS[key][0] for key in facts]
    headings += [SCORES[key][0] for key in scores]
    body = []
    for row in rows:
        cells = [
            row["model"] + ("\N{NO-BREAK SPACE}°" if row["baseline"] else ""),
            row["data"] + ("" if row["source"] == "real" else " (stand-in)"),
        ]
        cells += [str(row.get("seed", DASH))] if seeds else []
        for key in facts:
            dash = key in ("epochs", "seconds") and not row[key]
            cells.append(DASH if dash else COLUMNS[key][1].format(row[key]))
        body.append([*cells, *(_score(row, key) for key in scores)])
    return headings, body, [False, False, *[True] * (len(headings) - 2)]


def _score(row: dict[str, Any], key: str) -> str:
    """A score, with its spread where there is one: 0.0123 ± 0.0004."""
    value, form = row["scores"].get(key), SCORES[key][1]
    if value is None:
        return DASH
    spread = row.get("spread", {}).get(key)
    if not spread:
        return form.format(value)
    written = form.format(spread)
    if not float(written):  # the spread is below the last digit that is shown
        written = f"{spread:.1g}"
    return f"{form.format(value)} ± {written}"


def _caption(rows: list[dict[str, Any]]) -> str:
    """What ° and ± mean, for the signs that the table has."""
    words = "° baseline"
    for row in rows:
        if any(row.get("spread", {}).values()):
            seeds = row["seeds"]
            words += (
                f" · ± standard deviation over {len(seeds)} seeds "
                f"({', '.join(map(str, seeds))}) of the notebook's stored study"
            )
            break
    return words
