"""The loaders of idx sets: where they look, what they say, what they refuse."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from data_kit import tree
from required import real_folder

from helpers.data import dataset, find
from helpers.data.dataset import load_fashion_mnist, load_idx_set, load_mnist
from helpers.data.find import DataError
from helpers.data.monkeys import load_monkeys
from tools import digests

PROJECT = Path(__file__).resolve().parent.parent


def is_real(data, small) -> None:
    """Assert that a data set holds the small set's own images, split."""
    assert data.source == "real"
    assert data.x_train.shape == (30, 3, 2, 1)
    assert data.x_val.shape == (10, 3, 2, 1)
    assert data.x_test.shape == (20, 3, 2, 1)
    x = np.concatenate([data.x_train, data.x_val, data.x_test])
    y = np.concatenate([data.y_train, data.y_val, data.y_test])
    assert x.dtype == np.float32
    assert y.dtype == np.int64
    assert np.allclose(x[..., 0], small.images / 255, atol=1e-7)
    assert np.array_equal(y, small.labels)


def is_standin(data, printed: str) -> None:
    """Assert that the stand-in came, with the one line that says so."""
    assert data.source == "stand-in"
    assert (len(data.x_train), len(data.x_test)) == (30, 20)
    assert np.allclose(data.x_train, 0.2)
    assert printed.count("\n") == 1
    assert "stand-in" in printed
    assert "the numbers in the text are the real data's" in printed


def test_own_folder_is_read_without_a_word(book, small, monkeypatch, capsys):
    own = book / "eigene Daten"
    small.put(own)
    monkeypatch.setenv(find.ENVIRONMENT, str(own))
    data = load_idx_set(small.spec)
    is_real(data, small)
    assert data.factors is None
    assert capsys.readouterr().out == ""
    assert not (book / "data").exists(), "nothing is copied"
    assert repr(data) == "<Small (real): 30 train, 10 val, 20 test; images 3 × 2 × 1>"


def test_examples_are_the_first_test_image_of_each_class(book, small, monkeypatch):
    small.put(book)
    monkeypatch.setenv(find.ENVIRONMENT, str(book))
    data = load_idx_set(small.spec)
    assert data.examples.shape == (10, 3, 2, 1)
    assert np.array_equal(data.examples, data.x_test[:10])  # labels 0, 1, … 9, 0, …


def test_uncompressed_files_and_relative_paths(book, small, monkeypatch):
    folder = book / "mine" / "small"
    folder.mkdir(parents=True)
    for name, raw in small.raw.items():
        (folder / name).write_bytes(raw)
    (book / "chapters").mkdir()
    monkeypatch.chdir(book / "chapters")
    for value in ("mine", "../mine"):  # from the root, and from where we are
        monkeypatch.setenv(find.ENVIRONMENT, value)
        is_real(load_idx_set(small.spec), small)


def test_missing_folder_is_an_error(book, small, monkeypatch):
    small.put(book / "data")
    monkeypatch.setenv(find.ENVIRONMENT, "/no/such/folder")
    with pytest.raises(DataError, match=r"'/no/such/folder'.*no such folder.*unset"):
        load_idx_set(small.spec)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("x" * 5000, "cannot be opened"),
        ("~no-such-user/data", "no such folder"),
        (__file__, "a file, not a folder"),
    ],
)
def test_folder_that_cannot_be_is_an_error(book, small, value, said, monkeypatch):
    monkeypatch.setenv(find.ENVIRONMENT, value)
    with pytest.raises(DataError, match=f"{said}.*Correct the variable, or unset it"):
        load_idx_set(small.spec)


