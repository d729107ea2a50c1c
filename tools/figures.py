"""A stored figure belongs to its cell, and shows something."""

import ast
import base64
import hashlib
import io
from collections.abc import Iterator

import numpy as np
from nbformat import NotebookNode
from PIL import Image

from tools.notebooks import code_cells
from tools.syntax import WithoutChecks, dumped

LEAST_SHARE = 0.005  # of the pixels that are not the ground, in a figure
MARK = "figure_of"  # in an output's metadata, beside the alt text


def stored(cell: NotebookNode) -> Iterator[tuple[NotebookNode, str]]:
    """The outputs of a cell that hold a picture, and the kind of it."""
    for output in cell.get("outputs", []):
        for mime in output.get("data", {}):
            if mime in ("image/png", "image/jpeg"):
                yield output, mime


def mark(cell: NotebookNode, content: str) -> str:
    """What ties a picture to its code, without comments and checks."""
    code = dumped(WithoutChecks().visit(ast.parse(cell.source)), annotate_fields=True)
    return hashlib.sha256(f"{code}\n{content.strip()}".encode()).hexdigest()[:16]


def stamp(notebook: NotebookNode) -> None:
    """Mark each picture as that of its cell, in place: after a run, never else."""
    for cell in code_cells(notebook):
        for output, mime in stored(cell):
            output.metadata.setdefault(mime, {})
            output.metadata[mime][MARK] = mark(cell, output.data[mime])


def share_drawn(content: str) -> float:
    """The share of a picture's pixels that are not of its commonest colour."""
    picture = Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    grey = np.asarray(Image.alpha_composite(ground, picture).convert("L"))
    counts = np.bincount(grey.ravel() // 4)
    return 1 - counts.max() / grey.size
