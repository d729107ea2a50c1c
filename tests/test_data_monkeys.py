"""The monkey photos: both layouts, the split, and files that are not as told."""

import io
import os
import struct
import time
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from data_kit import pack, photo, tree, unpack
from PIL import Image
from required import real_folder

from helpers.data import find, monkeys, photofiles
from helpers.data.decode import decode
from helpers.data.find import DataError
from helpers.data.layout import Photo
from helpers.data.monkeys import load_monkeys, split_parts
from helpers.data.split import number, split_by_name
from tools import digests

FOLDER = "10-monkey-species"
LABELS = "Label,  Latin Name , Common Name , Train Images , Validation Images\r\n"
for n in range(10):
    LABELS += f"n{n}   , latin_{n}\t , some_monkey_{n}\t  , 131          , 26\r\n"
LABELS += "\r\n\r\n"


@pytest.fixture
def own(book, monkeypatch) -> Path:
    """The reader's own folder, named by the environment variable; empty."""
    monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    (book / "own").mkdir()
    return book / "own"


BY_NAME = {"train": 45, "val": 6, "test": 9, "official": 20}
FIRST_EDITION = {"train": 43, "val": 5, "test": 12, "official": 20}


def is_whole(data, splits=BY_NAME) -> None:
    """Assert that all photos are there, each with the label of its colour."""
    assert (data.source, data.skipped, data.factors) == ("real", (), None)
    assert {split: len(files) for split, files in data.files.items()} == splits
    greens = []
    for split, n in splits.items():
        x, y = getattr(data, f"x_{split}"), getattr(data, f"y_{split}")
        assert (x.shape, x.dtype) == ((n, 8, 8, 3), np.float32)
        assert (y.shape, y.dtype) == ((n,), np.int64)
        assert np.allclose(x[:, 0, 0, 0] * 255, 20 * y)
        greens.append(np.round(x[:, 4, 4, 1] * 255))
    assert np.concatenate(greens[:3]).max() == 5, "training photos"
    assert greens[3].min() == 100, "official validation photos"


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("zipped", [False, True])
def test_both_layouts_as_folder_and_zip(own, troop, nested, zipped, capsys):
    if nested:
        troop = {f"{name.partition('/')[0]}/{name}": b for name, b in troop.items()}
    if zipped:
        pack(troop, own / f"{FOLDER}.zip")
    else:
        unpack(troop, own / FOLDER)
    before = tree(own)
    is_whole(load_monkeys(8))
    is_whole(load_monkeys(8))
    assert capsys.readouterr().out == ""
    assert tree(own) == before


def test_second_load_decodes_nothing_and_sizes_are_kept_apart(own, troop, monkeypatch):
    unpack(troop, own / FOLDER)
    is_whole(load_monkeys(8))
    assert load_monkeys(4).x_train.shape == (45, 4, 4, 3)
    monkeypatch.setattr(monkeys, "decode_all", None)
    is_whole(load_monkeys(8))


def test_changed_photo_is_seen(own, troop):
    unpack(troop, own / FOLDER)
    before = load_monkeys(8)
    path = own / FOLDER / "validation/n0/n00.png"
    path.write_bytes(photo(200, 100))
    os.utime(path, (1e9, 1e9))
    after = load_monkeys(8)
    assert not np.array_equal(before.x_official, after.x_official)


def test_damaged_cache_is_made_again(own, troop, book):
    unpack(troop, own / FOLDER)
    load_monkeys(8)
    (path,) = (book / "data/cache").iterdir()
    path.write_bytes(path.read_bytes()[:1000])
    is_whole(load_monkeys(8))
    assert path.stat().st_size > 1000


def test_split_of_first_edition_is_that_of_scikit_learn():
    from sklearn.model_selection import train_test_split

    parts = split_parts([], np.arange(1369) >= 1097, monkeys.FIRST_EDITION)
    train, test = train_test_split(np.arange(1097), test_size=0.2, random_state=42)
    assert np.array_equal(np.concatenate([parts["train"], parts["val"]]), train)
    assert np.array_equal(parts["test"], test)
    assert np.array_equal(parts["official"], np.arange(1097, 1369))
    assert [len(part) for part in parts.values()] == [789, 88, 220, 272]