def test_folder_without_permission_is_an_error(book, small, monkeypatch):
    folder = small.put(book / "own")
    monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    scandir = os.scandir

    def closed(path):
        if Path(path).is_relative_to(folder):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    said = r"own/small cannot be read: Permission denied\. Put a good copy"
    with pytest.raises(DataError, match=said):
        load_idx_set(small.spec)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("", "holds no small/"),
        ("small", "holds nothing in small/"),
        ("b/c", "holds no small/ (found there: b/)"),
    ],
)
def test_empty_own_folder_is_said_and_data_read(
    book, small, inner, said, monkeypatch, capsys
):
    (book / "own" / inner).mkdir(parents=True)
    small.put(book / "data")
    monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    is_real(load_idx_set(small.spec), small)
    line = f"Small: {find.ENVIRONMENT} {said}; read from data/.\n"
    assert capsys.readouterr().out == line


def test_empty_own_folder_and_no_network_is_one_line(book, small, monkeypatch, capsys):
    (book / "own").mkdir()
    monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    monkeypatch.setenv(find.OFFLINE, "1")
    is_standin(load_idx_set(small.spec), capsys.readouterr().out)


def test_own_folder_with_three_of_four_is_an_error(book, small, monkeypatch):
    folder = small.put(book / "own")
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    with pytest.raises(DataError, match=r"no t10k-labels-idx1-ubyte\.gz\. Copy it"):
        load_idx_set(small.spec)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "folder"])
@pytest.mark.parametrize("place", ["own", "data"])
def test_damaged_file_is_never_passed_over(book, small, damage, place, monkeypatch):
    path = small.put(book / place) / "train-images-idx3-ubyte.gz"
    data = bytearray(path.read_bytes())
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        data[-20] ^= 1
        path.write_bytes({"cut": data[:-30], "flip": data, "empty": b""}[damage])
    if place == "own":
        monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
        remedy = "Put a good copy in its place"
    else:
        remedy = "Delete it, and the next run downloads it again"
    before = tree(book)
    with pytest.raises(DataError) as error:
        load_idx_set(small.spec)
    assert str(path) in str(error.value)
    assert remedy in str(error.value)
    assert tree(book) == before


def test_download_then_data_folder(book, small, server, dead, capsys):
    server.routes.update(small.files)
    spec = small.on(dead, server.url)
    is_real(load_idx_set(spec), small)
    assert tree(book / "data") == {f"small/{n}": f for n, f in small.files.items()}
    server.log.clear()
    capsys.readouterr()
    is_real(load_idx_set(spec), small)
    assert server.log == []
    assert capsys.readouterr().out == ""


def test_only_what_is_missing_is_downloaded(book, small, server):
    folder = small.put(book / "data")
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    server.routes.update(small.files)
    is_real(load_idx_set(small.on(server.url)), small)
    assert server.log == ["train-labels-idx1-ubyte.gz"]


def test_download_that_breaks_off_keeps_what_is_good(book, small, server, capsys):
    server.routes.update(small.files)
    server.routes["t10k-labels-idx1-ubyte.gz"] = b"wrong"
    data = load_idx_set(small.on(server.url))
    printed = capsys.readouterr().out.splitlines(keepends=True)[-1]
    is_standin(data, printed.rpartition("\r")[2])
    assert "t10k-labels-idx1-ubyte.gz (127.0.0.1" in printed
    kept = tree(book / "data" / "small")
    assert len(kept) == 3
    assert kept.items() < small.files.items()


def test_no_network_falls_back_in_seconds(book, small, dead, capsys):
    start = time.perf_counter()
    data = load_idx_set(small.on(dead, dead.replace("127.0.0.1", "localhost")))
    assert time.perf_counter() - start < 5
    printed = capsys.readouterr().out
    is_standin(data, printed)
    assert "no connection" in printed


def test_offline_asks_no_server(book, small, server, monkeypatch, capsys):
    server.routes.update(small.files)
    monkeypatch.setenv(find.OFFLINE, "1")
    is_standin(load_idx_set(small.on(server.url)), capsys.readouterr().out)
    assert server.log == []


def test_no_write_permission_anywhere(book, small, server, capsys):
    server.routes.update(small.files)
    (book / "data").write_text("a file where the folder should be")
    data = load_idx_set(small.on(server.url))
    first, second = capsys.readouterr().out.splitlines(keepends=True)
    is_standin(data, first)
    assert "cannot store" in first
    assert "nothing is kept" in second


