"""The table of symptoms, gathered from the spines' own tables.

    ```{symptoms}
    ```

joins the rows of every table *symptom | cause | check* of the notebooks in `_toc.yml`,
each with a link to its notebook. A spine without such a table is a warning, unless it
is the first, which only begins the book, or the appendix.
"""

import os
import re
from pathlib import Path

from book_front import Chapter, chapter_link
from book_league import make_table
from book_path import parts, read
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

HEAD = re.compile(
    r"^\|\s*symptom\s*\|\s*cause\s*\|\s*check\s*\|\s*\n\|[-|: ]+\|\s*$", re.M
)
BAR = re.compile(r"(?<!\\)\|")
LINK = re.compile(r"\]\((?=\w+\.(?:ipynb|md)\b)")  # to a page beside the notebook
NONE = ("00_start_here",)  # it only begins the book


def symptoms(notebook) -> list[list[str]]:
    """The rows of a notebook's table, three texts of Markdown each."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for head in HEAD.finditer(cell.source):
            for line in cell.source[head.end() :].strip("\n").split("\n"):
                if not line.startswith("|"):
                    break
                found.append([text.strip() for text in BAR.split(line)[1:-1]])
    return found


class Symptoms(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        entries: list[list] = []
        toc = read(Path(self.env.srcdir), "_toc.yml")
        self.env.note_dependency(str(Path(self.env.srcdir, "_toc.yml")))
        try:
            for _, chapters in parts(toc):
                for spine, deeper in chapters:
                    entries += self.rows(spine, deeper)
        except (LookupError, OSError) as error:
            return [self.state.document.reporter.warning(f"no symptoms: {error}")]
        return [
            make_table(
                ["symptom", "cause", "check", "notebook"], entries, ["book-symptoms"]
            )
        ]

    def rows(self, spine: str, deeper: list[str]) -> list[list]:
        entries = []
        for stem in (spine, *deeper):
            rows = symptoms(Chapter(self.env, stem).notebook)
            wanted = stem == spine and stem not in NONE and stem[0].isdigit()
            if wanted and not rows:
                raise LookupError(f"{stem} has no table of symptoms")
            number = stem.partition("_")[0].lstrip("0")
            for row in rows:
                if len(row) != 3:
                    raise LookupError(f"{stem} has a row of {len(row)} cells: {row}")
                link = chapter_link(self.env, stem, f"chapter {number}")
                cells = [self.parsed(text) for text in row]
                entries.append([*cells, nodes.paragraph("", "", link)])
        return entries

    def parsed(self, text: str) -> nodes.Node:
        """A cell's Markdown: formulas, code, emphasis, links."""
        page = Path(self.env.doc2path(self.env.docname)).parent
        folder = os.path.relpath(Path(self.env.srcdir, "chapters"), page)
        text = LINK.sub(f"]({Path(folder).as_posix()}/", text)
        holder = nodes.container()
        self.state.nested_parse(StringList([text], "symptoms"), 0, holder)
        return holder[0]


def setup(app):
    app.add_directive("symptoms", Symptoms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
