"""The drawn album: its portraits, doubles, strangers and broken files."""

import io

import numpy as np
import pytest
from PIL import Image

from helpers.data import stream_folder
from helpers.data.album import WAYS, draw_album

PORTRAITS = 60


@pytest.fixture(scope="module")
def album(tmp_path_factory):
    return draw_album(tmp_path_factory.mktemp("album") / "portraits", PORTRAITS)


def opened(path) -> np.ndarray:
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        return np.asarray(image.convert("RGB"), "float32")


def test_what_is_in_it(album):
    files = [path for path in album.folder.rglob("*.jpg") if path.is_file()]
    assert len(files) == PORTRAITS + 48 + 10 + 3
    assert len(album.doubles) == 48 and len(album.strangers) == 10
    for file in [*album.strangers, *album.doubles]:
        assert (album.folder / file).is_file()
    assert {how for how, _ in album.doubles.values()} == set(WAYS)


def test_doubles_show_what_they_double(album):
    for file, (how, original) in album.doubles.items():
        double, first = opened(album.folder / file), opened(album.folder / original)
        if how == "copied":
            assert np.array_equal(double, first)
        elif how == "mirrored":
            assert np.abs(double[:, ::-1] - first).mean() < 10
        elif how == "smaller":
            assert double.shape == (32, 32, 3)


def test_it_is_drawn_once(album):
    before = {path: path.stat().st_mtime_ns for path in album.folder.rglob("*")}
    again = draw_album(album.folder, PORTRAITS)
    assert again == album
    after = {path: path.stat().st_mtime_ns for path in album.folder.rglob("*")}
    assert after == before


def test_the_loader_finds_the_broken(album, book, capsys):
    own = stream_folder(album.folder)
    assert sorted(file for file, _ in own.skipped) == [
        "cut off.jpg",
        "empty.jpg",
        "text.jpg",
    ]
    assert len(own.class_names) == 10
    assert "cannot be read" in capsys.readouterr().out
