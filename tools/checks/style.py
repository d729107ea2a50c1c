"""Checks of the second edition's form: names, words, what a notebook needs."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tools.checks.kit import at, check, markdown_cells, prose, without_code
from tools.notebooks import tags

# Words that talk down to a reader, or that nobody says any more.
AVOID = re.compile(
    r"\b(?:simply|easily|obviously|trivially|of course|whoever|whomsoever|thereof"
    r"|mend(?:s|ed|ing)?|hitherto|heretofore)\b|\bsome (?=twenty|thirty|forty|fifty)"
    r"|\bjust\b(?! (?:as|like|above|below|before|after|now|in time))",
    re.I,
)
# What is drawn with, counted with, or taken apart again and again.
FREE = {
    "ax", "axes", "figure", "fig", "alt", "columns", "color", "colors", "rng", "_",
    "names", "name", "label", "labels", "title", "titles", "rows", "progress", "x_hat",
    "answer",
}  # fmt: skip


@check
def avoids_words(notebook: NotebookNode) -> None:
    for cell in markdown_cells(notebook):
        text = re.sub(r"[“\"][^”\"\n]*[”\"]", "", without_code(cell.source))
        found = AVOID.search(text)
        assert not found, f"{at(cell)}: the style avoids {found.group()!r}"


def targets(node: ast.stmt) -> Iterator[str]:
    """The names that a statement assigns, loop variables apart."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        for target in getattr(node, "targets", None) or [node.target]:
            parts = (
                target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            )
            yield from (part.id for part in parts if isinstance(part, ast.Name))
    elif isinstance(node, ast.For | ast.With | ast.If):
        for inner in [*node.body, *getattr(node, "orelse", [])]:
            yield from targets(inner)


def check_names(notebook: NotebookNode) -> None:
    """Data, models and results are assigned in one section: out of order a
    notebook then fails with a NameError, not with another number."""
    section, owner = "", {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^## +(.+)", without_code(cell.source), re.M)
            section = headings[-1] if headings else section
            continue
        if {"solution", "claim", "setup"} & set(tags(cell)):
            continue
        for node in ast.parse(cell.source).body:
            for name in set(targets(node)) - FREE:
                first = owner.setdefault(name, section)
                assert first == section, (
                    f"{at(cell)}: {name} is assigned under {section!r}, and before "
                    f"under {first!r}"
                )


def needs(notebook: NotebookNode) -> list[str]:
    """The notebooks that the line "You need" names, as 01 or 05b."""
    line = re.search(r"You need:?\**:? *(.+)", prose(notebook))
    assert line, "no line that says 'You need'"
    return re.findall(r"\b(?:\d\d[b-z]?|A)\b", line.group(1))


def check_needs(notebook: NotebookNode, stem: str) -> None:
    """A spine needs spines before it, and links to no other chapter's deeper ones."""
    number = stem.partition("_")[0]
    wanted = needs(notebook)
    for name in wanted:
        assert name < number, f"it needs {name}, which comes after it"
    if len(number) > 2:
        return
    for name in wanted:
        assert len(name) == 2, f"a spine needs the deeper notebook {name}"
    for target in re.findall(r"\]\((\d\d[b-z])_[^)]*\.ipynb", prose(notebook)):
        assert target.startswith(number), f"a spine links to the deeper {target}"
