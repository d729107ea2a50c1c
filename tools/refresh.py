"""Re-execute chapters and store them in one form.

    python tools/refresh.py                    # all chapters, in order
    python tools/refresh.py chapters/01_*.ipynb
    python tools/refresh.py --no-run           # normalise only, run nothing

A chapter is run top to bottom in a fresh kernel, in its own folder, and then
normalised: the same metadata in every file, cell ids by position, cells folded by
one rule, no timings, no stderr. Each figure is marked as its cell's, and numbers of
the text whose outputs have changed are listed. Twice in a row changes nothing but
measured seconds. The file is replaced only when the whole run succeeded, and never
by results of the stand-in data where results of the real data are stored.
"""

import argparse
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.atomic import replace_text
from tools import changed_numbers, figures, folding, ledger, machine, notebooks, pages
from tools.notebooks import NotebookError

CELL_TIMEOUT = 1800  # seconds
LAST_WORDS = 20  # lines of a kernel that died


@dataclass(frozen=True)
class Ran:
    """What a run took: seconds, and the kernel's peak memory in MiB."""

    seconds: float
    memory: float


def execute(notebook: NotebookNode, folder: Path) -> Ran:
    """Run all cells in place, in a new kernel that works in `folder`.

    Raises NotebookError if a cell fails or the kernel dies.
    """

    def tell(cell, cell_index):
        if sys.stderr.isatty():
            count = f"cell {cell_index + 1} of {len(notebook.cells)}"
            print(f"\r  {count}\033[K", end="\r", file=sys.stderr, flush=True)

    def weigh(**_):
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        peaks.append(machine.process_peak(getattr(process, "pid", None)))

    peaks, start = [0.0], time.monotonic()
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],  # its errors alone
        on_cell_execute=tell,
        on_cell_executed=weigh,
        resources={"metadata": {"path": str(folder)}},
    )
    # TensorFlow greets on stderr, whatever its level of logging.
    with tempfile.TemporaryFile() as complaints:
        try:
            client.execute(stderr=complaints)
        except (CellExecutionError, CellTimeoutError) as error:
            text = re.sub(r"\033\[[0-9;]*m", "", str(error)).strip()
            raise NotebookError(f"a cell failed:\n{text}") from None
        except DeadKernelError:
            complaints.seek(0)
            said = complaints.read().decode("utf-8", "replace").splitlines()
            advice = "where memory is short, close other programs, try again."
            raise NotebookError(
                "\n".join([f"the kernel died: {advice}", *said[-LAST_WORDS:]])
            ) from None
    return Ran(time.monotonic() - start, max(peaks))


def printed(text: str) -> str:
    """What a terminal shows in the end: a carriage return overwrites."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def normal_outputs(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs without stderr, streams joined, paths cut to the book's."""
    kept: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                continue
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
                continue
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
        if output.output_type == "error":
            output.traceback = [without_paths(x) for x in output.traceback]
        kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            output.text = printed(output.text)
    return kept


def without_paths(text: str) -> str:
    """A traceback line that does not tell where this machine keeps things."""
    for folder, name in ((sys.prefix, "…"), (str(notebooks.ROOT), ".")):
        text = text.replace(folder, name)
    cell = rf"{re.escape(tempfile.gettempdir())}\Wipykernel_\d+\W\d+\.py"
    return re.sub(cell, "the cell", text).replace(str(Path.home()), "~")


