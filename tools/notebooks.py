"""What the tools and the tests agree on about the book's notebooks."""

import os
import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.measure.results import MIME_TYPE as RESULTS_MIME

ROOT = Path(__file__).resolve().parent.parent
SETUP_TAGS = ["setup", "hide-cell"]
KNOWN_TAGS = {
    "setup",  # the first code cell, the same in every chapter
    "claim",  # an assert that backs a sentence of the text
    "results",  # the table of results and its machine-readable rows
    "solution",  # of an exercise; folded
    "answer",  # says how far the reader's answer to an exercise is off; folded
    "hide-cell",
    "hide-input",
    "hide-output",
    "remove-cell",
    "raises-exception",  # shows an error on purpose
    "nbval-check-output",  # its text output is compared by the tests
}

# The whole metadata of a chapter. The kernel and the language are described as
# JupyterLab describes them: with other words, a chapter opens marked as unsaved.
# The version is that of the Python that ran the chapter.
NOTEBOOK_METADATA = {
    "accelerator": "GPU",
    "colab": {"gpuType": "T4", "provenance": [], "toc_visible": True},
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    },
}
# What a cell may carry: tags, and how Jupyter, Colab and the site fold it.
CELL_METADATA = {"tags", "jupyter", "cellView", "mystnb"}
SOLUTION_METADATA = {
    "tags": ["solution", "hide-cell"],
    "jupyter": {"source_hidden": True, "outputs_hidden": True},
    "cellView": "form",
    "mystnb": {
        "code_prompt_show": "Show the solution",
        "code_prompt_hide": "Hide the solution",
    },
}
# Kernels run under these in the tests and in a refresh alike.
KERNEL_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # no start-up messages of TensorFlow
    "PYTHONHASHSEED": "0",  # sets in one order
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no warning of the debugger
    # glibc keeps 64 MiB at the top of each heap, and does not give them back and ask
    # for them again in every step: convolutions train twice as fast on a processor
    "MALLOC_TOP_PAD_": str(64 * 2**20),
}


class NotebookError(Exception):
    """A notebook that cannot be read or run; the message says why."""


def read(path: Path) -> NotebookNode:
    """Read a notebook; NotebookError where the file is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except OSError:
        raise
    except Exception as error:  # nbformat raises all kinds on other files
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise NotebookError(f"the file is no notebook: {reason[:200]}") from None
    return notebook


def chapters(root: Path = ROOT) -> list[Path]:
    """The book's notebooks in reading order: `chapters/NN_*.ipynb`.

    A chapter may go on in a second notebook, `chapters/NNb_*.ipynb`; the appendix
    is `chapters/A_*.ipynb`.
    """
    found = (root / "chapters").glob("[0-9A]*_*.ipynb")
    return sorted(path for path in found if re.match(r"(?:\d\d[b-z]?|A)_", path.name))


def setup_source() -> str:
    """The text of the set-up cell, the one copy that every chapter repeats."""
    return (ROOT / "tools" / "setup_cell.py").read_text("utf-8").strip()


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def stored_rows(notebook: NotebookNode) -> Iterator[dict]:
    """The machine-readable result rows in the notebook's outputs."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            yield from output.get("data", {}).get(RESULTS_MIME, [])


def prepare_environment() -> None:
    """Set what kernels inherit; a relative data folder becomes absolute.

    (A kernel works in its notebook's folder, not where the command was typed.)
    One that is not there is left to the loaders, which look in the repository.
    """
    for name, value in KERNEL_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    folder = os.environ.get("AUTOENCODER_BOOK_DATA", "")
    if folder and Path(folder).is_dir():
        os.environ["AUTOENCODER_BOOK_DATA"] = str(Path(folder).resolve())


def print_anything() -> None:
    """Let the console show a letter that it cannot encode as its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


REQUIRED = {"data", "browser", "pins"}


def required() -> set[str]:
    """What `REQUIRE` says must not be missing: data, browser, pins.

    Raises:
        ValueError: it names something else.
    """
    words = set(os.environ.get("REQUIRE", "").split())
    if unknown := words - REQUIRED:
        raise ValueError(
            f"REQUIRE names {sorted(unknown)}: it knows {', '.join(sorted(REQUIRED))}."
        )
    return words
