"""The path through the book: a card for each chapter of `_toc.yml`.

    ```{path}
    ```

shows a card for each spine, with a picture cut from one of its stored figures, its
question, its data and its minutes; the notebooks that go deeper stand below it, a line
each. What a card says is in `_path.yml`; a notebook that is not there shows the first
sentence of its text. A figure that is not found is a warning, and fails the build.
"""

import io
import re
import sys
from html import escape
from pathlib import Path
from typing import Any

import yaml
from book_front import Chapter, chapter_link, minutes_of, picture_place
from docutils import nodes
from PIL import Image
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import notebooks

FILE = "_path.yml"
STEM = re.compile(r"^chapters/((?:\d\d[b-z]?|A)_\w+)$")
WIDTH = 720  # pixels of a card's picture, at the most


def parts(toc: dict) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """(caption, [(spine, deeper ones)]) of the parts of `_toc.yml` with notebooks."""
    found = []
    for part in toc.get("parts", [toc]):
        chapters = []
        for entry in part.get("chapters", []):
            if spine := STEM.match(entry["file"]):
                below = [STEM.match(e["file"]) for e in entry.get("sections", [])]
                chapters.append((spine[1], [match[1] for match in below if match]))
        if chapters:
            found.append((part.get("caption", ""), chapters))
    return found


def read(root: Path, name: str) -> dict[str, Any]:
    path = root / name
    return (yaml.safe_load(path.read_text("utf-8")) or {}) if path.exists() else {}


def cut(figure: bytes, columns: list[int], rows: list[list[int]]) -> Image.Image:
    """Bands of a figure, between two columns of pixels, one below the other.

    Raises:
        LookupError: a band reaches over the figure's edge.
    """
    image = Image.open(io.BytesIO(figure)).convert("RGB")
    left, right = columns
    if right > image.width or max(bottom for _, bottom in rows) > image.height:
        raise LookupError(f"the figure has only {image.width} × {image.height} pixels")
    bands = [image.crop((left, top, right, bottom)) for top, bottom in rows]
    whole = Image.new("RGB", (right - left, sum(band.height for band in bands)))
    height = 0
    for band in bands:
        whole.paste(band, (0, height))
        height += band.height
    return whole


class ThePath(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        for name in ("_toc.yml", FILE):
            self.env.note_dependency(str(root / name))
        self.said = read(root, FILE)
        found = parts(read(root, "_toc.yml"))
        result: list[nodes.Node] = []
        try:
            for caption, chapters in found:
                if len(found) > 1:
                    result.append(nodes.rubric("", caption))
                shelf = nodes.container(classes=["book-path"])
                shelf += [self.card(spine, deeper) for spine, deeper in chapters]
                result.append(shelf)
        except (LookupError, OSError, notebooks.NotebookError) as error:
            return [self.state.document.reporter.warning(f"no card: {error}")]
        return result

    def card(self, spine: str, deeper: list[str]) -> nodes.container:
        chapter, card = Chapter(self.env, spine), nodes.container()
        if picture := self.said.get(spine, {}).get("picture"):
            card += self.picture(chapter, spine, picture)
            said = escape(picture["shows"])  # the alt text, to be seen
            said = f'<p class="path-shows" aria-hidden="true">{said}</p>'
            card += nodes.raw("", said, format="html")
        title = chapter_link(self.env, spine, chapter.title)
        card += nodes.paragraph("", "", title, classes=["path-title"])
        card += self.question(spine, chapter)
        card += nodes.paragraph("", self.facts(spine), classes=["path-facts"])
        if deeper:
            card += nodes.bullet_list(
                "",
                *[nodes.list_item("", *self.line(stem)) for stem in deeper],
                classes=["path-deeper"],
            )
        return card

    def line(self, stem: str) -> list[nodes.Node]:
        """A deeper notebook: its title, its question, its minutes."""
        chapter = Chapter(self.env, stem)
        link = chapter_link(self.env, stem, chapter.title)
        title = nodes.paragraph("", "", link, nodes.Text(f" · {self.minutes(stem)}"))
        return [title, self.question(stem, chapter)]

    def question(self, stem: str, chapter: Chapter) -> nodes.paragraph:
        text = self.said.get(stem, {}).get("question") or chapter.first_sentence
        children, _ = self.state.inline_text(text, self.lineno)
        return nodes.paragraph("", "", *children, classes=["path-question"])

    def facts(self, stem: str) -> str:
        data = self.said.get(stem, {}).get("data")
        return f"{data} · {self.minutes(stem)}" if data else self.minutes(stem)

    def minutes(self, stem: str) -> str:
        count = minutes_of(self.env, stem)
        return f"{count} minute{'s' if count != '1' else ''} to run"

    def picture(self, chapter: Chapter, stem: str, given: dict) -> nodes.image:
        content, _, kind = chapter.figure(given["figure"])
        image = cut(content, given["columns"], given["rows"])
        if image.width > WIDTH:
            image = image.resize((WIDTH, image.height * WIDTH // image.width))
        if kind == "png" and image.getcolors(256):
            image = image.quantize(256)
        file, uri = picture_place(self.env, f"{stem}.{kind}")
        image.save(file, **({"quality": 88} if kind == "jpeg" else {"optimize": True}))
        return nodes.image(uri=uri, alt=given["shows"])


def setup(app):
    app.add_directive("path", ThePath)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
