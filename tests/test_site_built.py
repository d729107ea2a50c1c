"""The whole site, built from the stored outputs: its links, and in a browser.

The tests in a browser run where Chromium (or Chrome), Node.js and the packages
of package.json (`npm install`) are there, and are skipped elsewhere.
"""

import json
import os
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlparse

import pytest
import yaml
from bs4 import BeautifulSoup
from required import browser

from tools.notebooks import ROOT, chapters

MAX_PAGE = 800_000  # bytes of a page with its pictures
# Words that a reader may look for, and the notebook that must be among those found.
WORDS = {"collapse": "06c_", "JPEG": "04b_", "AUROC": "08_"}
# What the theme does, and the book does not mend: (rule, a part of the element).
KNOWN = (
    ("label-content-name-mismatch", "search-button"),
    ("label-content-name-mismatch", "theme-switch-button"),
    ("region", "logo__image"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    program = Path(sys.executable).parent / "jupyter-book"
    done = subprocess.run(
        [program, "build", ".", "-q", "-n", "-W", "--keep-going",
         "--path-output", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def pages(site) -> dict[str, BeautifulSoup]:
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(
            path.read_bytes(), "html.parser"
        )
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }


@pytest.fixture(scope="module")
def home() -> str:
    """The path of the published book, with which the links of 404.html begin."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    return urlparse(config["html"]["baseurl"]).path


def targets(page: BeautifulSoup) -> set[str]:
    """What a page links to or loads, without other hosts and mail."""
    links = {tag[a] for a in ("href", "src") for tag in page.find_all(attrs={a: True})}
    return {link for link in links if not urlparse(link).scheme}


def test_links_inside_the_site_lead_somewhere(site, pages, home):
    ids = {
        name: {tag["id"] for tag in p.find_all(id=True)} for name, p in pages.items()
    }
    broken = []
    for name, page in pages.items():
        for link in targets(page):
            path, _, anchor = link.partition("#")
            path = unquote(path.partition("?")[0])
            if path.startswith(home):  # the 404 page, shown at any address
                file = site / path.removeprefix(home)
            else:
                file = (site / name).parent / path if path else site / name
            file = Path(os.path.normpath(file))
            found = ids.get(file.relative_to(site).as_posix(), set())
            if not file.exists() or (anchor and unquote(anchor) not in found):
                broken.append(f"{name}: {link}")
    assert not broken


def test_what_opens_and_heads_has_a_name(pages):
    """Arrows and folds say what they open, and no heading of a table is empty."""
    for name, page in pages.items():
        for tag in page.find_all(["summary", "th"]):
            words = tag.get_text(strip=True) or tag.get("aria-label")
            assert words, f"{name}: {tag}"


def test_the_path_goes_from_notebook_to_notebook(pages):
    """By the links at the foot of each page, from the first one on."""
    stems = [f"chapters/{path.stem}.html" for path in chapters()]
    here, path = "index.html", []
    while (link := pages[here].select_one("a.right-next")) and len(path) < 100:
        there = os.path.normpath(Path(here).parent / link["href"])
        back = pages[there].select_one("a.left-prev")["href"]
        assert os.path.normpath(Path(there).parent / back) == here
        path.append(there)
        here = there
    assert path[: len(stems)] == stems


def test_deeper_notebooks_are_folded_until_one_is_read(pages):
    numbers = [path.stem.partition("_")[0] for path in chapters()]
    deep = {number[:2] for number in numbers if len(number) > 2}
    for path in [None, *chapters()]:
        name = f"chapters/{path.stem}.html" if path else "index.html"
        folds = pages[name].select("nav.bd-links details[open]")
        opened = [fold.parent.find("a").get_text(strip=True) for fold in folds]
        wanted = [path.stem[:2]] if path and path.stem[:2] in deep else []
        assert [words.split(".")[0].zfill(2) for words in opened] == wanted, name


def test_pages_are_small(site, pages):
    for name, page in pages.items():
        images = {img["src"] for img in page.find_all("img", src=True)}
        files = [(site / name).parent / src for src in images if ":" not in src]
        size = (site / name).stat().st_size
        size += sum(file.stat().st_size for file in files if file.exists())
        assert size <= MAX_PAGE, f"{name}: {size / 1000:.0f} KB with its pictures"


@pytest.fixture(scope="module")
def missing(site, home, tmp_path_factory):
    """The address of the 404 page: it needs a server, all others do not."""
    root = tmp_path_factory.mktemp("served")
    (root / home.strip("/")).symlink_to(site, target_is_directory=True)
    handler = partial(QuietHandler, directory=root)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.05,)).start()
        yield f"http://127.0.0.1:{server.server_port}{home}404.html"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@pytest.fixture(scope="module")
def visits(site, pages, missing) -> list[dict]:
    """What `tools/browser.js` reports of every page, light and dark."""
    program = browser("axe-core", "playwright-core")
    addresses = [(site / name).as_uri() for name in pages if name != "404.html"]
    command = ["node", "tools/browser.js", program, missing, *addresses]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_axe_finds_nothing_of_ours(visits):
    found = {
        f"{visit['page']}, {visit['scheme']}: {finding['id']}, {finding['html'][:200]}"
        for visit in visits
        for finding in visit["axe"]
        if not any(finding["id"] == r and part in finding["html"] for r, part in KNOWN)
    }
    assert not found, "\n".join(sorted(found))


def test_console_stays_silent(visits):
    assert not [(v["page"], v["console"]) for v in visits if v["console"]]


def test_pages_ask_no_other_host(visits):
    assert not [(v["page"], v["requests"]) for v in visits if v["requests"]]


def test_pages_fit_a_telephone(visits):
    assert not [(v["page"], v["tooWide"]) for v in visits if v["tooWide"] > 0]


@pytest.fixture(scope="module")
def used(missing) -> dict:
    """What `tests/site.js` finds as it orders, searches and walks."""
    program = browser("playwright-core")
    base = missing.removesuffix("404.html")
    command = ["node", "tests/site.js", program, base, *WORDS]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert not report["errors"]
    return report


def number(text: str) -> float:
    return float(text.split(" ")[0].replace(",", ""))


def test_headings_order_the_tables(used):
    assert used["ordered"]
    for up, down, name in zip(*[iter(used["ordered"])] * 3, strict=True):
        for order, words in ((up, "ascending"), (down, "descending")):
            assert order["sort"] == words and order["marked"] == 1
            known = [number(text) for text in order["cells"] if text != "–"]
            assert known == sorted(known, reverse=order is down)
            unknown = order["cells"][len(known) :]
            assert unknown == ["–"] * len(unknown)
        assert name["sort"] == "ascending" and name["marked"] == 1
        assert len(set(name["cells"])) > 1
    assert used["key"] == "descending"  # by the keyboard, after the name's turn


def test_search_finds_words_of_the_book(used):
    for word, stem in WORDS.items():
        assert any(page.startswith(stem) for page in used["found"][word]), word
