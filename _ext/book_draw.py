"""The first page's sheet to draw on: its still picture, and its numbers.

    ```{draw} 5
    ```

shows this test digit, what four models make of it, and their errors, as `tools/draw.py`
stored the models. On the site a script takes the picture over and lets the reader
draw (`_extra/draw`); in the single page that is printed the picture stays as it is.

    {drawn}`pca; 0; .1f`, {drawn}`mean; .1f`

are numbers of that file: a model's error on test digits with noise of σ = 0 (or, with
`rounding`, what the rounding of its weights adds), and an entry of the file.
"""

import base64
import hashlib
import io
import sys
from html import escape
from pathlib import Path

import numpy as np
from docutils import nodes
from PIL import Image
from sphinx.util.docutils import SphinxDirective, SphinxRole

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import draw

NAMES = {
    "pca": "PCA",
    "autoencoder": "autoencoder",
    "vae": "VAE",
    "denoiser": "denoiser",
}
FOLDER = "draw"  # of the site: from _extra


class DrawNode(nodes.General, nodes.Element):
    """The sheet and the copies; `html` is the still picture."""


def picture(image: np.ndarray, alt: str) -> str:
    """An image of 784 values in [0, 1] as an element that needs no file."""
    grey = (np.clip(image, 0, 1) * 255).round().astype("uint8").reshape(28, 28)
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, "png", optimize=True)
    content = base64.b64encode(buffer.getvalue()).decode()
    source = f"data:image/png;base64,{content}"
    return f'<img src="{source}" width="28" height="28" alt="{escape(alt)}">'


def still(content: dict, digit: int) -> str:
    """The markup of a test digit and its copies."""
    image = draw.digits(content)[digit]
    parts = [
        '<div class="draw-top"><figure class="draw-sheet">',
        picture(image, f"A handwritten {digit}"),
        "<figcaption>a test digit</figcaption></figure></div>",
        '<div class="draw-models">',
    ]
    for model in content["models"]:
        layers, name = draw.unpacked_model(model), NAMES[model["key"]]
        copy = draw.decode(layers, draw.encode(layers, image[None]))[0]
        error = float(np.sum((copy - image) ** 2))
        parts += [
            f'<div class="draw-model" data-key="{model["key"]}">',
            picture(copy, f"The copy by {name}"),
            f'<p class="draw-name">{name}</p>',
            f'<p><span class="draw-error">error <b>{error:.1f}</b></span>, '
            f'<span class="draw-tested">test digits <b>{model["tested"][0]:.1f}</b>'
            "</span></p></div>",
        ]
    return "\n".join([*parts, "</div>"])


def address(root: Path, name: str) -> str:
    """Where a file of the sheet lies, and which one: a new one has a new address."""
    content = (root / "_extra" / FOLDER / name).read_bytes()
    return f"{FOLDER}/{name}?v={hashlib.sha256(content).hexdigest()[:8]}"


class Draw(SphinxDirective):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / draw.FILE))
        try:
            html = still(draw.read(root), int(self.arguments[0]))
        except (OSError, ValueError, LookupError) as error:
            return [self.state.document.reporter.warning(f"no sheet: {error}")]
        return [DrawNode("", html=html, digit=self.arguments[0])]


def visit(self, node: DrawNode) -> None:
    """The page is the first one: addresses begin at the site's root."""
    root = Path(self.builder.env.srcdir)
    alive = self.builder.name != "singlehtml"
    data = f' data-weights="{address(root, draw.FILE.name)}"' if alive else ""
    data += f' data-first="{node["digit"]}"'
    self.body.append(
        f'<link rel="stylesheet" href="{address(root, "draw.css")}">\n'
        '<div class="book-draw" role="group" aria-label="Draw it yourself"'
        f"{data}>\n{node['html']}\n</div>\n"
    )
    if alive:
        source = address(root, "draw.js")
        self.body.append(f'<script src="{source}" defer></script>\n')
    raise nodes.SkipNode


class Drawn(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / draw.FILE))
        *place, form = (part.strip() for part in self.text.split(";"))
        try:
            value = number(draw.read(root), *place)
            return [nodes.Text(format(value, form))], []
        except (OSError, TypeError, ValueError, LookupError) as error:
            return [], [self.inliner.reporter.warning(f"no {self.text}: {error}")]


def number(content: dict, name: str, sigma: str = "") -> float:
    """A model's test error with this noise, or what `rounding` adds; or an entry.

    Of an entry that is a list, `sigma` is the place.
    """
    if name in content:
        return content[name][int(sigma)] if sigma else content[name]
    model = next((m for m in content["models"] if m["key"] == name), None)
    if model is None:
        raise LookupError(f"the file has no {name!r}")
    if sigma == "rounding":
        return model["tested"][0] - model["before"]
    return model["tested"][content["levels"].index(float(sigma))]


def setup(app):
    app.add_node(DrawNode, html=(visit, None))
    app.add_directive("draw", Draw)
    app.add_role("drawn", Drawn())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
