"""Run chapters again with other seeds and print the margin of each claim.

    python tools/seeds.py chapters/01_*.ipynb                # seeds 1 to 5
    python tools/seeds.py --seeds "1 2 3" --stand-in chapters/02_*.ipynb

Each run is a copy: no chapter is changed. A claim is an `assert` in a cell
tagged `claim` or in a solution. For a comparison of two numbers the margin is
how far they are apart in the claimed direction, as a share of the larger one:
a claim `a < b` with a margin of 20 % would still hold if `a` grew by a fifth
of the larger number. A margin near zero is a claim that the next seed breaks.
"""

import argparse
import ast
import json
import os
import re
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import ledger, notebooks, pages
from tools.notebooks import NotebookError
from tools.refresh import Ran, execute, normalise

MARK = "@claim@ "
LESS = (ast.Lt, ast.LtE)
MORE = (ast.Gt, ast.GtE)

# What runs in the kernel for each assert: never raises, prints one line.
PROBE = """
def _claim(text, test, pairs):
    import json
    import numpy as np
    def number(f):
        try:
            return float(np.asarray(f()).item())
        except Exception:
            return None
    try:
        holds = bool(test())
    except Exception as error:
        holds = False
        text += f" [{type(error).__name__}]"
    margins = []
    for low, high in pairs:
        a, b = number(low), number(high)
        if a is not None and b is not None:
            margins.append((b - a) / max(abs(a), abs(b), 1e-30))
    margins = [margin for margin in margins if np.isfinite(margin)]
    row = [text, holds, min(margins) if margins else None]
    print("\\n@claim@ " + json.dumps(row))
"""


def comparisons(test: ast.expr) -> list[tuple[str, str]]:
    """The (smaller, larger) sides of all comparisons joined by `and`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return [pair for value in test.values for pair in comparisons(value)]
    if not isinstance(test, ast.Compare):
        return []
    pairs, sides = [], [test.left, *test.comparators]
    for left, operator, right in zip(sides, test.ops, sides[1:]):
        low, high = ast.unparse(left), ast.unparse(right)
        if isinstance(operator, LESS):
            pairs.append((low, high))
        elif isinstance(operator, MORE):
            pairs.append((high, low))
    return pairs


class Instrument(ast.NodeTransformer):
    """Replace each assert by a call that records it and goes on."""

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        text = repr(ast.unparse(node.test))
        test = f"lambda: {ast.unparse(node.test)}"
        pairs = ", ".join(
            f"(lambda: {low}, lambda: {high})" for low, high in comparisons(node.test)
        )
        return ast.parse(f"_claim({text}, {test}, [{pairs}])").body[0]


def instrumented(source: str) -> str:
    return ast.unparse(Instrument().visit(ast.parse(source)))


Claim = tuple[str, bool, float | None]  # its text, whether it held, its margin


def run(path: Path, seed: int) -> tuple[list[Claim], Ran, set[str]]:
    """Run a copy of the chapter with `seed`.

    The claims in their order, what the run took, and where its data came from.

    Raises NotebookError where it is no notebook, or where it does not run.
    """
    notebook = notebooks.read(path)
    normalise(notebook)
    first = True
    for cell in notebooks.code_cells(notebook):
        if first:
            cell.source, first = PROBE + cell.source, False
        elif {"claim", "solution"} & set(notebooks.tags(cell)):
            try:
                cell.source = instrumented(cell.source)
            except SyntaxError as error:
                raise NotebookError(f"{cell.id} is not plain Python: {error}") from None
    os.environ["AUTOENCODER_BOOK_SEED"] = str(seed)
    ran = execute(notebook, path.resolve().parent)
    claims = []
    for cell in notebooks.code_cells(notebook):
        for output in cell.outputs:
            for line in output.get("text", "").split("\n"):
                if line.startswith(MARK):
                    claims.append(tuple(json.loads(line[len(MARK) :])))
    sources = {row["source"] for row in notebooks.stored_rows(notebook)}
    data = " and ".join(sorted(sources)) or "no"
    print(f"{path.stem}, seed {seed}, {data} data:", end=" ")
    return claims, ran, sources


def report(
    path: Path, seeds: list[int], operations: float = 0.0, stand_in: bool = False
) -> bool:
    """Run a chapter with all seeds and print its claims; whether all held.

    With `operations`, this machine's a second, the runs go into the ledger; as runs
    on the stand-in, if `stand_in`, also where no result row says so.
    """
    known = {"stand-in"} if stand_in else set()
    found: dict[str, list[tuple[int, bool, float | None]]] = defaultdict(list)
    ran = True
    for seed in seeds:
        try:
            claims, took, sources = run(path, seed)
            for text, holds, margin in claims:
                found[text].append((seed, holds, margin))
            print(f"{took.seconds:.0f} s", flush=True)
            if operations and claims:
                ledger.keep(
                    path, took, sources | known, operations, by="seeds",
                    held=all(holds for _, holds, _ in claims),
                    broke=not_held(claims),
                    least=least_margin(claims),
                )  # fmt: skip
        except (NotebookError, OSError) as error:
            print(f"{path.stem}, seed {seed}: {error}", flush=True)
            ran = False
    if ran and not found:
        print("  no claims: no cell tagged claim or solution holds an assert")
        return False
    for text, rows in found.items():
        broken = [seed for seed, holds, _ in rows if not holds]
        margins = [margin for *_, margin in rows if margin is not None]
        least = f"{min(margins):7.1%}" if margins else "      –"
        word = f"BROKEN by {broken}" if broken else "holds"
        print(f"  {least}  {word}: {text}")
    return ran and all(holds for rows in found.values() for _, holds, _ in rows)


def not_held(claims: list[Claim]) -> list[str]:
    """The conditions that did not hold, also without the name of an error."""
    texts = [text for text, holds, _ in claims if not holds]
    return texts + [text.rpartition(" [")[0] for text in texts if text.endswith("]")]


def least_margin(claims: list[Claim]) -> list | None:
    """The smallest margin and its claim; None where no claim compares numbers."""
    margins = [(margin, text) for text, _, margin in claims if margin is not None]
    return [round(min(margins)[0], 4), min(margins)[1]] if margins else None


def seed_list(text: str) -> list[int]:
    """The seeds of a text such as "1 2 3" or "1,2,3"."""
    seeds = text.replace(",", " ").split()
    if not seeds or not all(re.fullmatch(r"[0-9]{1,10}", seed) for seed in seeds):
        raise argparse.ArgumentTypeError(f"{text!r} is no list such as '1 2 3'")
    return [int(seed) for seed in seeds]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="*", type=Path)
    parser.add_argument(
        "--seeds",
        type=seed_list,
        default="1 2 3 4 5",
        help="in quotes, or with commas",
    )
    parser.add_argument(
        "--stand-in",
        action="store_true",
        help="without the reader's data and without a download",
    )
    options = parser.parse_args(arguments)
    notebooks.prepare_environment()
    notebooks.print_anything()
    if options.stand_in:
        os.environ.pop("AUTOENCODER_BOOK_DATA", None)
        os.environ["AUTOENCODER_BOOK_OFFLINE"] = "1"
    paths = options.notebook or notebooks.chapters()
    operations = ledger.measured(paths)
    held = [report(path, options.seeds, operations, options.stand_in) for path in paths]
    if operations:
        pages.write()
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
