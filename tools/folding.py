"""Which code cells a reader sees folded, by one rule in three ways of reading.

Folded are the set-up cell, checks (tagged `claim`, or `answer` where they are of a
reader's answer), and drawing code of more than six lines; never a cell that holds a
model, a loss or a training. `make refresh` applies it: the tags `hide-input` and
`hide-cell` fold on the site, `source_hidden` in JupyterLab, and `cellView: form` on
Colab, which shows the first line's title.
"""

import ast
import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from tools.notebooks import code_cells, tags

MOST_LINES = 6  # of drawing code that stays open
TITLE = 72  # columns of a title
MODEL = re.compile(
    r"\.fit\(|\.compile\(|\.train_on_batch\(|\bkeras\.(?:Input|Model|Sequential|layers)"
    r"|\blayers\.\w+\(|\bdef \w*loss|\bcompute_loss\b|GradientTape"
)
DRAWS = re.compile(r"\bshow(?:_\w+)?\(|\bplt\.")
PROMPTS = {
    "figure": ("Show the code of the figure", "Hide the code of the figure"),
    "checks": ("Show the checks", "Hide the checks"),
    "answer": ("Show the check", "Hide the check"),
}


def trainers(notebook: NotebookNode) -> set[str]:
    """The notebook's own functions that train, also through one another."""
    bodies: dict[str, str] = {}
    for cell in code_cells(notebook):
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                bodies[node.name] = ast.unparse(node)
    found = {name for name, body in bodies.items() if ".fit(" in body}
    while True:
        calls = re.compile(rf"\b(?:{'|'.join(found)})\(" if found else r"(?!)")
        more = {n for n, body in bodies.items() if calls.search(body)} - found
        if not more:
            return found
        found |= more


def teaches(cell: NotebookNode, training: set[str]) -> bool:
    """Whether a cell holds a model, a loss or a training."""
    calls = rf"\b(?:{'|'.join(training)})\(" if training else r"(?!)"
    return bool(MODEL.search(cell.source) or re.search(calls, cell.source))


def kind(cell: NotebookNode, training: set[str]) -> str | None:
    """Why a cell is folded: `setup`, `checks`, `answer` or `figure`; None if open."""
    for why in ("setup", "answer"):
        if why in tags(cell):
            return why
    if "solution" in tags(cell) or teaches(cell, training):
        return None
    if "claim" in tags(cell):
        return "checks"
    lines = [line for line in cell.source.splitlines() if line.strip()]
    drawing = DRAWS.search(cell.source) and any(pictures(cell))
    return "figure" if drawing and len(lines) > MOST_LINES else None


def pictures(cell: NotebookNode) -> Iterator[str]:
    """A word on each picture of a cell's outputs: its alt text, or nothing."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        for mime in data:
            if mime.startswith("image/"):
                yield output.metadata.get(mime, {}).get("alt", "")
        if re.search(r"<(?:canvas|img|svg)\b", data.get("text/html", "")):
            yield data.get("text/plain", "")


def title(cell: NotebookNode, why: str) -> str:
    """What a folded cell's first line says is in it."""
    first = cell.source.split("\n", 1)[0]
    if first.startswith("# "):
        return first.removeprefix("# ").removeprefix("@title ")
    if why == "checks":
        return "Checks of what the text says"
    said = next(filter(None, pictures(cell)), "a figure").replace("\n", " ")
    said = re.split(r"(?<=\w)[.;](?:\s|$)", said)[0]
    while len(said) > TITLE - len("# @title Figure: "):
        said = said.rpartition(" ")[0].rstrip(",;:")
    return f"Figure: {said[0].lower()}{said[1:]}" if said else "Figure"


def fold(notebook: NotebookNode) -> None:
    """Fold and unfold the code cells by the rule, in place."""
    training = trainers(notebook)
    for cell in code_cells(notebook):
        if "solution" in tags(cell):
            continue
        why = kind(cell, training)
        kept = [tag for tag in tags(cell) if tag != "hide-input"]
        for key in ("jupyter", "cellView", "mystnb"):
            cell.metadata.pop(key, None)
        if why is not None:
            cell.metadata["jupyter"] = nbformat.from_dict({"source_hidden": True})
            cell.metadata["cellView"] = "form"
        if why in PROMPTS:
            kept.append("hide-input")
            show, hide = PROMPTS[why]
            cell.metadata["mystnb"] = nbformat.from_dict(
                {"code_prompt_show": show, "code_prompt_hide": hide}
            )
            named, rest = f"# @title {title(cell, why)}", cell.source
            if rest.startswith("# "):
                rest = rest.partition("\n")[2]
            cell.source = f"{named}\n{rest}"
        elif why is None and cell.source.startswith("# @title "):
            cell.source = cell.source.replace("# @title ", "# ", 1)
        if kept:
            cell.metadata["tags"] = kept
        else:
            cell.metadata.pop("tags", None)