def test_split_of_first_edition_on_request(own, troop):
    unpack(troop, own / FOLDER)
    is_whole(load_monkeys(8, split="first edition"), FIRST_EDITION)
    with pytest.raises(ValueError, match="'by name' or 'first edition', not 'old'"):
        load_monkeys(8, split="old")


def test_files_name_the_images(own, troop):
    unpack(troop, own / FOLDER)
    data = load_monkeys(8)
    for split, files in data.files.items():
        for file, image in zip(files, getattr(data, f"x_{split}"), strict=True):
            assert np.allclose(image, decode(troop[file], 8) / np.float32(255))


def test_a_photo_more_or_less_moves_no_other(own, troop, capsys):
    unpack(troop, own / FOLDER)
    before = load_monkeys(8).files
    (own / FOLDER / "training/n4/n42.png").unlink()
    (own / FOLDER / "training/n0/new.jpg").write_bytes(photo(0, 9, "JPEG"))
    (own / FOLDER / "training/n0/n7jpg").write_bytes(photo(0, 9, "JPEG"))
    after = load_monkeys(8).files
    changed = {"training/n4/n42.png", "training/n0/new.jpg", "training/n0/n7jpg"}
    for split, files in before.items():
        kept = [file for file in after[split] if file not in changed]
        assert kept == [file for file in files if file not in changed], split
    assert capsys.readouterr().out.endswith(
        "holds 61 training and 20 validation photos; the book's numbers come from a"
        " copy with 60 and 20, of 250 × 250 pixels.\n"
    )


def test_split_goes_by_the_name_without_its_ending():
    def key(name: str) -> str:
        return Photo("training", 9, name, "", None).key

    assert key("n9160.png") == key("n9160.jpg") == key("n9160.JPEG") == "n9/n9160"
    assert key("n9151jpg") == "n9/n9151jpg", "there is an n9151.jpg beside it"
    assert number("n0/n0018") == pytest.approx(0.21263061, abs=1e-8)


def test_split_fills_its_parts_evenly():
    names = [f"picture {i}" for i in range(20_000)]
    parts = split_by_name(names)
    sizes = [len(parts[name]) / 20_000 for name in ("train", "val", "test")]
    assert sizes == pytest.approx([0.72, 0.08, 0.2], abs=0.01)
    assert np.array_equal(np.sort(np.concatenate([*parts.values()])), range(20_000))
    few = split_by_name(["a", "b", "c"])
    assert [len(part) for part in few.values()] == [1, 1, 1]
    for shares in ((0.0, 0.1), (0.5, 0.5), (0.1, -0.1)):
        with pytest.raises(ValueError, match="leave a split empty"):
            split_by_name(names, *shares)


def test_jpeg_without_a_dot_and_files_of_the_system(own, troop):
    troop["training/n3/n33jpg"] = photo(60, 3, "JPEG")
    del troop["training/n3/n33.png"]
    troop["training/n3/.DS_Store"] = troop["training/n3/Thumbs.db"] = b"system"
    unpack(troop, own / FOLDER)
    data = load_monkeys(8)
    assert data.skipped == ()
    assert "training/n3/n33jpg" in sum(data.files.values(), ())
    assert len(sum(data.files.values(), ())) == 80


def test_unreadable_photos_are_named_and_counted_and_move_nothing(own, troop, capsys):
    unpack(troop, own / FOLDER)
    whole = load_monkeys(8)
    bad = "training/n2/n21.png", "training/n7/n70.png", "validation/n0/n01.png"
    for name, data in zip(bad, (b"no photo", troop[bad[1]][:50], b"")):
        (own / FOLDER / name).write_bytes(data)
    for _ in range(2):  # decoded, then from the cache
        data = load_monkeys(8)
        line = capsys.readouterr().out
        assert line.startswith("10 Monkey Species: 3 of 80 photos cannot be read: ")
        assert line.count("\n") == 1
        assert all(name in line for name in bad)
        assert "0x" not in line, "no address in memory, which differs between runs"
        assert tuple(name for name, _ in data.skipped) == bad
    kept = {image.tobytes() for image in data.x_test}
    assert kept <= {image.tobytes() for image in whole.x_test}
    assert len(data.x_official) == 19
    n = len(data.x_train) + len(data.x_val) + len(data.x_test)
    assert n == 58


