"""How fast this machine trains, in the book's own count.

The count is that of chapter 3: a training step costs about six operations for
each weight and each image. The network is a small autoencoder of that chapter,
784-1000-30 and back, on images of noise; `python -m helpers.speed` prints what
this machine does.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

REFERENCE = 2.4e11
"""Operations a second of the machine whose seconds the book prints."""

BATCH, STEPS = 250, 40
ALIKE = math.log(2)  # machines whose seconds can be told from one another's
LEDGER = Path(__file__).resolve().parents[1] / "chapters" / "ledger.json"


def operations_per_second(seconds: float = 2.0) -> float:
    """Operations a second while a dense autoencoder trains.

    Takes some five seconds more than `seconds`, to compile the step. Chance that
    was seeded before is as it was after it.

    Args:
        seconds: how long to train.
    """
    import keras  # here: REFERENCE is read without it
    from keras import layers

    small = keras.initializers.RandomNormal(stddev=0.03, seed=0)
    images = np.random.default_rng(0).random((BATCH * STEPS, 784), np.float32)
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(1000, "gelu", kernel_initializer=small),
            layers.Dense(30, kernel_initializer=small),
            layers.Dense(1000, "gelu", kernel_initializer=small),
            layers.Dense(784, "sigmoid", kernel_initializer=small),
        ]
    )
    # PyTorch takes one step a call.
    steps = 1 if keras.backend.backend() == "torch" else STEPS
    model.compile("adamw", loss="mse", steps_per_execution=steps)
    train = {"batch_size": BATCH, "verbose": 0, "shuffle": False}
    model.fit(images, images, **train)
    passes, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < seconds:
        model.fit(images, images, **train)
        passes += 1
    return 6 * model.count_params() * len(images) * passes / taken


def seconds_at(
    operations: float,
    runs: Iterable[Mapping[str, Any]],
    backend: str = "tensorflow",
    present: Sequence[Mapping[str, Any]] = (),
) -> float | None:
    """How long a notebook takes at so many operations a second.

    Told from the run on the machine most like it: where that is within a factor of
    two, even a run of an earlier text of the notebook. Of several runs on machines
    alike that of the fewest seconds tells: other work beside a run makes it longer,
    and its count of operations smaller.

    Args:
        operations: a second, of the machine that is asked about.
        runs: of the notebook, from the ledger.
        backend: whose runs are preferred.
        present: those of `runs` that are of the notebook's present text.

    Returns:
        Seconds; None if no run tells them.
    """

    def rank(run: Mapping[str, Any]) -> tuple:
        apart = abs(math.log(run["operations"] / operations))
        return run["backend"] != backend, apart > ALIKE, run not in present, apart

    timed = [run for run in runs if run["seconds"] and run["operations"]]
    if not timed:
        return None
    *kind, nearest = min(map(rank, timed))
    alike = [
        (run["seconds"], run["operations"])
        for run in timed
        if [*rank(run)[:-1]] == kind and rank(run)[-1] <= nearest + ALIKE
    ]
    seconds, counted = min(alike)
    return seconds * counted / operations


def notebook_minutes(operations: float) -> dict[str, float | None]:
    """Minutes of each notebook that the ledger knows, at so many operations a second.

    Returns:
        The notebook's file name without its ending → minutes, in reading order;
        nothing where there is no ledger.
    """
    if not LEDGER.is_file():
        return {}
    runs = json.loads(LEDGER.read_text("utf-8"))["runs"]
    minutes = {}
    for stem in sorted({run["notebook"] for run in runs}):
        if not LEDGER.with_name(f"{stem}.ipynb").is_file():
            continue
        own = [run for run in runs if run["notebook"] == stem]
        seconds = seconds_at(operations, own)
        minutes[stem] = None if seconds is None else seconds / 60
    return minutes


if __name__ == "__main__":
    print(f"{operations_per_second():.3e}")
