"""The site: what its settings promise, and a small book built with them."""

import base64
import json
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
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import NOTEBOOK_METADATA, RESULTS_MIME, ROOT, chapters
from tools.set_repository import current_url

ALT = "A curve that falls & flattens"
PATH = """\
01_small:
  question: Does it *fall*?
  data: digits
  picture: {figure: A curve that falls, columns: [0, 1], rows: [[0, 1]], shows: A dot.}
"""
RUN = {
    "notebook": "01_small", "set": "newest", "backend": "tensorflow", "data": "real",
    "seed": 0, "held": True, "seconds": 170, "memory": 900, "operations": 2.4e11,
    "by": "refresh", "code": "0", "versions": {},
}  # fmt: skip
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
TEXT = rf"""# 1. Small

A small chapter.

[Open this chapter in Colab]({current_url()}/blob/main/chapters/01_small.ipynb)

> **Trap.** Do not.

| symptom | cause | check |
|---|---|---|
| it stays at $\hat x$ | a `rate` | [again](01_small.ipynb) |

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

```{path}
```

The error is {result}`01_small; PCA-2 @ digits; sse; ,.1f`,
{printed}`01_small; size; 2; ,d` bytes, {minutes}`01_small`
minutes, seen by {ran}`runs` run.

```{symptoms}
```

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
    number = re.compile(r"chapters/(?:\d\d[b-z]?|A)_")
    numbered = [name for name in listed if number.match(name)]
    there = [str(p.relative_to(ROOT).with_suffix("")) for p in chapters()]
    assert numbered == there
    for name in set(listed) - set(numbered):
        assert list(ROOT.glob(f"{name}.*")), name


@pytest.mark.parametrize(
    "path",
    [ROOT / f"{name}.md" for name in ("index", "README", "CONTRIBUTING")]
    + sorted((ROOT / "chapters").glob("*.md")),
    ids=lambda path: path.stem,
)
def test_links_lead_to_files(path):
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
    (book / "_path.yml").write_text(PATH, "utf-8")
    (book / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: chapters/01_small\n"
        "  sections:\n  - file: chapters/01b_deeper\n",
        "utf-8",
    )
    runs = [RUN, RUN | {"notebook": "01b_deeper", "seconds": 20}]
    (book / "chapters" / "ledger.json").write_text(json.dumps({"runs": runs}))
    figure = new_output(
        "display_data", {"image/png": PIXEL}, metadata={"image/png": {"alt": ALT}}
    )
    rows = new_output(
        "display_data",
        {
            RESULTS_MIME: [
                {"model": "PCA-2", "data": "toy", "scores": {"sse": 1.0}},
                {"model": "PCA-2", "data": "digits", "scores": {"sse": 1234.567}},
            ],
            "text/html": "<table class='results'></table>",
        },
    )
    text = new_output("stream", text="JPEG, size of\nsize   1.5  1,024\n")
    cells = [
        new_markdown_cell(TEXT),
        new_code_cell("show(figure)", outputs=[figure, rows, text], execution_count=1),
    ]
    deeper = [new_markdown_cell("# 1b. Deeper\n\nIs it deep? It is.")]
    for name, content in {"01_small": cells, "01b_deeper": deeper}.items():
        notebook = new_notebook(cells=content, metadata=NOTEBOOK_METADATA)
        nbformat.write(notebook, book / "chapters" / f"{name}.ipynb")
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


def test_first_page_shows_the_path(site):
    """A card of the spine, what is deeper below it, all from the notebooks."""
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    (card,) = page.select(".book-path > div")
    image = card.find("img")
    assert image["alt"] == "A dot." and (site / image["src"]).is_file()
    words = " ".join(card.get_text(" ", strip=True).split())
    assert words == (
        "A dot. 1. Small Does it fall ? digits · 3 minutes to run "
        "1b. Deeper · 1 minute to run Is it deep?"
    )
    links = [link["href"] for link in card.find_all("a")]
    assert links == ["chapters/01_small.html", "chapters/01b_deeper.html"]


def test_first_page_shows_numbers_of_the_chapters(site):
    text = (site / "index.html").read_text("utf-8")
    assert "The error is 1,234.6,\n1,024 bytes, 3\nminutes, seen by 2 run." in text


def test_symptoms_are_those_of_the_spines(site):
    page = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")
    (row,) = page.select("table.book-symptoms tbody tr")
    cells = [cell.get_text(strip=True) for cell in row.find_all("td")]
    assert cells == [r"it stays at\(\hat x\)", "arate", "again", "chapter 1"]
    links = [link["href"] for link in row.find_all("a")]
    assert links == ["chapters/01_small.html"] * 2


def test_every_notebook_is_on_the_path():
    """With what its card says; a spine with a picture."""
    said = yaml.safe_load((ROOT / "_path.yml").read_text("utf-8"))
    assert list(said) == [path.stem for path in chapters()]
    for stem, card in said.items():
        assert card["question"].endswith(("?", "*")) and card["data"], stem
        spine = re.match(r"\d\d_", stem)
        assert bool(spine) == ("picture" in card), stem


def test_a_figure_is_cut_inside_its_edges(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    from book_path import cut

    figure = base64.b64decode(PIXEL)
    assert cut(figure, [0, 1], [[0, 1], [0, 1]]).size == (1, 2)
    with pytest.raises(LookupError, match="1 × 1"):
        cut(figure, [0, 2], [[0, 1]])


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
    finds = [chapter.figure, lambda name: chapter.number(name, "sse")]
    finds += [lambda name: chapter.printed(name, 1)]
    for find in finds:
        with pytest.raises(LookupError, match="Mona Lisa"):
            find("Mona Lisa")


def test_a_dash_in_a_printed_row_holds_its_place(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    from book_front import Chapter

    env = SimpleNamespace(srcdir=ROOT, note_dependency=lambda path: None)
    chapter = Chapter(env, chapters()[1].stem)
    table = "codec   files   differs\nAVIF        –   1,331\nAVIF of 48  –   –"
    output = new_output("stream", text=table)
    chapter.notebook.cells.append(new_code_cell("", outputs=[output]))
    assert chapter.printed("AVIF", 2) == 1331
    for place in (1, 3):
        with pytest.raises(LookupError, match=f"no number {place} after 'AVIF'"):
            chapter.printed("AVIF", place)


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
