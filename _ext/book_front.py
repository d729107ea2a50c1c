"""Pages show numbers of the chapters, read from the notebooks' stored outputs.

    {result}`01_linear_autoencoder_pca; PCA-30; sse; .2f`

is a number of the chapter's results: the row of that model, a score or another
entry of it, and how to write it. Where a model has a row on each of several data
sets, `PCA-30 @ MNIST` names one.

    {printed}`04b_how_many_bytes; JPEG; 2; d`

is a number that a cell has printed: here the second after the word.

    {minutes}`01_linear_autoencoder_pca`, {minutes}`all`, {minutes}`spines`,
    {minutes}`speed`

are the minutes of a notebook, of all and of the spines, by the ledger of what ran,
and the operations a second of the machine that these minutes are of.

    {ran}`runs`, {ran}`seeds`, {ran}`backends`

are the whole runs that the ledger holds, their seeds and their backends. What is not
found is a warning, so that the build fails rather than show an old or an invented
number.
"""

import base64
import os
import re
import sys
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import ledger, notebooks

RESULTS_MIME = notebooks.RESULTS_MIME


class Chapter:
    """A chapter's notebook, noted as something that the page depends on."""

    def __init__(self, env, stem: str) -> None:
        self.name = f"chapters/{stem}"
        path = Path(env.srcdir, f"{self.name}.ipynb")
        env.note_dependency(str(path))
        self.notebook = nbformat.read(path, as_version=4)

    @property
    def title(self) -> str:
        return self.notebook.cells[0].source.splitlines()[0].lstrip("# ")

    @property
    def first_sentence(self) -> str:
        """Of the text below the title."""
        text = self.notebook.cells[0].source.split("\n\n")[1]
        return re.split(r"(?<=[.?!]) ", " ".join(text.split()))[0]

    def outputs(self, mime: str):
        """The (content, metadata) pairs of all outputs of one kind."""
        for cell in self.notebook.cells:
            for output in cell.get("outputs", []):
                if mime in output.get("data", {}):
                    yield output.data[mime], output.metadata.get(mime, {})

    def figure(self, words: str) -> tuple[bytes, str, str]:
        """Content, alt text and kind of the figure whose alt text begins so."""
        for kind in ("png", "jpeg"):
            for content, metadata in self.outputs(f"image/{kind}"):
                if metadata.get("alt", "").startswith(words):
                    return base64.b64decode(content), metadata["alt"], kind
        raise LookupError(f"{self.name} has no figure {words!r}")

    def number(self, model: str, key: str) -> float:
        """An entry of a model's row; `model @ data` where it has several."""
        name, _, data = model.partition(" @ ")
        for rows, _ in self.outputs(RESULTS_MIME):
            for row in rows:
                values = {**row, **row["scores"]}
                if row["model"] == name and data in ("", row["data"]) and key in values:
                    return values[key]
        raise LookupError(f"{self.name} has no {key!r} of {model!r}")

    def printed(self, words: str, place: int) -> float:
        """Of the numbers that a cell printed behind these words, the one there.

        A dash in a table holds a place, and is no number.
        """
        number = r"(?:–|-?[\d,]*\.?\d+)"
        line = re.compile(rf"{re.escape(words)}((?:\s+{number}(?![\w.]))+)")
        texts = [text for text, _ in self.outputs("text/plain")]
        for cell in self.notebook.cells:
            texts += [o.text for o in cell.get("outputs", []) if "text" in o]
        for text in texts:
            if found := line.search(text):
                numbers = re.findall(number, found[1])
                if place <= len(numbers) and numbers[place - 1] != "–":
                    return float(numbers[place - 1].replace(",", ""))
        raise LookupError(f"{self.name} prints no number {place} after {words!r}")


def chapter_link(env, stem: str, words: str) -> nodes.Node:
    return pending_xref(
        "", nodes.inline("", words),
        refdomain="std", reftype="doc", refexplicit=True,
        reftarget=f"/chapters/{stem}", refdoc=env.docname, refwarn=True,
    )  # fmt: skip


def picture_place(env, name: str) -> tuple[Path, str]:
    """Where to write a picture of this build, and its address from the page."""
    folder = Path(env.app.outdir).parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    page = Path(env.doc2path(env.docname)).parent
    return folder / name, Path(os.path.relpath(folder / name, page)).as_posix()


class Result(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        stem, model, key, form = (part.strip() for part in self.text.split(";"))
        try:
            value = Chapter(self.env, stem).number(model, key)
        except (LookupError, OSError) as error:
            return [], [self.inliner.reporter.warning(str(error))]
        return [nodes.Text(format(value, form))], []


class Printed(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        stem, words, place, form = (part.strip() for part in self.text.split(";"))
        try:
            value = Chapter(self.env, stem).printed(words, int(place))
        except (LookupError, OSError) as error:
            return [], [self.inliner.reporter.warning(str(error))]
        whole = form.endswith("d")
        return [nodes.Text(format(round(value) if whole else value, form))], []


def ledger_of(env) -> ledger.Book:
    """The notebooks and what ran, read once for all pages of a build."""
    file = Path(env.srcdir, "chapters", "ledger.json")
    env.note_dependency(str(file))
    key = (env.srcdir, file.stat().st_mtime if file.exists() else 0)
    if key not in BOOKS:
        BOOKS[key] = ledger.Book(Path(env.srcdir), ledger.load(file))
    return BOOKS[key]


BOOKS: dict[tuple, ledger.Book] = {}


def minutes_of(env, name: str) -> str:
    """The minutes of a notebook, of `all`, or of the `spines`.

    Raises:
        LookupError: the ledger has none.
    """
    book = ledger_of(env)
    paths = notebooks.chapters(Path(env.srcdir))
    spines = [path for path in paths if re.match(r"\d\d_", path.name)]
    groups = {"all": paths, "spines": spines}
    wanted = groups.get(name) or [path for path in paths if path.stem == name]
    seconds = [book.seconds(path, ledger.REFERENCE) for path in wanted]
    if not seconds or None in seconds:
        raise LookupError(f"the ledger has no minutes of {name!r}")
    return ledger.minutes(sum(seconds))


class Minutes(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text == "speed":
            return [nodes.Text(f"{ledger.REFERENCE / 1e11:.1f}·10¹¹")], []
        try:
            return [nodes.Text(minutes_of(self.env, self.text))], []
        except (LookupError, OSError, notebooks.NotebookError) as error:
            return [], [self.inliner.reporter.warning(str(error))]


class Ran(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            there = {path.stem for path in notebooks.chapters(Path(self.env.srcdir))}
            runs = [r for r in ledger_of(self.env).runs if r["notebook"] in there]
            counts = {
                "runs": len(runs),
                "seeds": len({run["seed"] for run in runs}),
                "backends": len({run["backend"] for run in runs}),
            }
            return [nodes.Text(str(counts[self.text]))], []
        except (LookupError, OSError, notebooks.NotebookError) as error:
            return [], [self.inliner.reporter.warning(f"no runs: {error}")]


def setup(app):
    for name, role in (
        ("result", Result()),
        ("printed", Printed()),
        ("minutes", Minutes()),
        ("ran", Ran()),
    ):
        app.add_role(name, role)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
