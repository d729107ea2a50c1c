"""Layouts as archives and unzipping programs leave them: read, or refused with
what was found and what was expected. Nothing there leads to the stand-in."""

from pathlib import Path

import numpy as np
import pytest
from data_kit import pack, photo, tree, unpack

from helpers.data import find
from helpers.data.dataset import load_idx_set
from helpers.data.find import DataError
from helpers.data.layout import locate
from helpers.data.monkeys import load_monkeys

FOLDER = "10-monkey-species"


@pytest.fixture
def own(book, monkeypatch) -> Path:
    """The reader's own folder, named by the environment variable; empty."""
    monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    monkeypatch.setenv(find.OFFLINE, "1")
    (book / "own").mkdir()
    return book / "own"


def is_real(data, small) -> None:
    assert data.source == "real"
    x = np.concatenate([data.x_train, data.x_val, data.x_test])
    assert np.allclose(x[..., 0], small.images / 255, atol=1e-7)


def is_troop(data) -> None:
    """Assert that all eighty photos are there, each with its species' label."""
    assert (data.source, data.skipped) == ("real", ())
    x = [getattr(data, f"x_{split}") for split in ("train", "val", "test", "official")]
    y = [getattr(data, f"y_{split}") for split in ("train", "val", "test", "official")]
    assert [len(x[3]), sum(map(len, x))] == [20, 80]
    red = np.concatenate(x)[:, 4, 4, 0] * 255
    assert np.allclose(red, 20 * np.concatenate(y))


def renamed(files: dict[str, bytes], new) -> dict[str, bytes]:
    return {new(name): data for name, data in files.items()}


IDX_LAYOUTS = {
    "a dot": lambda name: name.replace("-idx", ".idx"),
    "a dot, plain": lambda name: name.replace("-idx", ".idx").removesuffix(".gz"),
    "capitals": lambda name: name.upper(),
    "one deeper": lambda name: f"raw/{name}",
    "two deeper": lambda name: f"MNIST/raw/{name}",
    "a folder each": lambda name: f"{name.removesuffix('.gz')}/{name}",
    "a folder each, plain": lambda name: "{0}/{0}".format(name.removesuffix(".gz")),
    "doubled": lambda name: f"small/{name}",
    "beside what systems leave": lambda name: name,
}


@pytest.mark.parametrize("place", ["own", "data"])
@pytest.mark.parametrize("layout", IDX_LAYOUTS)
def test_idx_layouts(own, book, small, layout, place, capsys):
    files = renamed(small.files, IDX_LAYOUTS[layout])
    if "plain" in layout:
        files = dict(zip(files, small.raw.values()))
    if "systems" in layout:
        files |= {"__MACOSX/._" + name: b"system" for name in files}
        files[".DS_Store"] = b"system"
    unpack(files, book / place / "small")
    is_real(load_idx_set(small.spec), small)
    said = "" if place == "own" else f"Small: {find.ENVIRONMENT} holds no small/; read"
    assert capsys.readouterr().out.startswith(said)


@pytest.mark.parametrize("name", ["SMALL", "Small", "s_mall", "sm-all"])
def test_a_folder_by_another_spelling(own, small, name):
    small.put(own.parent / "x").rename(own / name)
    is_real(load_idx_set(small.spec), small)


@pytest.mark.parametrize("place", ["own", "data"])
def test_unknown_idx_names_are_an_error(own, book, small, place):
    folder = book / place / "small"
    unpack({"digits.csv": b"1", "images.npy": b"2"}, folder)
    with pytest.raises(DataError) as error:
        load_idx_set(small.spec)
    said = str(error.value)
    assert f"{folder} holds none of the four files" in said
    assert (
        "found: digits.csv, images.npy. Expected are train-images-idx3-ubyte," in said
    )
    assert ("unset" in said) == (place == "own")


@pytest.mark.parametrize("place", ["own", "data"])
def test_idx_files_beside_the_folder_are_an_error(own, book, small, place):
    unpack(small.files, book / place)
    with pytest.raises(DataError) as error:
        load_idx_set(small.spec)
    said = str(error.value)
    assert f"{book / place} itself holds t10k-images-idx3-ubyte.gz, " in said
    assert f"Move them into {book / place / 'small'}" in said


def test_set_that_is_not_complete_in_data_is_said(own, book, small, capsys):
    (small.put(book / "data") / "t10k-labels-idx1-ubyte.gz").unlink()
    assert load_idx_set(small.spec).source == "stand-in"
    said = capsys.readouterr().out
    assert "data/small/ is not complete: it holds t10k-images-idx3-ubyte.gz, " in said
    assert said.count("\n") == 1


def test_variable_that_names_the_set_itself(own, small, troop, monkeypatch, capsys):
    small.put(own)
    unpack(troop, own / FOLDER)
    monkeypatch.setattr(find, "FOLDERS", ("small", FOLDER))
    for folder in ("small", FOLDER, f"{FOLDER}/training/..", "."):
        monkeypatch.setenv(find.ENVIRONMENT, str(own / folder))
        is_real(load_idx_set(small.spec), small)
        is_troop(load_monkeys(8))
    assert capsys.readouterr().out == ""


