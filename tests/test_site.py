"""The site: what its settings promise, and a small book built with them."""

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import NOTEBOOK_METADATA, RESULTS_MIME, ROOT, chapters
from tools.set_repository import current_url

ALT = "A curve that falls & flattens"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
TEXT = rf"""# 1. Small

A small chapter.

[Open this chapter in Colab]({current_url()}/blob/main/chapters/01_small.ipynb)

> **Trap.** Do not.

$$
\begin{{aligned}}
a &= b \\
&= c
\end{{aligned}}
\tag{{1.1}}
$$

<details>
<summary>Solution to exercise 1.1</summary>

It is $a$.

</details>
"""
FRONT = """# Autoencoders, Measured

A book.

```{pictures}
01_small; A curve that falls; It flattens; then it ends.
```

The error is {result}`01_small; PCA-2; sse; ,.1f`.

```{draw} 3
```

The mean image scores {drawn}`mean; .0f`.
"""


def test_contents_list_the_chapters_that_are_there():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    entries = [entry for part in toc["parts"] for entry in part["chapters"]]
    listed = [
        each["file"]
        for entry in entries
        for each in (entry, *entry.get("sections", ()))
    ]
    numbered = [
        name for name in listed if re.match(r"chapters/(?:\d\d[b-z]?|A)_", name)
    ]
    there = [str(p.relative_to(ROOT).with_suffix("")) for p in chapters()]
    assert numbered == there
    for name in set(listed) - set(numbered):
        assert list(ROOT.glob(f"{name}.*")), name


