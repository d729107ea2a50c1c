"""The ledger: what ran whole, on what, how long, and whether every claim held.

    python tools/ledger.py              # what fits the present code
    python tools/ledger.py --minutes    # the minutes of each notebook here

`chapters/ledger.json` holds a run for each notebook, version set, backend, data
and seed. `make refresh`, `make study` and `make seeds` write it, and `make test`
where it is told to. A run *fits* as long as the notebook's code, and the helpers
that it reaches, are the same (`tools/codehash.py`). What the checks say may be less
than it was: a run in which every claim of today held still fits.
"""

import argparse
import json
import os
import platform
import re
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.atomic import replacing
from helpers.speed import REFERENCE, seconds_at
from tools import machine, notebooks
from tools.codehash import (
    Claim,
    Library,
    claims,
    code_hash,
    rest_hash,
    without_exercises,
)

LEDGER = notebooks.ROOT / "chapters" / "ledger.json"
PACKAGES = ("keras", "numpy", "scikit-learn")
BACKENDS = {"tensorflow": "tensorflow", "jax": "jax", "torch": "torch"}
SETS = {"newest": "constraints.txt", "Colab's": "constraints-colab.txt"}
KEY = ("notebook", "set", "backend", "data", "seed", "by")


def backend() -> str:
    """The Keras backend that kernels started from here will use."""
    return os.environ.get("KERAS_BACKEND") or "tensorflow"


def versions() -> dict[str, str]:
    """The versions that decide numbers, as installed here."""
    found = {"python": platform.python_version()}
    for package in (*PACKAGES, BACKENDS.get(backend(), backend())):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def version_set(installed: dict[str, str], root: Path = notebooks.ROOT) -> str:
    """Which of the book's sets these versions are: newest, Colab's, or other."""
    for name, file in SETS.items():
        pins = dict(
            re.findall(r"^([\w.-]+)==(\S+)", (root / file).read_text("utf-8"), re.M)
        )
        if all(pins.get(p) in (None, installed.get(p)) for p in PACKAGES):
            return name
    return "other"


def load(path: Path = LEDGER) -> list[dict]:
    """All runs of the ledger; none where there is no file yet.

    Raises:
        NotebookError: the file is damaged.
    """
    if not path.exists():
        return []
    try:
        runs = json.loads(path.read_text("utf-8"))["runs"]
        assert all(isinstance(run["notebook"], str) for run in runs)
    except (ValueError, KeyError, TypeError, AssertionError):
        raise notebooks.NotebookError(
            f"{path.name} is damaged: take it from the repository again, "
            f"git checkout {path.name}"
        ) from None
    return runs


def save(runs: Iterable[dict], path: Path = LEDGER) -> None:
    """Write the runs, one a line, in one order."""
    ordered = sorted(runs, key=lambda run: [str(run.get(key)) for key in KEY])
    lines = ",\n".join("  " + json.dumps(run, ensure_ascii=False) for run in ordered)
    with replacing(path) as temporary:
        temporary.write_text(f'{{"runs": [\n{lines}\n]}}\n', "utf-8", newline="\n")


def record(run: dict, path: Path = LEDGER) -> None:
    """Add a run, in the place of an older one of its kind."""
    kind = [run.get(key) for key in KEY]
    kept = [r for r in load(path) if [r.get(key) for key in KEY] != kind]
    save([*kept, run], path)


def new_run(
    notebook: str, code: str, *, data: str, seed: int, seconds: float, memory: int,
    operations: float, held: bool, by: str, **more: object,
) -> dict:  # fmt: skip
    """A run of the ledger, on the versions that are installed here.

    Args:
        notebook: the file's name without its ending.
        code: its `code_hash`.
        data: ``real`` or ``stand-in``.
        seconds: of the whole run.
        memory: the kernel's peak, in MiB.
        operations: a second, of this machine under the same conditions.
        held: whether all claims held.
        by: ``refresh``, ``seeds``, ``study`` or ``test``.
    """
    installed = versions()
    return {
        "notebook": notebook, "set": version_set(installed), "backend": backend(),
        "data": data, "seed": seed, "held": held, "seconds": round(seconds),
        "memory": int(memory), "operations": float(f"{operations:.2e}"),
        "by": by, "code": code, "versions": installed, **more,
    }  # fmt: skip


def keep(
    path: Path, ran: Any, sources: Iterable[str], operations: float,
    broke: Iterable[str] = (), **facts: Any,
) -> None:  # fmt: skip
    """Record a run of one of the book's notebooks; of another one, nothing.

    Args:
        ran: its `seconds` and `memory`.
        sources: where the data of its result rows came from.
        broke: the conditions of the claims that did not hold.
        facts: what else `new_run` takes.
    """
    if not in_book(path):
        return
    data = "stand-in" if "stand-in" in sources else "real"
    seed = int(os.environ.get("AUTOENCODER_BOOK_SEED") or 0)
    facts = {"data": data, "seed": seed, "seconds": ran.seconds, **facts}
    facts |= Book(runs=[]).vouched(path, data, broke)
    record(new_run(path.stem, memory=ran.memory, operations=operations, **facts))


def in_book(path: Path) -> bool:
    return path.resolve().parent == LEDGER.parent


def measured(paths: Iterable[Path]) -> float:
    """This machine's operations a second, where runs of these are to be recorded.

    Or 0, where none is one of the book's, or with a line that says why not.
    """
    if not any(in_book(path) for path in paths):
        return 0.0
    try:
        return machine.operations_per_second()
    except RuntimeError as error:
        print(f"{error}. The ledger is left as it is.", flush=True)
        return 0.0