def test_passing_fault_is_not_kept(own, troop, monkeypatch, capsys):
    unpack(troop, own / FOLDER)
    read, name = photofiles.PhotoFolder.read, "training/n2/n21.png"

    def closed(self, photo):
        if photo.short == name:
            raise PermissionError(13, "Permission denied")
        return read(self, photo)

    monkeypatch.setattr(photofiles.PhotoFolder, "read", closed)
    assert load_monkeys(8).skipped == ((name, "Permission denied"),)
    assert "1 of 80 photos cannot be read" in capsys.readouterr().out
    monkeypatch.setattr(photofiles.PhotoFolder, "read", read)
    is_whole(load_monkeys(8))
    assert capsys.readouterr().out == ""


def test_another_number_of_photos_is_said(own, troop, capsys):
    del troop["training/n2/n21.png"], troop["validation/n0/n01.png"]
    unpack(troop, own / FOLDER)
    for _ in range(2):  # decoded, then from the cache
        assert load_monkeys(8).source == "real"
        line = capsys.readouterr().out
        assert "holds 59 training and 19 validation photos; the book's" in line
        assert line.count("\n") == 1


def test_links_and_folders_among_the_photos_are_named(own, troop, capsys):
    unpack(troop, own / FOLDER)
    (own / FOLDER / "training/n2/n21.png").unlink()
    (own / FOLDER / "training/n2/n21.png").symlink_to("gone.png")
    (own / FOLDER / "training/n7/n70.png").unlink()
    (own / FOLDER / "training/n7/n70.png").mkdir()
    reasons = dict(load_monkeys(8).skipped)
    assert reasons == {
        "training/n2/n21.png": "No such file or directory",
        "training/n7/n70.png": "Is a directory",
    }
    assert "2 of 80 photos cannot be read" in capsys.readouterr().out


