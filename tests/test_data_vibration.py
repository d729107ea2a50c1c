"""Tests of the vibration's windows: drawn, and read from a reader's folder."""

import numpy as np
import pytest
from scipy.io import wavfile

from helpers.data import load_vibration
from helpers.data.find import DataError
from helpers.data.vibration import FAULTS, LENGTH, RATE, draw_vibration


def test_drawn_windows_repeat_and_have_their_shapes():
    a, b, c = load_vibration(seed=1), load_vibration(seed=1), load_vibration(seed=2)
    assert a.source == "drawn" and list(a.faults) == list(FAULTS)
    for x in (a.x_train, a.x_val, a.x_test, *a.faults.values()):
        assert x.dtype == np.float32 and x.shape[1:] == (LENGTH,)
    assert np.array_equal(a.x_test, b.x_test)
    assert not np.array_equal(a.x_test, c.x_test)
    assert "20,000 train" in repr(a) and "1,000 bearing" in repr(a)


def test_the_strongest_line_is_the_speed():
    rng = np.random.default_rng(0)
    x = draw_vibration(500, rng, speeds=(24, 24))
    power = np.mean(np.abs(np.fft.rfft(x, axis=1)) ** 2, axis=0)
    strongest = np.fft.rfftfreq(LENGTH, 1 / RATE)[power.argmax()]
    assert strongest == pytest.approx(24, abs=RATE / LENGTH / 2)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_changes_what_it_says(fault):
    def power(x, low, high):  # mean power between two frequencies, in Hz
        hz = np.fft.rfftfreq(LENGTH, 1 / RATE)
        found = np.abs(np.fft.rfft(x * window, axis=1)) ** 2
        return found[:, (hz >= low) & (hz <= high)].mean()

    window = np.hanning(LENGTH) if fault == "bearing" else 1  # gears leak
    rng = np.random.default_rng(0)
    good = draw_vibration(4000, rng, speeds=(24, 24))
    bad = draw_vibration(4000, rng, fault, speeds=(24, 24))
    if fault == "clipping":
        peaks = [np.abs(x).max(axis=1, keepdims=True) for x in (bad, good)]
        at_peak = [np.mean(np.abs(x) == p) for x, p in zip((bad, good), peaks)]
        assert at_peak[0] > 5 / LENGTH and at_peak[1] < 2 / LENGTH
        return
    band = {"imbalance": (20, 30), "misalignment": (40, 56), "bearing": (340, 500)}
    low, high = band.get(fault, (8, 16))
    assert power(bad, low, high) > 1.2 * power(good, low, high)


def test_an_unknown_fault_is_refused():
    with pytest.raises(ValueError, match="imbalance"):
        draw_vibration(1, np.random.default_rng(0), "rust")


def test_recordings_are_cut_in_the_order_of_time(tmp_path):
    samples = np.arange(LENGTH * 200 + 5, dtype="float64")
    np.save(tmp_path / "normal.npy", samples)
    np.savetxt(tmp_path / "bearing.csv", samples[: 3 * LENGTH])
    data = load_vibration(tmp_path)
    assert data.source == "real" and data.name == tmp_path.name
    assert [len(x) for x in (data.x_train, data.x_val, data.x_test)] == [160, 20, 20]
    joined = np.concatenate([data.x_train, data.x_val, data.x_test]).ravel()
    assert np.array_equal(joined, samples[:-5].astype("float32"))
    assert data.faults["bearing"].shape == (3, LENGTH)


def test_a_wav_is_scaled_to_one(tmp_path):
    samples = np.full(LENGTH * 100, -(2**15), "int16")
    wavfile.write(tmp_path / "normal.wav", RATE, samples)
    wavfile.write(tmp_path / "knock.wav", RATE, samples[:LENGTH])
    assert np.all(load_vibration(tmp_path).x_train == -1)


def save(folder, **recordings):
    for name, samples in recordings.items():
        np.save(folder / f"{name}.npy", samples)


@pytest.mark.parametrize(
    "recordings, message",
    [
        ({}, "no recording"),
        ({"normal": np.zeros(LENGTH * 100)}, "one file for each fault"),
        ({"normal": np.zeros(99 * LENGTH), "a": np.zeros(200)}, "at least 100"),
        ({"normal": np.zeros((9, 9)), "a": np.zeros(200)}, "one channel"),
        ({"normal": np.full(9, np.nan), "a": np.zeros(200)}, "not finite"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path, recordings, message):
    save(tmp_path, **recordings)
    with pytest.raises(DataError, match=message):
        load_vibration(tmp_path)


def test_a_damaged_file_and_a_missing_folder_are_named(tmp_path):
    with pytest.raises(DataError, match="no such folder"):
        load_vibration(tmp_path / "none")
    save(tmp_path, a=np.zeros(200))
    (tmp_path / "normal.csv").write_text("1,2\nx\n")
    with pytest.raises(DataError, match="cannot be read"):
        load_vibration(tmp_path)
