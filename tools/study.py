"""Run a chapter with more seeds, or longer, and store the spread of its results.

    python tools/study.py chapters/05_*.ipynb              # as the notebook says
    python tools/study.py --seeds "0 1 2" chapters/05_*.ipynb

A notebook may say which of its constants a study changes, and to what:

    SEEDS = (0,)  # study: (0, 1, 2)

Such a notebook runs once, with those values in place; one with a constant
`SEEDS` takes the seeds from there, any other runs as a whole once for each
seed. `chapters/studies/NN_name.json` then holds, for each model and data set,
the mean of each score and its standard deviation over the seeds, likewise of each
number that `keep_for_study` kept, with a hash of the code, exercises and checks left
out. No chapter is changed.
"""

import argparse
import ast
import json
import os
import re
import statistics
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nbformat import NotebookNode

from helpers.atomic import replacing
from helpers.measure.studies import VALUES_MIME
from helpers.speed import REFERENCE
from tools import ledger, notebooks, rows
from tools.notebooks import NotebookError
from tools.refresh import Ran, each, execute, normalise
from tools.seeds import seed_list

CONSTANT = re.compile(r"^([A-Z][A-Z_]*) = (.+?)  # study: (.+)$", re.M)
LONGEST = 1800  # seconds of a study on the reference machine
SEEDS = [0, 1, 2]


def constants(notebook: NotebookNode) -> dict[str, str]:
    """Name → the value that a study gives it, as the notebook's comments say.

    Raises NotebookError where a value is no Python literal.
    """
    found = {}
    for cell in notebooks.code_cells(notebook):
        for name, _, value in CONSTANT.findall(cell.source):
            try:
                ast.literal_eval(value)
            except (ValueError, SyntaxError):
                raise NotebookError(
                    f"{name} is to be {value!r} in a study, which is no plain value"
                ) from None
            found[name] = value
    return found


def with_constants(notebook: NotebookNode) -> None:
    """Give the constants their values of the study, in place."""
    for cell in notebooks.code_cells(notebook):
        cell.source = CONSTANT.sub(r"\1 = \3", cell.source)


def kept(notebook: NotebookNode) -> dict[str, float]:
    """The numbers that a run kept for the study beside its rows."""
    found: dict[str, float] = {}
    for cell in notebooks.code_cells(notebook):
        for output in cell.get("outputs", []):
            found |= output.get("data", {}).get(VALUES_MIME, {})
    return found


def run(path: Path, seed: int | None) -> tuple[list[dict], dict[str, float], Ran]:
    """Run a copy of the chapter; its rows, what it kept, and what the run took."""
    notebook = notebooks.read(path)
    normalise(notebook)
    with_constants(notebook)
    if seed is not None:
        os.environ["AUTOENCODER_BOOK_SEED"] = str(seed)
    ran = execute(notebook, path.resolve().parent)
    return list(notebooks.stored_rows(notebook)), kept(notebook), ran


def summary(found: list[dict]) -> list[dict]:
    """One row for each model, data set and length of training, over its seeds."""
    groups: dict[tuple, list[dict]] = defaultdict(list)
    for row in found:
        groups[row["model"], row["data"], row["epochs"]].append(row)
    made = []
    for (model, data, epochs), group in groups.items():
        scores = defaultdict(list)
        for row in group:
            for name, value in row["scores"].items():
                scores[name].append(value)
        first = group[0]
        made.append(
            {
                "model": model,
                "data": data,
                "source": first["source"],
                "code_size": first["code_size"],
                "parameters": first["parameters"],
                "epochs": epochs,
                "baseline": first["baseline"],
                "runs": len(group),
                "scores": {k: rounded(statistics.fmean(v)) for k, v in scores.items()},
                "spread": {
                    k: rounded(statistics.stdev(v)) if len(v) > 1 else 0.0
                    for k, v in scores.items()
                },
            }
        )
    return made


def averages(runs: list[dict[str, float]]) -> dict[str, dict]:
    """Mean, spread and number of runs of each number that the runs kept."""
    made = {}
    for name in dict.fromkeys(name for run in runs for name in run):
        values = [run[name] for run in runs if name in run]
        spread = rounded(statistics.stdev(values)) if len(values) > 1 else None
        mean = rounded(statistics.fmean(values))
        made[name] = {"mean": mean, "spread": spread, "runs": len(values)}
    return made


