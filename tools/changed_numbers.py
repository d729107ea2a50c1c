"""Numbers of the text whose outputs have changed since they were written."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tools.checks.kit import markdown_cells, output_texts, without_code
from tools.notebooks import code_cells

NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.])\d+\.\d+(?![\w.]?\d)"
)


def printed(notebook: NotebookNode) -> set[str]:
    """Every number with a point or a comma that the outputs show, as written."""
    return {
        number
        for cell in code_cells(notebook)
        for _, text in output_texts(cell)
        for number in NUMBER.findall(text)
    }


def shows(number: str, outputs: set[str]) -> bool:
    """Whether the outputs show a number, perhaps with more digits than the text."""
    if number in outputs:
        return True
    if "." not in number:
        return False
    digits = len(number.partition(".")[2])
    longer = (o for o in outputs if len(o.partition(".")[2]) > digits and "," not in o)
    return any(f"{float(o):.{digits}f}" == number for o in longer)


def in_prose(notebook: NotebookNode, before: set[str]) -> Iterator[str]:
    """A line for each number of the text that outputs showed and no longer show."""
    now = printed(notebook)
    for cell in markdown_cells(notebook):
        text = re.sub(r"\$\$.*?\$\$", "", without_code(cell.source), flags=re.S)
        for number in dict.fromkeys(NUMBER.findall(text)):
            if shows(number, before) and not shows(number, now):
                yield f"  {cell.id}: {number} stands in the text, no output has it now"