def normalise(notebook: NotebookNode) -> None:
    """Bring metadata, ids and outputs into the book's one form, in place."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    ran_by = notebook.metadata.get("language_info", {}).get("version")
    notebook.metadata = nbformat.from_dict(notebooks.NOTEBOOK_METADATA)
    notebook.metadata.language_info.version = ran_by or platform.python_version()
    for cell in notebook.cells:
        if "setup" in notebooks.tags(cell):
            cell.source = notebooks.setup_source()
            cell.metadata["tags"] = list(notebooks.SETUP_TAGS)
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    folding.fold(notebook)
    for position, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{position:03d}"
        cell.source = cell.source.strip("\n")
        if "solution" in notebooks.tags(cell) and cell.cell_type == "code":
            folded = nbformat.from_dict(notebooks.SOLUTION_METADATA)
            extra = [t for t in cell.metadata.tags if t not in folded["tags"]]
            cell.metadata.update(folded)
            cell.metadata["tags"] += extra
            cell.source = re.sub(r"^#\s*@title", "# @title", cell.source)
        for key in set(cell.metadata) - notebooks.CELL_METADATA:
            del cell.metadata[key]
        if not notebooks.tags(cell):
            cell.metadata.pop("tags", None)
        if cell.cell_type == "code":
            cell.outputs = normal_outputs(cell)


def write(notebook: NotebookNode, path: Path) -> None:
    """Replace the file in one step: a reader never meets half of it."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=4)
    replace_text(path, text.rstrip("\n") + "\n")


def refresh(path: Path, run: bool = True, operations: float = 0.0) -> str:
    """Run and normalise one notebook; return a line that says what was done.

    With `operations`, this machine's a second, the run goes into the ledger.

    Raises NotebookError, with the file untouched, if it is no notebook, if a
    cell fails, or if results of the stand-in data would replace those of the
    real data.
    """
    start = time.monotonic()
    notebook = notebooks.read(path)
    before = {row.get("source") for row in notebooks.stored_rows(notebook)}
    normalise(notebook)
    if run:
        old = changed_numbers.printed(notebook)
        ran = execute(notebook, path.resolve().parent)
        normalise(notebook)
        figures.stamp(notebook)
        notes = changed_numbers.in_prose(notebook, old)
    after = {row.get("source") for row in notebooks.stored_rows(notebook)}
    if "real" in before and "stand-in" in after:
        raise NotebookError(
            "this run used the stand-in data, and the file holds results of "
            "the real data. Put the real data in data/ (see data/README.md) or "
            "name its folder in AUTOENCODER_BOOK_DATA."
        )
    write(notebook, path)
    if run and operations:
        ledger.keep(path, ran, after, operations, by="refresh", held=True)
    seconds = f"{time.monotonic() - start:.0f} s" if run else "not run"
    size = f"{path.stat().st_size / 1000:.0f} KB"
    data = " and ".join(sorted(filter(None, after))) or "no result rows"
    cells = len(notebooks.code_cells(notebook))
    line = f"{cells} code cells, {seconds}, {size}, {data}"
    return "\n".join([line, *(notes if run else ())])


def each(
    paths: Iterable[Path],
    work: Callable[[Path, float], bool],
    refused: str,
    measure: bool = True,
) -> int:
    """Work on one notebook after the other; the command's exit status.

    Args:
        work: takes a notebook and this machine's operations a second, prints what
            it did, and says whether all is well.
        refused: what is said before the reason, where it raises NotebookError.
        measure: whether the machine is measured before, for the ledger; the tables
            that repeat it are then made anew at the end.
    """
    paths, failed = list(paths), False
    notebooks.prepare_environment()
    notebooks.print_anything()
    operations = ledger.measured(paths) if measure else 0.0
    for path in paths:
        print(f"{path.name}: ", end="", flush=True)
        try:
            failed |= not work(path, operations)
        except (NotebookError, OSError) as error:
            print(f"{refused}: {error}", flush=True)
            failed = True
    if operations:
        pages.write()
    return int(failed)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Re-execute chapters and store them in one form."
    )
    parser.add_argument(
        "notebook", nargs="*", type=Path, help="default: all chapters, in order"
    )
    parser.add_argument(
        "--no-run", action="store_true", help="normalise only, run nothing"
    )
    options = parser.parse_args(arguments)

    def work(path: Path, operations: float) -> bool:
        print(refresh(path, not options.no_run, operations), flush=True)
        return True

    paths = options.notebook or notebooks.chapters()
    return each(paths, work, "left as it was", measure=not options.no_run)


if __name__ == "__main__":
    sys.exit(main())
