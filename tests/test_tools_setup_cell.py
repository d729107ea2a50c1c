"""The set-up cell: on a laptop, on a made-up Colab, and when things fail."""

import subprocess
import sys
import types
from importlib import metadata

import pytest

from tools.notebooks import setup_source
from tools.set_repository import current_url


@pytest.fixture
def path(monkeypatch):
    """sys.path, restored after the test."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    return sys.path


@pytest.fixture
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))


@pytest.fixture
def remote(tmp_path):
    """A git repository that holds a book."""
    folder = tmp_path / "remote" / "a-book"
    (folder / "helpers").mkdir(parents=True)
    (folder / "helpers" / "__init__.py").touch()
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "A book"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    return folder


def run(url=None):
    source = setup_source()
    if url:
        source = source.replace(current_url(), url)
    names = {}
    exec(compile(source, "set-up cell", "exec"), names)
    return names


def book_in(folder):
    (folder / "helpers").mkdir()
    (folder / "helpers" / "__init__.py").touch()
    (folder / "chapters").mkdir()
    return folder


def test_finds_the_book_above(tmp_path, monkeypatch, path):
    folder = tmp_path / "my böok"
    folder.mkdir()
    monkeypatch.chdir(book_in(folder) / "chapters")
    run()
    run()
    assert path[0] == str(folder)
    assert path.count(str(folder)) == 1


def test_elsewhere_it_says_where_to_start(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError, match="start in the book's folder"):
        run()


def test_colab_fetches_the_book_once(tmp_path, monkeypatch, path, colab, remote):
    monkeypatch.chdir(tmp_path)
    run(remote.as_uri())
    clone = tmp_path / "a-book"
    assert (clone / "helpers" / "__init__.py").is_file()
    assert path[0] == str(clone)
    remote.rename(tmp_path / "gone")
    run(remote.as_uri())  # the second run needs no remote
    assert path.count(str(clone)) == 1


def test_colab_says_when_the_fetch_fails(tmp_path, monkeypatch, path, colab):
    monkeypatch.chdir(tmp_path)
    url = (tmp_path / "elsewhere" / "nothing").as_uri()
    with pytest.raises(RuntimeError, match="could not be fetched: try this cell"):
        run(url)
    assert not (tmp_path / "nothing").exists()


def test_colab_says_that_the_book_has_no_address(tmp_path, monkeypatch, path, colab):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError, match="not published yet"):
        run("https://github.com/OWNER/autoencoders-measured")


def test_another_python_is_told(tmp_path, monkeypatch, path):
    monkeypatch.chdir(book_in(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="No Keras here: start with make lab"):
        run()


@pytest.mark.parametrize(
    ("version", "good"),
    [("3.12.9", False), ("2.15.0", False), ("3.13.2", True), ("4.0.0.dev1", True)],
)
def test_old_keras_is_named(tmp_path, monkeypatch, path, version, good):
    monkeypatch.chdir(book_in(tmp_path))
    monkeypatch.setattr(metadata, "version", lambda name: version)
    if good:
        run()
    else:
        with pytest.raises(RuntimeError, match=f"3.13 or newer is needed.*{version}"):
            run()
