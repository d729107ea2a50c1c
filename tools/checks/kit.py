"""The list of checks, and how they read a notebook."""

import re
from collections.abc import Callable, Iterable

from nbformat import NotebookNode

Check = Callable[[NotebookNode], None]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def at(cell: NotebookNode) -> str:
    """How a message names a cell: its id and how it begins."""
    first = (cell.source.strip().splitlines() or ["(empty)"])[0]
    return f"{cell.get('id', 'a cell without id')} ({first[:50]!r})"


def markdown_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def without_code(markdown: str) -> str:
    """The Markdown without fenced blocks and without `code`."""
    text = re.sub(r"^(```|~~~).*?^\1", "", markdown, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def prose(notebook: NotebookNode) -> str:
    return "\n\n".join(without_code(c.source) for c in markdown_cells(notebook))


def chapter_number(notebook: NotebookNode) -> int | str:
    """6 of chapters 6 and 6b, "A" of the appendix."""
    number = _title(notebook).group(1)
    return int(number) if number.isdigit() else number


def file_start(notebook: NotebookNode) -> str:
    """How the file's name begins: `06_`, or `06b_` if the title says 6b."""
    number, letter = _title(notebook).groups()
    return f"{number.zfill(2) if number.isdigit() else number}{letter}_"


def _title(notebook: NotebookNode) -> re.Match[str]:
    title = re.match(r"# (\d+|A)([b-z]?)\. \S", notebook.cells[0].source)
    assert title, "the first cell does not begin with '# <number>. <title>'"
    return title


def output_texts(cell: NotebookNode) -> Iterable[tuple[str, str]]:
    """The (kind, text) pairs of a cell's outputs, pictures left out."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield output.name, output.text
        elif output.output_type == "error":
            yield "error", "\n".join([output.evalue, *output.traceback])
        else:
            for kind, value in output.data.items():
                if kind.startswith("text/"):
                    yield kind, value
