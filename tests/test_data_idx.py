"""idx files: read whole or refused with the reason."""

import gzip
import hashlib
import tracemalloc

import numpy as np
import pytest
from data_kit import idx_bytes

from helpers.data.idx import IdxError, decompress, read_idx

IMAGES = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)
RAW = idx_bytes(IMAGES)


@pytest.mark.parametrize(
    "data",
    [RAW, gzip.compress(RAW), gzip.compress(RAW, 1)],
    ids=["plain", "gzip", "another gzip"],
)
def test_checksum_is_of_the_content_whatever_the_gzip(tmp_path, data):
    path = tmp_path / "images.gz"
    path.write_bytes(data)
    images = read_idx(path, hashlib.sha256(RAW).hexdigest())
    assert images.dtype == np.uint8
    assert np.array_equal(images, IMAGES)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no idx header"),
        (b"<html>", "no idx header"),
        (gzip.compress(RAW)[:-12], "cut short"),
        (gzip.compress(RAW)[:12], "cut short"),
        (gzip.compress(RAW)[:-8] + bytes(8), "damaged"),
        (RAW[:-1], "60 values, 59 follow"),
        (RAW + b"x", "60 values, 61 follow"),
        (RAW[:7], "inside the header"),
        (b"\0\0\x0d" + RAW[3:], "type 13"),
    ],
    ids=[
        *("empty", "another file", "gzip without its end", "gzip's start"),
        *("another checksum", "too short", "too long", "header's start", "floats"),
    ],
)
def test_damage_is_named(tmp_path, data, reason):
    path = tmp_path / "images.gz"
    path.write_bytes(data)
    with pytest.raises(IdxError, match=reason):
        read_idx(path)


def test_one_changed_value_is_seen(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(RAW[:-1] + b"\0")
    assert read_idx(path).shape == (5, 4, 3)
    with pytest.raises(IdxError, match="SHA-256"):
        read_idx(path, hashlib.sha256(RAW).hexdigest())


def test_gzip_bomb_is_refused_before_it_fills_the_memory():
    bomb = gzip.compress(bytes(10_000_000))
    tracemalloc.start()
    with pytest.raises(IdxError, match="more than 1,000 bytes"):
        decompress(bomb, max_bytes=1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