class Book:
    """The notebooks as they are now, beside what the ledger says of them."""

    def __init__(
        self, root: Path = notebooks.ROOT, runs: list[dict] | None = None
    ) -> None:
        self.runs = load() if runs is None else runs
        self.library = Library(root)
        self.codes: dict[Path, str | None] = {}
        self.rests: dict[Path, tuple[str, list[Claim]]] = {}

    def code(self, path: Path) -> str | None:
        """The notebook's hash; None where the file is no notebook."""
        path = path.resolve()
        if path not in self.codes:
            try:
                self.codes[path] = code_hash(notebooks.read(path), self.library)
            except (notebooks.NotebookError, OSError):
                self.codes[path] = None
        return self.codes[path]

    def study_code(self, path: Path) -> str:
        """The hash of what a study rests on: all but exercises and checks.

        Raises NotebookError where the file is no notebook.
        """
        notebook = without_exercises(notebooks.read(path))
        return code_hash(notebook, self.library, checks=False)

    def rest(self, path: Path) -> tuple[str, list[Claim]]:
        """The hash of all but what its checks say, and what they say.

        Raises NotebookError where the file is no notebook.
        """
        path = path.resolve()
        if path not in self.rests:
            notebook = notebooks.read(path)
            self.rests[path] = rest_hash(notebook, self.library), claims(notebook)
        return self.rests[path]

    def asserted(self, path: Path, data: str) -> list[Claim]:
        """The claims that it checks on ``real`` or on ``stand-in`` data."""
        return [c for c in self.rest(path)[1] if data == "real" or not c.on_real]

    def vouched(self, path: Path, data: str, broke: Iterable[str] = ()) -> dict:
        """What a run of the notebook as it is stands for: `code`, `rest`, `claims`.

        Args:
            data: ``real`` or ``stand-in``.
            broke: the conditions of the claims that did not hold.
        """
        broke = set(broke)
        keys = {c.key for c in self.asserted(path, data) if c.text not in broke}
        return {
            "code": self.code(path),
            "rest": self.rest(path)[0],
            "claims": " ".join(sorted(keys)),
        }

    def fitting(self, path: Path) -> list[dict]:
        """The runs of all but the checks of today in which each claim of today held."""
        return [
            run
            for run in self.runs
            if run["notebook"] == path.stem
            and not run.get("constants")
            and self.holds(path, run)
        ]

    def holds(self, path: Path, run: dict) -> bool:
        """Whether it ran all but the checks of today, and what these say held."""
        if "rest" not in run or self.code(path) is None:
            return False
        today = {claim.key for claim in self.asserted(path, run["data"])}
        return run["rest"] == self.rest(path)[0] and today <= {*run["claims"].split()}

    def fits(self, path: Path) -> bool:
        """Whether it ran as it stands, on this backend and these versions."""
        return any(self._same_versions(run) for run in self.fitting(path))

    def knows_versions(self) -> bool:
        """Whether any notebook ever held on this backend and these versions."""
        return any(run["held"] and self._same_versions(run) for run in self.runs)

    @staticmethod
    def _same_versions(run: dict) -> bool:
        installed = versions()
        packages = (*PACKAGES, BACKENDS.get(backend(), backend()))
        return run["backend"] == backend() and all(
            run["versions"].get(p) == installed[p] for p in packages
        )

    def seconds(
        self, path: Path, operations: float, on: str | None = None
    ) -> float | None:
        """How long it takes at so many operations a second, by the ledger.

        See `helpers.speed.seconds_at`; None if it never ran. `on` is the backend
        whose runs are preferred; without it, that of kernels started from here.
        """
        runs = [run for run in self.runs if run["notebook"] == path.stem]
        return seconds_at(operations, runs, on or backend(), self.fitting(path))


def minutes(seconds: float | None) -> str:
    """Minutes for a table: whole ones, and never none."""
    return "?" if seconds is None else f"{max(1, round(seconds / 60))}"


def report(paths: list[Path]) -> None:
    """Print for each notebook whether it fits, and what ran on what."""
    book = Book()
    for path in paths:
        runs = book.fitting(path)
        state = "fits" if book.fits(path) else "does not fit"
        print(f"{path.stem}: {state}")
        for run in runs:
            print(
                f"  {run['set']}, {run['backend']}, {run['data']}, seed {run['seed']}: "
                f"{run['seconds']} s at {run['operations']:.1e}, {run['memory']} MiB"
            )


def report_minutes(paths: list[Path]) -> None:
    """Measure this machine and print the minutes of each notebook on it."""
    book = Book()
    print("Measuring this machine, some ten seconds …", flush=True)
    speed = machine.operations_per_second()
    print(
        f"{speed:.1e} operations a second; the book's seconds are of {REFERENCE:.1e}."
    )
    total = 0.0
    for path in paths:
        seconds = book.seconds(path, speed)
        total += seconds or 0
        print(f"  {path.stem:<36} {minutes(seconds):>4} min")
    print(f"  {'all, one after the other':<36} {minutes(total):>4} min")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="*", type=Path, help="default: all")
    parser.add_argument(
        "--minutes", action="store_true", help="measure this machine; its minutes"
    )
    options = parser.parse_args(arguments)
    notebooks.print_anything()
    paths = options.notebook or notebooks.chapters()
    try:
        (report_minutes if options.minutes else report)(paths)
    except (notebooks.NotebookError, RuntimeError, OSError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
