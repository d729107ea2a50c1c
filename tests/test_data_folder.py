"""Any folder of pictures: what is read, what is said, what stays together."""

import io
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from data_kit import pack, tree, unpack
from PIL import Image
from required import real_folder

from helpers.data import folder, load_folder, stream_folder
from helpers.data.find import DataError

PROJECT = Path(__file__).resolve().parent.parent
FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
SPLITS = ("train", "val", "test")


def scene(seed: int, width: int = 60, height: int = 40) -> Image.Image:
    """A smooth picture, another one for each seed."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def saved(image: Image.Image, kind: str = "PNG", **more) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def scenes(n: int, start: int = 0) -> dict[str, bytes]:
    return {f"picture {i:03}.png": saved(scene(i)) for i in range(start, start + n)}


def side_of(data) -> dict[str, str]:
    """File -> its split."""
    return {file: split for split in SPLITS for file in data.files[split]}


def image_of(data, file: str) -> np.ndarray:
    split = side_of(data)[file]
    return getattr(data, f"x_{split}")[data.files[split].index(file)]


@pytest.fixture
def own(book) -> Path:
    (book / "my pictures").mkdir()
    return book / "my pictures"


def test_folder_without_classes(own, capsys):
    unpack(scenes(40), own)
    before = tree(own)
    data = load_folder(own, size=16)
    assert data.name == "my pictures"
    assert data.class_names == ("my pictures",)
    assert (data.source, data.skipped, data.copies) == ("real", (), ())
    for split in SPLITS:
        x, y = getattr(data, f"x_{split}"), getattr(data, f"y_{split}")
        assert (x.dtype, y.dtype) == (np.float32, np.int64)
        assert x.shape == (len(data.files[split]), 16, 16, 3)
        assert len(x) == len(y) > 0
        assert 0 <= x.min() < x.max() <= 1
        assert not y.any()
    assert sorted(side_of(data)) == sorted(before)
    picture = scene(7).resize((16, 16), Image.Resampling.BILINEAR)
    assert np.allclose(image_of(data, "picture 007.png") * 255, np.asarray(picture))
    assert capsys.readouterr().out == ""
    assert tree(own) == before, "nothing is written beside the pictures"


def test_classes_are_the_first_folders(own):
    files = {}
    for label, name in enumerate(("Äpfel", "birnen", "zoo/a/b")):
        files |= {f"{name}/{k}": v for k, v in scenes(12, 12 * label).items()}
    unpack(files | {"loose.png": saved(scene(99))}, own)
    data = load_folder(str(own), size=8)
    assert data.class_names == ("birnen", "my pictures", "zoo", "Äpfel")
    for split in SPLITS:
        labels = getattr(data, f"y_{split}")
        names = [file.partition("/")[0] for file in data.files[split]]
        names = ["my pictures" if name == "loose.png" else name for name in names]
        assert names == [data.class_names[label] for label in labels]
    assert data.examples.shape[1:] == (8, 8, 3)
    assert len(data.examples) == len(set(data.y_test.tolist()))


def test_hidden_files_and_others_are_left_out(own, capsys):
    data = saved(scene(99))
    others = (
        ".hidden.png",
        ".git/a.png",
        "__MACOSX/._a.png",
        "a/.b/c.png",
        "Thumbs.db",
    )
    unpack({**scenes(12), **dict.fromkeys(others, data), "notes.txt": b"1"}, own)
    assert sorted(side_of(load_folder(own, size=8))) == sorted(scenes(12))
    assert capsys.readouterr().out == ""


def test_name_without_the_dot_of_its_ending(own):
    unpack({**scenes(12), "n9151jpg": saved(scene(20), "JPEG")}, own)
    assert "n9151jpg" in side_of(load_folder(own, size=8))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_exif_says(own, kind, orientation):
    upright = scene(0, 64, 64)
    to_upright = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    inverse = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turn = inverse.get(orientation, to_upright.get(orientation))
    stored = upright if turn is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    more = {"quality": 100} if kind in ("JPEG", "WEBP") else {}
    data = saved(stored, kind, exif=exif, **more)
    unpack({**scenes(12, 1), "turned.jpg": data}, own)
    image = image_of(load_folder(own, size=64), "turned.jpg")
    assert np.abs(image * 255 - np.asarray(upright, float)).mean() < 3


def test_damaged_exif_turns_nothing(own):
    data = saved(scene(0, 64, 64), "JPEG", quality=100)
    bad = b"Exif\0\0MM\0*" + b"\xff" * 30
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(bad) + 2) + bad + data[2:]
    unpack({**scenes(12, 1), "a.jpg": data}, own)
    image = image_of(load_folder(own, size=64), "a.jpg")
    assert np.abs(image * 255 - np.asarray(scene(0, 64, 64), float)).mean() < 3


def half(left, right, mode: str) -> Image.Image:
    """Two halves, each of one value."""
    image = Image.new(mode, (20, 10), left)
    image.paste(right, (10, 0, 20, 10))
    return image


def palette(transparent: int | None = None) -> bytes:
    image = half(1, 2, "P")
    image.putpalette([0, 0, 0, 255, 0, 0, 0, 0, 255])
    more = {} if transparent is None else {"transparency": transparent}
    return saved(image, "PNG", **more)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def grey_16(kind: str) -> bytes:
    values = np.full((10, 20), 100 * 257 + 80, np.uint16)  # the low byte is another
    values[:, 10:] = 200 * 257
    return saved(Image.fromarray(values), kind)


RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
KINDS = {  # bytes, the left half's colour, the right half's
    "grey.png": (saved(half(100, 200, "L")), (100,) * 3, (200,) * 3),
    "bilevel.png": (saved(half(0, 1, "1")), (0,) * 3, WHITE),
    "16 bits.png": (grey_16("PNG"), (100,) * 3, (200,) * 3),
    "16 bits.tif": (grey_16("TIFF"), (100,) * 3, (200,) * 3),
    "palette.png": (palette(), RED, BLUE),
    "transparent palette.png": (palette(1), WHITE, BLUE),
    "transparent.png": (saved(half((9, 9, 9, 0), (*RED, 255), "RGBA")), WHITE, RED),
    "half.png": (saved(half((0, 0, 0, 127), BLUE, "RGBA")), (128,) * 3, BLUE),
    "grey alpha.png": (saved(half((7, 0), (90, 255), "LA")), WHITE, (90,) * 3),
    "transparent.webp": (
        saved(half((9, 9, 9, 0), (*RED, 255), "RGBA"), "WEBP", lossless=True),
        WHITE,
        RED,
    ),
    "print.jpg": (
        saved(half((0, 255, 255, 0), (255, 255, 0, 0), "CMYK"), "JPEG", quality=100),
        RED,
        BLUE,
    ),
    "print.tif": (
        saved(half((0, 255, 255, 0), (0, 0, 0, 0), "CMYK"), "TIFF"),
        RED,
        WHITE,
    ),
    "animated.gif": (animated("GIF"), RED, RED),
    "animated.webp": (animated("WEBP"), RED, RED),
    "animated.png": (animated("PNG"), RED, RED),
    "windows.bmp": (saved(half(RED, BLUE, "RGB"), "BMP"), RED, BLUE),
    "new.avif": (saved(half(RED, BLUE, "RGB"), "AVIF", quality=100), RED, BLUE),
    "CAPITALS.JPEG": (saved(half(RED, BLUE, "RGB"), "JPEG", quality=100), RED, BLUE),
}


@pytest.mark.parametrize("file", KINDS)
def test_kinds_of_pictures(own, file, capsys):
    data, left, right = KINDS[file]
    unpack({**scenes(12), file: data}, own)
    image = image_of(load_folder(own, size=8), file) * 255
    assert np.abs(image[2:6, 1] - left).max() <= 6, image[4, 1]
    assert np.abs(image[2:6, 6] - right).max() <= 6, image[4, 6]
    assert capsys.readouterr().out == ""


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
UNREADABLE = {
    "a.heic": (HEIC, "HEIC, which this Pillow cannot read"),
    "phone.jpg": (HEIC, "HEIC, which this Pillow cannot read"),
    "a.jxl": (b"\xff\x0a" + bytes(99), "JPEG XL, which this Pillow cannot read"),
    "a.svg": (b"<svg xmlns='x'/>", "SVG, which this Pillow cannot read"),
    "a.psd": (b"8BPS" + bytes(99), "Photoshop, which this Pillow cannot read"),
    "page.jpg": (b"<html>", "not an image"),
    "empty.png": (b"", "not an image"),
    "cut.png": (saved(scene(1))[:500], "truncated|broken|unrecognized"),
    "cut.jpg": (saved(scene(1), "JPEG")[:900], "truncated"),
    "float.tif": (
        saved(Image.fromarray(np.ones((9, 9), np.float32)), "TIFF"),
        "fractions of an unknown range",
    ),
    "deep.tif": (
        saved(Image.fromarray(np.full((9, 9), 70_000, np.int32)), "TIFF"),
        "do not fit into 16 bits",
    ),
}


@pytest.mark.parametrize("file", UNREADABLE)
def test_unreadable_ones_are_named_and_counted(own, file, capsys):
    data, reason = UNREADABLE[file]
    unpack({**scenes(12), file: data}, own)
    for _ in range(2):  # looked through, then from the cache
        loaded = load_folder(own, size=8)
        ((named, said),) = loaded.skipped
        assert named == file
        assert any(each in said for each in reason.split("|")), said
        line = capsys.readouterr().out
        start = "my pictures: 1 of 13 pictures cannot be read: "
        assert line == f"{start}{file} ({said}).\n"
    assert sorted(side_of(loaded)) == sorted(scenes(12))


def test_many_unreadable_ones_are_one_line(own, capsys):
    unpack({**scenes(12), **{f"{i}.heic": HEIC for i in range(30)}}, own)
    assert len(load_folder(own, size=8).skipped) == 30
    line = capsys.readouterr().out
    assert "30 of 42 pictures cannot be read: 0.heic (HEIC, which" in line
    assert line.endswith("and 25 more.\n")


def test_copies_are_found_and_stay_together(own, capsys):
    """Of forty pictures: the bytes again, and saved again in other ways."""
    files = scenes(40)
    for i in range(10):
        files[f"z/again {i}.png"] = saved(scene(i))
        files[f"z/small {i}.jpg"] = saved(scene(i).resize((30, 20)), "JPEG", quality=60)
        files[f"a/other {i}.webp"] = saved(scene(i), "WEBP", quality=70)
    unpack(files, own)
    data = load_folder(own, size=8)
    assert len(data.copies) == 10
    for i in range(10):
        same = {f"z/again {i}.png", f"z/small {i}.jpg", f"a/other {i}.webp"}
        same |= {f"picture {i:03}.png"}
        assert same in [set(group) for group in data.copies]
        assert len({side_of(data)[file] for file in same}) == 1
    assert capsys.readouterr().out == (
        "my pictures: 30 of 70 pictures show the same as another one (10 byte for"
        " byte, 20 nearly); such pictures are in the same split.\n"
    )
    assert sorted(side_of(data)) == sorted(files)


def test_flat_pictures_and_pages_are_no_copies(own, capsys):
    """Their hashes are alike: of one colour each, or a few marks on white."""
    files = {}
    for i in range(12):
        files[f"flat {i}.png"] = saved(
            Image.new("RGB", (40, 40), (20 * i, 90, 250 - i))
        )
        page = Image.new("RGB", (72, 72), "white")
        page.paste((0, 0, 0), (4 + 4 * i, 8, 12 + 4 * i, 16))
        files[f"page {i}.png"] = saved(page)
    unpack(files, own)
    assert load_folder(own, size=8).copies == ()
    assert capsys.readouterr().out == ""


def test_a_picture_more_moves_no_other(own):
    unpack(scenes(60), own)
    before = side_of(load_folder(own, size=8))
    unpack(scenes(3, 60), own)
    (own / "picture 004.png").unlink()
    after = side_of(load_folder(own, size=8))
    assert len(after) == 62
    assert all(after[file] == before[file] for file in after.keys() & before.keys())
    counts = np.array([list(before.values()).count(split) for split in SPLITS])
    assert np.abs(counts / 60 - [0.72, 0.08, 0.2]).max() < 0.12


def test_split_is_the_same_where_accents_are_taken_apart(own, book):
    """macOS writes ü as two characters."""
    unpack({f"Bücher/{k}": v for k, v in scenes(30).items()}, own)
    apart = {f"Bu\u0308cher/{k}": v for k, v in scenes(30).items()}
    other = unpack(apart, book / "copied")
    sides = side_of(load_folder(own, size=8)), side_of(load_folder(other, size=8))
    assert [*sides[0].values()] == [*sides[1].values()]


def test_shares_of_the_split(own):
    unpack(scenes(60), own)
    data = load_folder(own, size=8, test=0.4, validation=0.3)
    assert 12 <= len(data.x_test) <= 36
    assert 8 <= len(data.x_val) <= 28
    with pytest.raises(ValueError, match="leave a split empty"):
        load_folder(own, size=8, test=0.9, validation=0.2)


def test_kept_images_and_a_changed_picture(own, book, monkeypatch):
    unpack(scenes(12), own)
    cache = book / "data/cache"
    first = load_folder(own, size=8)
    with monkeypatch.context() as patch:
        patch.setattr(folder, "decoded_file", None)
        again = load_folder(own, size=8)
    assert all(
        np.array_equal(getattr(first, f"x_{s}"), getattr(again, f"x_{s}"))
        for s in SPLITS
    )
    path = own / "picture 003.png"
    path.write_bytes(saved(scene(50)))
    os.utime(path, (1e9, 1e9))
    load_folder(own, size=4)
    changed = load_folder(own, size=8)
    kinds = sorted(file.name.split("-")[2] for file in cache.iterdir())
    assert kinds == ["4", "8", "marks"], "the older ones are gone"
    assert not np.array_equal(image_of(first, path.name), image_of(changed, path.name))


@pytest.mark.parametrize("load", [load_folder, stream_folder])
def test_errors_say_what_was_found(own, book, load, monkeypatch):
    monkeypatch.chdir(book)
    with pytest.raises(DataError, match=r"'no/such'.*no such folder.*relative path is"):
        load("no/such")
    with pytest.raises(DataError, match="holds no pictures; found: nothing"):
        load(own)
    unpack({"a.txt": b"1", "b/c.csv": b"2"}, own)
    said = r"holds no pictures; found: a\.txt, b\. Pictures end in \.jpg, "
    with pytest.raises(DataError, match=said):
        load("my pictures")
    unpack({**scenes(9), "copy.png": saved(scene(0)), "a.heic": HEIC}, own)
    said = (
        r"9 different pictures that can be read.*at least 10.*1 of 11.*a\.heic \(HEIC"
    )
    with pytest.raises(DataError, match=said):
        load(own)
    with pytest.raises(ValueError, match="1 to 512"):
        load(own, size=0)
    pack(scenes(12), own / "all.zip")
    with pytest.raises(DataError, match="that is a file, not a folder"):
        load(own / "all.zip")


def test_closed_folder_is_an_error(own, monkeypatch):
    unpack({f"in/{k}": v for k, v in scenes(12).items()}, own)
    scandir = os.scandir

    def closed(path):
        if Path(path).name == "in":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(DataError, match="in cannot be read: Permission denied"):
        load_folder(own)


def test_more_than_the_memory_is_sent_to_the_stream(own, monkeypatch):
    unpack(scenes(12), own)
    monkeypatch.setattr(folder, "MAX_BYTES", 12 * 64 * 64 * 12 - 1)
    with pytest.raises(DataError, match=r"12 pictures of 64 × 64 .*Use stream_folder"):
        load_folder(own)
    assert stream_folder(own).train


def test_link_in_a_circle_and_one_that_leads_nowhere(own, capsys):
    unpack(scenes(12), own)
    (own / "circle").symlink_to(own)
    (own / "gone.png").symlink_to("nowhere.png")
    data = load_folder(own, size=8)
    assert data.skipped == (("gone.png", "No such file or directory"),)
    assert len(side_of(data)) == 12


def test_stream_gives_the_same_split_and_images(own):
    unpack({f"{n % 3}/{k}": v for n, (k, v) in enumerate(scenes(60).items())}, own)
    unpack({"z.heic": HEIC, "2/again.png": saved(scene(0))}, own)
    data, stream = load_folder(own, size=8), stream_folder(own, size=8, batch_size=7)
    assert stream.files == data.files
    assert stream.class_names == data.class_names
    assert (stream.skipped, stream.copies) == (data.skipped, data.copies)
    for split in SPLITS:
        batches, x = getattr(stream, split), getattr(data, f"x_{split}")
        assert np.array_equal(batches.labels, getattr(data, f"y_{split}"))
        assert len(batches) == -(-len(x) // 7)
        seen = np.concatenate([batches[i][0] for i in range(len(batches))])
        assert seen.dtype == np.float32
        order = np.arange(len(x)) if split != "train" else batches.order
        assert np.array_equal(seen, x[order])
        x, target = batches[0]
        assert x is target
    assert "my pictures (streamed)" in repr(stream)


def test_stream_is_shuffled_each_epoch_and_repeatable(own):
    unpack(scenes(40), own)
    orders = []
    for seed in (0, 0, 1):
        train = stream_folder(own, size=8, seed=seed).train
        orders.append([train.order.copy()])
        train.on_epoch_end()
        orders[-1].append(train.order.copy())
    first, again, other = orders
    for order in (*first, *other):
        assert np.array_equal(np.sort(order), np.arange(len(order)))
    assert np.array_equal(first, again)
    assert not np.array_equal(first[0], first[1])
    assert not np.array_equal(first[0], other[0])
    val = stream_folder(own, size=8).val
    val.on_epoch_end()
    assert np.array_equal(val.order, np.arange(len(val.paths)))


def test_picture_that_has_gone_is_named(own):
    unpack(scenes(12), own)
    stream = stream_folder(own, size=8)
    shutil.rmtree(own)
    with pytest.raises(
        DataError, match=r"picture \d+\.png cannot be read any more: No"
    ):
        stream.train[0]


def test_fit_takes_a_stream(own):
    import keras

    unpack(scenes(24), own)
    stream = stream_folder(own, size=8, batch_size=8)
    keras.utils.set_random_seed(0)
    images = keras.Input((8, 8, 3))
    outputs = keras.layers.Conv2D(3, 3, padding="same", activation="sigmoid")(images)
    model = keras.Model(images, outputs)
    model.compile(optimizer="adam", loss="mse")
    history = model.fit(stream.train, epochs=2, validation_data=stream.val, verbose=0)
    assert len(history.history["val_loss"]) == 2
    assert stream.train.epoch >= 2, "another order after each epoch"
    assert np.isfinite(model.evaluate(stream.test, verbose=0))


def test_loaders_do_not_import_keras():
    code = "import sys, helpers.data; print('keras' in sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_path_from_the_root_of_the_repository(own, book, monkeypatch):
    unpack(scenes(12), own)
    (book / "chapters").mkdir()
    monkeypatch.chdir(book / "chapters")
    for path in ("my pictures", "../my pictures", own):
        assert len(side_of(load_folder(path, size=8))) == 12


@pytest.fixture
def real_photos() -> Path:  # asked for first: `book` unsets the variable
    return real_folder("10-monkey-species")


def test_real_photos_as_a_folder(real_photos, book, monkeypatch, capsys):
    place = real_photos / "10-monkey-species"
    if not place.is_dir():
        pytest.skip("the photos are in a zip file")
    data = load_folder(place / "training/n0", size=16)
    assert len(side_of(data)) > 90
    side = side_of(data)
    for group in data.copies:
        assert len({side[file] for file in group}) == 1