@pytest.mark.parametrize(
    "name", ["index.md", "README.md", "CONTRIBUTING.md", "chapters/references.md"]
)
def test_links_lead_to_files(name):
    path = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_authors_are_named_once():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    for name in ("LICENSE", "LICENSE-TEXT", "CITATION.cff"):
        assert config["author"] in (ROOT / name).read_text("utf-8"), name


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A book of one small chapter, built with the book's settings."""
    book = tmp_path_factory.mktemp("book")
    for name in ("_config.yml", "_ext", "_static", "_extra", "helpers", "tools"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, book / name)
    (book / "chapters").mkdir()
    (book / "index.md").write_text(FRONT, "utf-8")
    (book / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: chapters/01_small\n", "utf-8"
    )
    figure = new_output(
        "display_data", {"image/png": PIXEL}, metadata={"image/png": {"alt": ALT}}
    )
    rows = new_output(
        "display_data",
        {
            RESULTS_MIME: [{"model": "PCA-2", "scores": {"sse": 1234.567}}],
            "text/html": "<table class='results'></table>",
        },
    )
    cells = [
        new_markdown_cell(TEXT),
        new_code_cell("show(figure)", outputs=[figure, rows], execution_count=1),
    ]
    notebook = new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)
    nbformat.write(notebook, book / "chapters" / "01_small.ipynb")
    program = Path(sys.executable).parent / "jupyter-book"
    done = subprocess.run(
        [program, "build", ".", "-q", "-n", "-W", "--keep-going"],
        cwd=book, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return book / "_build" / "html"


@pytest.fixture(scope="module")
def page(site):
    return (site / "chapters" / "01_small.html").read_text("utf-8")


def test_page_has_alt_text(page):
    assert ALT in [unescape(alt) for alt in re.findall(r'alt="([^"]*)"', page)]


def test_first_page_shows_a_figure_and_a_number_of_the_chapter(site):
    text = (site / "index.html").read_text("utf-8")
    image = re.search(r'<img alt="([^"]*)" src="(_images/01_small.png)"', text)
    assert unescape(image.group(1)) == ALT
    assert (site / image.group(2)).is_file()
    assert re.search(r'href="chapters/01_small.html"><span class="doc">1. Small<', text)
    assert "It flattens; then it ends." in text
    assert "The error is 1,234.6." in text


def test_first_page_alone_lets_draw(site, page):
    text = (site / "index.html").read_text("utf-8")
    script = re.search(r'<script src="(draw/draw\.js)\?v=[0-9a-f]{8}" defer>', text)
    assert (site / script.group(1)).is_file()
    assert (site / re.search(r'data-weights="([^"?]+)', text).group(1)).is_file()
    assert "A handwritten 3" in text
    assert re.search(r"The mean image scores \d\d\.", text)
    assert "draw.js" not in page and not re.search(r"<script[^>]*weights", text + page)


def test_what_the_first_page_does_not_find_is_a_warning(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    from book_front import Chapter

    env = SimpleNamespace(srcdir=ROOT, note_dependency=lambda path: None)
    chapter = Chapter(env, chapters()[1].stem)
    for find in (chapter.figure, lambda name: chapter.number(name, "sse")):
        with pytest.raises(LookupError, match="Mona Lisa"):
            find("Mona Lisa")


def test_single_page_lists_its_chapters_and_their_sections(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    from book_print import list_contents

    section = "<section id='{0}'><h{1}>{2}<a>#</a></h{1}>{3}</section>"
    inner = section.format("s", 3, "When &lt; 2?", section.format("t", 4, "Deep", ""))
    chapter = section.format("c", 2, "1. Small", inner)
    context = {"body": f"<h1>B</h1>x<div class='toctree-wrapper'>{chapter}</div>"}
    config = SimpleNamespace(root_doc="index")
    for builder in ("html", "singlehtml"):
        app = SimpleNamespace(builder=SimpleNamespace(name=builder), config=config)
        list_contents(app, "index", "page.html", context, None)
    assert context["body"].startswith(
        '<h1>B</h1><nav class="book-contents"><h2>Contents</h2><ul>'
        '<li><a href="#c">1. Small</a>'
        '<ul><li><a href="#s">When &lt; 2?</a></li></ul></li></ul></nav>x'
    )


def test_page_has_description(page):
    (text,) = re.findall(r'<meta name="description" content="([^"]*)"', page)
    assert text == "A small chapter."
    assert '<meta property="og:description" content="A small chapter."' in page


def test_first_page_has_the_title_of_the_book_alone(site, page):
    first = (site / "index.html").read_text("utf-8")
    assert "<title>Autoencoders, Measured</title>" in first
    assert "<title>1. Small &#8212; Autoencoders, Measured</title>" in page


def test_trap_is_marked(page):
    assert re.search(r'<blockquote class="book-trap">', page)


def test_equation_is_left_to_mathjax(page):
    equation = re.search(r"\\\[.*?\\\]", page, re.S).group()
    assert r"\tag{1.1}" in equation
    assert "split" not in equation


def test_no_script_stands_twice(page):
    scripts = re.findall(r"<script\b.*?</script>", page, re.S)
    assert len(scripts) == len(set(scripts))


def test_page_asks_no_other_host(site):
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        tags = re.findall(r"<(?:script|img|link|iframe)\b[^>]*>", text)
        loads = [t for t in tags if re.search(r'(?:src|href)="(?:https?:)?//', t)]
        assert not [t for t in loads if 'rel="canonical"' not in t], path
    assert list(site.glob("mathjax/**/*.woff"))
    assert (site / "mathjax" / "LICENSE").is_file()
    assert (site / ".nojekyll").is_file()


def test_links_to_an_unpublished_book_say_so(page):
    if "/OWNER/" not in current_url():
        pytest.skip("the book has its address")
    assert "once this copy of the book is published" in page
    assert f'href="{current_url()}' not in page
    assert "colab.research" not in page


def test_addresses_follow_from_the_configuration(site):
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    base = config["html"]["baseurl"]
    assert f"{base}chapters/01_small.html" in (site / "sitemap.xml").read_text("utf-8")
    home = re.sub(r"https://[^/]+", "", base)
    assert f'href="{home}' in (site / "404.html").read_text("utf-8")
    card = (site / "index.html").read_text("utf-8")
    assert f'content="{base}_static/card.png"' in card
