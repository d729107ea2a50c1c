"""Checks of the lesson: short cells, claims, results, exercises."""

import math
import re

from nbformat import NotebookNode

from tools.checks.kit import at, chapter_number, chapter_part, check, prose
from tools.notebooks import (
    RESULTS_MIME,
    SOLUTION_METADATA,
    code_cells,
    setup_source,
    tags,
)

MAX_COLUMNS = 80
MAX_LINES = 30
MIN_CLAIMS = 6
EXERCISES = 5
SCORES = {
    "mse", "sse", "psnr_db", "ssim", "bce", "nats", "neg_elbo", "accuracy",
    "frechet",
}  # fmt: skip
ROW_TYPES = {
    "model": str, "data": str, "source": str, "code_size": int,
    "parameters": int, "epochs": (int, float), "seconds": (int, float),
    "baseline": bool, "scores": dict,
}  # fmt: skip


@check
def begins_with_the_setup_cell(notebook: NotebookNode) -> None:
    code = code_cells(notebook)
    marked = [cell for cell in code if "setup" in tags(cell)]
    assert len(marked) == 1, f"{len(marked)} cells tagged setup, expected 1"
    assert marked[0] is code[0], "the set-up cell is not the first code cell"
    assert marked[0].source == setup_source(), (
        "the set-up cell differs from tools/setup_cell.py"
    )


@check
def has_short_cells(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        assert cell.source.strip(), f"{at(cell)}: an empty code cell"
        assert len(lines) <= MAX_LINES, f"{at(cell)}: {len(lines)} lines"
        for line in lines:
            address = line.startswith("REPOSITORY = ")
            assert len(line) <= MAX_COLUMNS or address, (
                f"{at(cell)}: {len(line)} columns in {line!r}"
            )


@check
def has_prose_between_code(notebook: NotebookNode) -> None:
    in_a_row = 0
    for cell in notebook.cells:
        in_a_row = in_a_row + 1 if cell.cell_type == "code" else 0
        assert in_a_row <= 2, f"{at(cell)}: the third code cell in a row"


@check
def uses_keras_3(notebook: NotebookNode) -> None:
    """The chapters run on every backend of Keras."""
    for cell in code_cells(notebook):
        code = re.sub(r"#.*", "", cell.source)
        found = re.search(r"\btf\.|\bimport tensorflow|\bfrom tensorflow", code)
        assert not found, f"{at(cell)}: {found.group()!r}"


@check
def fits_without_test_data(notebook: NotebookNode) -> None:
    """The test set is touched in the results only."""
    for cell in code_cells(notebook):
        for start in re.finditer(r"\.fit(?:_transform)?\(", cell.source):
            call = balanced(cell.source, start.end())
            assert not re.search(r"\b\w*_test\b", call), (
                f"{at(cell)}: test data inside fit({call})"
            )


def balanced(source: str, start: int) -> str:
    """The text from `start` to the bracket that closes it."""
    depth = 1
    for position in range(start, len(source)):
        depth += {"(": 1, ")": -1}.get(source[position], 0)
        if depth == 0:
            return source[start:position]
    return source[start:]


@check
def has_claims(notebook: NotebookNode) -> None:
    claims = [cell for cell in code_cells(notebook) if "claim" in tags(cell)]
    assert len(claims) >= MIN_CLAIMS, f"{len(claims)} claim cells"
    for cell in claims:
        assert re.search(r"^\s*assert\b", cell.source, re.M), (
            f"{at(cell)}: a claim without an assert"
        )


@check
def has_results(notebook: NotebookNode) -> None:
    cells = [cell for cell in code_cells(notebook) if "results" in tags(cell)]
    assert len(cells) == 1, f"{len(cells)} cells tagged results, expected 1"
    assert cells[0].outputs, "the results cell shows nothing"
    rows = cells[0].outputs[-1].get("data", {}).get(RESULTS_MIME)
    assert isinstance(rows, list), "the results cell's last output has no rows"
    assert rows, "no result rows"
    for row in rows:
        check_row(row)
    for data in {row["data"] for row in rows}:
        baselines = [r for r in rows if r["data"] == data and r["baseline"]]
        assert baselines, f"no baseline for {data}"
    names = [(row["model"], row["data"], row.get("seed")) for row in rows]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two rows for {sorted(map(str, twice))}"


def check_row(row: dict) -> None:
    """The shape of one result row; raises AssertionError with its model."""
    name = f"result row {row.get('model')!r}"
    missing = set(ROW_TYPES) - set(row)
    assert not missing, f"{name}: no {sorted(missing)}"
    extra = set(row) - set(ROW_TYPES) - {"seed"}
    assert not extra, f"{name}: unknown {sorted(extra)}"
    for key, kind in ROW_TYPES.items():
        value = row[key]
        right = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
        assert right, f"{name}: {key} is {value!r}"
    assert row["source"] == "real", f"{name}: results of {row['source']} data"
    assert row["scores"], f"{name}: no score"
    assert set(row["scores"]) <= SCORES, f"{name}: scores {sorted(row['scores'])}"
    numbers = {**row["scores"], "seconds": row["seconds"]}
    for key, value in numbers.items():
        real = isinstance(value, int | float) and not isinstance(value, bool)
        assert real and math.isfinite(value), f"{name}: {key} is {value!r}"


@check
def has_exercises_with_solutions(notebook: NotebookNode) -> None:
    text = prose(notebook)
    asked = set(re.findall(r"^(?:#+ |[-*] )?\**Exercise (\d+\.\d+)", text, re.M))
    number = chapter_number(notebook)
    last = EXERCISES * chapter_part(notebook)  # a second notebook counts on
    expected = {f"{number}.{k}" for k in range(last - EXERCISES + 1, last + 1)}
    assert asked == expected, f"exercises {sorted(asked)}, not {sorted(expected)}"
    solved = set(re.findall(r"<summary>\W*Solution to exercise (\d+\.\d+)", text))
    for cell in code_cells(notebook):
        if "solution" not in tags(cell):
            continue
        title = re.match(
            r'# @title Solution to exercise (\d+\.\d+) \{ display-mode: "form" \}$',
            cell.source.splitlines()[0],
        )
        assert title, f"{at(cell)}: the first line is not its title"
        solved.add(title.group(1))
        for key, value in SOLUTION_METADATA.items():
            have = cell.metadata.get(key)
            good = set(value) <= set(have or []) if key == "tags" else have == value
            assert good, f"{at(cell)}: {key} is {have!r}"
    assert solved == asked, f"solutions {sorted(solved)} for {sorted(asked)}"
