"""A sensor that is no image: windows of a machine's vibration, drawn or recorded.

The drawn machine is a shaft that turns 20 to 30 times a second under a load. Its
faults are the textbook's (R. B. Randall, *Vibration-based Condition Monitoring*,
2011, chapter 2), small beside what a change of load does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.find import DataError, existing

RATE = 1024  # samples a second
LENGTH = 128  # samples of a window: an eighth of a second
FAULTS = ("imbalance", "misalignment", "looseness", "bearing", "clipping")
SHARES = (0.8, 0.1)  # of a recording in good order, for training and validation
SUFFIXES = (".npy", ".csv", ".txt", ".wav")


@dataclass(frozen=True, eq=False, repr=False)
class Vibration:
    """Windows in good order, split, and windows with each fault."""

    name: str
    source: str  # "drawn", or "real" for the reader's own recording
    x_train: np.ndarray  # float32 (n, 128), in good order, like the next two
    x_val: np.ndarray
    x_test: np.ndarray
    faults: dict[str, np.ndarray]  # fault → float32 (n, 128), for testing only

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{len(x):,} {split}"
            for split, x in zip(
                ("train", "val", "test"), (self.x_train, self.x_val, self.x_test)
            )
        )
        found = ", ".join(f"{len(x):,} {fault}" for fault, x in self.faults.items())
        return f"<{self.name} ({self.source}): {sizes}; faults: {found}>"


def draw_vibration(
    n: int,
    rng: np.random.Generator,
    fault: str | None = None,
    speeds: tuple[float, float] = (20, 30),
) -> np.ndarray:
    """Windows of the drawn machine: float32 (n, 128), at 1,024 samples a second.

    Speed, load and the shaft's angle at the start are drawn anew for each window.

    Args:
        fault: one of `FAULTS`, or None for a machine in good order.
        speeds: lowest and highest speed, in turns a second.

    Raises:
        ValueError: no such fault.
    """
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"fault is one of {FAULTS} or None, not {fault!r}")
    time = np.arange(LENGTH) / RATE  # seconds
    speed = rng.uniform(*speeds, (n, 1))
    turns = speed * time + rng.uniform(size=(n, 1))
    angle = 2 * np.pi * turns
    load = rng.uniform(0.5, 1.0, (n, 1))
    once = load * (1.25 if fault == "imbalance" else 1)  # per turn
    twice = 0.5 * load**2 * (1.6 if fault == "misalignment" else 1)
    x = once * np.sin(angle) + twice * np.sin(2 * angle + 1.0)
    x += 0.2 * np.sin(3 * angle + 0.5)
    x += 0.15 * (1 + 0.5 * np.cos(angle)) * np.sin(11 * angle)  # gears
    if fault == "looseness":
        start = rng.uniform(0, 2 * np.pi, (n, 1))
        x += 0.125 * np.sin(angle / 2 + start)
    if fault == "bearing":  # 3.57 knocks a turn, each rings at 310 Hz for 4 ms
        since = (3.57 * turns + rng.uniform(size=(n, 1))) % 1 / (3.57 * speed)
        x += 0.3 * np.exp(-since / 0.004) * np.sin(2 * np.pi * 310 * since)
    x += 0.1 * rng.standard_normal(x.shape)
    if fault == "clipping":  # at 0.7 of each window's peak
        limit = 0.7 * np.abs(x).max(axis=1, keepdims=True)
        x = np.clip(x, -limit, limit)
    return x.astype("float32")


def load_vibration(folder: str | Path | None = None, seed: int = 0) -> Vibration:
    """Windows of the drawn machine, or of the reader's own recordings.

    Args:
        folder: recordings of one channel (`.npy`, `.csv`, `.txt`, `.wav`), cut into
            windows of 128 samples that do not overlap. The file named `normal` is
            the machine in good order: its first eight tenths train, the next tenth
            validates, the last tests. Each other file is a fault, named as it is.
        seed: of the drawn machine.

    Raises:
        DataError: no such folder or no such file, or one that holds no numbers.
    """
    if folder is None:
        rng = np.random.default_rng(seed)
        normal = [draw_vibration(n, rng) for n in (20_000, 2_000, 2_000)]
        faults = {fault: draw_vibration(1_000, rng, fault) for fault in FAULTS}
        return Vibration("Vibration", "drawn", *normal, faults)
    try:
        place = existing(folder)
    except DataError as error:
        raise DataError(f"folder is {str(folder)!r}, and {error}.") from None
    files = {f.stem: f for f in sorted(place.iterdir()) if f.suffix in SUFFIXES}
    if "normal" not in files or len(files) == 1:
        raise DataError(
            f"{place} holds {sorted(files) or 'no recording'}: put normal.npy (or"
            " .csv, .txt, .wav) and one file for each fault into it."
        )
    recorded = {name: cut(read_recording(file)) for name, file in files.items()}
    normal = recorded.pop("normal")
    ends = np.cumsum([round(share * len(normal)) for share in SHARES])
    train, validation, test = np.split(normal, ends)
    if len(normal) < 100:
        raise DataError(
            f"{files['normal']} holds {len(normal)} windows of {LENGTH} samples:"
            " at least 100 are needed."
        )
    return Vibration(place.name, "real", train, validation, test, recorded)


def cut(samples: np.ndarray) -> np.ndarray:
    """Samples (n,) as windows that do not overlap, (n // 128, 128)."""
    whole = len(samples) // LENGTH
    return samples[: whole * LENGTH].reshape(whole, LENGTH)


def read_recording(path: Path) -> np.ndarray:
    """The samples of a file of one channel, float32 (n,).

    Whole numbers of a `.wav` are divided by the largest of their kind, so that they
    lie within ±1; other samples stay as they are.

    Raises:
        DataError: it cannot be read, or holds no finite numbers of one channel.
    """
    try:
        if path.suffix == ".npy":
            samples = np.load(path, allow_pickle=False)
        elif path.suffix == ".wav":
            from scipy.io import wavfile

            samples = wavfile.read(path)[1]
        else:
            samples = np.loadtxt(path, delimiter="," if path.suffix == ".csv" else None)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read: {error}.") from None
    if samples.dtype.kind == "i" and path.suffix == ".wav":
        samples = samples / -float(np.iinfo(samples.dtype).min)
    samples = np.squeeze(samples)
    if samples.ndim != 1 or samples.dtype.kind not in "iuf":
        raise DataError(f"{path} holds {samples.shape}: one channel is needed.")
    if not np.isfinite(samples).all():
        raise DataError(f"{path} holds numbers that are not finite: leave them out.")
    return samples.astype("float32")
