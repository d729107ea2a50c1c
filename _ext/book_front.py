"""The first page shows what the chapters hold: their figures and numbers.

Both are read from the notebooks' stored outputs when the site is built.

    ```{pictures}
    01_linear_autoencoder_pca; Left: PCA maps a spiral; What one sees there.
    ```

shows of each chapter the figure whose alt text begins with these words, and

    {result}`01_linear_autoencoder_pca; PCA-30; sse; .2f`

is a number of the chapter's results: the row of that model, a score or another
entry of it, and how to write it.

    {minutes}`01_linear_autoencoder_pca`, {minutes}`all`, {minutes}`speed`

are the minutes of a notebook and of all, by the ledger of what ran, and the
operations a second of the machine that these minutes are of. What is not found
is a warning, so that the build fails rather than show an old or an invented
number.
"""

import base64
import os
import sys
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective, SphinxRole

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
        for rows, _ in self.outputs(RESULTS_MIME):
            for row in rows:
                values = {**row, **row["scores"]}
                if row["model"] == model and key in values:
                    return values[key]
        raise LookupError(f"{self.name} has no {key!r} of {model!r}")


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


class Pictures(SphinxDirective):
    has_content = True

    def run(self) -> list[nodes.Node]:
        shelf = nodes.container(classes=["book-pictures"])
        for line in self.content:
            stem, words, caption = (part.strip() for part in line.split(";", 2))
            try:
                shelf += self.picture(Chapter(self.env, stem), words, caption)
            except (LookupError, OSError) as error:
                return [self.state.document.reporter.warning(str(error))]
        return [shelf]

    def picture(self, chapter: Chapter, words: str, caption: str) -> nodes.container:
        content, alt, kind = chapter.figure(words)
        stem = Path(chapter.name).name
        file, uri = picture_place(self.env, f"{stem}.{kind}")
        file.write_bytes(content)
        image = nodes.image(uri=uri, alt=alt)
        link = chapter_link(self.env, stem, chapter.title)
        said = nodes.paragraph("", "", link, nodes.Text(f". {caption}"))
        return nodes.container("", image, said)


class Result(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        stem, model, key, form = (part.strip() for part in self.text.split(";"))
        try:
            value = Chapter(self.env, stem).number(model, key)
        except (LookupError, OSError) as error:
            return [], [self.inliner.reporter.warning(str(error))]
        return [nodes.Text(format(value, form))], []


class Minutes(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        file = Path(self.env.srcdir, "chapters", "ledger.json")
        self.env.note_dependency(str(file))
        try:
            book = ledger.Book(Path(self.env.srcdir), ledger.load(file))
            return [nodes.Text(self.words(book))], []
        except (LookupError, OSError, notebooks.NotebookError) as error:
            return [], [self.inliner.reporter.warning(str(error))]

    def words(self, book: ledger.Book) -> str:
        if self.text == "speed":
            return f"{ledger.REFERENCE / 1e11:.1f}·10¹¹"
        paths = notebooks.chapters(Path(self.env.srcdir))
        wanted = [path for path in paths if self.text in (path.stem, "all")]
        seconds = [book.seconds(path, ledger.REFERENCE) for path in wanted]
        if not seconds or None in seconds:
            raise LookupError(f"the ledger has no minutes of {self.text!r}")
        return ledger.minutes(sum(seconds))


def setup(app):
    app.add_directive("pictures", Pictures)
    app.add_role("result", Result())
    app.add_role("minutes", Minutes())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