def test_standin_has_the_shape_of_the_real_set_and_its_factors(book, small, capsys):
    data = load_idx_set(small.spec, factors=True, standin=True)
    assert capsys.readouterr().out == "", "asked for, so nothing to say"
    assert data.factors.keys() == {"train", "val", "test"}
    assert np.array_equal(data.factors["val"]["hem"], np.arange(30, 40) / 2)
    assert load_idx_set(small.spec, standin=True).factors is None


def test_standin_is_drawn_once(book, small, monkeypatch):
    from helpers import standin

    load_idx_set(small.spec, standin=True)
    monkeypatch.setattr(standin, "make_garments", None)
    data = load_idx_set(small.spec, factors=True, standin=True)
    assert np.allclose(data.x_test, 0.2)
    assert np.array_equal(data.factors["test"]["hem"], np.arange(40, 60) / 2)


def test_two_processes_at_once(book, small, server):
    server.routes.update(small.files)
    code = (
        "import sys; from pathlib import Path; from helpers.data import download, find;"
        "from helpers.data.dataset import load_idx_set;"
        "from helpers.data.published import *;"
        f"find.ROOT = Path(sys.argv[1]); spec = {small.on(server.url)!r};"
        "data = load_idx_set(spec); print(data.source, data.x_train.sum())"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(book)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    lines = [process.communicate()[0].splitlines()[-1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert lines[0] == lines[1]
    assert "real" in lines[0]
    assert tree(book / "data") == {f"small/{n}": f for n, f in small.files.items()}


def test_loaders_know_their_sets():
    assert dataset.MNIST.class_names == tuple("0123456789")
    assert len(dataset.FASHION_MNIST.class_names) == 10
    for spec in (dataset.MNIST, dataset.FASHION_MNIST):
        assert len(spec.mirrors) >= 2
        assert all(url.startswith("https://") for url in spec.mirrors)


@pytest.mark.parametrize(
    ("load", "folder", "mean"),
    [(load_mnist, "mnist", 0.13066), (load_fashion_mnist, "fashion-mnist", 0.28604)],
)
def test_real_sets(load, folder, mean, monkeypatch):
    monkeypatch.setenv(find.ENVIRONMENT, str(real_folder(folder)))
    data = load()
    assert data.source == "real"
    assert (len(data.x_train), len(data.x_val), len(data.x_test)) == (
        55000,
        5000,
        10000,
    )
    train = (11 * data.x_train.mean() + data.x_val.mean()) / 12
    assert train == pytest.approx(mean, abs=2e-5)
    assert data.x_train.max() == 1.0


# Of one photo of the copy that the book's numbers were measured on.
COPY = "training/n0/n0018.jpg"
COPY_SHA256 = "f7e2155964ad9e9d7eee0d34a253871b1177b137c96d8e3f295cf243a8918260"


@pytest.mark.parametrize("load", digests.CALLS, ids=digests.LOADERS)
def test_loaders_give_what_the_notebooks_were_measured_on(load, monkeypatch):
    folders = ("mnist", "fashion-mnist", "10-monkey-species")
    folder = dict(zip(digests.CALLS, folders))[load]
    place = real_folder(folder)
    if load is load_monkeys:
        photo = place / folder / COPY
        copy = photo.is_file() and hashlib.sha256(photo.read_bytes()).hexdigest()
        if copy != COPY_SHA256:
            pytest.skip("another copy of the photos than the one of the book")
    monkeypatch.setenv(find.ENVIRONMENT, str(place))
    sets = [load(**arguments) for arguments in digests.CALLS[load]]
    assert digests.digest(*sets) == digests.kept()[load.__name__], (
        f"{load.__name__} gives other arrays than the notebooks were measured on;"
        " if that is meant: python tools/digests.py, then make refresh"
    )