def png_bomb() -> bytes:
    """A PNG of a few bytes whose header claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def jpeg_bomb() -> bytes:
    """A JPEG whose header claims 10,000 × 10,000 pixels: Pillow only warns."""
    data = bytearray(photo(1, 1, "JPEG"))
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", 10_000, 10_000)
    return bytes(data)


@pytest.mark.parametrize("bomb", [png_bomb, jpeg_bomb])
def test_image_bomb_is_unreadable(own, troop, bomb, capsys):
    troop["training/n4/n40.png"] = bomb()
    unpack(troop, own / FOLDER)
    start = time.perf_counter()
    data = load_monkeys(8)
    assert time.perf_counter() - start < 2
    reason = "its header claims too many pixels"
    assert data.skipped == (("training/n4/n40.png", reason),)
    assert f"training/n4/n40.png ({reason})" in capsys.readouterr().out


def test_file_of_giant_size_is_unreadable(own, troop, monkeypatch):
    monkeypatch.setattr(photofiles, "MAX_BYTES", 1 << 20)
    troop["training/n4/n40.png"] = bytes((1 << 20) + 1)
    unpack(troop, own / FOLDER)
    assert load_monkeys(8).skipped == (("training/n4/n40.png", "larger than 1 MiB"),)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_class_names_from_the_label_file(own, troop, end):
    troop["monkey_labels.txt"] = LABELS.replace("\r\n", end).encode("utf-8-sig")
    unpack(troop, own / FOLDER)
    names = tuple(f"some monkey {n}" for n in range(10))
    assert load_monkeys(8).class_names == names


def test_class_names_in_the_letters_of_windows(own, troop):
    text = LABELS.replace("some_monkey_3", "mäntled_monkey")
    troop["monkey_labels.txt"] = text.encode("cp1252")
    unpack(troop, own / FOLDER)
    assert load_monkeys(8).class_names[3] == "mäntled monkey"


def test_class_names_without_the_label_file(own, troop):
    unpack(troop, own / FOLDER)
    assert load_monkeys(8).class_names == monkeys.MONKEYS.class_names


@pytest.mark.parametrize(
    ("text", "said"),
    [(LABELS[:200], "does not name"), (LABELS + "x" * 200_000, "is no table")],
)
def test_damaged_label_file_is_an_error(own, troop, text, said):
    troop["monkey_labels.txt"] = text.encode()
    unpack(troop, own / FOLDER)
    with pytest.raises(DataError, match=rf"monkey_labels\.txt {said}"):
        load_monkeys(8)


def test_species_without_photos_is_an_error(own, troop):
    photos = {
        name: b for name, b in troop.items() if not name.startswith("training/n6")
    }
    unpack(photos, own / FOLDER)
    with pytest.raises(DataError, match=r"no photos in training/n6.*Put a good copy"):
        load_monkeys(8)


def test_folder_of_unreadable_photos_is_an_error(own, troop):
    unpack(dict.fromkeys(troop, b"no photo"), own / FOLDER)
    with pytest.raises(DataError, match="no readable photo"):
        load_monkeys(8)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text"])
@pytest.mark.parametrize("place", ["own", "data"])
def test_damaged_zip_is_never_passed_over(book, troop, damage, place, monkeypatch):
    path = book / place / f"{FOLDER}.zip"
    data = bytearray(pack(troop, path))
    data[data.index(troop["training/n5/n52.png"]) + 45] ^= 1
    damaged = {"cut": data[:-500], "flip": data, "empty": b"", "text": b"<html>"}
    path.write_bytes(damaged[damage])
    if place == "own":
        monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
    remedy = "Put a good copy" if place == "own" else "Delete it"
    with pytest.raises(DataError) as error:
        load_monkeys(8)
    assert str(path) in str(error.value)
    assert remedy in str(error.value)
    assert tree(book) == {f"{place}/{FOLDER}.zip": bytes(damaged[damage])}


def test_zip_whose_names_lead_outside(own, troop, book):
    evil = photo(255, 255)
    names = (
        *("../training/n0/a.png", "../../evil.png", "/training/n0/b.png"),
        *("training/../training/n0/c.png", "..\\training\\n0\\d.png"),
        *("training/n0/..\\e.png", "training/n0/../../../f.png"),
    )
    pack({**dict.fromkeys(names, evil), **troop}, own / f"{FOLDER}.zip")
    is_whole(load_monkeys(8))
    written = set(tree(book.parent))
    (cache,) = (book / "data/cache").iterdir()
    expected = {f"own/{FOLDER}.zip", f"data/cache/{cache.name}"}
    assert written == {f"{book.name}/{name}" for name in expected}


def test_download(book, troop, server, monkeypatch, capfd):
    troop["monkey_labels.txt"] = LABELS.encode()
    good = pack(troop)
    server.routes["monkeys"] = [b"<html>log in</html>", good]
    spec = monkeys.replace(monkeys.MONKEYS, mirrors=(f"{server.url}monkeys",))
    monkeypatch.setattr(monkeys, "MONKEYS", spec)
    is_whole(load_monkeys(8))
    assert (book / f"data/{FOLDER}.zip").read_bytes() == good
    assert capfd.readouterr().err == ""
    server.log.clear()
    is_whole(load_monkeys(8))
    assert server.log == []


@pytest.mark.parametrize("fault", ["cut", "flip", "few", "labels", 404])
def test_bad_download_is_not_kept(book, troop, server, fault, monkeypatch, capsys):
    data = bytearray(pack(troop))
    data[data.index(troop["training/n5/n52.png"]) + 45] ^= 1
    few = pack(dict(list(troop.items())[:30]))
    labels = pack({**troop, "monkey_labels.txt": b"n0"})
    answers = {"cut": data[:-400], "flip": data, "few": few, "labels": labels}
    server.routes["monkeys"] = answers.get(fault, fault)
    spec = monkeys.replace(monkeys.MONKEYS, mirrors=(f"{server.url}monkeys",))
    monkeypatch.setattr(monkeys, "MONKEYS", spec)
    data = load_monkeys(8, factors=True)
    assert data.source == "stand-in"
    assert "the numbers in the text are the real data's" in capsys.readouterr().out
    assert [name for name in tree(book) if "cache" not in name] == []
    assert data.x_official.shape == (20, 8, 8, 3)
    assert np.array_equal(data.factors["official"]["hue"], np.arange(60, 80) / 2)
    sizes = {name: len(factors["hue"]) for name, factors in data.factors.items()}
    assert sizes == {"train": 41, "val": 9, "test": 10, "official": 20}
    old = load_monkeys(8, standin=True, split="first edition", factors=True)
    sizes = {name: len(factors["hue"]) for name, factors in old.factors.items()}
    assert sizes == FIRST_EDITION


def test_photos_of_other_kinds_become_rgb_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mode in ("L", "P", "RGBA", "CMYK", "1", "I;16"):
            image = Image.new(mode, (30, 20), 1)
            file = io.BytesIO()
            more = {"transparency": b"\0\1\2"} if mode == "P" else {}
            image.save(file, "JPEG" if mode == "CMYK" else "PNG", **more)
            assert decode(file.getvalue(), 8).shape == (8, 8, 3), mode
        grey = Image.fromarray(np.full((9, 9), 100 * 257, np.uint16))
        file = io.BytesIO()
        grey.save(file, "PNG")
        assert (decode(file.getvalue(), 8) == 100).all(), "16 bits"
        data = photo(1, 1, "JPEG")  # with a table of further images, malformed
        data = data[:2] + b"\xff\xe2\0\x0cMPF\0MM\0*xx" + data[2:]
        assert decode(data, 8).shape == (8, 8, 3)


@pytest.mark.parametrize("size", [0, -1, 513])
def test_size_out_of_range(book, size):
    with pytest.raises(ValueError, match="1 to 512"):
        load_monkeys(size)


@pytest.fixture
def real_photos() -> Path:  # asked for first: `book` unsets the variable
    return real_folder(FOLDER)


def kaggles_archive() -> dict[str, bytes]:
    """As Kaggle lays it out: 1,098 + 272 photos of 400 × 300, a level more."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).convert("RGB").save(file, "JPEG")
    counts = {"training": 1098, "validation": 272}
    files = {"monkey_labels.txt": LABELS.encode()}
    for folder, n in counts.items():
        for i in range(n):
            name = f"n{i % 10}/n{i % 10}{i:03}.jpg"
            files[f"{folder}/{folder}/{name}"] = file.getvalue()
    start = "training/training/n9"
    del files[f"{start}/n9009.jpg"], files[f"{start}/n9019.jpg"]
    files[f"{start}/n9151jpg"] = file.getvalue()
    file = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).convert("P").save(file, "PNG")
    files[f"{start}/n9160.png"] = file.getvalue()
    return files


