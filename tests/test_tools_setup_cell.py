"""The set-up cell: on a laptop, on a made-up Colab, and when things fail."""

import builtins
import os
import subprocess
import sys
import types

import keras
import pytest

from tools.notebooks import setup_source
from tools.set_repository import current_url


@pytest.fixture(autouse=True)
def helpers_stay():
    """The cell forgets a package `helpers` from elsewhere: here, that of the tests."""
    before = sys.modules.get("helpers")
    yield
    if before is not None:
        sys.modules["helpers"] = before


@pytest.fixture(autouse=True)
def environment_stays():
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]


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
    mark(folder)
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "A book"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    return folder


def run(url=None, release=""):
    source = setup_source().replace('RELEASE = ""', f'RELEASE = "{release}"')
    if url:
        source = source.replace(current_url(), url)
    names = {}
    exec(compile(source, "set-up cell", "exec"), names)
    return names


def mark(folder):
    """Put the file there by which the book is known."""
    (folder / "helpers" / "standin").mkdir(parents=True)
    (folder / "helpers" / "standin" / "garments.py").touch()


def book_in(folder):
    mark(folder)
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


def test_products_keep_their_bits_unless_the_reader_says(tmp_path, monkeypatch, path):
    monkeypatch.chdir(book_in(tmp_path))
    monkeypatch.delenv("NVIDIA_TF32_OVERRIDE", raising=False)
    monkeypatch.setenv("JAX_DEFAULT_MATMUL_PRECISION", "bfloat16")
    run()
    assert os.environ["NVIDIA_TF32_OVERRIDE"] == "0"
    assert os.environ["JAX_DEFAULT_MATMUL_PRECISION"] == "bfloat16"


def test_elsewhere_it_says_where_to_start(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError, match="start in the book's folder"):
        run()


def test_colab_fetches_the_book_once(tmp_path, monkeypatch, path, colab, remote):
    monkeypatch.chdir(tmp_path)
    run(remote.as_uri())
    clone = tmp_path / "a-book"
    assert (clone / "helpers" / "standin" / "garments.py").is_file()
    assert path[0] == str(clone)
    remote.rename(tmp_path / "gone")
    run(remote.as_uri())  # the second run needs no remote
    assert path.count(str(clone)) == 1


def test_colab_fetches_the_release_that_is_named(
    tmp_path, monkeypatch, path, colab, remote
):
    git = ["git", "-C", str(remote), "-c", "user.name=a", "-c", "user.email=a@b"]
    (remote / "later.txt").touch()
    commands = ["tag", "v1.0"], ["add", "."], ["commit", "-qm", "After the release"]
    for command in commands:
        subprocess.run([*git, *command], check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    run(remote.as_uri(), release="v1.0")
    assert not (tmp_path / "a-book" / "later.txt").exists()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    run(remote.as_uri())
    assert (elsewhere / "a-book" / "later.txt").exists()
    (tmp_path / "third").mkdir()
    monkeypatch.chdir(tmp_path / "third")
    with pytest.raises(RuntimeError, match="could not be fetched"):
        run(remote.as_uri(), release="v9.9")


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
    monkeypatch.setattr(keras, "__version__", version)
    if good:
        run()
    else:
        with pytest.raises(RuntimeError, match=f"3.13 or newer is needed.*{version}"):
            run()


def test_a_readers_own_helpers_are_passed_over(tmp_path, monkeypatch, path):
    """A package of that name nearer by, even one that was imported."""
    inner = book_in(tmp_path) / "mine"
    (inner / "helpers").mkdir(parents=True)
    (inner / "helpers" / "__init__.py").touch()
    monkeypatch.chdir(inner)
    other = types.ModuleType("helpers")
    other.__file__ = str(inner / "helpers" / "__init__.py")
    monkeypatch.setitem(sys.modules, "helpers", other)
    run()
    assert path[0] == str(tmp_path)
    assert "helpers" not in sys.modules


def test_a_backend_that_is_not_installed_is_named(tmp_path, monkeypatch, path):
    monkeypatch.chdir(book_in(tmp_path))
    usual = builtins.__import__

    def without_backend(name, *rest):
        if name == "keras":
            raise ModuleNotFoundError("No module named 'jax'")
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_backend)
    with pytest.raises(
        RuntimeError, match=r"named 'jax'.*set KERAS_BACKEND to one that is"
    ):
        run()


@pytest.mark.parametrize(
    ("setting", "value", "usual", "words"),
    [
        ("dtype_policy", "mixed_float16", "float32", "computes in mixed_float16"),
        ("image_data_format", "channels_first", "channels_last", "channels first"),
    ],
)
def test_a_global_setting_is_named(
    tmp_path, monkeypatch, path, setting, value, usual, words
):
    monkeypatch.chdir(book_in(tmp_path))
    change = getattr(keras.config, f"set_{setting}")
    change(value)
    try:
        with pytest.raises(RuntimeError, match=f"{words}.*set_{setting}"):
            run()
    finally:
        change(usual)