def rounded(value: float) -> float:
    return float(f"{value:.6g}")


def study(path: Path, seeds: list[int] | None, operations: float) -> dict:
    """Run the study of a chapter and return what is to be stored.

    Raises NotebookError if it does not run, stores no rows, or ran on the
    stand-in data.
    """
    changed = constants(notebooks.read(path))
    if "SEEDS" in changed:
        runs: list[int | None] = [None]
        seeds = list(ast.literal_eval(changed["SEEDS"]))
    else:
        seeds = seeds or SEEDS
        runs = list(seeds)
    found, values, seconds = [], [], 0.0
    for seed in runs:
        made, numbers, ran = run(path, seed)
        if not made:
            raise NotebookError("it stores no result rows, so there is nothing to keep")
        if any(row["source"] != "real" for row in made):
            raise NotebookError(
                "a study is of the real data, and this run used the stand-in: see "
                "data/README.md, or name a folder in AUTOENCODER_BOOK_DATA"
            )
        found += made
        values.append(numbers)
        seconds += ran.seconds
        if operations:
            more = {"constants": changed} if changed else {}
            ledger.keep(
                path, ran, {"real"}, operations, by="study", held=True, **more
            )  # fmt: skip
        print(
            f"{'all seeds' if seed is None else seed} in {ran.seconds:.0f} s", end=" "
        )
        sys.stdout.flush()
    return {
        "notebook": path.stem,
        "code": ledger.Book(runs=[]).study_code(path),
        "seeds": seeds,
        "constants": changed,
        "seconds": round(seconds),
        "operations": float(f"{operations:.2e}"),
        "versions": ledger.versions(),
        "backend": ledger.backend(),
        "rows": summary(found),
        "values": averages(values),
    }


def store(found: dict, folder: Path = rows.STUDIES) -> Path:
    path = folder / f"{found['notebook']}.json"
    with replacing(path) as temporary:
        text = json.dumps(found, ensure_ascii=False, indent=1)
        temporary.write_text(text + "\n", "utf-8", newline="\n")
    return path


def problems(found: dict, notebook: NotebookNode, code: str | None) -> list[str]:
    """What is wrong with a stored study, beside the notebook as it is now."""
    wrong = []
    if found["code"] != code:
        wrong.append(
            f"the study is of other code ({found['code']}) than the notebook's "
            f"({code}): make study again"
        )
    took = found["seconds"] * found["operations"] / REFERENCE
    if took > LONGEST:
        wrong.append(
            f"it takes {took / 60:.0f} minutes at {REFERENCE:.1e} operations a second, "
            f"at most {LONGEST / 60:.0f}"
        )
    means = {(r["model"], r["data"], r["epochs"]): r for r in found["rows"]}
    for row in notebooks.stored_rows(notebook):
        mean = means.get((row["model"], row["data"], row["epochs"]))
        for score, value in row["scores"].items() if mean else ():
            middle, spread = mean["scores"].get(score), mean["spread"].get(score, 0)
            if middle is None:
                wrong.append(f"{rows.named(row)}: the study has no {score}")
                continue
            allowed = rows.tolerance(score, middle, spread)
            if abs(value - middle) > allowed:
                wrong.append(
                    f"{rows.named(row)}: {score} {value:.5g} on the page, the study "
                    f"has {middle:.5g} ± {spread:.2g}"
                )
    return wrong


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="+", type=Path)
    parser.add_argument(
        "--seeds", type=seed_list, help="where the notebook has no SEEDS of its own"
    )
    options = parser.parse_args(arguments)

    def work(path: Path, operations: float) -> bool:
        found = study(path, options.seeds, operations)
        where = store(found)
        print(f"→ {where.name}, {len(found['rows'])} rows", flush=True)
        wrong = problems(found, notebooks.read(path), found["code"])
        for line in wrong:
            print(f"  {line}")
        return not wrong

    return each(options.notebook, work, "no study")


if __name__ == "__main__":
    sys.exit(main())
