"""Checks of the lesson: short cells, claims, results, exercises."""

import itertools
import math
import re

from nbformat import NotebookNode

from helpers.measure.results import SCORES
from tools.checks.kit import at, chapter_number, check, prose
from tools.notebooks import (
    RESULTS_MIME,
    SOLUTION_METADATA,
    code_cells,
    setup_source,
    tags,
)

MAX_COLUMNS = 80
MAX_LINES = 30
EXERCISES = 5  # of a chapter, over its notebooks
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
        lines = [x for x in cell.source.splitlines() if not x.startswith("# @title")]
        assert cell.source.strip(), f"{at(cell)}: an empty code cell"
        # The names of an import, a line each, are one line.
        joined = re.sub(r"import \([^)]*\)", "import", "\n".join(lines))
        count = 0 if "setup" in tags(cell) else len(joined.splitlines())
        assert count <= MAX_LINES, f"{at(cell)}: {count} lines"
        for line in lines:
            address = line.startswith("REPOSITORY = ")
            assert len(line) <= MAX_COLUMNS or address, (
                f"{at(cell)}: {len(line)} columns in {line!r}"
            )


@check
def has_prose_between_code(notebook: NotebookNode) -> None:
    """At most two open code cells in a row; a folded one does not count."""
    in_a_row = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            in_a_row = 0
        elif not cell.metadata.get("jupyter", {}).get("source_hidden"):
            in_a_row += 1
        assert in_a_row <= 2, f"{at(cell)}: the third open code cell in a row"


@check
def uses_keras_3(notebook: NotebookNode) -> None:
    """The chapters run on every backend of Keras; scripts in strings may name one."""
    for cell in code_cells(notebook):
        code = re.sub(r'#[^\n]*|""".*?"""', "", cell.source, flags=re.S)
        found = re.search(r"\btf\.|\bimport tensorflow|\bfrom tensorflow", code)
        assert not found, f"{at(cell)}: {found.group()!r}"


@check
def fits_without_test_data(notebook: NotebookNode) -> None:
    """The test set is touched in the results only."""
    for cell in code_cells(notebook):
        for start in re.finditer(r"\.fit(?:_transform)?\(", cell.source):
            call = balanced(cell.source, start.end())
            assert not re.search(r"\b\w*_test(?:_\w+)?\b", call), (
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
    assert claims, "no cell tagged claim"
    for cell in claims:
        assert re.search(r"^\s*assert\b", cell.source, re.M), (
            f"{at(cell)}: a claim without an assert"
        )


@check
def has_results(notebook: NotebookNode) -> None:
    cells = [cell for cell in code_cells(notebook) if "results" in tags(cell)]
    assert len(cells) <= 1, f"{len(cells)} cells tagged results, one at the most"
    if not cells:
        return
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
    extra = set(row) - set(ROW_TYPES) - {"seed", "seeds", "spread"}
    assert not extra, f"{name}: unknown {sorted(extra)}"
    check_spread(row, name)
    for key, kind in ROW_TYPES.items():
        value = row[key]
        right = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
        assert right, f"{name}: {key} is {value!r}"
    assert row["source"] == "real", f"{name}: results of {row['source']} data"
    assert row["scores"], f"{name}: no score"
    assert set(row["scores"]) <= set(SCORES), f"{name}: scores {sorted(row['scores'])}"
    numbers = {**row["scores"], "seconds": row["seconds"]}
    for key, value in numbers.items():
        real = isinstance(value, int | float) and not isinstance(value, bool)
        assert real and math.isfinite(value), f"{name}: {key} is {value!r}"


def check_spread(row: dict, name: str) -> None:
    """What a row has of a study: its seeds, and the spread of its scores."""
    assert ("seeds" in row) == ("spread" in row), f"{name}: seeds or spread alone"
    if "spread" not in row:
        return
    seeds, spread = row["seeds"], row["spread"]
    whole = isinstance(seeds, list) and all(type(seed) is int for seed in seeds)
    assert whole and len(set(seeds)) > 1, f"{name}: seeds {seeds!r}"
    assert isinstance(spread, dict) and spread, f"{name}: spread {spread!r}"
    foreign = sorted(set(spread) - set(row["scores"]))
    assert not foreign, f"{name}: a spread of {foreign}, which it does not score"
    for key, value in spread.items():
        real = isinstance(value, int | float) and not isinstance(value, bool)
        right = real and math.isfinite(value) and value >= 0
        assert right, f"{name}: the spread of {key} is {value!r}"


def exercises(notebook: NotebookNode) -> list[str]:
    """The numbers of the exercises that a notebook asks, as 6.3."""
    pattern = r"^(?:#+ |[-*] )?\**Exercise ((?:\d+|A)\.\d+)"
    return re.findall(pattern, prose(notebook), re.M)


def check_exercises(notebooks: dict[str, NotebookNode]) -> None:
    """A chapter's exercises count through its notebooks; five at the least.

    The notebook before the first chapter, 00, has none.
    """
    ordered = sorted(notebooks.items())
    for number, group in itertools.groupby(ordered, lambda x: chapter_number(x[1])):
        asked = [each for _, notebook in group for each in exercises(notebook)]
        expected = [f"{number}.{k}" for k in range(1, len(asked) + 1)]
        assert asked == expected, f"chapter {number}: exercises {asked}"
        least = EXERCISES if number else 0
        assert len(asked) >= least, f"chapter {number}: {len(asked)} exercises"


@check
def has_exercises_with_solutions(notebook: NotebookNode) -> None:
    text = prose(notebook)
    asked = set(exercises(notebook))
    number = chapter_number(notebook)
    foreign = [each for each in asked if not each.startswith(f"{number}.")]
    assert not foreign, f"exercises {foreign} in chapter {number}"
    solved = set(re.findall(r"<summary>\W*Solution to exercise ((?:\d+|A)\.\d+)", text))
    for cell in code_cells(notebook):
        if "solution" not in tags(cell):
            continue
        title = re.match(
            r"# @title Solution to exercise ((?:\d+|A)\.\d+) "
            r'\{ display-mode: "form" \}$',
            cell.source.splitlines()[0],
        )
        assert title, f"{at(cell)}: the first line is not its title"
        solved.add(title.group(1))
        for key, value in SOLUTION_METADATA.items():
            have = cell.metadata.get(key)
            good = set(value) <= set(have or []) if key == "tags" else have == value
            assert good, f"{at(cell)}: {key} is {have!r}"
    assert solved == asked, f"solutions {sorted(solved)} for {sorted(asked)}"