def test_variable_that_names_the_only_set(own, book, small, troop, monkeypatch, capsys):
    small.put(own)
    monkeypatch.setattr(find, "FOLDERS", ("small", FOLDER))
    monkeypatch.setenv(find.ENVIRONMENT, str(own / "small"))
    unpack(troop, book / "data" / FOLDER)
    is_real(load_idx_set(small.spec), small)
    is_troop(load_monkeys(8))
    said = capsys.readouterr().out
    assert said.startswith(f"10 Monkey Species: {find.ENVIRONMENT} holds no {FOLDER}/")
    assert said.endswith("; read from data/.\n")


PHOTO_LAYOUTS = {
    "one before": lambda name: f"archive (1)/{name}",
    "two before": lambda name: f"a/b.c/{name}",
    "doubled folder": lambda name: f"{FOLDER}/{FOLDER}/{name}",
    "Kaggle's": lambda name: f"{name.partition('/')[0]}/{name}",
    "Kaggle's, doubled": lambda name: f"{FOLDER}/{name.partition('/')[0]}/{name}",
    "between": lambda name: name.replace("/n", "/images/n", 1),
    "capitals": lambda name: name.capitalize(),
    "below the species": lambda name: "/photos/".join(name.rsplit("/", 1)),
    "two below the species": lambda name: "/y/x/".join(name.rsplit("/", 1)),
}


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("layout", PHOTO_LAYOUTS)
def test_photo_layouts(own, troop, layout, zipped, capsys):
    files = renamed(troop, PHOTO_LAYOUTS[layout])
    if zipped:
        pack(files, own / f"{FOLDER}.zip")
    else:
        unpack(files, own / FOLDER)
    is_troop(load_monkeys(8))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("start", ["", FOLDER + "\\", ".\\"])
def test_zip_with_backslashes(own, troop, start):
    def new(name: str) -> str:
        return start + name.replace("/", "\\")

    pack(renamed(troop, new), own / f"{FOLDER}.zip")
    is_troop(load_monkeys(8))


@pytest.mark.parametrize(
    "place", [f"{FOLDER}/archive.zip", f"{FOLDER}/{FOLDER}.zip", "archive.zip"]
)
def test_zip_where_people_leave_it(own, troop, place):
    pack(troop, own / place)
    is_troop(load_monkeys(8))


@pytest.mark.parametrize("place", ["own", "data"])
def test_photos_unpacked_beside_the_folder(own, book, troop, place):
    """As Kaggle's archive is, where it makes no folder of its own."""
    files = {f"{name.partition('/')[0]}/{name}": data for name, data in troop.items()}
    unpack({**files, "mnist/x.gz": b"1", "training/notes.txt": b"1"}, book / place)
    is_troop(load_monkeys(8))


def test_archive_of_something_else_is_left_alone(own, troop, capsys):
    pack({"a.txt": b"1"}, own / "archive.zip")
    assert load_monkeys(8).source == "stand-in"
    assert "(found there: archive.zip)" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["own", "data"])
@pytest.mark.parametrize("zipped", [False, True])
def test_unknown_photo_folders_are_an_error(own, book, troop, place, zipped):
    files = {"howler/1.jpg": b"1", "patas/2.jpg": b"2", "notes.txt": b"3"}
    path = book / place / (f"{FOLDER}.zip" if zipped else FOLDER)
    if zipped:
        pack(files, path)
    else:
        unpack(files, path)
    before = tree(book)
    with pytest.raises(DataError) as error:
        load_monkeys(8)
    said = str(error.value)
    assert f"{path} is not the published set: it holds no photos in training/n0" in said
    assert "Expected are training/n0 … training/n9 and validation/n0 … " in said
    assert "found: howler, notes.txt, patas" in said
    assert tree(book) == before


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("training/n3/a.jpg", ("training", 3, "a.jpg")),
        ("training/training/n3/a.jpg", ("training", 3, "a.jpg")),
        ("validation/n10/a.jpg", None),
        ("training/a.jpg", None),
        ("training/x/y/n3/a.jpg", None),
        ("n3/training/a.jpg", None),
        ("training/n3/x/y/z/a.jpg", None),
        ("training/n3/.a.jpg", None),
        ("__MACOSX/training/n3/a.jpg", None),
        ("training/../training/n3/a.jpg", None),
        ("/training/n3/a.jpg", None),
        ("training/n3/", None),
    ],
)
def test_what_a_path_says_of_a_photo(name, found):
    assert locate(name.split("/")) == found


def test_photos_that_lie_twice_count_once(own, troop):
    """Kaggle's archive, unpacked over the book's layout."""
    again = {f"training/{name}": photo(1, 1) for name in troop if name[0] == "t"}
    unpack({**again, **troop}, own / FOLDER)
    is_troop(load_monkeys(8))
