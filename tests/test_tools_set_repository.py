"""The one command that changes the repository's address."""

import os
import shutil
import subprocess

import pytest

from tools import notebooks
from tools import set_repository as tool
from tools.notebooks import ROOT

FORK = "https://github.com/Ada-L/my.book"


@pytest.fixture
def copy(tmp_path):
    """The files of the book that hold its address."""
    for pattern in tool.FILES:
        for path in ROOT.glob(pattern):
            target = tmp_path / path.relative_to(ROOT)
            target.parent.mkdir(exist_ok=True)
            if path.is_file():
                shutil.copy(path, target)
    return tmp_path


def texts(root):
    return {p: p.read_text("utf-8") for p in root.rglob("*.*") if p.is_file()}


def test_every_address_changes_and_changes_back(copy):
    before = texts(copy)
    old = tool.current_url(copy)
    changed = tool.set_repository(FORK, copy)
    assert {"_config.yml", "tools/setup_cell.py"} <= set(changed)
    assert tool.current_url(copy) == FORK
    assert f'REPOSITORY = "{FORK}"' in (copy / "tools/setup_cell.py").read_text()
    assert "https://ada-l.github.io/my.book/" in (copy / "_config.yml").read_text()
    slug = old.removeprefix("https://github.com/")
    left = [path for path, text in texts(copy).items() if slug in text]
    assert not left
    tool.set_repository(old, copy)
    after = texts(copy)
    assert {p: t.lower() for p, t in after.items()} == {
        p: t.lower() for p, t in before.items()
    }


def test_a_release_stands_in_every_set_up_cell(copy, capsys):
    (copy / "tools" / "setup_cell.py").write_text('RELEASE = ""  # the tag\n', "utf-8")
    assert tool.main(["--release", "v1.0"], copy) == 0
    cell = (copy / "tools" / "setup_cell.py").read_text("utf-8")
    assert cell == 'RELEASE = "v1.0"  # the tag\n'
    books = list(copy.glob("chapters/*.ipynb"))
    assert books
    for path in books:
        sources = [c.source for c in notebooks.code_cells(notebooks.read(path))]
        assert 'RELEASE = "v1.0"  #' in sources[0], path.name
    assert "changed tools/setup_cell.py" in capsys.readouterr().out
    assert tool.set_release("v1.0", copy) == []
    assert len(tool.set_release("v1.1", copy)) == 1 + len(books)
    assert tool.main(["--release", "a b"], copy) == 1
    assert "is not like v1.0" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["", ".git", "/"])
def test_same_address_changes_nothing_but_its_form(copy, ending):
    tool.set_repository(FORK, copy)
    assert tool.set_repository(FORK + ending, copy) == []


@pytest.mark.parametrize(
    "url", ["ada/book", "https://example.org/ada/book", "https://github.com/ada"]
)
def test_other_addresses_are_refused_with_a_sentence(copy, url, capsys):
    before = texts(copy)
    with pytest.raises(ValueError, match="is not like"):
        tool.set_repository(url, copy)
    assert texts(copy) == before
    assert tool.main([url]) == 1
    assert url in capsys.readouterr().out


def test_after_a_full_disk_the_command_goes_on(copy, monkeypatch, capsys):
    before, old, replace = texts(copy), tool.current_url(copy), os.replace
    left = iter([True] * 3)

    def fill(source, target):
        if next(left, False):
            return replace(source, target)
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("os.replace", fill)
    assert tool.main([FORK], copy) == 1
    assert "give the same command again" in capsys.readouterr().out
    half = texts(copy)
    assert half.keys() == before.keys()
    assert sum(half[path] != before[path] for path in half) == 3
    assert tool.current_url(copy) == old
    monkeypatch.setattr("os.replace", replace)
    assert tool.main([FORK], copy) == 0
    slug = old.removeprefix("https://github.com/")
    assert not [path for path, text in texts(copy).items() if slug in text]


def test_set_up_cell_has_the_address_of_the_configuration():
    text = (ROOT / "tools/setup_cell.py").read_text("utf-8")
    assert f'REPOSITORY = "{tool.current_url()}"' in text


def test_no_file_of_the_book_holds_it_unnoticed():
    """A file that repeats the address is one that the command changes."""
    listed = subprocess.run(
        ["git", "grep", "-lF", tool.current_url(), "--", ":!tests"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode > 1:
        pytest.skip("not a git checkout")
    known = {str(p.relative_to(ROOT)) for f in tool.FILES for p in ROOT.glob(f)}
    assert set(listed.stdout.split("\n")) - {""} <= known