@pytest.mark.parametrize("way", ["folder", "download"])
def test_kaggles_own_archive(book, server, way, monkeypatch, capsys):
    files = kaggles_archive()
    spec = monkeys.replace(monkeys.MONKEYS, mirrors=(f"{server.url}monkeys",))
    monkeypatch.setattr(monkeys, "MONKEYS", spec)
    if way == "download":
        server.routes["monkeys"] = pack(files)
    else:
        monkeypatch.setenv(find.ENVIRONMENT, str(book / "own"))
        unpack(files, book / "own" / FOLDER)
    for _ in range(2):
        data = load_monkeys(8)
        n = len(data.x_train) + len(data.x_val) + len(data.x_test)
        assert (data.source, n, len(data.x_official)) == ("real", 1098, 272)
        assert data.class_names[3] == "some monkey 3"
        assert data.skipped == ()
        every = sum(data.files.values(), ())
        assert {"training/n9/n9151jpg", "training/n9/n9160.png"} < set(every)
        line = capsys.readouterr().out.splitlines()[-1].rpartition("\r")[2]
        assert "1,098 training and 272 validation photos; the book's numbers" in line
        assert "come from a copy with 1,097 and 272" in line
    assert server.log == (["monkeys"] if way == "download" else [])


@pytest.mark.parametrize("load", [{}, {"split": "first edition"}])
def test_real_photos_give_the_error_of_the_mean_image(
    load, real_photos, book, monkeypatch
):
    monkeypatch.setenv(find.ENVIRONMENT, str(real_photos))
    data = load_monkeys(**load)
    sizes = [len(x) for x in (data.x_train, data.x_val, data.x_test, data.x_official)]
    if sum(sizes) != 1369:
        pytest.skip("another copy of the photos than the one of the book")
    assert sizes == ([789, 88, 220, 272] if load else [787, 89, 221, 272])
    assert data.skipped == ()
    assert data.class_names == monkeys.MONKEYS.class_names
    mean = np.concatenate([data.x_train, data.x_val]).mean(axis=0)
    error = ((data.x_test - mean) ** 2).mean()
    assert error == pytest.approx(0.0559 if load else 0.0529, abs=5e-5)
    n = np.bincount(np.concatenate([data.y_train, data.y_val, data.y_test]))
    if not load:
        assert np.ptp(np.bincount(data.y_test) / n) < 0.06
        assert np.ptp(np.bincount(data.y_val) / n) < 0.04
    old = "c0286af79fefb37d"  # of what the first edition loaded
    assert (digests.digest(data) == old) == bool(load)
