"""Seeds, one line about the run, and the progress line of a training."""

from __future__ import annotations

import gc
import os
import platform
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

import keras

from helpers.optimizers import TwoOptimizers as TwoOptimizers

SEED_VARIABLE = "AUTOENCODER_BOOK_SEED"


def set_seed(seed: int) -> int:
    """Seed Python, NumPy and the Keras backend; return the seed in use.

    The environment variable ``AUTOENCODER_BOOK_SEED`` replaces ``seed``, and
    one printed line says so: that is how a whole chapter is run again with
    another seed, without an edit.

    Raises:
        ValueError: if the environment variable does not hold a whole number
            from 0 to 2**32 − 1.
    """
    override = os.environ.get(SEED_VARIABLE, "").strip()
    if override:
        if not re.fullmatch(r"[0-9]{1,10}", override) or int(override) >= 2**32:
            raise ValueError(
                f"{SEED_VARIABLE}={override[:20]!r} is not a seed: set it to a "
                "whole number below 2**32, such as 7, or unset it."
            )
        seed = int(override)
        print(f"Seed {seed}, from {SEED_VARIABLE}.")
    keras.utils.set_random_seed(seed)
    return seed


def device_name() -> str:
    """The device that the backend computes on, such as ``CPU, 2 cores``."""
    gpu = None
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        gpus = tensorflow.config.list_physical_devices("GPU")
        if gpus:
            details = tensorflow.config.experimental.get_device_details(gpus[0])
            gpu = details.get("device_name", "GPU")
    elif keras.backend.backend() == "jax":
        import jax

        if jax.default_backend() != "cpu":
            gpu = jax.devices()[0].device_kind
    elif keras.backend.backend() == "torch":
        import torch

        if torch.cuda.is_available():
            gpu = torch.cuda.get_device_name()
    if gpu:
        return str(gpu)
    available = getattr(os, "sched_getaffinity", None)
    cores = len(available(0)) if available else os.cpu_count()
    return f"CPU, {cores} core{'' if cores == 1 else 's'}"


def describe_run(*datasets: Any) -> None:
    """Print one line: Python, Keras, backend, device, and the data's source.

    Args:
        datasets: objects with ``name`` and ``source``, as the loaders return.
    """
    backend = keras.backend.backend()
    version = __import__(backend).__version__
    parts = [
        f"Python {platform.python_version()}",
        f"Keras {keras.__version__} on {backend} {version}",
        device_name(),
        *(f"{data.name}: {data.source} data" for data in datasets),
    ]
    print(" · ".join(parts))


def endless(batches: keras.utils.PyDataset) -> Iterator[Any]:
    """The batches of a data set, epoch after epoch, as one stream that never ends.

    For ``fit(endless(batches), steps_per_epoch=len(batches), shuffle=False)``. Between
    the epochs of a ``PyDataset`` Keras on TensorFlow waits up to ten seconds, for a
    thread that sleeps; a stream has no such end. Batches and their order are the same.
    """
    while True:
        for i in range(len(batches)):
            yield batches[i]
        batches.on_epoch_end()


class Progress(keras.callbacks.Callback):
    """A training's progress: a live line that ends as one line of record.

    In a notebook the line is rewritten in place, at most twice a second; what
    stays in the stored output is the last one, with the number of epochs, the
    last losses and the seconds. Outside a notebook only that line is printed.

    Attributes:
        seconds: wall-clock seconds of the training so far.
        times: seconds since the start at the end of each epoch.
    """

    def __init__(self, name: str = "training") -> None:
        super().__init__()
        self.name = name
        self.seconds = 0.0
        self.times: list[float] = []

    def on_train_begin(self, logs: dict | None = None) -> None:
        gc.collect()  # models refer to themselves: earlier ones may linger
        self._start = self._shown = time.perf_counter()
        self._display_id = uuid.uuid4().hex
        self.times = []
        self._in_notebook = _in_notebook()
        if self._in_notebook:
            self._write("training …", update=False)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        now = time.perf_counter()
        self.seconds = now - self._start
        self.times.append(self.seconds)
        self._logs = logs or {}
        if self._in_notebook and now - self._shown > 0.5:
            self._shown = now
            epochs = (self.params or {}).get("epochs")
            self._write(f"epoch {epoch + 1} of {epochs}{self._losses()}")

    def on_train_end(self, logs: dict | None = None) -> None:
        self.seconds = time.perf_counter() - self._start
        epochs = len(self.times)
        text = f"{epochs} epoch{'' if epochs == 1 else 's'}"
        self._write(f"{text} in {self.seconds:.1f} s{self._losses()}")

    def _losses(self) -> str:
        wanted = ("loss", "val_loss")
        found = [
            f"{key.replace('val_loss', 'validation loss')} {self._logs[key]:.5f}"
            for key in wanted
            if key in getattr(self, "_logs", {})
        ]
        return ", " + ", ".join(found) if found else ""

    def _write(self, text: str, update: bool = True) -> None:
        line = f"{self.name}: {text}"
        if not self._in_notebook:
            print(line)
            return
        from IPython.display import display

        display(
            {"text/plain": line},
            raw=True,
            display_id=self._display_id,
            update=update,
        )


def _in_notebook() -> bool:
    """Whether this runs under a kernel that can rewrite an output."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
