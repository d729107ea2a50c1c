"""Pictures that show the same: one stays, on the right side, and the rest as it was."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from helpers.data import Dataset, without_copies

SPLITS = ("train", "val", "test")


def scene(seed: int, channels: int = 3) -> np.ndarray:
    """A smooth picture (32, 32, channels), float32 in [0, 1]: one for each seed."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (5, 6, 3), dtype=np.uint8))
    if channels == 1:
        coarse = coarse.convert("L")
    image = coarse.resize((32, 32), Image.Resampling.BICUBIC)
    return np.asarray(image, "float32").reshape(32, 32, channels) / np.float32(255)


def again(image: np.ndarray) -> np.ndarray:
    """The picture saved as a JPEG: nearly the same."""
    file = io.BytesIO()
    pixels = Image.fromarray(np.round(image * 255).astype(np.uint8))
    pixels.save(file, "JPEG", quality=60)
    return np.asarray(Image.open(file), "float32") / np.float32(255)


def small(channels: int = 3, **more) -> Dataset:
    """12 + 5 + 6 scenes, numbered by their labels, and three that are official."""
    parts, files, start = {}, {}, 0
    for split, n in zip((*SPLITS, "official"), (12, 5, 6, 3)):
        y = np.arange(start, start + n)
        parts[f"x_{split}"] = np.stack([scene(i, channels) for i in y])
        parts[f"y_{split}"] = y
        files[split] = tuple(f"{i}.png" for i in y)
        start += n
    return Dataset("Small", "real", ("a",), files=files, **parts, **more)


@pytest.fixture
def planted() -> Dataset:
    """Copies in a split, across two and three, and one of an official picture."""
    data = small()
    data.x_train[3] = data.x_train[1]  # stays: 1
    data.x_train[5] = again(data.x_val[2])  # stays: 14
    data.x_train[7] = data.x_test[4]  # stays: 21
    data.x_train[9], data.x_val[0] = again(data.x_test[0]), data.x_test[0]  # 17
    data.x_test[3] = data.x_test[2]  # stays: 19
    data.x_train[11] = data.x_official[0]  # stays: both
    return data


LEFT = {
    "train": [0, 1, 2, 4, 6, 8, 10, 11],
    "val": [13, 14, 15, 16],
    "test": [17, 18, 19, 21, 22],
    "official": [23, 24, 25],
}


def test_one_of_each_stays_on_the_right_side_and_in_order(planted, capsys):
    data = without_copies(planted)
    for split, left in LEFT.items():
        x, y = getattr(data, f"x_{split}"), getattr(data, f"y_{split}")
        kept = np.isin(getattr(planted, f"y_{split}"), left)
        assert y.tolist() == left
        assert np.array_equal(x, getattr(planted, f"x_{split}")[kept])
        assert data.files[split] == tuple(f"{i}.png" for i in left)
    assert capsys.readouterr().out == (
        "Small: 6 of 23 pictures show the same as another one and are left out.\n"
    )
    assert len(planted.x_train) == 12 and len(planted.files["train"]) == 12
    assert without_copies(data).y_train.tolist() == LEFT["train"]
    assert capsys.readouterr().out == ""


def test_factors_and_the_list_of_copies_follow(planted):
    hue = {split: {"hue": getattr(planted, f"y_{split}") / 2} for split in LEFT}
    same = (("1.png", "3.png"), ("0.png", "21.png"))  # the second is another's find
    data = without_copies(replace(planted, factors=hue, copies=same))
    for split, left in LEFT.items():
        assert (2 * data.factors[split]["hue"]).tolist() == left
    assert data.copies == same[1:]


@pytest.mark.parametrize("channels", [1, 3])
def test_where_all_differ_nothing_changes(channels, capsys):
    before = small(channels)
    after = without_copies(before)
    for split in SPLITS:
        x = getattr(before, f"x_{split}")
        assert np.array_equal(getattr(after, f"x_{split}"), x)
    assert after.files == before.files
    assert without_copies(replace(before, files=None)).files is None
    assert capsys.readouterr().out == ""


def test_grey_copies_are_found():
    data = small(channels=1)
    data.x_train[4] = data.x_test[1]
    left = without_copies(data)
    assert (len(left.x_train), len(left.x_val), len(left.x_test)) == (11, 5, 6)


def test_other_channels_are_refused():
    data = small()
    two = {f"x_{split}": getattr(data, f"x_{split}")[..., :2] for split in SPLITS}
    with pytest.raises(ValueError, match="images of 2 channels; 1 or 3 are known"):
        without_copies(replace(data, **two))
