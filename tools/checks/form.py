"""Checks of the form: the file, its metadata, and what the cells put out.

They close nbval's holes: it passes a cell whose stored count is missing,
ignores a misspelt tag, and does not ask whether an expected error was raised.
"""

import copy
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools import figures, folding
from tools.checks.kit import at, check, output_texts
from tools.notebooks import (
    CELL_METADATA,
    KNOWN_TAGS,
    NOTEBOOK_METADATA,
    code_cells,
    tags,
)

MAX_BYTES = 500_000
MIN_ALT = 20  # characters: a few words at the least
IMAGES = ("image/png", "image/jpeg", "image/svg+xml")


@check
def is_valid(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), "not 4.5"


@check
def has_the_metadata(notebook: NotebookNode) -> None:
    """Nothing volatile, and a kernel name that JupyterLab opens unchanged."""
    expected = copy.deepcopy(NOTEBOOK_METADATA)
    version = notebook.metadata.get("language_info", {}).get("version", "")
    if re.fullmatch(r"3\.\d+\.\d+", version):  # any Python may have run it
        expected["language_info"]["version"] = version
    assert notebook.metadata == expected, (
        f"notebook metadata: {dict(notebook.metadata)}"
    )
    for position, cell in enumerate(notebook.cells, start=1):
        name = f"cell-{position:03d}"
        assert cell.get("id") == name, f"{at(cell)}: its id is not {name}"
        extra = set(cell.metadata) - CELL_METADATA
        assert not extra, f"{at(cell)}: metadata {sorted(extra)}"
        assert not cell.get("attachments"), f"{at(cell)}: an attachment"


@check
def has_known_tags(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        unknown = set(tags(cell)) - KNOWN_TAGS
        assert not unknown, f"{at(cell)}: unknown tag {sorted(unknown)}"
        if cell.cell_type != "code":
            extra = set(tags(cell)) - {"remove-cell"}
            assert not extra, f"{at(cell)}: {sorted(extra)} is for code cells"


@check
def has_no_machine_path(notebook: NotebookNode) -> None:
    pattern = re.compile(
        r"/(?:root|home|tmp|work|opt|Users|content|mnt|srv|usr|var)/[\w.-]+"
        r"|\b[A-Z]:\\\\?\w|ipykernel_\d"
    )
    for cell in notebook.cells:
        texts = [cell.source] if "setup" not in tags(cell) else []
        texts += [text for _, text in output_texts(cell)]
        for text in texts:
            text = re.sub(r"https?://\S+|data:[\w/+;-]+,[\w/+=]+", "", text)
            found = pattern.search(text)
            assert not found, f"{at(cell)}: a machine path, {found.group()!r}"


@check
def ran_top_to_bottom(notebook: NotebookNode) -> None:
    for expected, cell in enumerate(code_cells(notebook), start=1):
        assert cell.execution_count == expected, (
            f"{at(cell)}: count {cell.execution_count}, expected {expected}"
        )
        for output in cell.outputs:
            count = output.get("execution_count", expected)
            assert count == expected, f"{at(cell)}: an output of run {count}"


@check
def has_errors_only_on_purpose(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        failed = any(o.output_type == "error" for o in cell.outputs)
        expected = "raises-exception" in tags(cell)
        assert failed == expected, f"{at(cell)}: " + (
            "an error" if failed else "tagged raises-exception, raises none"
        )


@check
def has_no_stderr(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.get("name") != "stderr", f"{at(cell)}: stderr"


@check
def has_alt_text(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for kind in set(IMAGES) & set(output.get("data", {})):
                alt = output.metadata.get(kind, {}).get("alt", "")
                assert len(alt.strip()) >= MIN_ALT, (
                    f"{at(cell)}: a figure whose alt text is {alt!r}"
                )
        for kind, text in output_texts(cell):
            if kind == "text/html":
                for image in re.findall(r"<img\b[^>]*>", text):
                    alt = re.search(r"""\balt=(["'])(.*?)\1""", image, re.S)
                    assert alt and len(alt.group(2)) >= MIN_ALT, (
                        f"{at(cell)}: an <img> without alt text"
                    )


@check
def is_folded_by_the_rule(notebook: NotebookNode) -> None:
    """`make refresh` folds: in JupyterLab, on Colab and on the site alike."""
    ruled = copy.deepcopy(notebook)
    folding.fold(ruled)
    for cell, wanted in zip(code_cells(notebook), code_cells(ruled)):
        same = (cell.metadata, cell.source) == (wanted.metadata, wanted.source)
        assert same, f"{at(cell)}: not folded by the rule of tools/folding.py"


@check
def folds_everywhere_or_nowhere(notebook: NotebookNode) -> None:
    """A folded cell has the mark of the site, of JupyterLab and of Colab.

    Colab shows a form as its title alone, which it takes from the first line. What
    holds a model, a loss or a training is open, solutions apart.
    """
    training = folding.trainers(notebook)
    for cell in code_cells(notebook):
        marks = {
            "the site": bool({"hide-input", "hide-cell"} & set(tags(cell))),
            "JupyterLab": cell.metadata.get("jupyter", {}).get("source_hidden", False),
            "Colab": cell.metadata.get("cellView") == "form",
        }
        if not any(marks.values()):
            continue
        open_in = ", ".join(place for place, folded in marks.items() if not folded)
        assert not open_in, f"{at(cell)}: folded, but open in {open_in}"
        assert cell.source.startswith("# @title "), f"{at(cell)}: a form without title"
        if not {"solution", "setup"} & set(tags(cell)):
            hidden = folding.teaches(cell, training)
            assert not hidden, f"{at(cell)}: a model, a loss or a training is folded"


@check
def has_figures_that_show_something(notebook: NotebookNode) -> None:
    for cell in code_cells(notebook):
        for output, mime in figures.stored(cell):
            share = figures.share_drawn(output.data[mime])
            assert share >= figures.LEAST_SHARE, (
                f"{at(cell)}: a figure of one colour, {1 - share:.1%} of it"
            )


@check
def has_its_own_figures(notebook: NotebookNode) -> None:
    """A figure is the one that its cell drew when it was refreshed."""
    for cell in code_cells(notebook):
        for output, mime in figures.stored(cell):
            mark = output.metadata.get(mime, {}).get(figures.MARK)
            assert mark == figures.mark(cell, output.data[mime]), (
                f"{at(cell)}: its figure was not drawn by this code: make refresh"
            )


@check
def asks_no_other_host(notebook: NotebookNode) -> None:
    """An opened page loads nothing from elsewhere; links are free."""
    loads = re.compile(
        r"""<(?:script|img|iframe|link|audio|video|source)\b[^>]*?"""
        r"""(?:src|href)=["']?(?:https?:)?//""",
        re.I,
    )
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [text for kind, text in output_texts(cell) if "html" in kind]
        for text in texts:
            assert not loads.search(text), f"{at(cell)}: loads from another host"
            assert not re.search(r"!\[[^\]]*\]\(https?:", text), (
                f"{at(cell)}: a picture from another host"
            )


def check_size(path: Path) -> None:
    size = path.stat().st_size
    assert size <= MAX_BYTES, f"{size / 1000:.0f} KB, at most {MAX_BYTES / 1000:.0f}"
